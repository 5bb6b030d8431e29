import { text } from '../problem';
import { chainDigest, type ChainHash } from './canonical';
import type { ChainedEvent, Finding, Head, JournalEvent } from './types';

/** The head of a stream without events. */
export const EMPTY_HEAD: Head = { seq: 0, hash: '' };

/** The largest event, in bytes of its entry: what a bundle of the log can hold (c2sp.org/tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535;

/**
 * The entry of an event: the canonical JSON (RFC 8785) of the event and the hash before it; recorded_at is outside. Its
 * digest is the event's hash, and the same bytes are a leaf of the log.
 */
export const entryOf = (event: JournalEvent & { readonly previous: string }): string =>
  `{"actor":${quotedValue(event.actor)},"at":${event.at},"body":${quotedValue(event.body)},"previous":"${event.previous}",` +
  `"requestKey":${quotedValue(event.requestKey)},"seq":${event.seq},"stream":${quotedValue(event.stream)},"type":${quotedValue(event.type)}}`;

const quotedValue = (value: string | null): string => JSON.stringify(value);

/** Whether an event is small enough for the log. */
export const fitsLog = (event: ChainedEvent): boolean => Buffer.byteLength(entryOf(event)) <= MAX_ENTRY_BYTES;

/** Hangs an event on a head. Throws RangeError when its seq is not the next one: only a fault in the program does that. */
export function chainOne(head: Head, event: JournalEvent, by: ChainHash): ChainedEvent {
  if (event.seq !== head.seq + 1) throw new RangeError(`event ${event.seq} after ${head.seq}`);
  const linked = { ...event, previous: head.hash };
  return { ...linked, hash: chainDigest(by, entryOf(linked)) };
}

/** The head of a stream after an event. */
export const headOf = (event: ChainedEvent): Head => ({ seq: event.seq, hash: event.hash });

const SOUND: readonly Finding[] = [];

/**
 * Recomputes one event that follows `head`, from its entry: all that is found against it. `gap` (a seq is missing or out
 * of order), `broken-link` (the hash before is not the one named), `changed` (the content does not give the hash).
 * Whoever goes on takes the stored hash as the next link, so that one changed byte is one finding.
 */
export function verifyLink(
  event: ChainedEvent,
  head: Head,
  by: ChainHash,
  entry = entryOf(event),
): readonly Finding[] {
  const follows = event.seq === head.seq + 1;
  const links = follows && event.previous === head.hash;
  const intact = chainDigest(by, entry) === event.hash;
  if (links && intact) return SOUND;
  return [
    ...(follows ? [] : [gap(event, head)]),
    ...(links || !follows ? [] : [brokenLink(event)]),
    ...(intact ? [] : [changed(event)]),
  ];
}

const gap = (event: ChainedEvent, head: Head): Finding => ({
  code: 'gap',
  stream: event.stream,
  seq: event.seq,
  message: text(
    `${event.stream} 第 ${head.seq} 条之后是第 ${event.seq} 条，中间缺失`,
    `${event.stream}: event ${event.seq} follows ${head.seq}`,
  ),
});

const brokenLink = (event: ChainedEvent): Finding => ({
  code: 'broken-link',
  stream: event.stream,
  seq: event.seq,
  message: text(
    `${event.stream} 第 ${event.seq} 条与前一条的哈希不相接`,
    `${event.stream}: event ${event.seq} does not name the hash before it`,
  ),
});

const changed = (event: ChainedEvent): Finding => ({
  code: 'changed',
  stream: event.stream,
  seq: event.seq,
  message: text(
    `${event.stream} 第 ${event.seq} 条的内容与其哈希不符，已被改动`,
    `${event.stream}: event ${event.seq} was changed, its content does not give its hash`,
  ),
});
