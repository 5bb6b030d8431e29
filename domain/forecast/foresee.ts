import { addresseesOf } from '../digest/addressee';
import { dueTo } from '../digest/compose';
import type { DueMail } from '../digest/edition';
import type { MovedSince } from '../digest/since';
import type { Addressee, NoticeInfo } from '../digest/types';
import { snapshotIndex, indexWithTasks, type Snapshot, type SnapshotIndex } from '../digest/snapshot';
import type { ItemState } from '../item/types';
import type { Letters } from '../ladder/types';
import type { Office } from '../office';
import { firstOfWeek, slotAt, weekBefore } from '../slot';
import { instant, type CivilDate, type Instant } from '../time';
import { wakeFor, type ForecastCourse } from './course';
import type { Outbox } from './outbox';

/** Where a look ahead begins. */
export interface CourseBeginning {
  readonly office: Office;
  readonly notices: readonly NoticeInfo[];
  readonly items: readonly ItemState[];
  /** Rows and tasks that there are already; those of the look ahead are added. */
  readonly outbox: Outbox;
  readonly now: Instant;
  /** Working days, ascending. */
  readonly slots: readonly CivilDate[];
  /** How the letters stand when the items wake for a slot. */
  readonly lettersAt: (slot: CivilDate) => Letters;
  /** Nothing happened before the beginning: weekly briefings can tell what changed since the week before. */
  readonly fromIssue?: boolean;
  /** Whose mails are looked for; default: everybody's. Those of one addressee do not depend on another's of its kind. */
  readonly wanted?: (to: Addressee) => boolean;
}

/**
 * The mails of one slot after the other when nobody acts: every item that wakes for it raises, then it is found which
 * mails are due, by the functions that run for real and in the ledger's order. Whoever reads a mail has it written.
 */
export function* foresee(beginning: CourseBeginning): Generator<readonly DueMail[], void> {
  const { office, items, outbox, slots } = beginning;
  const [first = null] = slots;
  let courses = items.map((state): ForecastCourse => ({ state, next: first }));
  for (const slot of slots) {
    const context = { office, letters: beginning.lettersAt(slot) };
    courses = courses.map((before) => {
      const { course, rows } = wakeFor(before, slot, context);
      outbox.put(rows);
      return course;
    });
    const states = courses.map(({ state }) => state);
    yield dueAt(beginning, states, slot, instant(Math.max(slotAt(office, slot), beginning.now)));
  }
}

/** Units first: a briefing needs what their mails have opened and the rows that they have taken. */
function dueAt(
  { office, notices, outbox, fromIssue = false, wanted = () => true }: CourseBeginning,
  items: readonly ItemState[],
  slot: CivilDate,
  now: Instant,
): readonly DueMail[] {
  const rows = outbox.free();
  const posted = (index: SnapshotIndex, addressees: readonly Addressee[]): readonly DueMail[] => {
    const mails = addressees.flatMap((to) => dueTo(index, slot, to) ?? []);
    for (const mail of mails) outbox.post(mail, now);
    return mails;
  };
  const moved =
    fromIssue && firstOfWeek(office, slot) ? issuedSince(items, weekBefore(office, slot), office) : null;
  const snapshot: Snapshot = {
    ...{ office, notices, items, rows, tasks: outbox.tasks(), now, findings: [] },
    ...(moved && { moved }),
  };
  const [units, accounts] = partition(addresseesOf(snapshot).filter(wanted));
  const index = snapshotIndex(snapshot);
  return [...posted(index, units), ...posted(indexWithTasks(index, outbox.tasks()), accounts)];
}

/** When nobody acts, all that happens to an item is that it is issued. */
const issuedSince = (items: readonly ItemState[], from: CivilDate, office: Office): MovedSince => ({
  from,
  pairs: items.filter(({ issuedAt }) => issuedAt > slotAt(office, from)).map((is) => ({ was: null, is })),
});

const partition = (all: readonly Addressee[]): readonly [readonly Addressee[], readonly Addressee[]] => [
  all.filter((to) => 'unit' in to),
  all.filter((to) => 'account' in to),
];
