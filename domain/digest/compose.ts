import type { ImmediateMail } from '../item/effects';
import type { OutboxRow } from '../item/outbox';
import type { UnitId } from '../roster/types';
import { memo } from '../memo';
import { windowOf } from '../slot';
import type { CivilDate } from '../time';
import { addresseesOf } from './addressee';
import { dueToCoordinator } from './briefing';
import type { DueMail } from './edition';
import { composeNow, composeUrge, immediateMessage, type UrgeLetter } from './immediate';
import { composeLetter, unitsOfRun } from './letters';
import type { MailRef } from './mail-ref';
import { dueToReviewer } from './reviewer';
import type { Addressee, Edition } from './types';
import { dueToUnit } from './unit';
import { snapshotIndex, type SnapshotIndex, type Snapshot } from './snapshot';

type EventRef = Extract<MailRef, { of: 'event' }>;

/** Every edition of a slot, in the order of their addressees; none is empty. */
export const composeSlot = (snapshot: Snapshot, slot: CivilDate): readonly Edition[] =>
  addresseesOf(snapshot).flatMap((to) => composeOne(snapshot, slot, to) ?? []);

/** The edition of one addressee for a slot; null when it would be empty, and then nothing is sent. */
export const composeOne = (snapshot: Snapshot, slot: CivilDate, to: Addressee): Edition | null =>
  dueTo(snapshotIndex(snapshot), slot, to)?.write() ?? null;

/** The mail that is due to one addressee at a slot, not written yet. `rows`: those that it may tell, by default all free ones. */
export function dueTo(
  index: SnapshotIndex,
  slot: CivilDate,
  to: Addressee,
  rows?: readonly OutboxRow[],
): DueMail | null {
  if ('unit' in to) return dueToUnit(index, slot, to, rows);
  return to.audience === 'coordinator'
    ? dueToCoordinator(index, slot, to, rows)
    : dueToReviewer(index, slot, to, rows);
}

/** What is written on a day on which nothing can leave counts from the opening of the day on which it can. */
const onDay = memo(
  (snapshot: Snapshot, day: CivilDate): Snapshot => {
    const { from } = windowOf(snapshot.office, day);
    return from <= snapshot.now ? snapshot : { ...snapshot, now: from };
  },
  (day) => day,
);

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
  composeNow(snapshotIndex(onDay(snapshot, day)), day, { ...mail, message: immediateMessage(mail) });

/** The letter that urges one unit, written on `day`; null when nothing in it is open any more. */
export const composeUrges = (snapshot: Snapshot, letter: UrgeLetter): Edition | null =>
  composeUrge(snapshotIndex(onDay(snapshot, letter.ref.day)), letter);

/**
 * A mail composed earlier, against the state at this moment and with the rows it was given then (the snapshot's own
 * rows are not looked at). Rows no longer valid drop out; null when nothing is left to say.
 */
export function recompose(snapshot: Snapshot, edition: Edition): Edition | null {
  const index = snapshotIndex(snapshot);
  const { ref } = edition;
  switch (ref.of) {
    case 'slot':
      return digestAgain(index, edition, ref.to);
    case 'batch':
      return composeLetter(index, edition.slot, ref);
    case 'urge':
      return composeUrge(index, { ref, urged: edition.urged ?? [] });
    case 'event':
      return immediateAgain(index, edition, ref);
  }
}

function digestAgain(index: SnapshotIndex, edition: Edition, to: Addressee): Edition | null {
  const again = dueTo(index, edition.slot, to, edition.rows)?.write() ?? null;
  // What changed in the week is told as it was at the slot; to units and reviewers nothing is.
  return again && { ...again, since: edition.since };
}

function immediateAgain(
  index: SnapshotIndex,
  edition: Edition,
  { stream, seq, unit }: EventRef,
): Edition | null {
  const { kind, message, slot } = edition;
  if (!message || kind === 'digest' || kind === 'change') return null;
  return composeNow(index, slot, { kind, stream, seq, unit, message });
}
