import type { Text } from '../problem';
import type { Instant } from '../time';

/** Kinds of stream: item/<notice>/<key>, notice/<id>, office, mailroom. */
export type StreamId = string;

/** An event as hashed: the canonical JSON (RFC 8785) of these fields and the hash before it. */
export interface JournalEvent {
  readonly stream: StreamId;
  readonly seq: number;
  readonly type: string;
  readonly at: Instant;
  readonly actor: string;
  readonly requestKey: string | null;
  /** Exact canonical JSON text of the body. */
  readonly body: string;
}

/** An event with its place in the chain; hashes are lower-case hex, "" before the first. */
export interface ChainedEvent extends JournalEvent {
  readonly previous: string;
  readonly hash: string;
}

/** The head of a stream; seq 0 and hash "" when it is empty. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** A stream and its head. */
export interface StreamHead {
  readonly stream: StreamId;
  readonly head: Head;
}

/** A difference that an audit found; `code` is stable, stream and seq say where. */
export interface Finding {
  readonly code: string;
  readonly stream: StreamId | null;
  readonly seq: number | null;
  readonly message: Text;
}
