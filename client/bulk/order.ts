import type { Command } from '../../domain/item/commands';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import type { Problem, Result } from '../../domain/problem';
import type { BatchOrder } from '../../ledger/database/tables/errands';

/** One command of a batch to an item; `part` tells apart those to the same item. */
export interface Step {
  readonly part: string;
  readonly command: Command;
}

/** Whether a part has been done under the key of this call. */
export type IsDone = (part: string) => Promise<boolean>;

/** What is to be asked of an item as it stands (null: it has not begun); nothing when it is not concerned. */
export type Planner = (state: ItemState | null, isDone: IsDone) => Promise<Result<readonly Step[]>>;

/** An item that was refused, and why. */
export interface Refused {
  readonly stream: StreamId;
  readonly problem: Problem;
}

/** What became of a batch; every item is in exactly one of the lists. */
export interface Batch {
  /** Done now or, under the same key, before. */
  readonly done: readonly StreamId[];
  /** Nothing was to be done. */
  readonly unchanged: readonly StreamId[];
  readonly refused: readonly Refused[];
  /** Not tried, or without a known outcome; the same call goes on with them. */
  readonly left: readonly StreamId[];
  readonly stopped: Problem | null;
}

/** How far a batch has come. */
export interface BatchProgress {
  readonly done: number;
  readonly refused: number;
  readonly total: number;
}

/** The key of one command of a batch. */
export const stepKey = ({ key }: Pick<BatchOrder, 'key'>, stream: StreamId, part: string): string =>
  part === '' ? `${key}/${stream}` : `${key}/${stream}#${part}`;
