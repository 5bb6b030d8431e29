import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { EXIT } from '../../client/cli/exit';
import { SQLITE, testFolder } from '../ledger/database';
import { openIssuedMailroom, type IssuedMailroom } from '../ledger/mails/issued-mailroom';
import { answerOf, commandLine, type Ran } from '../support/cli';
import { moment } from '../support/item';
import { testKey } from '../support/ledger';
import { tamper } from './year';

const folder = testFolder();
const key = join(folder.path, 'log.key');
let room: IssuedMailroom;
let duban: ReturnType<typeof commandLine>;
let file: string;
let event: string;

beforeEach(async () => {
  room = await openIssuedMailroom(SQLITE);
  await room.ledger.checkpoint({ slot: null, now: moment('2025-07-01 10:00') });
  file = join(folder.path, 'ledger.db');
  rmSync(file, { force: true });
  await room.ledger.backup(file);
  writeFileSync(key, readFileSync(testKey.file));
  duban = commandLine({
    home: folder.path,
    cwd: folder.path,
    env: { DUBAN_DATABASE_URL: `sqlite:${file}`, DUBAN_LOG_KEY_FILE: key, DUBAN_ACCOUNT: 'gly' },
    now: () => moment('2025-07-01 12:00'),
  });
  event = join(folder.path, 'item_n1_1_1.json');
  expect(await duban('audit', 'prove', '1', '1', '--to', folder.path)).toMatchObject({ code: EXIT.ok });
});
afterEach(() => room.close());
afterAll(() => {
  folder.remove();
});

const cut = (path: string, bytes: number): void => {
  writeFileSync(path, readFileSync(path).subarray(0, bytes));
};

/** So that an export has a checkpoint of its own. */
async function somethingNew(): Promise<void> {
  expect(await duban('mail', 'pause', '--reason', '机房搬迁')).toMatchObject({ code: EXIT.ok });
}

/** What is asked, what was spoilt before, and what the refusal says: code, exit, and the words that name what and where. */
const BAD: readonly (readonly [
  string,
  () => unknown,
  readonly string[],
  string,
  keyof typeof EXIT,
  RegExp,
])[] = [
  ['an unknown stream', () => undefined, ['audit', 'show', 'item/n1/99'], 'item-not-found', 'notFound', /99/],
  [
    'an unknown event',
    () => undefined,
    ['audit', 'prove', '1', '9999'],
    'event-not-found',
    'notFound',
    /item\/n1\/1.*9999/,
  ],
  [
    'a proof of another log',
    () => {
      writeFileSync(
        join(folder.path, 'log.vkey'),
        'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
      );
    },
    ['audit', 'check-proof', 'item_n1_1_1.json'],
    'unknown-signer',
    'invalid',
    /duban\.example\/test/,
  ],
  [
    'a proof that is cut',
    () => {
      cut(`${event}.tlog-proof`, 60);
    },
    ['audit', 'check-proof', 'item_n1_1_1.json'],
    'bad-proof',
    'invalid',
    /证明/,
  ],
  [
    'an export that is cut short',
    () => {
      mkdirSync(join(folder.path, 'cut', 'tile'), { recursive: true });
      writeFileSync(join(folder.path, 'cut', 'tile', 'entries'), 'in the way');
    },
    ['audit', 'export', '--to', 'cut'],
    'file-unwritable',
    'invalid',
    /cut/,
  ],
  [
    'a day that has not come',
    () => undefined,
    ['item', 'list', '--as-of', '2025-07-02'],
    'future-date',
    'invalid',
    /2025-07-02/,
  ],
  [
    'a key that is lost',
    async () => {
      rmSync(key);
      await somethingNew();
    },
    ['audit', 'export', '--to', 'unsigned'],
    'log-key-lost',
    'unavailable',
    /log\.key/,
  ],
  [
    'a key of another ledger',
    async () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      writeFileSync(key, privateKey.export({ format: 'pem', type: 'pkcs8' }));
      await somethingNew();
    },
    ['audit', 'export', '--to', 'unsigned'],
    'log-key-wrong',
    'unavailable',
    /log\.key/,
  ],
  [
    'a program older than the ledger',
    () => {
      tamper(file, (raw) => {
        raw.exec("insert into kysely_migration values ('0002-later', '2026-01-01T00:00:00.000Z')");
      });
    },
    ['item', 'list'],
    'ledger-newer',
    'unavailable',
    /0002-later/,
  ],
];

describe('bad input', () => {
  it.each(BAD)('%s is refused by a code, what is wrong where, and what would be right', async (...asked) => {
    const [, spoil, args, code, exit, named] = asked;
    await spoil();
    const ran: Ran = await duban(...args, '--json');
    const { error } = answerOf(ran);
    expect([error?.code, ran.code]).toEqual([code, EXIT[exit]]);
    expect(error?.message).toMatch(named);
    expect(error?.hint).not.toBe('');
  });
});
