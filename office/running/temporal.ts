import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  isGrpcServiceError,
} from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time';
import type { ItemStatus } from '../../domain/item/types';
import { parseStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { IssueRun } from '../../ledger/notices/issue-run';
import {
  kick,
  recallQuery,
  wake,
  type ChangeSetInput,
  type IssueNoticeInput,
  type IssueNoticeReply,
  type MailroomInput,
  type WorkItemInput,
} from '../../workflows/messages';
import { type Names, NOTICE_ATTRIBUTE, STATE_ATTRIBUTE } from '../../workflows/names';

/** Temporal as a front end or an activity reaches it. */
export interface Temporal {
  readonly client: Client;
  /** What the ledger's queues and workflows are called there. */
  readonly names: Names;
  /** Difference of this home's clock from the server's, ms; 0 in production. */
  readonly shift: number;
}

/** One workflow of an id at a time; one that has ended may be begun again. */
const ONE_AT_A_TIME = {
  workflowIdConflictPolicy: 'USE_EXISTING',
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
} as const;

const memoOf = ({ shift }: Temporal): { memo?: { dubanShift: number } } =>
  shift === 0 ? {} : { memo: { dubanShift: shift } };

/** An item to be started: its title is shown in Temporal's own UI. */
export interface ItemStart {
  readonly stream: StreamId;
  readonly title: string | null;
}

/** What begins is issued: said at the start, it costs no second entry in the server's index of some sixty columns. */
const attributesOf = (notice: string) => {
  const issued: ItemStatus = 'issued';
  return [
    { key: NOTICE_ATTRIBUTE, value: notice },
    { key: STATE_ATTRIBUTE, value: issued },
  ];
};

function itemOptions(temporal: Temporal, { stream, title }: ItemStart) {
  const parsed = parseStream(stream);
  const input: WorkItemInput = { stream, head: { seq: 0, hash: '' }, nextWakeAt: null };
  return {
    workflowId: temporal.names.item(stream),
    taskQueue: temporal.names.queues.items,
    ...ONE_AT_A_TIME,
    args: [input] as [WorkItemInput],
    typedSearchAttributes: parsed.type === 'item' ? attributesOf(parsed.notice) : [],
    ...(title === null ? {} : { staticSummary: title }),
    ...memoOf(temporal),
  };
}

/**
 * Starts the workflow of an item, which reads the item's head from the ledger. Returns false when it runs already, unless
 * that one is to be ended first (`anew`).
 */
export async function startWorkItem(temporal: Temporal, item: ItemStart, anew = false): Promise<boolean> {
  try {
    await temporal.client.workflow.start<(input: WorkItemInput) => Promise<void>>('workItem', {
      ...itemOptions(temporal, item),
      workflowIdConflictPolicy: anew ? 'TERMINATE_EXISTING' : 'FAIL',
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** The start of an item for an update that must be in its first task: a closed item would end before it came. */
export const startingWorkItem = (
  temporal: Temporal,
  item: ItemStart,
): WithStartWorkflowOperation<(input: WorkItemInput) => Promise<void>> =>
  new WithStartWorkflowOperation('workItem', itemOptions(temporal, item));

type Mailroom = (input: MailroomInput) => Promise<void>;

const mailroomOptions = (temporal: Temporal) => ({
  workflowId: temporal.names.mailroom,
  taskQueue: temporal.names.queues.mailroom,
  ...ONE_AT_A_TIME,
  args: [{ fresh: true }] as [MailroomInput],
  staticSummary: '收发室',
  // One that a dead server or worker had in hand is given out again so soon; the default is ten seconds.
  workflowTaskTimeout: '4 s',
  ...memoOf(temporal),
});

/** Starts the mailroom unless it runs. */
export async function startMailroom(temporal: Temporal): Promise<void> {
  await temporal.client.workflow.start<Mailroom>('mailroom', mailroomOptions(temporal));
}

/**
 * Ends the mailroom that runs and starts another, which finds all that it needs in the ledger. What the old one had handed
 * out ends by itself.
 */
export async function replaceMailroom(temporal: Temporal): Promise<void> {
  await temporal.client.workflow.start<Mailroom>('mailroom', {
    ...mailroomOptions(temporal),
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
}

/** The run that a run was reset from, by whom Temporal does not say; null: it began by itself. */
export async function resetFrom(
  { client }: Pick<Temporal, 'client'>,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<string | null> {
  const { workflowService, options } = client;
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: options.namespace,
    execution,
    maximumPageSize: 1,
  });
  const from = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId;
  return from && from !== execution.runId ? from : null;
}

/** Starts an issuing run unless it runs; one that has run does nothing twice. */
export async function startIssue(temporal: Temporal, { notice, batch }: IssueRun): Promise<void> {
  await temporal.client.workflow.start<(input: IssueNoticeInput) => Promise<unknown>>('issueNotice', {
    workflowId: temporal.names.issue(notice, batch),
    taskQueue: temporal.names.queues.mailroom,
    ...ONE_AT_A_TIME,
    args: [{ notice, batch }],
    staticSummary: `交办 ${notice} 第 ${batch} 批`,
    ...memoOf(temporal),
  });
}

/** Starts a change set unless it runs. */
export async function startChanges(temporal: Temporal, key: string): Promise<void> {
  await temporal.client.workflow.start<(input: ChangeSetInput) => Promise<void>>('changeSet', {
    workflowId: temporal.names.changes(key),
    taskQueue: temporal.names.queues.mailroom,
    ...ONE_AT_A_TIME,
    args: [{ key }],
    staticSummary: '成批变更',
    ...memoOf(temporal),
  });
}

/**
 * Waits for an issuing run to end: its items have begun, its letters are composed and, inside the window, posted.
 * Null when it has not ended within some ms, was ended by somebody, or is waited for no longer (`givenUp`).
 */
export async function issueEnd(
  { client, names }: Temporal,
  { notice, batch }: IssueRun,
  within: number,
  givenUp: AbortSignal = new AbortController().signal,
): Promise<IssueNoticeReply | null> {
  const handle = client.workflow.getHandle<(input: IssueNoticeInput) => Promise<IssueNoticeReply>>(
    names.issue(notice, batch),
  );
  // The client listens to it once for each call, and there are as many as the wait is long.
  setMaxListeners(Infinity, givenUp);
  try {
    return await client.withAbortSignal(givenUp, () =>
      client.withDeadline(Date.now() + within, () => handle.result()),
    );
  } catch (error) {
    // It is yet to be started by the mailroom.
    if (error instanceof WorkflowNotFoundError)
      await sleep(within, undefined, { signal: givenUp }).catch(() => undefined);
    else if (grpcCode(error) === null && !(error instanceof WorkflowFailedError)) throw error;
    return null;
  }
}

/** Asks the mailroom to look again, and starts one that does not run. */
export async function kickMailroom(temporal: Temporal): Promise<void> {
  await temporal.client.workflow.signalWithStart<Mailroom>('mailroom', {
    ...mailroomOptions(temporal),
    signal: kick,
  });
}

/**
 * Tells the mailroom that a worker has begun, perhaps in the place of one that died with a chunk of mail; false when it
 * does not run. Its next task is offered to all workers: the one that had it last may be the dead one, and would be
 * waited for ten seconds.
 */
export async function recallMailroom(temporal: Temporal): Promise<boolean> {
  const { workflowService, options } = temporal.client;
  const execution = { workflowId: temporal.names.mailroom };
  // Where the server lacks that call, or has no mailroom, the signal alone has to do.
  await workflowService
    .resetStickyTaskQueue({ namespace: options.namespace, execution })
    .catch(() => undefined);
  return signalled(() => temporal.client.workflow.getHandle(temporal.names.mailroom).signal(recallQuery));
}

/** Asks an item to look at its agenda again; false when it does not run. */
export const wakeWorkItem = (temporal: Temporal, stream: StreamId): Promise<boolean> =>
  signalled(() => temporal.client.workflow.getHandle(temporal.names.item(stream)).signal(wake));

async function signalled(signal: () => Promise<void>): Promise<boolean> {
  try {
    await signal();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** One attempt of an activity, as its context names it. */
interface Attempt {
  readonly workflowExecution?: { readonly workflowId: string; readonly runId: string };
  readonly activityId: string;
  readonly attempt: number;
}

/** When the server started an attempt of an activity, by the server's clock, ms. Throws when the server has a later one or none. */
export async function attemptStart(
  { client }: Temporal,
  { workflowExecution: execution, activityId, attempt }: Attempt,
): Promise<number> {
  const { workflowService, options } = client;
  const { pendingActivities } = await workflowService.describeWorkflowExecution({
    namespace: options.namespace,
    execution: execution ?? null,
  });
  const pending = pendingActivities.find((one) => one.activityId === activityId && one.attempt === attempt);
  const started = optionalTsToMs(pending?.lastStartedTime);
  if (started === undefined) throw new Error(`attempt ${attempt} of ${activityId} is over`);
  return started;
}

/** The gRPC status of a fault of the connection to Temporal, also when the client has wrapped it; null for any other. */
export function grpcCode(error: unknown): number | null {
  const bare = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(bare) ? bare.code : null;
}
