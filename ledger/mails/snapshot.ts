import type { Snapshot } from '../../domain/digest/snapshot';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import type { OutboxRow } from '../../domain/item/outbox';
import type { Office } from '../../domain/office';
import type { Instant } from '../../domain/time';
import { openStreamsOf, readItems, readOpenItems, type ReadItems } from '../items/load';
import { openMailroomTasks } from '../office/mailroom-tasks';
import { listNotices } from '../notices/notices';
import type { Db } from '../database/schema';

/** What a snapshot is loaded for. */
export interface Scope {
  readonly office: Office;
  readonly now: Instant;
  /** Units whose open items are looked at. */
  readonly units: readonly string[];
  /** Further items (cancelled ones with a change to tell, those of a mail). */
  readonly streams: readonly StreamId[];
  /** Everything open, for coordinators and reviewers. */
  readonly everything: boolean;
  readonly rows: readonly OutboxRow[];
}

const NO_ITEMS: ReadItems = { states: [], unreadable: [] };

/** Loads the part of the snapshot that some editions are composed from, as it stands in this transaction. */
export async function loadSnapshot(db: Db, scope: Scope): Promise<Snapshot> {
  const open = scope.everything ? await readOpenItems(db) : NO_ITEMS;
  const there = new Set([...open.states.map(({ stream }) => stream), ...open.unreadable]);
  const streams = new Set<StreamId>(
    [
      ...scope.streams,
      ...scope.rows.map((row) => row.stream),
      ...(scope.everything ? [] : await openStreamsOf(db, scope.units)),
    ].filter((stream) => !there.has(stream)),
  );
  const others = await readItems(db, [...streams]);
  const unreadable = [...open.unreadable, ...others.unreadable];
  return {
    office: scope.office,
    notices: await listNotices(db),
    items: sortedRows([...open.states, ...others.states]),
    ...(unreadable.length > 0 && { unreadable }),
    rows: scope.rows,
    tasks: await openMailroomTasks(db),
    now: scope.now,
    findings: [],
  };
}

const sortedRows = (states: readonly ItemState[]): readonly ItemState[] =>
  [...states].sort((a, b) => (a.stream < b.stream ? -1 : 1));

/** Seq of each item's state in a snapshot. */
export function seqsOf(snapshot: Snapshot): (stream: StreamId) => number {
  const seqs = new Map(snapshot.items.map(({ stream, seq }) => [stream, seq]));
  return (stream) => seqs.get(stream) ?? 0;
}
