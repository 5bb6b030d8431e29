import { roundAtWork } from './dates';
import type { RecordedItemEvent } from './events';
import { evolve } from './evolve';
import { inForce } from './outcome';
import type { Assignment, ItemState, ItemStatus } from './types';
import { isActive, isHandedIn, isLate, isOpen, isResponsible } from './view';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import type { CivilDate, Instant } from '../time';

/** 新交办 | 签收 | 改期 | 报办结 | 办结通过 | 销号、取消 | 新逾期 | 不再逾期. */
export type DiffKind =
  'new' | 'signed' | 'dated' | 'handedIn' | 'accepted' | 'ended' | 'newlyLate' | 'noLongerLate';

/** What each kind is called. */
export const DIFF: Readonly<Record<DiffKind, Text>> = {
  new: text('新交办', 'new'),
  signed: text('签收', 'signed'),
  dated: text('改期', 'date changed'),
  handedIn: text('报办结', 'handed in'),
  accepted: text('办结通过', 'accepted'),
  ended: text('销号、取消', 'closed or cancelled'),
  newlyLate: text('新逾期', 'newly late'),
  noLongerLate: text('不再逾期', 'no longer late'),
};

/** One thing that is otherwise than it was. */
export interface DiffLine {
  readonly kind: DiffKind;
  readonly stream: string;
  readonly notice: string;
  readonly no: string;
  readonly title: string;
  /** Null: the item as a whole. */
  readonly unit: UnitId | null;
  readonly unitName: string | null;
  readonly before: CivilDate | null;
  readonly after: CivilDate | null;
  /** How an item ended. */
  readonly status: ItemStatus | null;
}

/** An item with all its events. */
export interface ItemStory {
  readonly stream: string;
  readonly events: readonly RecordedItemEvent[];
}

const isLateAt = (state: ItemState, assignment: Assignment, at: Instant): boolean => {
  const round = roundAtWork(assignment);
  const answers = isOpen(state) && isActive(assignment) && isResponsible(assignment);
  return answers && round !== null && isLate(round, at);
};

const dueShown = (assignment: Assignment): CivilDate | null => {
  const round = roundAtWork(assignment);
  return round && inForce(round).due.date;
};

const countHandIns = ({ rounds }: Assignment): number => rounds.filter(isHandedIn).length;
const accepted = ({ rounds }: Assignment): number => rounds.filter(({ outcome }) => outcome !== null).length;

/** The date of a round that both have, when it was moved: the round at work of before. */
function movedDate(before: Assignment, after: Assignment): readonly [CivilDate, CivilDate] | null {
  for (const round of before.rounds) {
    const now = after.rounds.find(({ no }) => no === round.no);
    const [from, to] = [inForce(round).due.date, now && inForce(now).due.date];
    if (to !== undefined && from !== to) return [from, to];
  }
  return null;
}

type FoundChange = Pick<DiffLine, 'kind'> & Partial<Pick<DiffLine, 'before' | 'after' | 'status'>>;

interface DiffMoment {
  readonly state: ItemState;
  readonly assignment: Assignment;
  readonly at: Instant;
}

/** What of one unit is otherwise; `was` null: it was not in the item. */
function unitChanges(was: DiffMoment | null, is: DiffMoment): readonly FoundChange[] {
  const late = isLateAt(is.state, is.assignment, is.at);
  const wasLate = was !== null && isLateAt(was.state, was.assignment, was.at);
  const before = was?.assignment;
  const date = before && movedDate(before, is.assignment);
  const signs = is.assignment.acknowledgedAt !== null && (before?.acknowledgedAt ?? null) === null;
  const more = (count: (assignment: Assignment) => number): boolean =>
    count(is.assignment) > (before ? count(before) : 0);
  return [
    ...(signs ? [{ kind: 'signed' as const }] : []),
    ...(date ? [{ kind: 'dated' as const, before: date[0], after: date[1] }] : []),
    ...(more(countHandIns) ? [{ kind: 'handedIn' as const }] : []),
    ...(more(accepted) ? [{ kind: 'accepted' as const }] : []),
    ...(late && !wasLate ? [{ kind: 'newlyLate' as const, after: dueShown(is.assignment) }] : []),
    ...(wasLate && !late
      ? [{ kind: 'noLongerLate' as const, before: before ? dueShown(before) : null }]
      : []),
  ];
}

/** An item at two moments. */
export interface StatePair {
  /** Null: not issued yet. */
  readonly was: ItemState | null;
  readonly is: ItemState;
}

function ofPair({ was, is }: StatePair, office: Office, from: Instant, to: Instant): readonly DiffLine[] {
  const line = (found: FoundChange, unit: UnitId | null = null): DiffLine => ({
    ...{ stream: is.stream, notice: is.notice, no: is.key, title: is.title },
    ...{ unit, unitName: unit && nameOfUnit(office.roster, unit) },
    ...{ before: null, after: null, status: null, ...found },
  });
  const ended = !isOpen(is) && (was === null || isOpen(was));
  return [
    ...(was ? [] : [line({ kind: 'new' })]),
    ...is.assignments.flatMap((assignment) => {
      const before = was?.assignments.find(({ unit }) => unit === assignment.unit);
      const then = was && before ? { state: was, assignment: before, at: from } : null;
      return unitChanges(then, { state: is, assignment, at: to }).map((found) =>
        line(found, assignment.unit),
      );
    }),
    ...(ended ? [line({ kind: 'ended', status: is.status })] : []),
  ];
}

const CHANGE_KINDS = Object.keys(DIFF);

/**
 * What is otherwise at one moment than it was at another (自上次例会以来): new, signed, changed dates, handed in, accepted,
 * ended, newly late, no longer late; by kind, then in the order of the items.
 */
export const diffOf = (
  pairs: readonly StatePair[],
  office: Office,
  from: Instant,
  to: Instant,
): readonly DiffLine[] =>
  pairs
    .flatMap((pair) => ofPair(pair, office, from, to))
    .sort((a, b) => CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind));

/** An item at both moments, from its events; null: not issued yet at the second. */
export function pairFrom({ stream, events }: ItemStory, from: Instant, to: Instant): StatePair | null {
  let was: ItemState | null = null;
  let is: ItemState | null = null;
  for (const event of events) {
    if (event.at > to) break;
    is = evolve(is, event, stream);
    if (event.at <= from) was = is;
  }
  return is && { was, is };
}
