import type { Problem } from '../../../domain/problem';
import type { Instant } from '../../../domain/time';
import { positiveColumn, hashed, integer, json, optional, table, textColumn } from '../table';

/** The journal: append-only by trigger; `body` is the exact text that was hashed. `recorded_at` is the host's clock, outside the hash. */
export const events = table({
  columns: {
    stream: textColumn(),
    seq: positiveColumn(),
    type: textColumn(),
    at: integer<Instant>(),
    actor: textColumn(),
    request_key: optional(textColumn()),
    body: textColumn(),
    previous: textColumn(),
    hash: hashed(),
    recorded_at: integer(),
  },
  key: ['stream', 'seq'],
  indexes: [{ on: ['type', 'stream'] }],
  appendOnly: true,
});

/** The head of each stream. */
export const heads = table({
  columns: {
    stream: textColumn(),
    seq: positiveColumn(),
    hash: hashed(),
    at: integer<Instant>(),
  },
  key: ['stream'],
});

/** The order of all events (总序): place 0, 1, 2 …, given by one writer. */
export const log_entries = table({
  columns: { idx: integer(), stream: textColumn(), seq: positiveColumn() },
  key: ['idx'],
  indexes: [{ on: ['stream', 'seq'], unique: true }],
  references: [{ columns: ['stream', 'seq'], table: 'events', to: ['stream', 'seq'] }],
});

/** Tiles of the tree over the log; `hashes` base64, up to 256 of them. */
export const log_tiles = table({
  columns: { level: integer(), n: integer(), hashes: textColumn() },
  key: ['level', 'n'],
});

/** The stored answer to a command. */
export type Answer =
  | { readonly ok: true; readonly seq: number; readonly status: string }
  | { readonly ok: false; readonly problem: Problem };

/** Accepted commands, for ever. `seq` is the head after the command. */
export const requests = table({
  columns: {
    stream: textColumn(),
    key: textColumn(),
    digest: textColumn(),
    answer: json<Answer>(),
    seq: positiveColumn(),
  },
  key: ['stream', 'key'],
  references: [{ columns: ['stream', 'seq'], table: 'events', to: ['stream', 'seq'] }],
});
