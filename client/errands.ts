import type { StreamId } from '../domain/journal/types';
import type { Errand } from '../ledger/database/tables/errands';
import type { Ledger } from '../ledger/ledger';
import type { IssueRun } from '../ledger/notices/issue-run';
import { eachThatShouldRun, unheard, ITEMS_AT_ONCE, type ToldItems } from './open-items';
import { pooled } from './pool';
import {
  kickMailroom,
  startChanges,
  startIssue,
  startWorkItem,
  wakeWorkItem,
  type Temporal,
} from './temporal';

/** What came of running errands. */
export interface Errands {
  /** Items that look at their agenda again. */
  readonly woken: number;
  /** Issuing runs on their way; they stay owed until their letters are composed. */
  readonly issues: readonly IssueRun[];
  /** Why some could not be done; they stay owed. */
  readonly faults: readonly unknown[];
}

/** What of the ledger errands need. */
export type ErrandLedger = Pick<Ledger, 'errands' | 'strikeOff' | 'shouldRun'>;

/** Workflows that strike off their errand themselves when they have ended. */
const isOwn = ({ type }: Errand): boolean => type === 'issue' || type === 'changes';

/** Sends `wake` to some items; how many run and were reached. */
export async function wakeEach(temporal: Temporal, streams: readonly StreamId[]): Promise<number> {
  let reached = 0;
  await pooled(streams, ITEMS_AT_ONCE, async (stream) => {
    if (await wakeWorkItem(temporal, stream)) reached += 1;
  });
  return reached;
}

/** An open item that does not run looks at its agenda when it is started. */
async function wakeOrStart(temporal: Temporal, stream: StreamId): Promise<void> {
  if (!(await wakeWorkItem(temporal, stream))) await startWorkItem(temporal, { stream, title: null });
}

/** Does an errand; how many items it woke. */
async function runErrand(
  ledger: ErrandLedger,
  temporal: Temporal,
  errand: Errand,
  told: ToldItems,
): Promise<number> {
  if (errand.type === 'issue') await startIssue(temporal, errand);
  if (errand.type === 'changes') await startChanges(temporal, errand.key);
  if (errand.type !== 'wake') return 0;
  if (errand.streams !== null) return wakeEach(temporal, errand.streams);
  return eachThatShouldRun(ledger, (stream) => wakeOrStart(temporal, stream), told);
}

/**
 * Does what the ledger owes to Temporal, strikes off what is done and has the mailroom look again. Called by front ends
 * right after what they wrote, and by the mailroom, so that nobody's death in between loses anything. `told` hears how
 * many items were woken.
 */
export async function runErrands(
  ledger: ErrandLedger,
  temporal: Temporal,
  told: ToldItems = unheard,
): Promise<Errands> {
  const issues: IssueRun[] = [];
  const faults: unknown[] = [];
  let woken = 0;
  const owed = await ledger.errands();
  for (const one of owed)
    try {
      woken += await runErrand(ledger, temporal, one.errand, told);
      if (one.errand.type === 'issue') issues.push({ notice: one.errand.notice, batch: one.errand.batch });
      if (!isOwn(one.errand)) await ledger.strikeOff(one);
    } catch (fault) {
      faults.push(fault);
    }
  if (owed.some(({ errand }) => !isOwn(errand))) await kickMailroom(temporal);
  return { woken, issues, faults };
}

/** What came of running errands; throws the first fault. */
export function sureOf(errands: Errands): Errands {
  if (errands.faults.length > 0) throw errands.faults[0];
  return errands;
}
