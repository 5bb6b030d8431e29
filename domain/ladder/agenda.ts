import { shift } from '../calendar/calendar';
import type { WorkCalendar } from '../calendar/types';
import { isDone } from '../item/dates';
import { inForce } from '../item/outcome';
import type { Assignment, ItemState, Round, Role } from '../item/types';
import { isActive, isOpen } from '../item/view';
import type { Office } from '../office';
import type { UnitId } from '../roster/types';
import { backDay, targetDay, termOf } from './days';
import { quarterEntries } from './quarters';
import { audiencesOf, rankOf, RUNGS, type RungRule } from './rungs';
import { signingEntries } from './signing';
import type { AgendaEntry, LetterFact } from './types';

/** The rungs around one date of a round, and what they were counted with. */
interface DatedEntries {
  readonly unit: UnitId;
  readonly role: Role;
  readonly calendar: WorkCalendar;
  readonly entries: readonly AgendaEntry[];
}

const knownAgendas = new WeakMap<Round, DatedEntries>();

/**
 * The rungs of a round that is not accepted, remembered: states share what an event does not touch, and a wake
 * looks at the same dates many times.
 */
function datedEntries(assignment: Assignment, round: Round, office: Office): readonly AgendaEntry[] {
  if (isDone(round)) return [];
  const { unit, role } = assignment;
  const { calendar } = office;
  const found = knownAgendas.get(round);
  if (found?.unit === unit && found.role === role && found.calendar === calendar) return found.entries;
  const entries = countDated(assignment, round, office);
  knownAgendas.set(round, { unit, role, calendar, entries });
  return entries;
}

function countDated(assignment: Assignment, round: Round, office: Office): readonly AgendaEntry[] {
  const version = inForce(round);
  const bases = { T: targetDay(office, version), B: backDay(office, round) };
  const term = termOf(office, version);
  const counted = (rule: RungRule, from: 'T' | 'B'): readonly AgendaEntry[] =>
    rule.days.map((days, index) => {
      const { date, provisional } = shift(office.calendar, bases[from].date, days);
      return {
        unit: assignment.unit,
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
  return RUNGS.filter((rule) => rule.roles.includes(assignment.role) && term >= rule.minTerm).flatMap(
    (rule) => (rule.from === 'T' || rule.from === 'B' ? counted(rule, rule.from) : []),
  );
}

/** Earlier days first, on one day lower rungs first, then round. */
export const byDayAndRank = (a: AgendaEntry, b: AgendaEntry): number =>
  (a.day < b.day ? -1 : a.day > b.day ? 1 : 0) || rankOf(a.rung) - rankOf(b.rung) || a.no - b.no;

/** An agenda, and all that it was made from beside its assignment. */
interface Made {
  readonly office: Office;
  readonly kind: ItemState['kind'];
  readonly year: number;
  readonly letter: LetterFact;
  readonly entries: readonly AgendaEntry[];
}

const made = new WeakMap<Assignment, Made>();

const sameLetter = (a: LetterFact, b: LetterFact): boolean =>
  a.state === 'accepted' && b.state === 'accepted' ? a.on === b.on : a.state === b.state;

/**
 * The whole agenda (催办日程) of one assignment under its present dates, past days included, by day and rank; empty
 * when item or assignment can remind no more. A letter still waiting is taken as accepted in its first window.
 * Remembered until something of it changes: forecasts and barriers ask at every slot.
 */
export function agenda(
  state: ItemState,
  assignment: Assignment,
  office: Office,
  letter: LetterFact,
): readonly AgendaEntry[] {
  if (!isOpen(state) || !isActive(assignment)) return [];
  const { kind, year } = state;
  const found = made.get(assignment);
  const fits = found?.office === office && found.kind === kind && found.year === year;
  if (fits && sameLetter(found.letter, letter)) return found.entries;
  const entries = [
    ...signingEntries(assignment, office, letter),
    ...quarterEntries(state, assignment, office),
    ...assignment.rounds.flatMap((round) => datedEntries(assignment, round, office)),
  ].sort(byDayAndRank);
  made.set(assignment, { office, kind, year, letter, entries });
  return entries;
}
