import type { Command, Envelope } from '../../../domain/item/commands';
import type { StreamId } from '../../../domain/journal/types';
import type { CivilDate } from '../../../domain/time';
import { json, table, text } from '../table';

/** How dates move: all to one day, or each by working days (negative: earlier). */
export type Move =
  { readonly type: 'to'; readonly date: CivilDate } | { readonly type: 'by'; readonly days: number };

/** What is asked of each item of a batch: one command whatever its state, or that its dates move. */
export type Asked =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'move'; readonly move: Move; readonly reason: string };

/** The same thing asked of many items (成批命令), as it is kept until it is done. */
export interface BatchOrder {
  readonly streams: readonly StreamId[];
  /** Key of the whole call; each command has one derived from it and its item. */
  readonly key: string;
  readonly actor: string;
  readonly onBehalf: Envelope['onBehalf'];
  readonly asked: Asked;
}

/**
 * What the ledger owes to Temporal: an issuing run until its letters are composed, items that have to look at their agenda
 * (null: all that are open), a mailroom that has to look again, a batch of commands until each has its answer. `cause` tells one from the next.
 */
export type Errand =
  | { readonly type: 'issue'; readonly notice: string; readonly batch: number }
  | { readonly type: 'wake'; readonly streams: readonly StreamId[] | null; readonly cause: string }
  | { readonly type: 'kick'; readonly cause: string }
  | { readonly type: 'batch'; readonly order: BatchOrder };

export interface OwedErrand {
  readonly key: string;
  readonly errand: Errand;
}

/** What is owed to Temporal, written with what causes it and struck off when it is done. */
export const errands = table({ columns: { key: text(), body: json<Errand>() }, key: ['key'] });
