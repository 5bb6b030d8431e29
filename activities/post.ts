import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { recipientMark, type ClaimedMail, type DeliveryOutcome } from '../domain/digest/delivery';
import type { StreamId } from '../domain/journal/types';
import type { Office } from '../domain/office';
import type { Problem } from '../domain/problem';
import { plusMs, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import type { ClaimCall } from '../ledger/mails/attempts';
import type { RenderedMail, Transport } from '../mail/types';
import { CLOSING_MS, mayClaim } from '../domain/mailroom-agenda';
import { makeAhead, writeAhead, type WrittenAhead, type Render } from './ahead';
import { clockOf, type ClockPorts, beating, failing } from './attempt';
import type { PostActivities, PostCall, PostReply } from './types';

const BUDGET_MS = 100_000;
const LONGEST_WAIT_MS = 1_000;
const REFUSALS = 3;
const SETTLE_TRIES = 5;

/** Dependencies of posting. */
export interface PostPorts extends ClockPorts {
  readonly ledger: Pick<
    Ledger,
    | 'office'
    | 'recover'
    | 'claim'
    | 'outgoing'
    | 'settle'
    | 'settleReceipts'
    | 'delayedLetters'
    | 'forgetDelayed'
    | 'journalDeliveries'
    | 'pending'
  >;
  readonly transport: Transport;
  readonly render: Render;
  /** Why this host may not send now; null: it may. */
  readonly astray: () => Problem | null;
  /** Mail is left over: the mailroom should look again. */
  readonly kickMailroom: () => Promise<unknown>;
  /** These items should look at their agenda again. */
  readonly wakeItems: (streams: readonly StreamId[]) => Promise<unknown>;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** One chunk while it runs. */
interface Chunk {
  readonly ports: PostPorts;
  readonly ahead: WrittenAhead;
  readonly office: Office;
  readonly now: () => Instant;
  readonly claimCall: () => ClaimCall;
  /** Why no more is to be claimed for outer reasons; null: go on. */
  readonly over: () => PostReply['stopped'] | null;
  sent: number;
  /** Connections refused in a row. */
  refusals: number;
  stopped: PostReply['stopped'] | null;
}

// A row that is not settled is sent again: what the mail server has said must not be lost to a busy moment.
async function settleOutcome(
  { ports, now }: Chunk,
  key: string,
  outcome: DeliveryOutcome,
  by: ClaimCall,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await ports.ledger.settle(key, outcome, now(), by);
      return;
    } catch (error) {
      if (tries === SETTLE_TRIES) throw error;
      await (ports.sleep ?? sleep)(tries * 200);
    }
  }
}

async function postOutcome(chunk: Chunk, mail: ClaimedMail, claimedAt: Instant): Promise<DeliveryOutcome> {
  const { ports, ahead, office, now } = chunk;
  let rendered: RenderedMail;
  try {
    rendered = ahead.take(mail) ?? ports.render(mail, office, now());
  } catch (error) {
    // One mail that cannot be written must not hold up the others.
    return { type: 'failed', response: `render: ${String(error)}`, refused: [] };
  }
  // A process that was frozen may have had it taken back, and what it says may no longer be so.
  if (now() > plusMs(claimedAt, CLOSING_MS))
    return { type: 'later', response: 'not sent in time after its claim' };
  const said = await ports.transport.send(rendered, mail);
  if (said.type !== 'connection') {
    chunk.refusals = 0;
    return said.type === 'sent' ? { ...said, to: mail.recipients.map(recipientMark) } : said;
  }
  chunk.refusals += 1;
  if (chunk.refusals >= REFUSALS) chunk.stopped ??= 'connection';
  return { type: 'later', response: said.problem.message.en };
}

async function settleSent(chunk: Chunk, key: string, outcome: DeliveryOutcome, by: ClaimCall): Promise<void> {
  await settleOutcome(chunk, key, outcome, by);
  if (outcome.type === 'sent') chunk.sent += 1;
}

/**
 * One connection: claims one mail, sends it, settles it, until the chunk stops. What came of a mail and the claim of the
 * next go to the ledger together and share a commit; nothing is sent before both are there. `more` hears of each mail.
 */
async function lane(chunk: Chunk, more: () => void): Promise<void> {
  const { ports } = chunk;
  let settled: Promise<void> = Promise.resolve();
  for (;;) {
    chunk.stopped ??= chunk.over();
    if (chunk.stopped !== null) return settled;
    const call = chunk.claimCall();
    const [claimed, ended] = await Promise.allSettled([ports.ledger.claim(call), settled]);
    const fault = [claimed, ended].find((one) => one.status === 'rejected');
    // What was claimed beside an end that could not be written is sent all the same.
    if (fault) chunk.stopped ??= 'budget';
    if (claimed.status === 'rejected') throw claimed.reason;
    const claim = claimed.value;
    if (claim.type === 'stop') {
      chunk.stopped ??= claim.reason;
    } else if (claim.type === 'wait') {
      await (ports.sleep ?? sleep)(Math.min(claim.ms, LONGEST_WAIT_MS));
    } else {
      more();
      const outcome = await postOutcome(chunk, claim.mail, call.now);
      settled = settleSent(chunk, claim.mail.key, outcome, call);
      // Whoever waits for it hears of a fault.
      settled.catch(() => undefined);
    }
    if (fault) {
      await settled;
      throw fault.reason;
    }
  }
}

