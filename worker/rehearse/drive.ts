import { setTimeout as wait } from 'node:timers/promises';
import type { RefusedAct } from '../../office/rehearsal';
import type { StreamId } from '../../domain/journal/types';
import { isOpen } from '../../domain/item/view';
import { inWindow } from '../../domain/slot';
import { dateOf, plusDays, plusMs, startOfDay, type CivilDate, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { RehearsedAct } from './acts';
import type { RehearsalStage } from './stage';
import type { RehearsalSetup } from './setup';

export interface DriveParts {
  readonly setup: RehearsalSetup;
  readonly stage: RehearsalStage;
  readonly ledger: Ledger;
  /** Hears of each day, and of the moment at which time stands still in it. */
  readonly onDay: (day: CivilDate, now: Instant) => void | Promise<void>;
  /** Whether the rehearsal is to end before its last day. */
  readonly isStopped: () => boolean;
}

/** How long mail on its way is given before it is looked for again, real ms, and how often; how far time then moves. */
const DRIVE_LOOK_MS = 5;
const LOOKS = 200;
const TURN_MS = 1_000;

/**
 * Plays a rehearsal to its end: time moves to the next of {act, outage, midnight}, people act while it stands, and it goes
 * on when no mail is on its way. The result is what people tried and were refused.
 */
export async function drive(parts: DriveParts): Promise<readonly RefusedAct[]> {
  const { setup, stage } = parts;
  const { zone } = setup.office.calendar;
  const refused: RefusedAct[] = [];
  let acts = setup.acts;
  let outages = setup.outages;
  while (stage.now() < setup.endAt && !parts.isStopped()) {
    const midnight = startOfDay(plusDays(dateOf(stage.now(), zone), 1), zone);
    const [act] = acts;
    const [outage] = outages;
    await stage.moveTo(first(midnight, act?.at, outage?.from));
    if (outage && outage.from <= stage.now()) {
      await stage.beOutUntil(outage.to);
      outages = outages.slice(1);
    }
    const due = acts.filter(({ at }) => at <= stage.now());
    acts = acts.slice(due.length);
    refused.push(...(await performAll(parts, due)));
    await quiet(parts);
    await parts.onDay(dateOf(stage.now(), zone), stage.now());
  }
  return refused;
}

const first = (midnight: Instant, ...others: readonly (Instant | undefined)[]): Instant =>
  others.reduce<Instant>((least, at) => (at !== undefined && at < least ? at : least), midnight);

/** Acts of one item follow each other; those of different items go side by side. */
async function performAll(parts: DriveParts, acts: readonly RehearsedAct[]): Promise<readonly RefusedAct[]> {
  const byItem = new Map<StreamId, RehearsedAct[]>();
  for (const act of acts) byItem.set(act.stream, [...(byItem.get(act.stream) ?? []), act]);
  const refused = await Promise.all(
    [...byItem.values()].map(async (own) => {
      const said: RefusedAct[] = [];
      for (const act of own) said.push(...(await performAct(parts, act)));
      return said;
    }),
  );
  return refused.flat();
}

async function performAct({ stage, ledger }: DriveParts, act: RehearsedAct): Promise<readonly RefusedAct[]> {
  const { at, stream } = act;
  const state = await ledger.item(stream);
  const doing = state && act.decide(state);
  if (!doing) return [];
  const { actor, command } = doing;
  if (!isOpen(state)) await stage.keepCount(stream);
  const result = await stage.duban.command({ stream, command, actor });
  return result.ok ? [] : [{ at, stream, command: command.type, problem: result.problem }];
}

/**
 * Waits until no mail is being sent, and none that could be sent waits. Time stands still meanwhile, except that mail which
 * needs some gets it: the retry of a chunk whose heartbeat was late, or the next pass of the mailroom.
 */
async function quiet({ setup, stage, ledger }: DriveParts): Promise<void> {
  for (let looks = 0; ;) {
    const { ready, sending, next } = await ledger.pending(stage.now());
    const now = stage.now();
    if (sending > 0 && looks < LOOKS) {
      looks += 1;
      await wait(DRIVE_LOOK_MS);
      continue;
    }
    const waits = ready > 0 && next !== null && next <= now && inWindow(setup.office, now);
    if (sending === 0 && (!waits || (await ledger.paused()))) return;
    looks = 0;
    await stage.moveTo(plusMs(now, TURN_MS));
  }
}
