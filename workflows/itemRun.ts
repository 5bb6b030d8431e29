import {
  allHandlersFinished,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ItemReply } from '../activities/types';
import type { Envelope } from '../domain/item/commands';
import type { Head, StreamId } from '../domain/journal/types';
import type { Instant } from '../domain/time';
import { STATE_ATTRIBUTE } from './names';
import type { WorkItemInput } from './messages';
import { fromNow, now, makeAlarm, type Alarm } from './clock';
import { makePoster, type Poster } from './poster';
import { makeQueue, type CommandQueue } from './queue';
import { recordAtLast, type LedgerStanding } from './recorder';
import { MINUTE_MS } from '../domain/measures';

const BATCH = 100;

/** All that a run of an item keeps: its queue, its clock, the last head, and whether the ledger answers. */
export interface ItemRun {
  readonly stream: StreamId;
  readonly queue: CommandQueue;
  readonly alarm: Alarm;
  readonly poster: Poster;
  head: Head;
  nextWakeAt: Instant | null;
  /** Told to look at the agenda now: at the first start, and by the signal `wake`. */
  woken: boolean;
  closed: boolean;
  state: string | undefined;
  ledger: LedgerStanding;
  cancel: 'none' | 'requested' | 'queued';
  /** Key of the command that a cancel request becomes. */
  readonly cancelKey: string;
  /** The ledger has been away too long for this run: the next one goes on trying. */
  turning: boolean;
}

/** A run as it begins; without a head it reads the item's head from the ledger. */
export const beginRun = ({ stream, head, nextWakeAt, cancel }: WorkItemInput): ItemRun => ({
  stream,
  queue: makeQueue(),
  alarm: makeAlarm(),
  poster: makePoster(),
  head,
  nextWakeAt,
  woken: head.seq === 0,
  closed: false,
  state: workflowInfo().typedSearchAttributes.get(STATE_ATTRIBUTE),
  ledger: 'available',
  cancel: cancel === undefined ? 'none' : 'requested',
  cancelKey: cancel ?? `temporal-cancel-${workflowInfo().runId}`,
  turning: false,
});

/** What travels to the next run. */
export const inputOf = (run: ItemRun): WorkItemInput => ({
  stream: run.stream,
  head: run.head,
  nextWakeAt: wakeIsDue(run) ? now() : run.nextWakeAt,
  ...(run.cancel === 'none' ? {} : { cancel: run.cancelKey }),
});

/** The agenda has to be looked at. */
export const wakeIsDue = (run: ItemRun): boolean =>
  run.woken || (run.nextWakeAt !== null && now() >= run.nextWakeAt);

/** Nobody waits for this run and it waits for nobody. */
export const isIdle = (run: ItemRun): boolean => allHandlersFinished() && !run.poster.busy;

/** A cancel from Temporal's own UI becomes a command like any other, the same however often it is recorded. */
export function queueCancel(run: ItemRun): void {
  if (run.cancel !== 'requested') return;
  run.cancel = 'queued';
  const key = run.cancelKey;
  const command: Envelope['command'] = { type: 'cancel', reason: '在 Temporal 界面取消' };
  // The rules may refuse it (already closed): the run ends all the same. When it cannot be recorded, the next run asks.
  run.queue.ask({ key, digest: key, actor: 'temporal', onBehalf: null, command }).catch(() => undefined);
}

const DETAILS: Record<Exclude<LedgerStanding, 'available'>, string> = {
  unavailable: '台账暂不可写，稍后自动重试 (ledger-unavailable)',
  behind: '台账与本工作流不符，请运行 duban doctor (ledger-behind)',
};

function showLedger(run: ItemRun, ledger: LedgerStanding): void {
  run.ledger = ledger;
  if (ledger !== 'available') setCurrentDetails(DETAILS[ledger]);
}

function learnReply(run: ItemRun, reply: ItemReply): void {
  run.head = reply.head;
  run.closed = reply.closed === true;
  // An instant that has passed already would be due again at once, without end.
  const past = reply.nextWakeAt !== null && reply.nextWakeAt <= now();
  run.nextWakeAt = past ? fromNow(MINUTE_MS) : reply.nextWakeAt;
  if (reply.state !== run.state) upsertSearchAttributes([{ key: STATE_ATTRIBUTE, value: reply.state }]);
  run.state = reply.state;
  const next = run.nextWakeAt === null ? '—' : new Date(run.nextWakeAt).toISOString();
  setCurrentDetails(`${reply.status}\n\n下次醒来 ${next}`);
  if (reply.mailReady) run.poster.start();
}

/** Records what waits, as soon as the ledger lets it, and answers; else dismisses the callers and leaves it to a new run. */
export async function flushRun(run: ItemRun): Promise<void> {
  const { commands, settle } = run.queue.take(BATCH);
  const wake = wakeIsDue(run);
  run.woken = false;
  const { stream, head } = run;
  const reply = await recordAtLast({ stream, head, commands, wake }, (ledger) => {
    showLedger(run, ledger);
  });
  if (reply === null) {
    run.turning = true;
    run.woken = wake;
    run.queue.dismiss();
  } else learnReply(run, reply);
  settle(reply?.answers ?? {});
}
