import {
  CancellationScope,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { MailroomAgenda } from '../domain/mailroom-agenda';
import type { StreamId } from '../domain/journal/types';
import type { CivilDate, Instant } from '../domain/time';
import { now, wantsNewRun } from './clock';
import { activities, locals } from './mailroomActivities';
import { kick, recallQuery, type MailroomInput } from './messages';
import { persist, isActivityFault, patience } from './persist';
import { makeReady, makePosting, type Posting } from './poster';
import { MINUTE_MS } from '../domain/measures';

/** Time, ms, after which a slot is anchored that could not be: it must not look as if the mailroom stood still. */
const ANCHOR_AGAIN = 2 * MINUTE_MS;

/** The roll is called only when the next slot is further away than this, ms. */
const QUIET = 5 * MINUTE_MS;

interface Room {
  kicked: boolean;
  /** A worker has begun. */
  recalled: boolean;
  /** Somebody asks Temporal to cancel the mailroom; it is written down, and the mailroom goes on. */
  cancelled: boolean;
  /** Nothing is posted before: the last pass sent nothing. */
  holdUntil: number;
  /** Errands are not run again before: those left over in a minute, and none while some run. */
  errandsAt: number;
  /** The slot is not anchored before: its log could not be read or written. */
  anchorAt: number;
  /** Items were found that did not run: all others are looked at as well. */
  callsRoll: boolean;
  /** The slot whose mails this run has made ready. */
  readied: CivilDate | null;
  /** The slot whose window this run has ended. */
  ended: CivilDate | null;
}

/** Does what may fail without holding up anything; whether it was done. */
async function succeeded(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    if (!isActivityFault(fault)) throw fault;
    return false;
  }
}

/** Starts items page by page; how many did not run. Those that cannot be started are passed over. */
async function startPages(
  page: (after: StreamId | null) => Promise<{ readonly started: number; readonly next: StreamId | null }>,
): Promise<number> {
  let found = 0;
  let after: StreamId | null = null;
  do {
    const { started, next } = await page(after);
    found += started;
    after = next;
  } while (after !== null);
  return found;
}

/** Starts what has not recorded the slot and does not run: it may still record in time. */
async function startMissing(room: Room, slot: CivilDate): Promise<void> {
  await succeeded(async () => {
    if ((await startPages((after) => activities.ensureMissing({ slot, after, now: now() }))) > 0)
      room.callsRoll = true;
  });
}

/**
 * Waits for items that have not recorded the slot: the grace (policy), renewed while their number falls. Those that have not
 * recorded when a third of it is over are started anew, though they run: their workflow may be one that cannot go on.
 * Those that have not when it ends are named in the briefing, and no slot waits for them until they have, except while
 * they come one after another.
 */
async function waitForItems(room: Room, { slot, slotAt, grace, windowEnd }: MailroomAgenda): Promise<void> {
  let until = 0;
  let [fewest, before] = [Infinity, Infinity];
  let anew = false;
  for (let tries = 0; ; tries++) {
    const { missing, awaited } = await locals.missing({ slot });
    if (tries === 0 && missing > 0) await startMissing(room, slot);
    if (awaited < fewest) until = Math.min(Math.max(slotAt, now()) + grace, windowEnd);
    fewest = Math.min(fewest, awaited);
    const isOver = awaited === 0 && missing >= before;
    before = missing;
    if (missing === 0 || isOver || now() >= until) return;
    if (!anew && now() >= until - (grace * 2) / 3) {
      anew = true;
      await restartMissing(slot, until);
    }
    setCurrentDetails(`${slot}：等 ${missing} 个事项登记`);
    await sleep(patience(tries));
  }
}

/** Starts anew what has not recorded the slot, page by page, as long as the slot waits for it. */
async function restartMissing(slot: CivilDate, until: number): Promise<void> {
  await succeeded(() =>
    startPages(async (after) => {
      const page = await activities.restartMissing({ slot, after, now: now() });
      return now() < until ? page : { ...page, next: null };
    }),
  );
}

async function composeAhead(room: Room, agenda: MailroomAgenda): Promise<void> {
  const { slot, missedSlots } = agenda;
  await waitForItems(room, agenda);
  setCurrentDetails(`${slot}：编发`);
  const compose = (after: string | null): Promise<{ readonly next: string | null }> =>
    activities.compose({ slot, now: now(), after });
  let { next } = await compose(null);
  while (next !== null) ({ next } = await compose(next));
  await activities.closeSlot({ slot, now: now(), missedSlots });
}

/** As many times the policy's chunks at most: a worker that dies again and again adds no more. */
const GENERATIONS = 3;

/**
 * Chunks of posting until they have stopped. A worker that begins meanwhile may stand in the place of one that died,
 * whose chunks would end only when their silence is noticed: further chunks do not wait for it. Nor does a slot that is
 * to be composed: a mail server may take ten minutes for one mail, and what has begun goes on beside it.
 */