// Each mail found opens one more connection: a single urge does not wait for the claims of others that find nothing, and
// while there is mail every round doubles them.
async function runLanes(chunk: Chunk): Promise<void> {
  const lanes: Promise<void>[] = [];
  const faults: unknown[] = [];
  const open = (): void => {
    if (lanes.length === chunk.office.policy.mail.connections) return;
    const opened = lane(chunk, open).catch((error: unknown) => {
      // The other connections finish the mail that they have in hand.
      chunk.stopped ??= 'budget';
      faults.push(error);
    });
    lanes.push(opened);
  };
  open();
  for (const opened of lanes) await opened;
  if (faults.length > 0) throw faults[0];
}

async function beginChunk(ports: PostPorts, ahead: WrittenAhead, call: PostCall): Promise<Chunk> {
  const { info, cancellationSignal } = Context.current();
  const [now, office] = await Promise.all([clockOf(call, ports), ports.ledger.office()]);
  const began = ports.elapsed();
  const run = `${info.workflowExecution?.runId ?? 'none'}/${info.activityId}`;
  return {
    ports,
    ahead,
    office,
    now,
    claimCall: () => ({ run, attempt: info.attempt, now: now() }),
    over() {
      if (!mayClaim(office, now())) return 'window';
      const isLeft = cancellationSignal.aborted || ports.astray() !== null;
      return isLeft || ports.elapsed() - began >= BUDGET_MS ? 'budget' : null;
    },
    sent: 0,
    refusals: 0,
    stopped: null,
  };
}

// A letter that ended late is kept until its items are signalled: the next chunk signals them as well.
async function tellItems({ ports }: Chunk): Promise<void> {
  const { letters, items } = await ports.ledger.delayedLetters();
  if (letters.length === 0) return;
  try {
    await ports.wakeItems(items);
    await ports.ledger.forgetDelayed(letters);
  } catch (error) {
    Context.current().log.warn('items could not be told of their delayed letters', { error });
  }
}

async function writeDown(chunk: Chunk): Promise<void> {
  await tellItems(chunk);
  await chunk.ports.ledger.journalDeliveries(chunk.now());
}

async function tellMailroom({ ports, now, stopped }: Chunk): Promise<void> {
  const { info, log } = Context.current();
  if (stopped === 'paused' || info.workflowType === 'mailroom') return;
  const { ready } = await ports.ledger.pending(now());
  if (ready === 0) return;
  // The mailroom's next pass finds the mail even when the signal fails now.
  await ports.kickMailroom().catch((error: unknown) => {
    log.warn('the mailroom could not be told of mail left over', { error });
  });
}

/** Leaves posting to others while this host's clock is astray: the server hands it out again. */
function refuseAstray({ astray }: PostPorts): void {
  const problem = astray();
  if (problem !== null) throw ApplicationFailure.create({ type: problem.code, message: problem.message.en });
}

/** Does the work of an attempt: what has a receipt is settled first, what an earlier attempt left is recovered. */
async function postOnce(chunk: Chunk): Promise<PostReply> {
  const { ports } = chunk;
  // Before anything is recovered: what a killed worker had sent is not sent again.
  await ports.ledger.settleReceipts();
  // Only so is a later attempt the newest: else nothing is given to it.
  const first = chunk.claimCall();
  if (first.attempt > 1) await ports.ledger.recover(first);
  await runLanes(chunk).finally(() => writeDown(chunk));
  await tellMailroom(chunk);
  return { sent: chunk.sent, stopped: chunk.stopped ?? 'empty' };
}

/**
 * Lets the attempts of a run in this process follow each other. A server that was frozen, or a machine that was asleep, has
 * given up an attempt that is alive with a mail in hand: the next one would send it again.
 */
function inTurn<T>(): (run: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (run, work) => {
    const own = (last.get(run) ?? Promise.resolve()).then(work);
    const ended = own.catch(() => undefined);
    last.set(run, ended);
    await ended;
    if (last.get(run) === ended) last.delete(run);
    return own;
  };
}

/**
 * Posting: connections side by side (policy) claim one mail each until none is ready, sending is paused, three
 * connections in a row were refused, 100 s are over or the window closes. What has a receipt is settled first, then what
 * an earlier attempt left in `sending` is recovered; what has been settled is journaled at the end, also after a fault.
 * `makeReady` writes mails out before their moment, so that they only have to be claimed and sent; one that has changed
 * since is written anew.
 */
export function makePostActivities(ports: PostPorts): PostActivities {
  const ahead = makeAhead(ports.render);
  const next = inTurn<PostReply>();
  return {
    post: (call) =>
      failing(() =>
        beating(async () => {
          refuseAstray(ports);
          const chunk = await beginChunk(ports, ahead, call);
          return next(chunk.claimCall().run, () => postOnce(chunk));
        }),
      ),
    makeReady: (call) => failing(async () => ({ written: await writeAhead(ports, ahead, call) })),
  };
}
