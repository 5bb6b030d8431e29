import { isDone } from '../item/dates';
import type { RaisedBody } from '../item/raised';
import type { Assignment, ItemState, Round } from '../item/types';
import { isResponsible } from '../item/view';
import type { Office } from '../office';
import { slotAt } from '../slot';
import type { CivilDate } from '../time';
import { backDay } from './days';
import { rankOf } from './rungs';
import { hasFired, agendaStanding } from './standing';
import type { AgendaEntry, LetterFact } from './types';

/** It fell while a hand-in waited that has been withdrawn or returned since. */
const wasHeld = (round: Round, entry: AgendaEntry, office: Office): boolean =>
  round.holdLifted &&
  round.handIns.some((handIn) => handIn.version === entry.version && handIn.at < slotAt(office, entry.day));

const isWarning = (entry: AgendaEntry): boolean =>
  rankOf(entry.rung) >= rankOf('R3') && rankOf(entry.rung) <= rankOf('R5');

/**
 * Rounds whose B moves to the slot because an outage swallowed a warning (R3-R5 of this version fell before the
 * slot's day, armed and not held, and was not raised): nobody is urged for a date of which he was not reminded.
 * `entries`: those of the agenda in (raisedThrough, slot].
 */
export function outages(
  assignment: Assignment,
  entries: readonly AgendaEntry[],
  slot: CivilDate,
  office: Office,
  letter: LetterFact,
): RaisedBody['back'] {
  if (!isResponsible(assignment)) return [];
  return assignment.rounds.flatMap((round) => {
    if (isDone(round) || slot <= backDay(office, round).date) return [];
    const lost = entries.some(
      (entry) =>
        entry.no === round.no &&
        isWarning(entry) &&
        entry.day < slot &&
        !hasFired(assignment, entry) &&
        agendaStanding(entry, assignment, slot, office, letter) === 'due' &&
        !wasHeld(round, entry, office),
    );
    return lost ? [{ unit: assignment.unit, round: round.no, backOn: slot }] : [];
  });
}

/** The assignment with the B that an outage gave it. */
export const withBack = (assignment: Assignment, back: RaisedBody['back']): Assignment =>
  back.length === 0
    ? assignment
    : {
        ...assignment,
        rounds: assignment.rounds.map((round) => {
          const moved = back.find((b) => b.round === round.no);
          return moved ? { ...round, backOn: moved.backOn } : round;
        }),
      };

/** Entries in (raisedThrough, slot]. */
export const withinOutage = (
  state: ItemState,
  entries: readonly AgendaEntry[],
  slot: CivilDate,
): readonly AgendaEntry[] =>
  entries.filter(
    (entry) => (state.raisedThrough === null || entry.day > state.raisedThrough) && entry.day <= slot,
  );
