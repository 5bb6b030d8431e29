import type { ImmediateMail } from '../item/effects';
import { parseStream } from '../journal/streams';
import type { UnitId } from '../roster/types';
import { windowOf } from '../slot';
import type { CivilDate } from '../time';
import { addresseesOf } from './addressee';
import { composeBriefing } from './briefing';
import { composeNow, messageOf } from './immediate';
import { composeLetter, unitsOfRun } from './letters';
import { composeReviewer } from './reviewer';
import { toldRows } from './told';
import type { Addressee, Edition } from './types';
import { composeUnit } from './unit';
import { deskOf, type Desk, type World } from './world';

/** Every edition of a slot, in the order of their addressees; none is empty. */
export const composeSlot = (world: World, slot: CivilDate): readonly Edition[] =>
  addresseesOf(world).flatMap((to) => composeOne(world, slot, to) ?? []);

/** The edition of one addressee for a slot; null when it would be empty, and then nothing is sent. */
export function composeOne(world: World, slot: CivilDate, to: Addressee): Edition | null {
  const desk = deskOf(world);
  if ('unit' in to) return composeUnit(desk, slot, to);
  return to.audience === 'coordinator' ? composeBriefing(desk, slot, to) : composeReviewer(desk, slot, to);
}

/** What is written on a day on which nothing can leave counts from the opening of the day on which it can. */
function onDay(world: World, day: CivilDate): World {
  const { from } = windowOf(world.office, day);
  return from <= world.now ? world : { ...world, now: from };
}

/** The letters of assignment (交办通知) of one issuing run, one for each unit (or each of some), written on `day`. */
export function composeLetters(
  world: World,
  notice: string,
  batch: number,
  day: CivilDate,
  units?: readonly UnitId[],
): readonly Edition[] {
  const desk = deskOf(onDay(world, day));
  return (units ?? unitsOfRun(desk, notice, batch)).flatMap(
    (unit) => composeLetter(desk, day, { unit, notice, batch }) ?? [],
  );
}

/** The mail that one event causes at once, written on `day`; null when it has nothing to say any more. */
export const composeImmediate = (world: World, mail: ImmediateMail, day: CivilDate): Edition | null =>
  composeNow(deskOf(onDay(world, day)), day, { ...mail, message: messageOf(mail) });

/**
 * A mail composed earlier, against the state at this moment and with the rows it was given then (the world's own
 * rows are not looked at). Rows no longer valid drop out; null when nothing is left to say.
 */
export function recompose(world: World, edition: Edition): Edition | null {
  const desk = deskOf(world);
  if (edition.kind === 'digest' || edition.kind === 'change') return digestAgain(desk, edition);
  const [first = ''] = edition.key.split('|');
  return parseStream(first).type === 'item'
    ? immediateAgain(desk, edition, edition.kind)
    : letterAgain(desk, edition);
}

function digestAgain(desk: Desk, edition: Edition): Edition | null {
  const { to, slot } = edition;
  const rows = toldRows(edition);
  if ('unit' in to) return composeUnit(desk, slot, to, rows);
  return to.audience === 'coordinator'
    ? composeBriefing(desk, slot, to, rows)
    : composeReviewer(desk, slot, to, rows);
}

/** The key of a letter of an issuing run is unit|notice|batch. */
function letterAgain(desk: Desk, { key, slot }: Edition): Edition | null {
  const [unit = '', notice = '', batch = ''] = key.split('|');
  return composeLetter(desk, slot, { unit, notice, batch: Number(batch) });
}

/** The key of what one event caused is stream|seq|unit. */
function immediateAgain(desk: Desk, edition: Edition, kind: ImmediateMail['kind']): Edition | null {
  const [stream = '', seq = '', unit = ''] = edition.key.split('|');
  const { message, slot } = edition;
  return message && composeNow(desk, slot, { kind, stream, seq: Number(seq), unit, message });
}
