import {
  ApplicationFailure,
  CancelledFailure,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
} from '@temporalio/workflow';
import type { Envelope } from '../domain/item/commands';
import { beginRun, flushRun, inputOf, isIdle, queueCancel, wakeIsDue, type ItemRun } from './itemRun';
import { command, view, wake, type WorkItemInput } from './messages';
import { isEnvelope } from './queue';
import { isOverfull, wantsNewRun } from './clock';

const commandRefusal = (type: string, message: string): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable: true });

function listenToCommands(run: ItemRun): void {
  setHandler(command, (envelope) => CancellationScope.nonCancellable(() => run.queue.ask(envelope)), {
    validator: (envelope: Envelope) => {
      if (!isEnvelope(envelope)) throw commandRefusal('invalid-command', 'this is no envelope of a command');
      if (run.ledger !== 'available')
        throw commandRefusal('ledger-unavailable', `the ledger is ${run.ledger}`);
      if (isOverfull()) throw commandRefusal('turning-over', 'a new run is about to begin');
    },
  });
  setHandler(wake, () => {
    run.woken = true;
  });
  setHandler(view, () => ({
    head: run.head,
    nextWakeAt: run.nextWakeAt,
    waiting: run.queue.length,
    ledgerAvailable: run.ledger === 'available',
  }));
  CancellationScope.current().cancelRequested.catch(() => {
    run.cancel = 'requested';
  });
}

const isRunOver = (run: ItemRun): boolean => run.closed || run.cancel !== 'none';
const isCalled = (run: ItemRun): boolean =>
  run.queue.length > 0 || run.cancel === 'requested' || wakeIsDue(run);

// The order matters: handlers wait for this loop, so it must never wait for them while there is something to record.
async function itemLoop(run: ItemRun): Promise<void> {
  for (;;) {
    if (run.turning) return goOn(run);
    queueCancel(run);
    if (isCalled(run)) await flushRun(run);
    else if (!isRunOver(run) && !wantsNewRun()) {
      run.alarm.set(run.nextWakeAt);
      await condition(() => isCalled(run) || run.alarm.rung());
    } else if (!isIdle(run)) await condition(() => isCalled(run) || isIdle(run));
    else if (isRunOver(run)) return;
    else return goOn(run);
  }
}

async function goOn(run: ItemRun): Promise<never> {
  await condition(() => isIdle(run));
  return continueAsNew<typeof workItem>(inputOf(run));
}

/**
 * One item (事项) of a notice: the queue of its commands and its clock. Where it stands is in the ledger; each wake and
 * each batch of commands is one `record`. Ends when the item is closed or cancelled. A cancel request of Temporal's is
 * recorded first. Updates are refused with `invalid-command` when
 * they have no key, with `ledger-unavailable` while the ledger cannot be written, and with
 * `turning-over` when the run is overfull; refusals of the rules are answers.
 */
export async function workItem(input: WorkItemInput): Promise<void> {
  const run = beginRun(input);
  listenToCommands(run);
  await CancellationScope.nonCancellable(() => itemLoop(run));
  if (run.cancel !== 'none')
    throw new CancelledFailure('cancelled by request; the cancellation is on record');
}
