import { rowKey } from '../../../domain/item/outbox';
import type { CausedRow } from '../../../domain/item/advance';
import type { ItemState } from '../../../domain/item/types';
import { isOpen } from '../../../domain/item/view';
import type { Finding, StreamId } from '../../../domain/journal/types';
import { text } from '../../../domain/problem';
import { assignmentRows, outboxRow, taskRows } from '../../items/project';
import { replay } from '../../items/replay';
import { columnsOf, type Db } from '../../database/schema';
import { storedFlag, toJson } from '../../database/stored';
import { compareRows, rowDiffers, rowExtra, rowMissing, type Comparison, type RowPlace } from './compare';

/** Rebuilds every item from its stream and compares state, assignments, tasks and outbox with what the tables say. */
export async function checkItems(db: Db): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const stream of await streamsOfItems(db)) findings.push(...(await checkStoredItem(db, stream)));
  return findings;
}

/** Streams that have events, and those that tables name. */
async function streamsOfItems(db: Db): Promise<readonly StreamId[]> {
  const heads = await db.selectFrom('heads').select('stream').where('stream', 'like', 'item/%').execute();
  const items = await db.selectFrom('items').select('stream').execute();
  const rows = await db.selectFrom('outbox').select('stream').distinct().execute();
  return [...new Set([...heads, ...items, ...rows].map(({ stream }) => stream))].sort();
}

async function checkStoredItem(db: Db, stream: StreamId): Promise<readonly Finding[]> {
  const { state, rows, unreadable } = await replay(db, stream);
  const place: RowPlace = { stream, seq: state?.seq ?? null };
  if (unreadable !== null) return [cannotRead(stream, unreadable)];
  return [
    ...(await checkState(db, stream, state, place)),
    ...(await checkParts(db, stream, state, place)),
    ...(await checkOutbox(db, stream, rows)),
  ];
}

async function checkState(
  db: Db,
  stream: StreamId,
  state: ItemState | null,
  place: RowPlace,
): Promise<readonly Finding[]> {
  const actual = await db
    .selectFrom('items')
    .select(['stream', 'state', 'status', 'open', 'batch'])
    .where('stream', '=', stream)
    .execute();
  // Before its first event an item has a row without a state, which the events of its notice vouch for.
  if (!state) return actual.filter((row) => row.state !== null).map(() => rowExtra('items', stream, place));
  const { status, batch } = state;
  const expected = [{ stream, state: toJson(state), status, open: storedFlag(isOpen(state)), batch }];
  return compareRows({ table: 'items', key: 'stream', expected, actual }, place);
}

/** Rows of an item in the tables of its parts. */
async function checkParts(
  db: Db,
  stream: StreamId,
  state: ItemState | null,
  place: RowPlace,
): Promise<readonly Finding[]> {
  const [assignments, tasks] = [db.selectFrom('assignments'), db.selectFrom('tasks')];
  const comparisons: readonly Comparison[] = [
    {
      ...{ table: 'assignments', key: 'unit', expected: state ? assignmentRows(state) : [] },
      actual: await assignments.select(columnsOf('assignments')).where('stream', '=', stream).execute(),
    },
    {
      ...{ table: 'tasks', key: 'id', expected: state ? taskRows(state) : [] },
      actual: await tasks.select(columnsOf('tasks')).where('stream', '=', stream).execute(),
    },
  ];
  return comparisons.flatMap((one) => compareRows(one, place));
}

/** A row that no mail took is as the last event wrote it; one that was taken may be as any of them did before that. */
async function checkOutbox(
  db: Db,
  stream: StreamId,
  caused: readonly CausedRow[],
): Promise<readonly Finding[]> {
  const byKey = new Map<string, CausedRow[]>();
  for (const one of caused) byKey.set(rowKey(one.row), [...(byKey.get(rowKey(one.row)) ?? []), one]);
  const actual = await db
    .selectFrom('outbox')
    .select(columnsOf('outbox'))
    .where('stream', '=', stream)
    .execute();
  const there = new Map(actual.map((row) => [row.key, row]));
  const missing = [...byKey].flatMap(([key, [first]]) =>
    there.has(key) ? [] : [rowMissing('outbox', key, { stream, seq: first?.seq ?? null })],
  );
  const wrong = actual.flatMap(({ mail, ...row }) => {
    const place = { stream, seq: row.seq };
    const causes = byKey.get(row.key);
    if (!causes) return [rowExtra('outbox', row.key, place)];
    const allowed = mail === null ? causes.slice(-1) : causes;
    const fits = allowed.some(
      (cause) =>
        compareRows({ table: 'outbox', key: 'key', expected: [outboxRow(cause)], actual: [row] }, place)
          .length === 0,
    );
    return fits ? [] : [rowDiffers('outbox', row.key, ['row'], place)];
  });
  return [...missing, ...wrong];
}

const cannotRead = (stream: StreamId, seq: number): Finding => ({
  code: 'unreadable',
  stream,
  seq,
  message: text(`${stream} 第 ${seq} 条无法读懂`, `event ${seq} of ${stream} cannot be read`),
});
