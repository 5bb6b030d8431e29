import { statfs } from 'node:fs/promises';
import { isWorkingDay, shift } from '../../domain/calendar/calendar';
import type { Office } from '../../domain/office';
import { inWindow, slotAt, windowOf } from '../../domain/slot';
import { dateOf, type Instant } from '../../domain/time';
import { LedgerFault } from '../../ledger/database/faults';
import type { Ledger } from '../../ledger/ledger';
import { MAIL_STATES } from '../../ledger/database/tables/mails';
import { idleSince } from '../access/sessions';
import type { MetricName } from './table';

/** One value of a metric under its labels; of a counter the sum so far. */
export interface Measure {
  readonly metric: MetricName;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is asked of the ledger at a scrape. */
export type MeasuredLedger = Pick<
  Ledger,
  | 'office'
  | 'slotMarks'
  | 'oldestReady'
  | 'missing'
  | 'openCount'
  | 'mailCounts'
  | 'paused'
  | 'checkpointMark'
  | 'attestations'
  | 'hostAhead'
  | 'sessionCounts'
  | 'load'
>;

const seconds = (at: Instant): number => at / 1_000;

const measure = (metric: MetricName, value: number, labels?: Measure['labels']): Measure =>
  labels ? { metric, value, labels } : { metric, value };

/** A moment that may not have come yet: no value then. */
const moment = (metric: MetricName, at: Instant | null): readonly Measure[] =>
  at === null ? [] : [measure(metric, seconds(at))];

/** The slot of the last working day that has struck, in the office's zone. */
export function lastSlotDue(office: Office, now: Instant): Instant {
  const today = dateOf(now, office.calendar.zone);
  const struck = isWorkingDay(office.calendar, today) && slotAt(office, today) <= now;
  return slotAt(office, struck ? today : shift(office.calendar, today, -1).date);
}

/** For how long a mail that is ready since an instant could have gone, ms: from the opening of today's window at the earliest. */
export function readyAge(office: Office, now: Instant, since: Instant | null): number {
  if (since === null || !inWindow(office, now)) return 0;
  const { from } = windowOf(office, dateOf(now, office.calendar.zone));
  return Math.max(0, now - Math.max(since, from));
}

async function slotMeasures(
  ledger: MeasuredLedger,
  office: Office,
  now: Instant,
): Promise<readonly Measure[]> {
  const due = measure('duban_slot_due_timestamp_seconds', seconds(lastSlotDue(office, now)));
  const marks = await ledger.slotMarks();
  if (!marks) return [due];
  const { count } = await ledger.missing(marks.slot, 1);
  return [
    due,
    measure('duban_slot_composed_slot_timestamp_seconds', seconds(slotAt(office, marks.slot))),
    measure('duban_slot_composed_timestamp_seconds', seconds(marks.composedAt)),
    ...moment('duban_slot_last_mail_timestamp_seconds', marks.lastSentAt),
    measure('duban_items_missing_slot', count),
  ];
}

async function mailMeasures(
  ledger: MeasuredLedger,
  office: Office,
  now: Instant,
): Promise<readonly Measure[]> {
  const [counts, paused, since] = await Promise.all([
    ledger.mailCounts(),
    ledger.paused(),
    ledger.oldestReady(),
  ]);
  const known = new Map(Object.entries(counts));
  const age = paused === null ? readyAge(office, now, since) : 0;
  return [
    ...Object.keys(MAIL_STATES).map((state) => measure('duban_mails', known.get(state) ?? 0, { state })),
    measure('duban_mail_ready_age_seconds', age / 1_000),
    measure('duban_sending_paused', paused === null ? 0 : 1),
  ];
}

async function logMeasures(ledger: MeasuredLedger): Promise<readonly Measure[]> {
  const last = await ledger.checkpointMark();
  if (!last) return [];
  return [
    measure('duban_checkpoint_timestamp_seconds', seconds(last.at)),
    measure('duban_checkpoint_entries', last.size),
    measure('duban_checkpoint_signed', last.signed ? 1 : 0),
    ...(await ledger.attestations()).flatMap(({ by, signed, signedAt }) => [
      ...(signedAt === null ? [] : [measure('duban_witness_timestamp_seconds', seconds(signedAt), { by })]),
      measure('duban_witness_unsigned_entries', Math.max(0, last.size - signed), { by }),
    ]),
  ];
}

/** What this process has committed, and its connections. */
function loadMeasures({ committed, pool }: ReturnType<Ledger['load']>): readonly Measure[] {
  return [
    ...committed.flatMap(({ lane, groups, jobs, tookMs }) => [
      measure('duban_commits_total', groups, { lane }),
      measure('duban_commit_jobs_total', jobs, { lane }),
      measure('duban_commit_seconds_total', tookMs / 1_000, { lane }),
    ]),
    ...(pool === null
      ? []
      : [
          measure('duban_pool_connections', pool.open, { state: 'open' }),
          measure('duban_pool_connections', pool.idle, { state: 'idle' }),
          measure('duban_pool_connections', pool.waiting, { state: 'waiting' }),
          measure('duban_pool_waits_total', pool.waits),
          measure('duban_pool_wait_seconds_total', pool.waitedMs / 1_000),
        ]),
  ];
}

async function asked(ledger: MeasuredLedger, now: Instant): Promise<readonly Measure[]> {
  const office = await ledger.office();
  const ahead = await ledger.hostAhead();
  const sessions = [...(await ledger.sessionCounts(idleSince())).values()].reduce((sum, n) => sum + n, 0);
  return [
    measure('duban_ledger_up', 1),
    ...(ahead === null ? [] : [measure('duban_clock_ahead_seconds', ahead / 1_000)]),
    ...(await slotMeasures(ledger, office, now)),
    measure('duban_items_open', await ledger.openCount()),
    ...(await mailMeasures(ledger, office, now)),
    ...(await logMeasures(ledger)),
    measure('duban_console_sessions', sessions),
  ];
}

/** What the ledger says at a moment of the office's clock; a ledger that does not answer says that it is not there. */
export async function ledgerMeasures(ledger: MeasuredLedger, now: Instant): Promise<readonly Measure[]> {
  const load = loadMeasures(ledger.load());
  try {
    return [...(await asked(ledger, now)), ...load];
  } catch (fault) {
    if (!(fault instanceof LedgerFault)) throw fault;
    return [measure('duban_ledger_up', 0), ...load];
  }
}

/** Free room on the disk of a home; nothing when the home is not there. */
export async function homeMeasures(home: string): Promise<readonly Measure[]> {
  try {
    const { bavail, bsize } = await statfs(home);
    return [measure('duban_home_free_bytes', bavail * bsize)];
  } catch {
    return [];
  }
}
