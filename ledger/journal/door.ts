import { MAILROOM } from '../../domain/journal/streams';
import type { Ways } from '../database/ways';
import { chainHashOf } from './born';
import { changeEnds, changeSetProgress, changesLeft, endChange, keepChangeSet } from './change-sets';
import { owedErrands, oweOnly, strikeOff } from './errands';
import { eventsOfType, eventTimes, readEvents, streamEnd } from './journal';
import { note, noteParts } from './note';
import { lastRequest, recall } from './requests';
import { findEvents } from './search';
import { movedHeads, streamsMovedSince, revision, streams } from './streams';

/** The journal: its streams, accepted requests, and what is owed to Temporal. */
export const journalDoor = ({ asks, writes }: Ways) => ({
  /** The events of a stream, or a stretch of them after a seq. */
  history: asks(readEvents),
  eventsOfType: asks(eventsOfType),
  /** When events of a type were recorded, in some streams or in all. */
  eventTimes: asks(eventTimes),
  /** Where a stream stands; at 0 when there is none of that name. */
  streamEnd: asks(streamEnd),
  /** The latest events that fit what is asked, the newest first, at most 1,000. */
  findEvents: asks(findEvents),
  /** The hash of its chains, fixed at its birth. */
  chainHash: asks(chainHashOf),
  /** All streams with their heads. */
  streams: asks(streams),
  /** Streams in which something happened after an instant. */
  movedSince: asks(streamsMovedSince),
  /** The streams whose last event is of an instant or later, with the revision of the same moment. */
  movedHeads: asks(movedHeads),
  /** A number that grows with every event of any stream. */
  revision: asks(revision),
  /** The stored answer under a request key; null when the key is unknown. */
  request: asks(recall),
  /** The request that the last event of a stream came from; null when something else was last. */
  lastRequest: asks(lastRequest),
  /** Appends an event to the stream `mailroom` (missed slots …). Idempotent under its key. */
  note: writes([MAILROOM], note),
  /** Notes what one event cannot hold, in parts. Idempotent under its key. */
  noteParts: writes([MAILROOM], noteParts),
  /** What is owed to Temporal, whoever died before it was done. */
  errands: asks(owedErrands),
  /** An errand is done; one that has taken its place meanwhile stays. Idempotent. */
  strikeOff: writes([], strikeOff),
  /** An errand is done but for some of its items; one that has taken its place meanwhile stays. Idempotent. */
  oweOnly: writes([], oweOnly),
  /**
   * Keeps a change set before it is begun, so that it goes on whoever leaves it. One that is under way under its key stays
   * as it is; one that has ended is replaced. Refuses `key-reused` when another is under way under the key.
   */
  keepChangeSet: writes([MAILROOM], keepChangeSet),
  /** How far a change set has come; null: none is kept under the key. Ended ones are kept for 30 days. */
  changeSet: asks(changeSetProgress),
  /** Changes of a set without an end, after a place in it. */
  changesLeft: asks(changesLeft),
  /** What became of each change of a set, by its place. */
  changeEnds: asks(changeEnds),
  endChange: writes([], endChange),
});
