import { DatabaseSync } from '@photostructure/sqlite';
import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreLedger } from '../../ledger/upkeep/backup';
import type { Ledger } from '../../ledger/ledger';
import { sign } from '../support/commands';
import { codeOf } from '../support/item';
import { call, change, issuedLedger, opened, planItems, says, streamOf } from '../support/ledger';
import { sure } from '../support/sure';
import { testFolder } from './database';

let folder: ReturnType<typeof testFolder>;
let open: Ledger[];
beforeEach(() => {
  folder = testFolder();
  open = [];
});
afterEach(async () => {
  for (const ledger of open) await ledger.close();
  folder.remove();
});

const at = (name: string): string => join(folder.path, name);
const urlOf = (name: string): string => `sqlite:${at(name)}`;

async function ledgerAt(name: string): Promise<Ledger> {
  const ledger = await opened({ url: urlOf(name) });
  open.push(ledger);
  return ledger;
}

async function closeAll(): Promise<void> {
  for (const ledger of open) await ledger.close();
  open = [];
}

const by = change('restore', '2025-07-02 10:00');
const restored = (from: string, to = 'ledger.db') => restoreLedger({ from: at(from), url: urlOf(to), by });

describe('a backup', () => {
  it('holds what was recorded when it was made, and nothing of later', async () => {
    const ledger = await ledgerAt('ledger.db');
    await issuedLedger(ledger, planItems(2));
    await ledger.record(call(streamOf('1')));
    await ledger.backup(at('copy.db'));
    await ledger.record(call(streamOf('2')));
    const copy = await ledgerAt('copy.db');
    expect((await copy.items({})).map(({ key }) => key)).toEqual(['1']);
    expect((await copy.verify()).findings).toEqual([]);
    expect((await copy.check()).findings).toEqual([]);
  });

  it('can be made while items record', async () => {
    const ledger = await ledgerAt('ledger.db');
    const streams = await issuedLedger(ledger, planItems(30));
    await Promise.all([
      ledger.backup(at('copy.db')),
      ...streams.map((stream) => ledger.record(call(stream))),
    ]);
    const copy = await ledgerAt('copy.db');
    expect((await copy.check()).findings).toEqual([]);
  });

  it('never takes the place of a file that is there', async () => {
    const ledger = await ledgerAt('ledger.db');
    writeFileSync(at('copy.db'), 'kept');
    await expect(ledger.backup(at('copy.db'))).rejects.toMatchObject({ problem: { code: 'backup-exists' } });
    await expect(ledger.backup(at('none/copy.db'))).rejects.toMatchObject({
      problem: { code: 'ledger-not-found', message: { zh: expect.stringContaining('none') as string } },
    });
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('a restore', () => {
  async function backedUp(): Promise<Ledger> {
    const ledger = await ledgerAt('ledger.db');
    await issuedLedger(ledger);
    await ledger.record(call(streamOf('1')));
    await ledger.backup(at('copy.db'));
    await ledger.record(says(streamOf('1'), sign('sjj'), { key: 'k1', actor: 'll-sjj' }));
    return ledger;
  }

  it('brings the backup back and keeps what stood there', async () => {
    await backedUp();
    await closeAll();
    const { kept, streams, events } = sure(await restored('copy.db'));
    expect({ kept, streams, events }).toEqual({ kept: at('ledger.db.replaced-1'), streams: 4, events: 8 });
    const back = await ledgerAt('ledger.db');
    expect(await back.history(streamOf('1'))).toHaveLength(1);
    expect((await back.history('mailroom')).at(-1)).toMatchObject({ type: 'ledgerRestored', actor: 'gly' });
    expect((await back.check()).findings).toEqual([]);
    const before = await ledgerAt('ledger.db.replaced-1');
    expect(await before.history(streamOf('1'))).toHaveLength(2);
  });

  it('is ledger-behind to a workflow that saw more, and goes on for all others', async () => {
    const ledger = await backedUp();
    const [, last] = await ledger.history(streamOf('1'));
    await closeAll();
    sure(await restored('copy.db'));
    const back = await ledgerAt('ledger.db');
    const head = { seq: last?.seq ?? 0, hash: last?.hash ?? '' };
    await expect(back.record(call(streamOf('1'), { head }))).rejects.toThrow('item/n1/1');
    expect(await back.shouldRun({ after: null, limit: 10 })).toEqual([streamOf('1')]);
    await back.record(says(streamOf('1'), sign('sjj'), { key: 'k1', actor: 'll-sjj' }));
    expect(await back.item(streamOf('1'))).toMatchObject({ status: 'underway' });
  });

  it('finds a place that is empty', async () => {
    await backedUp();
    expect(sure(await restored('copy.db', 'new.db'))).toMatchObject({ file: at('new.db'), kept: null });
    expect(await (await ledgerAt('new.db')).items({})).toHaveLength(1);
  });

  it('does nothing while a process has the ledger open', async () => {
    const ledger = await backedUp();
    expect(codeOf(await restored('copy.db'))).toBe('ledger-locked');
    expect(await ledger.history(streamOf('1'))).toHaveLength(2);
    expect(existsSync(at('ledger.db.replaced-1'))).toBe(false);
  });

  it('takes no file that is not a whole ledger', async () => {
    await backedUp();
    writeFileSync(at('letter.txt'), '督办'.repeat(1_000));
    truncateSync(at('copy.db'), 40_960);
    expect(codeOf(await restored('none.db'))).toBe('ledger-not-found');
    expect(codeOf(await restored('letter.txt'))).toBe('not-a-ledger');
    expect(['bad-backup', 'ledger-damaged']).toContain(codeOf(await restored('copy.db')));
    expect(codeOf(await restoreLedger({ from: at('copy.db'), url: 'postgres://db.example/duban', by }))).toBe(
      'bad-ledger-url',
    );
    expect(readdirSync(folder.path).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
  });

  it.each([
    ['an event', `drop trigger events_no_update; update events set actor = 'other' where type = 'issued'`],
    ['a table', `update items set status = 'closed'`],
    ['what keeps the journal append-only', 'drop trigger events_no_delete'],
  ])('takes no backup in which %s was changed', async (_, statement) => {
    await backedUp();
    await closeAll();
    const raw = new DatabaseSync(at('copy.db'));
    raw.exec(statement);
    raw.close();
    expect(codeOf(await restored('copy.db'))).toBe('bad-backup');
    expect(readdirSync(folder.path).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
  });

  it('replaces a ledger that is damaged, which is kept as well', async () => {
    await backedUp();
    await closeAll();
    writeFileSync(at('ledger.db'), '督办'.repeat(1_000));
    expect(sure(await restored('copy.db')).kept).toBe(at('ledger.db.replaced-1'));
    expect(await (await ledgerAt('ledger.db')).items({})).toHaveLength(1);
  });
});
