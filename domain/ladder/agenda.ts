import { shift } from '../calendar/calendar';
import { isDone } from '../item/dates';
import { inForce } from '../item/outcome';
import type { Assignment, ItemState, Round } from '../item/types';
import { isActive, isOpen } from '../item/view';
import { memo, memoLast } from '../memo';
import type { Office } from '../office';
import { backDay, targetDay, termDays } from './days';
import { quarterEntries } from './quarters';
import { audiencesOf, rankOf, RUNGS, type RungRule } from './rungs';
import { signingEntries } from './signing';
import type { AgendaEntry, LetterFact } from './types';

/**
 * The rungs of a round that is not accepted, remembered: states share what an event does not touch, and a wake
 * looks at the same dates many times.
 */
const datedEntries = memo(
  (round: Round, assignment: Assignment, office: Office): readonly AgendaEntry[] =>
    isDone(round) ? [] : countDated(round, assignment, office),
  (assignment, { calendar }) => [assignment.unit, assignment.role, calendar.digest].join('|'),
);

function countDated(round: Round, { unit, role }: Assignment, office: Office): readonly AgendaEntry[] {
  const version = inForce(round);
  const bases = { T: targetDay(office, version), B: backDay(office, round) };
  const term = termDays(office, version);
  const counted = (rule: RungRule, from: 'T' | 'B'): readonly AgendaEntry[] =>
    rule.days.map((days, index) => {
      const { date, provisional } = shift(office.calendar, bases[from].date, days);
      return {
        unit,
        rung: rule.rung,
        ordinal: `${round.no}.${index + 1}`,
        version: version.version,
        day: date,
        provisional: provisional || bases[from].provisional,
        no: round.no,
        audiences: audiencesOf(rule, index + 1),
        phone: rule.phone,
      };
    });
  return RUNGS.filter((rule) => rule.roles.includes(role) && term >= rule.minTerm).flatMap((rule) =>
    rule.from === 'T' || rule.from === 'B' ? counted(rule, rule.from) : [],
  );
}

/** Earlier days first, on one day lower rungs first, then round. */
const byDayAndRank = (a: AgendaEntry, b: AgendaEntry): number =>
  (a.day < b.day ? -1 : a.day > b.day ? 1 : 0) || rankOf(a.rung) - rankOf(b.rung) || a.no - b.no;

const sameLetter = (a: LetterFact, b: LetterFact): boolean =>
  a.state === 'accepted' && b.state === 'accepted' ? a.on === b.on : a.state === b.state;

/** The agenda of an assignment, remembered until something of it changes: forecasts and barriers ask at every slot. */
const agendaEntries = memoLast(
  (assignment: Assignment, office: Office, letter: LetterFact, kind: ItemState['kind'], year: number) =>
    [
      ...signingEntries(assignment, office, letter),
      ...quarterEntries({ kind, year }, assignment, office),
      ...assignment.rounds.flatMap((round) => datedEntries(round, assignment, office)),
    ].sort(byDayAndRank),
  ([office, letter, kind, year], [nowOffice, nowLetter, nowKind, nowYear]) =>
    office === nowOffice && kind === nowKind && year === nowYear && sameLetter(letter, nowLetter),
);

/**
 * The whole agenda (催办日程) of one assignment under its present dates, past days included, by day and rank; empty
 * when item or assignment can remind no more. A letter still waiting is taken as accepted in its first window.
 */
export const agenda = (
  state: ItemState,
  assignment: Assignment,
  office: Office,
  letter: LetterFact,
): readonly AgendaEntry[] =>
  isOpen(state) && isActive(assignment)
    ? agendaEntries(assignment, office, letter, state.kind, state.year)
    : [];
