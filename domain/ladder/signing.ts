import { shift, workingDays } from '../calendar/calendar';
import { firstOpen } from '../item/dates';
import type { TaskOpen } from '../item/event-entry';
import type { Assignment, DateVersion, ItemState } from '../item/types';
import { inForce } from '../item/outcome';
import { isHandedIn, isUnsigned } from '../item/view';
import type { Office } from '../office';
import { firstWindowDay } from '../slot';
import type { CivilDate } from '../time';
import { targetDay, termDays } from './days';
import { audiencesOf, LADDER, RUNGS } from './rungs';
import type { AgendaEntry, LetterFact, Letters } from './types';

/** The date that the letter named; undefined for continuous items. */
const firstVersion = (assignment: Assignment): DateVersion | undefined => assignment.rounds[0]?.versions[0];

/** Version under which the reminders to sign are kept: the one of the letter. */
const letterVersion = (assignment: Assignment): number => firstVersion(assignment)?.version ?? 1;

const signRule = RUNGS.find((rule) => rule.rung === 'R1');

/** The letter's term is too short for reminders to sign: a phone call instead. */
function isShort(assignment: Assignment, office: Office): boolean {
  const version = firstVersion(assignment);
  return version !== undefined && termDays(office, version) < (signRule?.minTerm ?? 0);
}

/** The id of the task that takes the place of reminders to sign. */
const taskId = (kind: 'phone' | 'deadMailbox', assignment: Assignment): string =>
  `${kind}|${assignment.unit}|R1|0|${letterVersion(assignment)}`;

const hasTask = (state: ItemState, id: string): boolean => state.tasks.some((task) => task.id === id);

/**
 * How an assignment's letter went: the day found before stays, and a bounced letter stays bounced once its task is
 * open, so that the state alone decides what was decided.
 */
export function letterFactOf(state: ItemState, assignment: Assignment, letters: Letters): LetterFact {
  if (assignment.letterOn !== null) return { state: 'accepted', on: assignment.letterOn };
  if (hasTask(state, taskId('deadMailbox', assignment))) return { state: 'bounced' };
  return letters(assignment.unit);
}

/** The day of the letter that signing is counted from; while it has not gone, the first on which it could have. */
const letterDay = (assignment: Assignment, office: Office, letter: LetterFact): CivilDate =>
  letter.state === 'accepted' ? letter.on : firstWindowDay(office, assignment.assignedAt);

/** R1 催签收 of an unsigned assignment; none for short terms and bounced letters, the second not near T. */
export function signingEntries(
  assignment: Assignment,
  office: Office,
  letter: LetterFact,
): readonly AgendaEntry[] {
  if (!signRule || !isUnsigned(assignment) || letter.state === 'bounced' || isShort(assignment, office))
    return [];
  const from = letterDay(assignment, office, letter);
  const round = firstOpen(assignment);
  const target = round && targetDay(office, inForce(round)).date;
  return signRule.days.flatMap((days, index) => {
    const { date, provisional } = shift(office.calendar, from, days);
    const near = target !== undefined && workingDays(office.calendar, date, target) <= LADDER.signBeforeT;
    if (index > 0 && near) return [];
    return [
      {
        unit: assignment.unit,
        rung: signRule.rung,
        ordinal: `0.${index + 1}`,
        version: letterVersion(assignment),
        day: date,
        provisional,
        no: 0,
        audiences: audiencesOf(signRule, index + 1),
        phone: signRule.phone,
      },
    ];
  });
}

/** From this day on an unsigned unit is phoned and gets no more R1. */
export const phoneDay = (assignment: Assignment, office: Office, letter: LetterFact): CivilDate =>
  shift(
    office.calendar,
    letterDay(assignment, office, letter),
    isShort(assignment, office) ? LADDER.phoneUnsignedShort : LADDER.phoneUnsigned,
  ).date;

/** The first slot at which signing has something to say, and from which a letter still under way is looked at. */
export const firstLook = (assignment: Assignment, office: Office, letter: LetterFact): CivilDate =>
  isShort(assignment, office)
    ? phoneDay(assignment, office, letter)
    : shift(office.calendar, letterDay(assignment, office, letter), signRule?.days[0] ?? 1).date;

/** The task that an unsigned assignment needs at a slot: to phone, or to look after a dead mailbox; once, and not while a hand-in waits. */
export function signingTask(
  state: ItemState,
  assignment: Assignment,
  slot: CivilDate,
  office: Office,
  letter: LetterFact,
): TaskOpen | null {
  if (!isUnsigned(assignment) || letter.state === 'waiting') return null;
  const round = firstOpen(assignment);
  if (round && isHandedIn(round)) return null;
  const bounced = letter.state === 'bounced';
  const from = bounced ? firstLook(assignment, office, letter) : phoneDay(assignment, office, letter);
  const id = taskId(bounced ? 'deadMailbox' : 'phone', assignment);
  if (slot < from || hasTask(state, id)) return null;
  return {
    id,
    kind: bounced ? 'deadMailbox' : 'phone',
    unit: assignment.unit,
    rung: 'R1',
    ordinal: null,
    version: letterVersion(assignment),
  };
}
