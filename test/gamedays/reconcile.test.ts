import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDuban } from '../../office/running/duban';
import { instant, plusMs } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { arrived } from '../kill/arrived';
import { SLOT } from '../kill/wave';
import { report } from '../support/commands';
import { opened } from '../support/ledger';
import { sure } from '../support/sure';
import { openDay, type Day } from './day';

jest.setTimeout(600_000);

const SECOND = 1_000;
let day: Day;
let older: Ledger | undefined;
const folder = mkdtempSync(join(tmpdir(), 'duban-reconcile-'));
afterEach(async () => {
  await older?.close();
  await day.stage.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a ledger restored from a backup that is older than Temporal', () => {
  it('is named item by item, and reconciled: its items go on from what it has, and every reminder comes once', async () => {
    day = await openDay({ size: { units: 20, items: 6 }, setting: { ahead: 45 * SECOND } });
    const { stage, wave } = day;
    const [one = '', two = '', gone = ''] = wave.streams;
    const first = stage.worker();
    await stage.duban.ensureAll();
    await stage.until(
      'every item sleeps',
      async () => (await stage.duban.standing()).asked === wave.streams.length,
    );
    const file = join(folder, 'older.db');
    await stage.ledger.backup(file);
    for (const stream of [one, two])
      sure(await stage.duban.command({ stream, command: report('u005'), actor: 'll-u005' }));
    await stage.client.workflow.getHandle(stage.names.item(gone)).terminate();
    await first.stop();

    const url = `sqlite:${file}`;
    const restored = (older = await opened({ url }));
    await stage.worker(undefined, { ledger: url, tendMs: 2 * SECOND }).ready;
    const shift = wave.slotAt - stage.slot;
    const clock = () => instant(Date.now() + shift);
    const duban = await makeDuban({ ledger: restored, client: stage.client, clock, shift });
    const found = await duban.differences();
    expect(found).toMatchObject({ ahead: [one, two], unknown: [], missing: [gone], silent: [] });
    const by = { actor: 'gly', now: plusMs(wave.slotAt, -20 * SECOND), requestKey: 'reconcile' };
    await duban.reconcile(found, { composed: null, by });
    expect(await duban.differences()).toMatchObject({ ahead: [], unknown: [], missing: [] });

    await stage.until('every unit has its mail', () => stage.mails >= wave.mails);
    await stage.until(
      'the slot has its checkpoint',
      async () => (await restored.lastCheckpoint())?.slot === SLOT,
    );
    const came = await arrived(stage.taken);
    expect([came.reminders, came.duplicates]).toEqual([wave.expected, 0]);
    expect((await restored.history('mailroom')).map(({ type }) => type)).toContain('reconciled');
    expect((await restored.verify()).findings).toEqual([]);
  });
});
