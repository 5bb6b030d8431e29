import { isLate, isOpen } from '../../domain/item/view';
import type { Assignment, ItemState } from '../../domain/item/types';
import type { Finding } from '../../domain/journal/types';
import type { Instant } from '../../domain/time';
import type { MailTally } from './tally';

/** How the assignments of a year ended. */
interface AssignmentTally {
  readonly accepted: number;
  /** Handed in late, or not yet and late. */
  readonly late: number;
  /** Handed in and returned at least once. */
  readonly returned: number;
  /** Cancelled with their item, or released. */
  readonly cancelled: number;
  readonly open: number;
}

/** What `duban rehearse --json` says of a year. */
export interface Rehearsed extends MailTally {
  readonly items: number;
  readonly units: number;
  readonly eventsPerItem: { readonly median: number; readonly max: number };
  readonly journal: { readonly events: number; readonly verified: boolean };
  /** Items closed; items with an assignment that was late. */
  readonly closed: number;
  readonly late: number;
  readonly assignments: AssignmentTally;
  /** Differences between journal and tables; none is right. */
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

const wasLate = ({ status, role, occurrences }: Assignment, item: ItemState, now: Instant): boolean =>
  role !== 'support' &&
  occurrences.some((one) =>
    one.outcome ? !one.outcome.onTime : isOpen(item) && status !== 'released' && isLate(one, now),
  );

const wasReturned = ({ occurrences }: Assignment): boolean =>
  occurrences.some(({ handIns }) => handIns.some(({ fate }) => fate === 'returned'));

/** Counts items and assignments as they stand at the end. */
export function countItems(
  items: readonly ItemState[],
  now: Instant,
): Pick<Rehearsed, 'items' | 'units' | 'closed' | 'late' | 'assignments'> {
  const pairs = items.flatMap((item) => item.assignments.map((assignment) => ({ item, assignment })));
  const count = (is: (pair: (typeof pairs)[number]) => boolean): number => pairs.filter(is).length;
  const late = (assignment: Assignment, item: ItemState): boolean => wasLate(assignment, item, now);
  return {
    items: items.length,
    units: new Set(pairs.map(({ assignment }) => assignment.unit)).size,
    closed: items.filter(({ status }) => status === 'closed').length,
    late: items.filter((item) => item.assignments.some((assignment) => late(assignment, item))).length,
    assignments: {
      accepted: count(({ assignment }) => assignment.status === 'accepted'),
      late: count(({ item, assignment }) => late(assignment, item)),
      returned: count(({ assignment }) => wasReturned(assignment)),
      cancelled: count(({ assignment: { status } }) => status === 'cancelled' || status === 'released'),
      open: count(
        ({ item, assignment: { status } }) => isOpen(item) && (status === 'issued' || status === 'underway'),
      ),
    },
  };
}

/** Median and largest of some counts. */
export function spreadOf(counts: readonly number[]): Rehearsed['eventsPerItem'] {
  const sorted = [...counts].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 };
}
