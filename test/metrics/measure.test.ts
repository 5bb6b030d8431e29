import { join } from 'node:path';
import {
  lastSlotDue,
  ledgerMeasures,
  readyAge,
  type Measure,
  type MeasuredLedger,
} from '../../office/metrics/measure';
import { faults, LedgerFault } from '../../ledger/database/faults';
import type { Ledger } from '../../ledger/ledger';
import { civilDate } from '../../domain/time';
import { makeMeter } from '../../worker/meter';
import { scratch } from '../support/cli';
import { moment } from '../support/item';
import { issuedLedger, opened, planItems, setOffice } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { testOffice } from '../support/office';

const office = testOffice();

describe('the last slot that has struck', () => {
  it.each([
    ['a working day before nine: that of the working day before', '2025-07-01 08:59', '2025-06-30 09:00'],
    ['from nine on: that of the day', '2025-07-01 09:00', '2025-07-01 09:00'],
    ['in the October holiday: that of the last day before it', '2025-10-05 12:00', '2025-09-30 09:00'],
    ['on a make-up Sunday: its own', '2025-09-28 10:00', '2025-09-28 09:00'],
  ])('%s', (_, now, due) => {
    expect(lastSlotDue(office, moment(now))).toBe(moment(due));
  });
});

describe('how long a mail could have gone', () => {
  const since = moment('2025-06-30 15:00');
  it('is counted inside the window of the day alone', () => {
    const { from } = office.policy.window;
    expect(readyAge(office, moment('2025-06-30 15:20'), since)).toBe(20 * 60_000);
    expect(readyAge(office, moment('2025-06-30 23:00'), since)).toBe(0);
    expect(readyAge(office, moment('2025-07-01 12:00'), since)).toBe(
      moment('2025-07-01 12:00') - moment(`2025-07-01 ${from}`),
    );
    expect(readyAge(office, moment('2025-07-05 12:00'), since)).toBe(0);
  });
  it('is nothing when none waits, or none may go yet', () => {
    expect(readyAge(office, moment('2025-07-01 12:00'), null)).toBe(0);
    expect(readyAge(office, moment('2025-07-01 12:00'), moment('2025-07-01 13:00'))).toBe(0);
  });
});

const valueOf = (found: readonly Measure[], metric: string, label?: string): number | undefined =>
  found.find(
    (one) =>
      one.metric === metric && (label === undefined || Object.values(one.labels ?? {}).includes(label)),
  )?.value;

const room = scratch();
afterAll(room.clear);

describe('what a ledger tells', () => {
  let ledger: Ledger;
  /** Before anything was issued. */
  let early: readonly Measure[];
  beforeAll(async () => {
    ledger = await opened({ url: `sqlite:${join(room.folder(), 'ledger.db')}`, groupMs: 0 });
    await setOffice(ledger);
    early = await ledgerMeasures(ledger, moment('2025-06-30 09:05'));
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
  afterAll(() => ledger.close());

  it('before the first slot: of slots only the one that is due, of the log nothing', () => {
    expect(valueOf(early, 'duban_slot_due_timestamp_seconds')).toBe(moment('2025-06-30 09:00') / 1_000);
    expect(valueOf(early, 'duban_slot_composed_timestamp_seconds')).toBeUndefined();
    expect(valueOf(early, 'duban_checkpoint_signed')).toBeUndefined();
  });

  it('items, mails, what this process committed', async () => {
    const found = await ledgerMeasures(ledger, moment('2025-06-30 10:05'));
    expect(valueOf(found, 'duban_ledger_up')).toBe(1);
    expect(valueOf(found, 'duban_items_open')).toBe(2);
    expect(valueOf(found, 'duban_mails', 'failed')).toBe(0);
    expect(valueOf(found, 'duban_commits_total')).toBeGreaterThan(0);
    expect(valueOf(found, 'duban_pool_waits_total')).toBeUndefined();
  });

  it('after a slot: when it was composed and when its last digest went', async () => {
    const slot = moment('2025-07-01 09:00');
    const day = civilDate('2025-07-01');
    await ledger.markComposed(day, slot);
    await ledger.checkpoint({ slot: day, now: slot });
    const found = await ledgerMeasures(ledger, moment('2025-07-01 10:00'));
    expect(valueOf(found, 'duban_slot_composed_slot_timestamp_seconds')).toBe(slot / 1_000);
    expect(valueOf(found, 'duban_checkpoint_signed')).toBe(1);
    expect(valueOf(found, 'duban_items_missing_slot')).toBe(0);
  });

  it('that does not answer: that it is not there, and what this process did', async () => {
    const away: MeasuredLedger = {
      ...ledger,
      office: () => Promise.reject(new LedgerFault(faults.unreachable('postgres://db'))),
    };
    const found = await ledgerMeasures(away, moment('2025-07-01 10:00'));
    expect(valueOf(found, 'duban_ledger_up')).toBe(0);
    expect(valueOf(found, 'duban_commits_total')).toBeGreaterThan(0);
    expect(valueOf(found, 'duban_items_open')).toBeUndefined();
  });
});

describe('the text that Prometheus reads', () => {
  const commits = (value: number): readonly Measure[] => [
    { metric: 'duban_commits_total', labels: { lane: 'items' }, value },
  ];

  it('has what is read at a scrape as it is, not added to what was read before, and nothing that was not read', async () => {
    const meter = makeMeter('worker');
    let n = 2;
    meter.ask(() => Promise.resolve(commits(n++)));
    expect(await meter.text()).toContain('duban_commits_total{lane="items"} 2\n');
    const second = await meter.text();
    expect(second).toContain('duban_commits_total{lane="items"} 3\n');
    expect(second).not.toContain('duban_slot_composed');
  });

  it('tells what is counted where it happens, and a counter from the moment it begins', async () => {
    const meter = makeMeter('worker');
    meter.count('duban_activity_faults_total', { activity: 'record', code: 'ledger-behind' }, 0);
    meter.count('duban_activity_faults_total', { activity: 'post', code: 'ledger-full' });
    meter.observe('duban_mail_send_seconds', { outcome: 'sent' }, 0.2);
    const told = await meter.text();
    expect(told).toContain('duban_activity_faults_total{activity="record",code="ledger-behind"} 0');
    expect(told).toContain('duban_activity_faults_total{activity="post",code="ledger-full"} 1');
    expect(told).toContain('duban_mail_send_seconds_bucket{le="0.25",outcome="sent"} 1');
  });

  it('has of each role what is its own', async () => {
    const sessions: Measure = { metric: 'duban_console_sessions', value: 3 };
    const told = async (role: 'worker' | 'console' | 'start'): Promise<string> => {
      const meter = makeMeter(role);
      meter.ask(() => Promise.resolve([sessions]));
      meter.append(() => Promise.resolve('temporal_x 1\n'));
      return meter.text();
    };
    expect(await told('worker')).not.toContain('duban_console_');
    expect(await told('console')).not.toContain('duban_mail_send_seconds');
    const both = await told('start');
    expect(both).toContain('duban_console_sessions 3');
    expect(both).toContain('# TYPE duban_mail_send_seconds histogram');
    expect(both).toContain('temporal_x 1');
  });
});
