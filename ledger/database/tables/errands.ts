import type { StreamId } from '../../../domain/journal/types';
import { json, table, textColumn } from '../table';

/**
 * What the ledger owes to Temporal: an issuing run until its letters are composed, items that have to look at their agenda
 * (null: all that are open), a mailroom that has to look again, a change set until each change has its end. `cause` tells
 * one from the next.
 */
export type Errand =
  | { readonly type: 'issue'; readonly notice: string; readonly batch: number }
  | { readonly type: 'wake'; readonly streams: readonly StreamId[] | null; readonly cause: string }
  | { readonly type: 'kick'; readonly cause: string }
  | { readonly type: 'changes'; readonly key: string };

export interface OwedErrand {
  readonly key: string;
  readonly errand: Errand;
}

/** What is owed to Temporal, written with what causes it and struck off when it is done. */
export const errands = table({ columns: { key: textColumn(), body: json<Errand>() }, key: ['key'] });
