import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { arrived } from '../kill/arrived';
import { SLOT } from '../kill/wave';
import { answerOf, commandLine } from '../support/cli';
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
    const duban = commandLine({
      env: {
        DUBAN_DATABASE_URL: url,
        TEMPORAL_ADDRESS: stage.engine.address,
        TEMPORAL_NAMESPACE: stage.namespace,
        DUBAN_CLOCK_SHIFT: String(shift),
      },
      now: () => instant(Date.now()),
    });
    const reconcile = async (...options: readonly string[]): Promise<unknown> =>
      answerOf(await duban('ledger', 'reconcile', '--as', 'gly', '--json', ...options)).data;
    const found = { ahead: [one, two], unknown: [], missing: [gone], silent: [] };
    expect(await reconcile()).toMatchObject({ ...found, dryRun: true });
    expect(await reconcile('--yes', '--dry-run')).toMatchObject({ ...found, dryRun: true });
    expect(await reconcile('--yes')).toMatchObject({ ...found, dryRun: false });
    expect(await reconcile()).toMatchObject({ ahead: [], unknown: [], missing: [] });

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
