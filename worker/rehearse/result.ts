import { isLate, isOpen } from '../../domain/item/view';
import type { Assignment, ItemState } from '../../domain/item/types';
import type { Instant } from '../../domain/time';
import type { RehearsedMails } from '../../office/rehearsal';

const wasLate = ({ status, role, rounds }: Assignment, item: ItemState, now: Instant): boolean =>
  role !== 'support' &&
  rounds.some((one) =>
    one.outcome ? !one.outcome.onTime : isOpen(item) && status !== 'released' && isLate(one, now),
  );

const wasReturned = ({ rounds }: Assignment): boolean =>
  rounds.some(({ handIns }) => handIns.some(({ fate }) => fate === 'returned'));

/** Counts items and assignments as they stand at the end. */
export function countFinished(
  items: readonly ItemState[],
  now: Instant,
): Pick<RehearsedMails, 'items' | 'units' | 'closed' | 'late' | 'assignments'> {
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
export function spreadOf(counts: readonly number[]): RehearsedMails['eventsPerItem'] {
  const sorted = [...counts].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 };
}
