import { statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatVkey } from '../../../domain/journal/note';
import { addKey, signersIn } from '../../../ledger/log/key';
import { SIGNED_BY } from '../../../ledger/log/signatures';
import { codeOf } from '../../support/item';
import { sure } from '../../support/sure';
import { testFolder } from '../database';

const ORIGIN = 'duban.example/key';

/** Of a log that no program has signed yet. */
const NEW = { origin: ORIGIN, vkeys: [], kinds: SIGNED_BY.sha256 };

describe("the log's key", () => {
  const folder = testFolder();
  const file = join(folder.path, 'log.key');
  let vkeys: readonly string[];
  beforeEach(() => {
    vkeys = sure(signersIn(file, NEW)).map(formatVkey);
  });
  afterAll(() => {
    folder.remove();
  });

  it('that is lost is named, and no other is made in its place', () => {
    unlinkSync(file);
    expect(codeOf(signersIn(file, { ...NEW, vkeys }))).toBe('log-key-lost');
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('of another ledger is refused', () => {
    const other = join(folder.path, 'other.key');
    sure(signersIn(other, NEW));
    expect(codeOf(signersIn(other, { ...NEW, vkeys }))).toBe('log-key-wrong');
  });

  it.each([
    ['nothing', ''],
    ['half a key', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n'],
    ['no key', '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n'],
  ])('is unreadable with %s in its file', (_what, content) => {
    const spoilt = join(folder.path, 'spoilt.key');
    writeFileSync(spoilt, content);
    expect(codeOf(signersIn(spoilt, { ...NEW, vkeys }))).toBe('log-key-unreadable');
    expect(codeOf(addKey(spoilt, NEW) as never)).toBe('log-key-unreadable');
  });

  it('goes on signing beside a new one', () => {
    const fresh = sure(addKey(file, NEW));
    const signers = sure(signersIn(file, { ...NEW, vkeys })).map(formatVkey);
    expect(signers).toEqual([...fresh, ...vkeys]);
  });
});
