import { slotAt } from '../slot';
import type { CivilDate } from '../time';
import { DIFF, diffOf, type DiffKind, type DiffLine, type StatePair } from '../item/diff';
import { byCodeUnits } from './order';
import type { Snapshot } from './snapshot';

/** Items that something happened to since the weekly briefing before, as they stood then and stand now. */
export interface MovedSince {
  /** Slot of that briefing. */
  readonly from: CivilDate;
  readonly pairs: readonly StatePair[];
}

/** What changed in a week (自上次例会以来), by kind; of many only the first are named. */
export interface SinceBlock {
  readonly from: CivilDate;
  readonly groups: readonly {
    readonly kind: DiffKind;
    readonly count: number;
    readonly named: readonly DiffLine[];
  }[];
}

const NAMED_SINCE = 12;

const isKind = (kind: string): kind is DiffKind => Object.hasOwn(DIFF, kind);

/**
 * What is otherwise than at the weekly briefing before, in these notices: what happened, and what became late by the
 * clock alone. Null when nothing is, and on days that are not a week's first.
 */
export function sinceOf(
  snapshot: Snapshot,
  slot: CivilDate,
  notices: ReadonlySet<string>,
): SinceBlock | null {
  const { moved, office } = snapshot;
  if (!moved) return null;
  const known = new Set(moved.pairs.map(({ is }) => is.stream));
  const still = snapshot.items
    .filter(({ stream }) => !known.has(stream))
    .map((state) => ({ was: state, is: state }));
  const pairs = [...moved.pairs, ...still]
    .filter(({ is }) => notices.has(is.notice))
    .sort((a, b) => byCodeUnits(a.is.stream, b.is.stream));
  const lines = diffOf(pairs, office, slotAt(office, moved.from), slotAt(office, slot));
  if (lines.length === 0) return null;
  const groups = Object.keys(DIFF)
    .filter(isKind)
    .map((kind) => ({ kind, all: lines.filter((line) => line.kind === kind) }))
    .filter(({ all }) => all.length > 0)
    .map(({ kind, all }) => ({ kind, count: all.length, named: all.slice(0, NAMED_SINCE) }));
  return { from: moved.from, groups };
}