async function postMails(room: Room, { chunks, composeAt }: MailroomAgenda, until: Instant): Promise<void> {
  const posting: Posting = makePosting(until);
  posting.add(chunks);
  while (posting.open > 0) {
    await condition(() => posting.open === 0 || room.recalled, Math.max(1, composeAt - now()));
    if (now() >= composeAt) return;
    if (posting.open > 0) posting.add(Math.min(chunks, GENERATIONS * chunks - posting.open));
    room.recalled = false;
  }
  if (posting.sent === 0) room.holdUntil = now() + MINUTE_MS;
}

/** Has errands run that nobody waits for: no slot is late for them. */
async function runOwedErrands(room: Room): Promise<void> {
  room.errandsAt = Infinity;
  await succeeded(() => activities.runErrands({ now: now() }));
  room.errandsAt = now() + MINUTE_MS;
  room.kicked = true;
}

async function callRoll(room: Room): Promise<void> {
  room.callsRoll = false;
  setCurrentDetails('清点未结事项');
  await succeeded(() => startPages((after) => activities.ensureOpen({ after, now: now() })));
}

/** Closes the log over a slot. A log that cannot be read or written waits for a person, and nobody's mail for it. */
async function anchor(room: Room, slot: CivilDate): Promise<void> {
  if (!(await succeeded(() => activities.anchor({ slot, now: now() })))) room.anchorAt = now() + ANCHOR_AGAIN;
}

async function noteCancel(room: Room): Promise<void> {
  await activities.noteCancel({ now: now(), run: workflowInfo().runId });
  room.cancelled = false;
}

async function restUntil(room: Room, agenda: MailroomAgenda): Promise<void> {
  const { composed, sweepAt, owed } = agenda;
  const marks = [composed?.slotAt ?? 0, composed?.windowEnd ?? 0, room.anchorAt].filter((at) => at > now());
  const due = [
    ...(sweepAt === null ? [] : [Math.max(sweepAt, room.holdUntil)]),
    ...(owed ? [room.errandsAt] : []),
  ];
  const next = Math.min(agenda.composeAt, agenda.openAt, ...due, ...marks);
  setCurrentDetails(`下一发件时点 ${new Date(agenda.slotAt).toISOString()}`);
  await condition(() => room.kicked, Math.max(1, next - now()));
}

/** A slot that has been composed before its time, whose mails nobody has made ready yet. */
const isAhead = (room: Room, { slot, slotAt }: NonNullable<MailroomAgenda['composed']>): boolean =>
  now() < slotAt && slot !== room.readied;

// One thing at a time, the most urgent first; each reads the ledger afresh, so that a restart anywhere goes on rightly.
async function step(room: Room): Promise<void> {
  if (room.cancelled) return noteCancel(room);
  [room.kicked, room.recalled] = [false, false];
  const agenda = await locals.agenda({ now: now() });
  const { composed, openUntil, sweepAt, owed } = agenda;
  if (owed && now() >= room.errandsAt) void runOwedErrands(room);
  if (composed !== null && composed.slot !== room.ended && now() >= composed.windowEnd) {
    await activities.endWindow({ slot: composed.slot, now: now() });
    room.ended = composed.slot;
  } else if (now() >= agenda.composeAt) await composeAhead(room, agenda);
  else if (sweepAt !== null && composed && isAhead(room, composed)) {
    room.readied = composed.slot;
    await makeReady(agenda.chunks, composed.slotAt);
  } else if (openUntil !== null && sweepAt !== null && now() >= Math.max(sweepAt, room.holdUntil))
    await postMails(room, agenda, openUntil);
  else if (composed !== null && !composed.anchored && now() >= Math.max(composed.slotAt, room.anchorAt))
    await anchor(room, composed.slot);
  else if (room.callsRoll && now() < agenda.composeAt - QUIET) await callRoll(room);
  else await restUntil(room, agenda);
}

const turnOver = (): Promise<never> => continueAsNew<typeof mailroom>({ fresh: false });

function listenToSignals(room: Room): void {
  setHandler(kick, () => {
    room.kicked = true;
    if (room.errandsAt < Infinity) room.errandsAt = 0;
  });
  setHandler(recallQuery, () => {
    room.recalled = true;
    room.kicked = true;
  });
  CancellationScope.current().cancelRequested.catch(() => {
    room.cancelled = true;
    room.kicked = true;
  });
}

async function mailroomLoop(room: Room): Promise<never> {
  while (!wantsNewRun()) await persist('mailroom', () => step(room), turnOver);
  return turnOver();
}

/**
 * The mailroom (收发室), one for the whole office: shortly before each slot it waits for the items, composes one digest
 * for each unit and makes them ready; at the slot it posts them, and at each opening of the window and when kicked what
 * is left. What the ledger owes to Temporal it sees to whenever it looks. Slots that were missed are journaled and never
 * walked. No failure of an activity and no cancel request ends it; whoever terminates it is undone by the next worker's
 * look (see office/running/tend.ts).
 */
export async function mailroom(input: MailroomInput): Promise<void> {
  const room: Room = {
    kicked: false,
    recalled: false,
    cancelled: false,
    holdUntil: 0,
    errandsAt: 0,
    anchorAt: 0,
    // Whatever ended the one before may have ended items too.
    callsRoll: input.fresh,
    readied: null,
    ended: null,
  };
  listenToSignals(room);
  await CancellationScope.nonCancellable(() => mailroomLoop(room));
}
