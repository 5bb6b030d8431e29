import type { Text } from '../problem';
import { calendarApplied } from './apply-calendar';
import { assigningEvents } from './commands/assign';
import { dateEvents } from './commands/change';
import { extensionEvents } from './commands/extension';
import { handInEvents } from './commands/hand-in';
import { lifeCycleEvents } from './commands/life-cycle';
import { reopeningEvents } from './commands/reopen';
import { reviewEvents } from './commands/review';
import { roleEvents } from './commands/roles';
import { signingEvents } from './commands/sign-report';
import { choreEvents } from './commands/tasks-urges';
import type { EventEntry, EventMeta, EventWords } from './event-entry';
import { issued } from './issued';
import { raised } from './raised';
import { tasksEnded } from './task-ends';

/** What can happen to an issued item, each event by its type: the only list of events, beside `issued` that begins it. */
const LATER_EVENTS = {
  ...signingEvents,
  ...extensionEvents,
  ...handInEvents,
  ...reviewEvents,
  ...dateEvents,
  ...roleEvents,
  ...assigningEvents,
  ...choreEvents,
  ...lifeCycleEvents,
  ...reopeningEvents,
  calendarApplied,
  raised,
  tasksEnded,
};

const ALL_EVENTS = { issued, ...LATER_EVENTS };

type EventTable = typeof ALL_EVENTS;

type BodyOf<E> = E extends EventWords<infer B> ? B : never;

/** What each event of an item says; ids and digests, no names, no addresses. Follows from the table. */
export type EventBodies = { readonly [T in keyof EventTable]: BodyOf<EventTable[T]> };

export type ItemEventType = keyof EventTable;

/** Every event but the first. */
export type LaterEventType = keyof typeof LATER_EVENTS;

type EventOf<T extends ItemEventType> = { readonly type: T; readonly body: EventBodies[T] };

/** What happened to an item. */
export type ItemEvent = { [T in ItemEventType]: EventOf<T> }[ItemEventType];

/** A recorded event of one type. */
export type Recorded<T extends ItemEventType> = EventOf<T> & EventMeta;

/** An item event as it stands in the journal. */
export type RecordedItemEvent = { [T in ItemEventType]: Recorded<T> }[ItemEventType];

/** Every event (事件) that follows the issue of an item, by its type. */
export const laterEvents: { readonly [T in LaterEventType]: EventEntry<EventBodies[T]> } = LATER_EVENTS;

/** What every event of an item says to people, by its type. */
export const eventTable: { readonly [T in ItemEventType]: EventWords<EventBodies[T]> } = ALL_EVENTS;

/** An event of this type is one that the rules know; a later version may have others. */
export const isItemEventType = (type: string): type is ItemEventType => Object.hasOwn(ALL_EVENTS, type);

/** What each event is called (事项经过). */
export const EVENT: Readonly<Record<string, Text>> = Object.fromEntries(
  Object.entries(ALL_EVENTS).map(([type, { words }]) => [type, words]),
);
