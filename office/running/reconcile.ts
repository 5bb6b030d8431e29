import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { partsThatFit } from '../../domain/journal/canonical';
import type { Head, StreamId } from '../../domain/journal/types';
import type { CivilDate } from '../../domain/time';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import { view } from '../../workflows/messages';
import { eachThatShouldRun, ITEMS_AT_ONCE } from './open-items';
import { pooled } from './pool';
import { runErrands, sureOf, type ErrandLedger } from './errands';
import { headStanding } from './standing';
import { grpcCode, startMailroom, startWorkItem, type ItemStart, type Temporal } from './temporal';

/** What has to be done so that Temporal runs what the ledger says, and nothing else. */
export interface Differences {
  /** Open items whose workflow is ahead of the ledger (a restored backup): started anew from the ledger. */
  readonly ahead: readonly StreamId[];
  /** Workflows of items that the ledger does not know, or has closed: ended. */
  readonly unknown: readonly StreamId[];
  /** Open items without a workflow (Temporal's database lost or older): started. */
  readonly missing: readonly StreamId[];
  /** Items of which no worker said what they know. */
  readonly silent: readonly StreamId[];
  /** The last slot that the ledger has composed. */
  readonly composed: CivilDate | null;
}

type Reading = Pick<Ledger, 'shouldRun' | 'streams' | 'history' | 'lastComposed'>;

/** Time limit of the query of one item, ms. */
const QUERY_ANSWER_MS = 10_000;

/** The last head of an item's workflow; null: no worker answers, undefined: it does not run. */
async function knownHead({ client, names }: Temporal, stream: StreamId): Promise<Head | null | undefined> {
  try {
    const handle = client.workflow.getHandle(names.item(stream));
    if ((await handle.describe()).status.name !== 'RUNNING') return undefined;
    return (await client.withDeadline(Date.now() + QUERY_ANSWER_MS, () => handle.query(view))).head;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (error instanceof QueryNotRegisteredError || grpcCode(error) !== null) return null;
    throw error;
  }
}

/**
 * Ends and starts an item that runs, knows nothing that the ledger does not have, and yet does not record; one that does
 * not run is started. False when it is left alone: it says nothing, or the ledger is older than it.
 */
export async function startItemAnew(
  ledger: Pick<Ledger, 'history'>,
  temporal: Temporal,
  item: ItemStart,
): Promise<boolean> {
  const head = await knownHead(temporal, item.stream);
  if (head === null) return false;
  const isOlder = head !== undefined && (await headStanding(ledger, item.stream, head)) !== 'same';
  return isOlder ? false : startWorkItem(temporal, item, head !== undefined);
}

/** Streams of all items that run for this ledger, as Temporal's visibility lists them. */
async function running({ client, names }: Temporal): Promise<readonly StreamId[]> {
  const prefix = names.item('');
  const found: StreamId[] = [];
  const query = `WorkflowType = 'workItem' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query }))
    if (workflowId.startsWith(prefix)) found.push(workflowId.slice(prefix.length));
  return found;
}

/** Compares both sides, item by item; writes nothing. */
export async function reconcileDifferences(ledger: Reading, temporal: Temporal): Promise<Differences> {
  const [ahead, missing, silent]: [StreamId[], StreamId[], StreamId[]] = [[], [], []];
  const open = new Set<StreamId>();
  await eachThatShouldRun(ledger, async (stream) => {
    open.add(stream);
    const head = await knownHead(temporal, stream);
    if (head === undefined) missing.push(stream);
    else if (head === null) silent.push(stream);
    else if ((await headStanding(ledger, stream, head)) !== 'same') ahead.push(stream);
  });
  const unknown = (await running(temporal)).filter((stream) => !open.has(stream));
  const sorted = (streams: StreamId[]): readonly StreamId[] => streams.sort();
  return {
    ahead: sorted(ahead),
    unknown: unknown.toSorted(),
    missing: sorted(missing),
    silent: sorted(silent),
    composed: await ledger.lastComposed(),
  };
}

/** What is done, for the journal: in parts where very many items are named. */
function reconciledParts(
  { ahead, unknown, missing }: Differences,
  composed: CivilDate | null,
): readonly object[] {
  const named = Object.entries({ ahead, unknown, missing }).flatMap(([why, streams]) =>
    streams.map((stream) => ({ why, stream })),
  );
  return partsThatFit(named).map((part) => {
    const of = (wanted: string) => part.filter(({ why }) => why === wanted).map(({ stream }) => stream);
    return { ahead: of('ahead'), unknown: of('unknown'), missing: of('missing'), composed };
  });
}

/**
 * Makes Temporal run what the ledger says: workflows that know more than the ledger, or belong to nothing in it, are ended,
 * all open items and the mailroom started. `composed`: the slot of a day whose mails are known to have gone out though the
 * ledger does not know it, so that they do not go again. Journaled; may be done again.
 */
export async function reconcile(
  ledger: Reading & ErrandLedger & Pick<Ledger, 'noteParts' | 'markComposed'>,
  temporal: Temporal,
  found: Differences,
  { composed, by }: { readonly composed: CivilDate | null; readonly by: JournalChange },
): Promise<void> {
  const { ahead, unknown, missing } = found;
  await ledger.noteParts('reconciled', reconciledParts(found, composed), by);
  if (composed !== null) await ledger.markComposed(composed, by.now);
  await pooled([...ahead, ...unknown], ITEMS_AT_ONCE, async (stream) => {
    const handle = temporal.client.workflow.getHandle(temporal.names.item(stream));
    await handle.terminate('the ledger is another one: duban ledger reconcile').catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
  });
  await pooled([...ahead, ...missing], ITEMS_AT_ONCE, (stream) =>
    startWorkItem(temporal, { stream, title: null }),
  );
  sureOf(await runErrands(ledger, temporal));
  await startMailroom(temporal);
}
