import type { Ways } from '../database/ways';
import { itemsAsOf, stateAsOf } from './as-of';
import { countOpen, storedItem, loadItems, loadNextSlot, readSoundItems, readSoundStates } from './load';
import { storiesOf, storyOf } from './replay';

/** Items as they are, and as they were. */
export const itemDoor = ({ asks }: Ways) => ({
  /** The state of an item as evolved; null when it does not exist. */
  item: asks(storedItem),
  /** The states of recorded items that fit a filter. */
  items: asks(loadItems),
  /** The same; those that are broken are named instead. */
  soundItems: asks(readSoundItems),
  /** The states of these items; those that are broken are named instead. */
  soundStates: asks(readSoundStates),
  openCount: asks(countOpen),
  /** The slot for which an item looks at its agenda next; null: nothing is ahead. */
  nextSlot: asks(loadNextSlot),
  /** The items as they stood at an instant, from the journal alone. */
  itemsAsOf: asks(itemsAsOf),
  /** One item as it stood at an instant; null before its first event. */
  itemAsOf: asks(stateAsOf),
  /** The events of an item, read. Throws where one cannot be, which only a damaged journal has. */
  story: asks(storyOf),
  /** The same of some items, each by its stream. Throws like `story`. */
  stories: asks(storiesOf),
});
