import type { CivilDate } from '../time';
import { addresseesOf } from './addressee';
import { composeBriefing } from './briefing';
import { composeNow, type Immediate } from './immediate';
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

/**
 * A mail composed earlier, against the state at this moment and with the rows it was given then (the world's own
 * rows are not looked at). Rows no longer valid drop out; null when nothing is left to say.
 */
export function recompose(world: World, edition: Edition): Edition | null {
  const desk = deskOf(world);
  switch (edition.kind) {
    case 'letter':
      return again(desk, edition);
    case 'urge':
    case 'answer':
      return atOnce(desk, edition);
    case 'digest':
    case 'change':
      return digestAgain(desk, edition);
  }
}

function digestAgain(desk: Desk, edition: Edition): Edition | null {
  const { to, slot } = edition;
  const rows = toldRows(edition);
  if ('unit' in to) return composeUnit(desk, slot, to, rows);
  return to.audience === 'coordinator'
    ? composeBriefing(desk, slot, to, rows)
    : composeReviewer(desk, slot, to);
}

/** A letter's key is unit|notice|batch. */
function again(desk: Desk, edition: Edition): Edition | null {
  const [unit = '', notice = '', batch = ''] = edition.key.split('|');
  return composeLetter(desk, edition.slot, { unit, notice, batch: Number(batch) });
}

/** The key of an urge or answer is stream|seq|unit. */
function atOnce(desk: Desk, edition: Edition): Edition | null {
  const [stream = '', seq = '', unit = ''] = edition.key.split('|');
  const { kind, message, slot } = edition;
  if (!message || (kind !== 'urge' && kind !== 'answer')) return null;
  return composeNow(desk, slot, { kind, stream, seq: Number(seq), unit, ...message });
}

/** The letters of assignment (交办通知) of one issuing run, one for each unit, written on `day`. */
export function composeLetters(
  world: World,
  notice: string,
  batch: number,
  day: CivilDate,
): readonly Edition[] {
  const desk = deskOf(world);
  return unitsOfRun(desk, notice, batch).flatMap(
    (unit) => composeLetter(desk, day, { unit, notice, batch }) ?? [],
  );
}

/** The mail of an urge or answer, written on `day`; null when an urge has nothing to urge any more. */
export const composeImmediate = (world: World, mail: Immediate, day: CivilDate): Edition | null =>
  composeNow(deskOf(world), day, mail);
