import type { Command } from '../../domain/item/commands';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import type { Problem, Result } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import type { CivilDate } from '../../domain/time';
import type { ChangeSet } from '../../ledger/database/tables/change-sets';
import { pagesOf } from '../../ledger/database/stored';
import type { Ledger } from '../../ledger/ledger';

/** How dates move: all to one day, or each by working days (negative: earlier). */
export type BulkMove =
  { readonly type: 'to'; readonly date: CivilDate } | { readonly type: 'by'; readonly days: number };

/** What is asked of each item: one command whatever its state, that its dates move, that its hand-ins are accepted, or that its phone tasks are finished; `of`: one unit's alone. */
export type BulkAsked =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'move'; readonly move: BulkMove; readonly reason: string; readonly of?: UnitId }
  | { readonly type: 'accept'; readonly text: string; readonly of?: UnitId }
  | { readonly type: 'calls'; readonly result: string; readonly of?: UnitId };

/** The same thing asked of many items (成批命令). */
export interface BulkOrder extends Pick<ChangeSet, 'key' | 'actor' | 'onBehalf'> {
  readonly items: readonly StreamId[];
  readonly asked: BulkAsked;
}

/** One command to an item; `part` tells apart those to the same item. */
export interface BulkStep {
  readonly part: string;
  readonly command: Command;
}

/** Whether a part has been done under the key of this call. */
export type IsDone = (part: string) => Promise<boolean>;

/** What is to be asked of an item as it stands (null: it has not begun); nothing when it is not concerned. */
export type Planner = (state: ItemState | null, isDone: IsDone) => Promise<Result<readonly BulkStep[]>>;

/** An item that was refused, and why. */
export interface RefusedMove {
  readonly item: StreamId;
  readonly problem: Problem;
}

/** What became of many items; each is in exactly one of the lists. */
export interface BulkOutcome {
  /** Done now or, under the same key, before. */
  readonly done: readonly StreamId[];
  /** Nothing was to be done. */
  readonly unchanged: readonly StreamId[];
  readonly refused: readonly RefusedMove[];
  /** Under way still: the change set goes on with them by itself. */
  readonly left: readonly StreamId[];
}

const TARGETS_A_PAGE = 200;

/** Open items of a notice, those that have not begun too, by issuing run and stream. */
export async function openItemsOf(
  ledger: Pick<Ledger, 'openRuns' | 'issuedPage'>,
  notice: string,
): Promise<readonly StreamId[]> {
  const streams: StreamId[] = [];
  for (const run of (await ledger.openRuns()).filter((one) => one.notice === notice)) {
    const issued = pagesOf<StreamId>(TARGETS_A_PAGE, (after) =>
      ledger.issuedPage({ ...run, after, limit: TARGETS_A_PAGE }),
    );
    for await (const page of issued) streams.push(...page);
  }
  return streams;
}
