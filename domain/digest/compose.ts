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
import { snapshotIndex, type SnapshotIndex, type Snapshot } from './snapshot';

/** Every edition of a slot, in the order of their addressees; none is empty. */
export const composeSlot = (snapshot: Snapshot, slot: CivilDate): readonly Edition[] =>
  addresseesOf(snapshot).flatMap((to) => composeOne(snapshot, slot, to) ?? []);

/** The edition of one addressee for a slot; null when it would be empty, and then nothing is sent. */
export function composeOne(snapshot: Snapshot, slot: CivilDate, to: Addressee): Edition | null {
  const index = snapshotIndex(snapshot);
  if ('unit' in to) return composeUnit(index, slot, to);
  return to.audience === 'coordinator' ? composeBriefing(index, slot, to) : composeReviewer(index, slot, to);
}

/** What is written on a day on which nothing can leave counts from the opening of the day on which it can. */
function onDay(snapshot: Snapshot, day: CivilDate): Snapshot {
  const { from } = windowOf(snapshot.office, day);
  return from <= snapshot.now ? snapshot : { ...snapshot, now: from };
}

/** The letters of assignment (交办通知) of one issuing run, one for each unit (or each of some), written on `day`. */
export function composeLetters(
  snapshot: Snapshot,
  notice: string,
  batch: number,
  day: CivilDate,
  units?: readonly UnitId[],
): readonly Edition[] {
  const index = snapshotIndex(onDay(snapshot, day));
  return (units ?? unitsOfRun(index, notice, batch)).flatMap(
    (unit) => composeLetter(index, day, { unit, notice, batch }) ?? [],
  );
}

/** The mail that one event causes at once, written on `day`; null when it has nothing to say any more. */
export const composeImmediate = (snapshot: Snapshot, mail: ImmediateMail, day: CivilDate): Edition | null =>
  composeNow(snapshotIndex(onDay(snapshot, day)), day, { ...mail, message: messageOf(mail) });

/**
 * A mail composed earlier, against the state at this moment and with the rows it was given then (the snapshot's own
 * rows are not looked at). Rows no longer valid drop out; null when nothing is left to say.
 */
export function recompose(snapshot: Snapshot, edition: Edition): Edition | null {
  const index = snapshotIndex(snapshot);
  if (edition.kind === 'digest' || edition.kind === 'change') return digestAgain(index, edition);
  const [first = ''] = edition.key.split('|');
  return parseStream(first).type === 'item'
    ? immediateAgain(index, edition, edition.kind)
    : letterAgain(index, edition);
}

function digestAgain(index: SnapshotIndex, edition: Edition): Edition | null {
  const { to, slot } = edition;
  const rows = toldRows(edition);
  if ('unit' in to) return composeUnit(index, slot, to, rows);
  if (to.audience === 'reviewer') return composeReviewer(index, slot, to, rows);
  const briefing = composeBriefing(index, slot, to, rows);
  // What changed in the week is told as it was at the slot.
  return briefing && { ...briefing, since: edition.since };
}

/** The key of a letter of an issuing run is unit|notice|batch. */
function letterAgain(index: SnapshotIndex, { key, slot }: Edition): Edition | null {
  const [unit = '', notice = '', batch = ''] = key.split('|');
  return composeLetter(index, slot, { unit, notice, batch: Number(batch) });
}

/** The key of what one event caused is stream|seq|unit. */
function immediateAgain(index: SnapshotIndex, edition: Edition, kind: ImmediateMail['kind']): Edition | null {
  const [stream = '', seq = '', unit = ''] = edition.key.split('|');
  const { message, slot } = edition;
  return message && composeNow(index, slot, { kind, stream, seq: Number(seq), unit, message });
}
