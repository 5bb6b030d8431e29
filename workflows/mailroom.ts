import {
  condition,
  continueAsNew,
  patched,
  setCurrentDetails,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { MailroomAgenda } from '../activities/types';
import type { StreamId } from '../domain/journal/types';
import type { CivilDate, Instant } from '../domain/time';
import { patience } from './backoff';
import { now } from './clock';
import { activities, locals } from './mailroomActivities';
import { kick, recall, type MailroomInput } from './messages';
import { persist } from './persist';
import { makeReady, postChunks } from './poster';
import { wantsNewRun } from './turning';

const MINUTE = 60_000;
const NAMED = 1_000;

interface Room {
  kicked: boolean;
  /** A worker has begun. */
  recalled: boolean;
  /** Nothing is posted before: the last pass sent nothing. */
  holdUntil: number;
  /** The slot whose mails this run has made ready. */
  readied: CivilDate | null;
  /** The slot whose window this run has ended. */
  ended: CivilDate | null;
  givenUp: readonly StreamId[];
}

/** Waits for items that have not recorded the slot: the grace (policy), renewed while their number falls. */
async function waitForItems(room: Room, { slot, slotAt, grace, windowEnd }: MailroomAgenda): Promise<void> {
  let until = 0;
  let fewest = Infinity;
  for (let tries = 0; ; tries++) {
    const { count } = await locals.missing({ slot, except: room.givenUp, limit: 0 });
    if (count < fewest) until = Math.min(Math.max(slotAt, now()) + grace, windowEnd);
    fewest = Math.min(fewest, count);
    if (count === 0 || now() >= until) break;
    setCurrentDetails(`${slot}:等 ${count} 个事项登记`);
    await sleep(patience(tries));
  }
  if (fewest === 0 && room.givenUp.length === 0) return;
  // Named in the briefing, started again, and not waited for until they have recorded.
  room.givenUp = (await locals.missing({ slot, except: [], limit: NAMED })).streams;
  if (room.givenUp.length > 0) await activities.ensure({ streams: room.givenUp });
}

async function composeSlot(room: Room, agenda: MailroomAgenda): Promise<void> {
  const { slot, missedSlots } = agenda;
  await waitForItems(room, agenda);
  setCurrentDetails(`${slot}:编发`);
  const compose = (after: string | null): Promise<{ readonly next: string | null }> =>
    activities.compose({ slot, now: now(), after, missing: room.givenUp });
  let { next } = await compose(null);
  while (next !== null) ({ next } = await compose(next));
  await activities.closeSlot({ slot, now: now(), missedSlots });
}

/**
 * Chunks of posting until they have stopped; the number of mails sent. A worker that begins meanwhile may stand in the
 * place of one that died, whose chunks would end only when their silence is noticed: further chunks do not wait for it.
 */
async function postAll(room: Room, chunks: number, until: Instant): Promise<number> {
  const over = { yet: false };
  const posting = postChunks(chunks, until).finally(() => {
    over.yet = true;
  });
  if (!patched('recall')) return posting;
  await condition(() => over.yet || room.recalled);
  if (over.yet) return posting;
  room.recalled = false;
  const [sent, more] = await Promise.all([posting, postAll(room, chunks, until)]);
  return sent + more;
}

async function post(room: Room, chunks: number, until: Instant): Promise<void> {
  const sent = await postAll(room, chunks, until);
  if (sent === 0) room.holdUntil = now() + MINUTE;
}

const composeAtOf = ({ slotAt, composeAt }: MailroomAgenda): Instant => composeAt ?? slotAt;

async function rest(room: Room, agenda: MailroomAgenda): Promise<void> {
  const sweepAt = agenda.sweepAt === null ? [] : [Math.max(agenda.sweepAt, room.holdUntil)];
  const { composed } = agenda;
  const marks = [composed?.slotAt ?? 0, composed?.windowEnd ?? 0].filter((at) => at > now());
  const next = Math.min(composeAtOf(agenda), agenda.openAt, ...sweepAt, ...marks);
  setCurrentDetails(`下一发件时点 ${new Date(agenda.slotAt).toISOString()}`);
  await condition(() => room.kicked, Math.max(1, next - now()));
}

type Composed = NonNullable<MailroomAgenda['composed']>;

/** A slot that has been composed before its time, whose mails nobody has made ready yet. */
const isAhead = (room: Room, composed: Composed): composed is Composed & { readonly slotAt: Instant } =>
  composed.slotAt !== undefined && now() < composed.slotAt && composed.slot !== room.readied;

// One thing at a time, the most urgent first; each asks the ledger afresh, so that a restart anywhere goes on rightly.
async function step(room: Room): Promise<void> {
  [room.kicked, room.recalled] = [false, false];
  const agenda = await locals.agenda({ now: now() });
  const { composed, openUntil, sweepAt } = agenda;
  if (composed !== null && composed.slot !== room.ended && now() >= composed.windowEnd) {
    await activities.endWindow({ slot: composed.slot, now: now() });
    room.ended = composed.slot;
  } else if (now() >= composeAtOf(agenda)) await composeSlot(room, agenda);
  else if (sweepAt !== null && composed && isAhead(room, composed)) {
    room.readied = composed.slot;
    await makeReady(agenda.chunks, composed.slotAt);
  } else if (openUntil !== null && sweepAt !== null && now() >= Math.max(sweepAt, room.holdUntil))
    await post(room, agenda.chunks, openUntil);
  else if (composed !== null && !composed.anchored && now() >= (composed.slotAt ?? 0))
    await activities.anchor({ slot: composed.slot, now: now() });
  else await rest(room, agenda);
}

/**
 * The mailroom (收发室), one for the whole office: shortly before each slot it waits for the items, composes one digest
 * for each unit and makes them ready; at the slot it posts them, and at each opening of the window and when kicked what
 * is left. Slots that were missed are journaled and never walked. No failure of an activity ends it.
 */
export async function mailroom(input: MailroomInput = { givenUp: [] }): Promise<void> {
  const room: Room = {
    kicked: false,
    recalled: false,
    holdUntil: 0,
    readied: null,
    ended: null,
    givenUp: input.givenUp,
  };
  setHandler(kick, () => {
    room.kicked = true;
  });
  setHandler(recall, () => {
    room.recalled = true;
    room.kicked = true;
  });
  while (!wantsNewRun()) await persist('mailroom', () => step(room));
  await continueAsNew<typeof mailroom>({ givenUp: room.givenUp });
}
