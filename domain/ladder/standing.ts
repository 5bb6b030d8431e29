import { firstOpen } from '../item/dates';
import { rungId, type Assignment, type DateVersion, type Round } from '../item/types';
import { inForce } from '../item/outcome';
import { isHandedIn } from '../item/view';
import type { Office } from '../office';
import { nextWorkingDay, slotAt } from '../slot';
import type { CivilDate } from '../time';
import { rankOf, RUNGS } from './rungs';
import { phoneDay } from './signing';
import type { AgendaEntry, LetterFact } from './types';

/** How an entry of the agenda stands at a slot; `waiting`: it is not ripe, its letter has not gone. */
export type EntryStanding = 'due' | 'covered' | 'held' | 'skipped' | 'missed' | 'waiting';

const beforeDue = new Set(RUNGS.filter((rule) => rule.from === 'T').map((rule) => rule.rung));

/** The round whose holds count for an entry: its own, for R1 the one being worked on. */
export const roundFor = (assignment: Assignment, entry: AgendaEntry): Round | undefined =>
  entry.no === 0 ? firstOpen(assignment) : assignment.rounds.find((o) => o.no === entry.no);

/** While a hand-in waits nothing is raised; while a request made in time is unanswered, nothing from R6 on. */
export function isHeld(round: Round, entry: AgendaEntry): boolean {
  if (isHandedIn(round)) return true;
  return round.request?.late === false && rankOf(entry.rung) >= rankOf('R6');
}

/**
 * A letter covers every date's rungs past or due on its day or the next working day. It went with the first version of
 * the date; a later one that keeps its cause (a change of lead) sends none.
 */
const isCovered = (
  { versions: [, later] }: Round,
  version: DateVersion,
  entry: AgendaEntry,
  office: Office,
): boolean =>
  later === undefined && beforeDue.has(entry.rung) && entry.day <= nextWorkingDay(office, version.startDay);

/** Its moment was over when the agenda was made. */
const isPast = (entry: AgendaEntry, version: DateVersion, office: Office): boolean =>
  slotAt(office, entry.day) <= version.setAt;

/** A reminder to sign whose moment was over when the item was reopened: no later date gives it back. */
const isBeforeReopening = ({ versions }: Round, entry: AgendaEntry, office: Office): boolean =>
  entry.rung === 'R1' &&
  versions.some(({ cause, setAt }) => cause === 'reopen' && slotAt(office, entry.day) <= setAt);

/** Fired already, under an earlier calendar. */
export const hasFired = (assignment: Assignment, entry: AgendaEntry): boolean =>
  assignment.fired.includes(rungId(entry));

/** How an entry that lies in (raisedThrough, slot] stands at that slot. */
export function agendaStanding(
  entry: AgendaEntry,
  assignment: Assignment,
  slot: CivilDate,
  office: Office,
  letter: LetterFact,
): EntryStanding {
  const round = roundFor(assignment, entry);
  const version = round && entry.no > 0 ? inForce(round) : undefined;
  if (entry.rung === 'R1' && letter.state !== 'accepted') return 'waiting';
  if (round && version && isCovered(round, version, entry, office)) return 'covered';
  if (version && isPast(entry, version, office)) return 'skipped';
  if (round && isBeforeReopening(round, entry, office)) return 'skipped';
  if (round && isHeld(round, entry)) return 'held';
  return entry.rung === 'R1' && slot >= phoneDay(assignment, office, letter) ? 'missed' : 'due';
}
