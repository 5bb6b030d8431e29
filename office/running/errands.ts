import type { StreamId } from '../../domain/journal/types';
import type { Errand } from '../../ledger/database/tables/errands';
import type { Ledger } from '../../ledger/ledger';
import type { IssueRun } from '../../ledger/notices/issue-run';
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
export type ErrandLedger = Pick<Ledger, 'errands' | 'strikeOff' | 'oweOnly' | 'shouldRun'>;

/** Workflows that strike off their errand themselves when they have ended. */
const isOwn = ({ type }: Errand): boolean => type === 'issue' || type === 'changes';

/** Items in a row that cannot be reached, after which Temporal counts as away. */
const AWAY_AFTER = 20;

/** Items that could not be reached, and why. */
export type Unreached = Map<StreamId, unknown>;

/** The same work for an item, except that one that cannot be reached is kept instead of holding up the others. */
export function passingOver(
  work: (stream: StreamId) => Promise<unknown>,
  unreached: Unreached,
): (stream: StreamId) => Promise<void> {
  let inRow = 0;
  return async (stream) => {
    try {
      await work(stream);
      inRow = 0;
    } catch (fault) {
      unreached.set(stream, fault);
      inRow += 1;
      if (inRow === AWAY_AFTER) throw fault;
    }
  };
}

/** Sends `wake` to items; how many run and were reached. Those that cannot be reached go into `unreached`. */
async function wakeReachable(
  temporal: Temporal,
  streams: readonly StreamId[],
  unreached: Unreached,
): Promise<number> {
  let reached = 0;
  const wakeOne = passingOver(async (stream) => {
    if (await wakeWorkItem(temporal, stream)) reached += 1;
  }, unreached);
  await pooled(streams, ITEMS_AT_ONCE, wakeOne);
  return reached;
}

/** Sends `wake` to some items. Throws why one could not be reached, after all others. */
export async function wakeEach(temporal: Temporal, streams: readonly StreamId[]): Promise<number> {
  const unreached: Unreached = new Map();
  const reached = await wakeReachable(temporal, streams, unreached);
  for (const fault of unreached.values()) throw fault;
  return reached;
}

/** An open item that does not run looks at its agenda when it is started. */
async function wakeOrStart(temporal: Temporal, stream: StreamId): Promise<void> {
  if (!(await wakeWorkItem(temporal, stream))) await startWorkItem(temporal, { stream, title: null });
}

/** Does an errand; how many items it woke. Those that cannot be reached go into `unreached`. */
async function runErrand(
  ledger: ErrandLedger,
  temporal: Temporal,
  errand: Errand,
  { told, unreached }: { readonly told: ToldItems; readonly unreached: Unreached },
): Promise<number> {
  if (errand.type === 'issue') await startIssue(temporal, errand);
  if (errand.type === 'changes') await startChanges(temporal, errand.key);
  if (errand.type !== 'wake') return 0;
  if (errand.streams !== null) return wakeReachable(temporal, errand.streams, unreached);
  const wakeOne = passingOver((stream) => wakeOrStart(temporal, stream), unreached);
  return (await eachThatShouldRun(ledger, wakeOne, told)) - unreached.size;
}

/**
 * Does what the ledger owes to Temporal, strikes off what is done and has the mailroom look again. Called by front ends
 * right after what they wrote, and by the mailroom, so that nobody's death in between loses anything. Items that cannot
 * be reached stay owed alone. `told` hears how many items were woken.
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
      const unreached: Unreached = new Map();
      woken += await runErrand(ledger, temporal, one.errand, { told, unreached });
      if (one.errand.type === 'issue') issues.push({ notice: one.errand.notice, batch: one.errand.batch });
      if (unreached.size > 0) {
        await ledger.oweOnly(one, [...unreached.keys()]);
        faults.push(...unreached.values());
      } else if (!isOwn(one.errand)) await ledger.strikeOff(one);
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
