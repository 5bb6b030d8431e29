import { canonical } from './canonical';

/** What a list may take of an event, in bytes of its entry; the words beside it have the rest of the 65,535. */
const LIST_BYTES = 50_000;

/** Bytes of a value in an entry, where the body stands as quoted text: each of its own quotes takes two. */
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(canonical(value)));

/**
 * A list of any length in parts that an event each can hold, in its order. A part has at least one member; only an empty
 * list gives an empty part, its only one.
 */
export function partsThatFit<T>(list: readonly T[], most = LIST_BYTES): readonly (readonly T[])[] {
  const parts: T[][] = [];
  let room = 0;
  for (const member of list) {
    const bytes = bytesOf(member);
    if (parts.length === 0 || bytes > room) {
      parts.push([]);
      room = most;
    }
    parts.at(-1)?.push(member);
    room -= bytes;
  }
  return parts.length === 0 ? [[]] : parts;
}
