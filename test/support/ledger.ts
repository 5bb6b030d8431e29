import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Envelope } from '../../domain/item/commands';
import type { Head, StreamId } from '../../domain/journal/types';
import { digestOf } from '../../domain/journal/canonical';
import type { Office } from '../../domain/office';
import { makePlan } from '../../domain/plan/plan';
import type { Plan, PlanItem } from '../../domain/plan/types';
import { instant, type Instant } from '../../domain/time';
import type { LogKeyPlace } from '../../ledger/log/log-key';
import { openLedger, type OpenOptions } from '../../ledger/open';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import type { RecordCall } from '../../ledger/record/record';
import { moment, planItem, testPlan } from './item';
import { testOffice } from './office';
import { sure } from './sure';

/** The day on which test notices are issued, a Monday. */
export const ISSUED = '2025-06-30';

/** Nothing recorded yet. */
export const NO_HEAD: Head = { seq: 0, hash: '' };

/** A change by the administrator. */
export const change = (requestKey: string, at = `${ISSUED} 08:00`): JournalChange => ({
  actor: 'gly',
  now: moment(at),
  requestKey,
});

/** A key of this test file's ledgers, made with the first checkpoint. */
const keyFolder = mkdtempSync(join(tmpdir(), 'duban-key-'));
process.once('exit', () => {
  rmSync(keyFolder, { recursive: true, force: true });
});
export const testKey: LogKeyPlace = { file: join(keyFolder, 'log.key'), origin: 'duban.example/test' };

/** When a test's ledger is born: before all that happens in it. */
const BORN = instant(0);

/** An open ledger, made or brought up to date where needed, or the refusal as an error. */
export const opened = async (options: OpenOptions): Promise<Ledger> =>
  sure(await openLedger({ logKey: testKey, ...(options.readOnly ? {} : { migrate: BORN }), ...options }));

/** Puts the test office into force. */
export async function setOffice(ledger: Ledger, office: Office = testOffice()): Promise<void> {
  await ledger.setCalendar(office.calendar, change('calendar'));
  await ledger.setPolicy(office.policy, change('policy'));
  await ledger.setRoster(office.roster, change('roster'));
}

/** Items `1` … `n` of a plan, by default due 2025-09-30 with 区数据局 leading and 区司法局 supporting. */
export const planItems = (n: number, like: PlanItem = planItem()): readonly PlanItem[] =>
  Array.from({ length: n }, (_, i) => ({ ...like, key: String(i + 1) }));

/** A plan of notice `n1` with its true digest. */
export const planOf = (items: readonly PlanItem[]): Plan => makePlan(testPlan(items));

/** Streams of items of notice `n1`. */
export const streamOf = (key: string): StreamId => `item/n1/${key}`;

/** Imports the notice of a plan. */
export async function importPlan(ledger: Ledger, plan: Plan): Promise<void> {
  const { notice: id, title, number, year, demo, coordinator, deputies } = plan;
  const notice = { id, title, number, year, demo, coordinator, deputies };
  const call = {
    notice,
    text: '通知全文',
    now: moment(`${ISSUED} 09:30`),
    actor: 'ddy',
    requestKey: 'import',
  };
  sure(await ledger.importNotice(call));
}

/** A call that issues all items of a plan, or some. */
export const issueCall = (plan: Plan, requestKey = 'issue', items: readonly string[] | null = null) => ({
  plan,
  items,
  acceptPast: false,
  now: moment(`${ISSUED} 10:00`),
  actor: 'ddy',
  requestKey,
});

/** A ledger with the test office and an issued plan, by default of one item; its streams. */
export async function issuedLedger(
  ledger: Ledger,
  items: readonly PlanItem[] = planItems(1),
): Promise<readonly StreamId[]> {
  const plan = planOf(items);
  await setOffice(ledger);
  await importPlan(ledger, plan);
  return sure(await ledger.issue(issueCall(plan))).streams;
}

/** A command on its way; its digest is that of its content, as the façade makes it. */
export const envelope = (key: string, command: Command, actor: string): Envelope => ({
  key,
  digest: digestOf({ command, actor, onBehalf: null }),
  actor,
  onBehalf: null,
  command,
});

/** A call of `record`: what is not named is empty, at 10:00 on the day after issuing. */
export const call = (stream: StreamId, parts: Partial<Omit<RecordCall, 'stream'>> = {}): RecordCall => ({
  stream,
  head: NO_HEAD,
  now: moment('2025-07-01'),
  commands: [],
  wake: false,
  ...parts,
});

/** A command by the liaison of a unit, or by a named account. */
export const says = (
  stream: StreamId,
  command: Command,
  by: { readonly key: string; readonly actor: string; readonly now?: Instant; readonly head?: Head },
): RecordCall =>
  call(stream, {
    commands: [envelope(by.key, command, by.actor)],
    ...(by.now === undefined ? {} : { now: by.now }),
    ...(by.head === undefined ? {} : { head: by.head }),
  });
