import { MAILROOM } from '../../domain/journal/streams';
import type { Ways } from '../database/ways';
import { errands, oweBatch, strikeOff } from './errands';
import { readEvents } from './journal';
import { note } from './note';
import { recall } from './requests';
import { revision, streams } from './streams';

/** The journal: its streams, accepted requests, and what is owed to Temporal. */
export const journalDoor = ({ asks, writes }: Ways) => ({
  /** The events of a stream, or a stretch of them after a seq. */
  history: asks(readEvents),
  /** All streams and where they stand. */
  streams: asks(streams),
  /** A number that grows with every event of any stream. */
  revision: asks(revision),
  /** The stored answer under a request key; null when the key is unknown. */
  request: asks(recall),
  /** Appends an event to the stream `mailroom` (missed slots …). Idempotent under its key. */
  note: writes([MAILROOM], note),
  /** What is owed to Temporal, whoever died before it was done. */
  errands: asks(errands),
  /** Keeps a batch before it is begun: whoever leaves it, it goes on. Idempotent under its key. */
  oweBatch: writes([], oweBatch),
  /** An errand is done; one that has taken its place meanwhile stays. Idempotent. */
  strikeOff: writes([], strikeOff),
});
