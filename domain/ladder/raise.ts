import type { RaisedBody } from '../item/raised';
import { rungId, type Assignment, type ItemState } from '../item/types';
import { isActive, isOpen } from '../item/view';
import type { Office } from '../office';
import type { CivilDate } from '../time';
import { agenda } from './agenda';
import { refOf, settleEntry } from './audiences';
import { outages, withBack, withinOutage } from './outage';
import { approvalLapses, lateReviews } from './review';
import { rankOf } from './rungs';
import { needsEvent, EMPTY_RESULT, resultOf, mergeResults, type RaiseResult } from './raise-result';
import { letterFactOf, signingTask } from './signing';
import { hasFired, isHeld, roundFor, agendaStanding, type EntryStanding } from './standing';
import type { AgendaEntry, LetterFact, Letters } from './types';

/** What raise() needs beside the state. */
export interface RaiseContext {
  readonly office: Office;
  readonly letters: Letters;
}

/** Held entries that a lifted hold gives back, as far as the agenda still has them. */
const givenBack = (
  assignment: Assignment,
  entries: readonly AgendaEntry[],
  slot: CivilDate,
): readonly AgendaEntry[] =>
  entries.filter((entry) => {
    const round = roundFor(assignment, entry);
    return (
      entry.day <= slot &&
      round?.holdLifted === true &&
      !isHeld(round, entry) &&
      !hasFired(assignment, entry) &&
      round.held.some((held) => rungId(held) === rungId(entry))
    );
  });

/** The entry of the highest rank; of two alike the later one, then the earlier round. */
const highest = (entries: readonly AgendaEntry[]): AgendaEntry | undefined =>
  entries.reduce<AgendaEntry | undefined>((best, entry) => {
    const above = best === undefined ? 1 : rankOf(entry.rung) - rankOf(best.rung);
    return above > 0 || (above === 0 && best !== undefined && entry.day > best.day) ? entry : best;
  }, undefined);

/** Entries in (raisedThrough, slot] that have not fired, by how they stand. */
function byStanding(
  assignment: Assignment,
  entries: readonly AgendaEntry[],
  slot: CivilDate,
  office: Office,
  letter: LetterFact,
): (standing: EntryStanding) => readonly AgendaEntry[] {
  const groups = new Map<EntryStanding, AgendaEntry[]>();
  for (const entry of entries) {
    if (hasFired(assignment, entry)) continue;
    const standing = agendaStanding(entry, assignment, slot, office, letter);
    groups.set(standing, [...(groups.get(standing) ?? []), entry]);
  }
  return (standing) => groups.get(standing) ?? [];
}

/** The result of one unit at a slot. */
function raiseUnit(
  state: ItemState,
  before: Assignment,
  slot: CivilDate,
  context: RaiseContext,
): RaiseResult {
  const { office, letters } = context;
  const letter = letterFactOf(state, before, letters);
  const made = agenda(state, before, office, letter);
  const fresh = withinOutage(state, made, slot);
  const task = signingTask(state, before, slot, office, letter);
  const lifted = before.rounds.some((round) => round.holdLifted);
  // Most slots of a year have nothing for a unit.
  if (fresh.length === 0 && task === null && !lifted) return EMPTY_RESULT;
  const back = outages(before, fresh, slot, office, letter);
  const assignment = withBack(before, back);
  const entries = back.length > 0 ? agenda(state, assignment, office, letter) : made;
  const by = byStanding(assignment, withinOutage(state, entries, slot), slot, office, letter);
  const top = highest([...by('due'), ...givenBack(assignment, entries, slot)]);
  const signs = letter.state === 'accepted' && (top?.rung === 'R1' || task !== null);
  return mergeResults([
    resultOf({
      covered: by('covered').map(refOf),
      held: by('held').map(refOf),
      skipped: by('skipped').map(refOf),
      missed: [...by('missed'), ...by('due').filter((entry) => entry !== top)].map(refOf),
      tasks: task ? [task] : [],
      letters: signs && before.letterOn === null ? [{ unit: before.unit, letterOn: letter.on }] : [],
      back,
    }),
    // Behind the task about signing: a call about a date takes the place of one about the signature.
    ...(top ? [settleEntry(state, top, slot, office)] : []),
  ]);
}

/**
 * What an item says at a slot: it looks at the agenda in (raisedThrough, slot] and raises for each unit the highest
 * entry; the others are missed if they fell due while armed, skipped if they were past when the agenda was made,
 * held while a hand-in or a request made in time waits, covered by the letter. Null when nothing is to be said, when
 * the slot has been looked at already, and for closed or cancelled items. Slots between that say nothing may be left
 * out or asked for any number of times. `slot` is a working day.
 */
export function raise(state: ItemState, slot: CivilDate, context: RaiseContext): RaisedBody | null {
  if (!isOpen(state) || (state.raisedThrough !== null && slot <= state.raisedThrough)) return null;
  const result = mergeResults([
    ...state.assignments.filter(isActive).map((assignment) => raiseUnit(state, assignment, slot, context)),
    lateReviews(state, slot, context.office),
    approvalLapses(state, slot, context.office),
  ]);
  return needsEvent(result) ? { slot, ...result } : null;
}
