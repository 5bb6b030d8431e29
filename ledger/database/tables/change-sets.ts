import type { Command, Envelope } from '../../../domain/item/commands';
import type { StreamId } from '../../../domain/journal/types';
import type { Problem } from '../../../domain/problem';
import type { Instant } from '../../../domain/time';
import { integer, json, wordColumn, optional, table, textColumn } from '../table';

/** A command of a change, under the key by which it is done once. */
export interface ChangeStep {
  readonly command: Command;
  readonly key: string;
}

/** What became of a change. */
export type ChangeEnd =
  | { readonly type: 'done' }
  /** It was so already. */
  | { readonly type: 'unchanged' }
  | { readonly type: 'refused'; readonly problem: Problem };

/** A change as it stands; `end` is null while it is under way. */
export interface EndedChange {
  readonly item: StreamId;
  readonly end: ChangeEnd | null;
}

/** One change of one item: its commands in order; a refusal of one leaves out those behind it. With an end nothing is sent. */
export interface ItemChange extends EndedChange {
  readonly steps: readonly ChangeStep[];
}

/** Changes of many items (变更集), made by whoever acts, in the order given for each item. */
export interface ChangeSet {
  /** Key of the whole call. */
  readonly key: string;
  /** Digest of what was asked: another one under the same key is refused while the set is under way. */
  readonly about: string;
  readonly actor: string;
  readonly onBehalf: Envelope['onBehalf'];
  readonly changes: readonly ItemChange[];
}

/** Change sets under way, and for a while those that have ended. */
export const change_sets = table({
  columns: {
    key: textColumn(),
    about: textColumn(),
    actor: textColumn(),
    on_behalf: optional(json<NonNullable<ChangeSet['onBehalf']>>()),
    at: integer<Instant>(),
    ended_at: optional(integer<Instant>()),
  },
  key: ['key'],
});

/** The changes of a set; `outcome` is null while one has no end, `problem` is why it was refused. */
export const changesTable = table({
  columns: {
    set_key: textColumn(),
    no: integer(),
    item: textColumn(),
    steps: json<readonly ChangeStep[]>(),
    outcome: optional(wordColumn<ChangeEnd['type']>({ done: true, unchanged: true, refused: true })),
    problem: optional(json<Problem>()),
  },
  key: ['set_key', 'no'],
  references: [{ columns: ['set_key'], table: 'change_sets', to: ['key'] }],
});
