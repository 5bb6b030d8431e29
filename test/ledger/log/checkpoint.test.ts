import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryOf } from '../../../domain/journal/chain';
import { parseCheckpoint } from '../../../domain/journal/checkpoint';
import { openNote } from '../../../domain/journal/note';
import { leafHash } from '../../../domain/journal/tree';
import { civilDate } from '../../../domain/time';
import { verifierOf } from '../../../ledger/log/key';
import type { Ledger } from '../../../ledger/ledger';
import { rangeOf, rootOf } from '../../journal/memory-tree';
import { report } from '../../support/commands';
import { moment } from '../../support/item';
import { change, issuedLedger, opened, says, streamOf } from '../../support/ledger';
import { POSTGRES } from '../../support/postgres';
import { sure } from '../../support/sure';
import { SQLITE, testFolder, type TestDatabase } from '../database';

describe.each([SQLITE, POSTGRES])('a checkpoint, on $name', (under) => {
  const folder = testFolder();
  const file = join(folder.path, 'log.key');
  const logKey = { file, origin: 'duban.example/log' };
  let database: TestDatabase;
  let ledger: Ledger;
  beforeEach(async () => {
    database = await under.fresh();
    ledger = await opened({ url: database.url, logKey });
    await issuedLedger(ledger);
  });
  afterEach(async () => {
    await ledger.close();
    await database.remove();
  });
  afterAll(() => {
    folder.remove();
  });

  const at = (day: string) => ledger.checkpoint({ slot: civilDate(day), now: moment(`${day} 10:00`) });
  const works = (n: number) =>
    ledger.record(says(streamOf('1'), report('sjj', n), { key: `r${n}`, actor: 'll-sjj' }));

  it('is signed by the key of the log, over the root of all events in their order', async () => {
    await works(1);
    const { note, size, root } = await at('2025-07-01');
    const key = sure(verifierOf((await ledger.logKey()) ?? ''));
    const said = sure(parseCheckpoint(sure(openNote(note ?? '', [key])).text));
    expect(said).toMatchObject({ origin: 'duban.example/log', size });
    expect(said.root.toString('base64')).toBe(root);
    const order = await database.query('select stream, seq from log_entries order by idx');
    const streams = new Map<string, readonly string[]>();
    for (const { stream } of await ledger.streams())
      streams.set(stream, (await ledger.history(stream)).map(entryOf));
    const leaves = (order as { stream: string; seq: number | string }[])
      .slice(0, size)
      .map(({ stream, seq }) => leafHash(streams.get(stream)?.[Number(seq) - 1] ?? ''));
    expect(rootOf(rangeOf(leaves)).toString('base64')).toBe(root);
  });

  it('is made once for a slot, never for an earlier one, and grows', async () => {
    const first = await at('2025-07-02');
    expect(await at('2025-07-02')).toEqual(first);
    expect(await at('2025-07-01')).toEqual(first);
    await works(1);
    expect((await at('2025-07-03')).size).toBeGreaterThan(first.size);
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('before composing is made when there is anything new, and keeps the slot', async () => {
    const first = await at('2025-07-02');
    const again = await ledger.checkpoint({ slot: null, now: moment('2025-07-03 08:00') });
    expect(again).toEqual(first);
    await works(1);
    const later = await ledger.checkpoint({ slot: null, now: moment('2025-07-03 08:59') });
    expect(later.size).toBeGreaterThan(first.size);
    expect(later.slot).toBe('2025-07-02');
  });

  it('has its key in a file that only its owner reads', async () => {
    await at('2025-07-01');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is signed by both keys after a rotation, and old checkpoints still hold', async () => {
    await at('2025-07-01');
    const old = sure(verifierOf((await ledger.logKey()) ?? ''));
    const { vkeys } = sure(await ledger.rotateLogKey(change('rotate')));
    const { note } = await at('2025-07-02');
    for (const key of [old, ...vkeys.map((vkey) => sure(verifierOf(vkey)))])
      expect(openNote(note ?? '', [key]).ok).toBe(true);
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('without its key, or with another, is not signed and stops nothing', async () => {
    await at('2025-07-01');
    const key = readFileSync(file);
    renameSync(file, `${file}.away`);
    expect((await at('2025-07-02')).note).toBeNull();
    const other = await opened({ url: database.url, logKey: { file: `${file}.other`, origin: null } });
    const elsewhere = await under.fresh();
    const foreign = await opened({
      url: elsewhere.url,
      logKey: { file: `${file}.other`, origin: 'other.example/log' },
    });
    await foreign.checkpoint({ slot: null, now: moment('2025-07-01') });
    await foreign.close();
    await elsewhere.remove();
    expect(
      (await other.checkpoint({ slot: civilDate('2025-07-03'), now: moment('2025-07-03') })).note,
    ).toBeNull();
    await other.close();
    writeFileSync(file, key);
    expect((await at('2025-07-04')).note).not.toBeNull();
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('has the events of a stream in their order, also when the clock of the host went back', async () => {
    await works(1);
    await works(2);
    await database.exec(under.disarm);
    await database.exec(`update events set recorded_at = 1 where stream = '${streamOf('1')}' and seq = 3`);
    await at('2025-07-01');
    const order = await database.query(
      `select seq from log_entries where stream = '${streamOf('1')}' order by idx`,
    );
    const places = (order as { seq: number | string }[]).map(({ seq }) => Number(seq));
    expect(places.length).toBeGreaterThan(2);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('is none before the first', async () => {
    expect(await ledger.lastCheckpoint()).toBeNull();
  });
});
