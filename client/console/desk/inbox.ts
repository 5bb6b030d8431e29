import { openTasks } from '../../../domain/digest/tasks';
import type { Edition } from '../../../domain/digest/types';
import { waitingOf } from '../../../domain/digest/waiting';
import { deskOf, type Desk, type World } from '../../../domain/digest/world';
import type { Assignment, ItemState } from '../../../domain/item/types';
import type { Wait } from '../../../domain/item/waits';
import type { CivilDate } from '../../../domain/time';

/** A hand-in or a request that waits for a decision. */
export interface ToDecide {
  readonly item: ItemState;
  readonly assignment: Assignment;
  readonly waiting: Wait;
}

/** What waits for the office (待我处理). */
export interface Inbox {
  readonly decisions: readonly ToDecide[];
  readonly tasks: Edition['tasks'];
  /** Everything is accepted; only closing is left. */
  readonly toClose: readonly ItemState[];
}

/** All that waits on a day, the oldest first. */
export function inboxOf(world: World, day: CivilDate, mine: (item: ItemState) => boolean): Inbox {
  const desk: Desk = deskOf(world);
  const items = world.items.filter(mine);
  const decisions = items.flatMap((item) =>
    item.assignments.flatMap((assignment): ToDecide[] =>
      waitingOf(desk, { state: item, assignment }, day).map((waiting) => ({ item, assignment, waiting })),
    ),
  );
  return {
    decisions: decisions.sort((a, b) => a.waiting.since - b.waiting.since),
    tasks: openTasks(desk, items),
    toClose: items.filter(({ status }) => status === 'toBeClosed'),
  };
}
