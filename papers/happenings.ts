import type { ItemEventType, RecordedItemEvent } from '../domain/item/events';
import type { CivilDate } from '../domain/time';
import type { CountedItems } from './paper';

/** An event of an item and the day on which it was recorded. */
export interface Happening {
  readonly stream: string;
  readonly title: string;
  readonly day: CivilDate;
  readonly event: RecordedItemEvent;
}

/** Names an event so that `audit show` and `audit prove` find it: "item/n1/3 #5". */
export const referenceOf = ({ stream, event }: Happening): string => `${stream} #${event.seq}`;

/** Days of a window, both of them in it. */
export interface Window {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/** What happened within a window. */
export const inPeriod = (all: readonly Happening[], { from, to }: Window): readonly Happening[] =>
  all.filter(({ day }) => from <= day && day <= to);

/** How many events of a type there are, and which. */
export function countHappenings(name: string, all: readonly Happening[], type: ItemEventType): CountedItems {
  const found = all.filter(({ event }) => event.type === type);
  return { name, value: found.length, basis: found.map(referenceOf) };
}
