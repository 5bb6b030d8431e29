import type { Insertable } from 'kysely';
import type { CausedRow } from '../../domain/item/advance';
import { dueAtWork } from '../../domain/item/dates';
import { rowKey } from '../../domain/item/outbox';
import { EMPTY_HEAD } from '../../domain/journal/chain';
import type { StreamId } from '../../domain/journal/types';
import type { Assignment, ItemState, Task } from '../../domain/item/types';
import { isActive, isOpen } from '../../domain/item/view';
import type { Db, Schema } from '../database/schema';
import { chunks, storedFlag, toJson } from '../database/stored';
import type { TaskRow } from '../database/tables/items';

/** What tables say of the assignments of a state. */
export const assignmentRows = (state: ItemState): readonly Insertable<Schema['assignments']>[] =>
  state.assignments.map((assignment) => assignmentRow(state, assignment));

function assignmentRow(state: ItemState, assignment: Assignment): Insertable<Schema['assignments']> {
  const due = dueAtWork(assignment);
  return {
    stream: state.stream,
    unit: assignment.unit,
    role: assignment.role,
    status: assignment.status,
    open: storedFlag(isOpen(state) && isActive(assignment)),
    due: due?.date ?? null,
    late_from: due?.lateFrom ?? null,
  };
}

/** What tables say of the tasks of a state. */
export const taskRows = (state: ItemState): readonly Insertable<Schema['tasks']>[] =>
  state.tasks.map((task) => taskRow(state.stream, `${state.key}. ${state.title}`, task));

/** What tables say of one task. */
export function taskRow(stream: StreamId, title: string, task: Task): Insertable<Schema['tasks']> {
  const whole: TaskRow = { ...task, stream, title };
  return {
    stream,
    id: task.id,
    kind: task.kind,
    unit: task.unit,
    open: storedFlag(task.done === null),
    opened_at: task.openedAt,
    task: toJson(whole),
  };
}

/** The columns of a row of the outbox, apart from the mail that carries it. */
export const outboxRow = ({ seq, row }: CausedRow): Omit<Insertable<Schema['outbox']>, 'mail'> => ({
  key: rowKey(row),
  stream: row.stream,
  seq,
  unit: row.unit,
  rung: row.rung,
  audience: row.audience,
  slot: row.slot,
  waits: storedFlag(row.waits),
  row: toJson(row),
});

/** Rows of one table are made by one function, so that equal ones have the same words. */
const titleWords = (row: object): string => JSON.stringify(row);

/** Writes what a state has become, as far as it differs from before. */
export async function projectItem(db: Db, before: ItemState | null, after: ItemState): Promise<void> {
  if ((before?.seq ?? EMPTY_HEAD.seq) === after.seq) return;
  await db
    .updateTable('items')
    .set({ state: toJson(after), status: after.status, open: storedFlag(isOpen(after)), batch: after.batch })
    .where('stream', '=', after.stream)
    .execute();
  const known = new Set<string>(
    (before ? [...assignmentRows(before), ...taskRows(before)] : []).map(titleWords),
  );
  const isNew = (row: object): boolean => !known.has(titleWords(row));
  for (const part of chunks(assignmentRows(after).filter(isNew), 100)) await writeAssignments(db, part);
  for (const part of chunks(taskRows(after).filter(isNew), 100)) await writeTasks(db, part);
}

const writeAssignments = (db: Db, rows: readonly Insertable<Schema['assignments']>[]) =>
  db
    .insertInto('assignments')
    .values(rows)
    .onConflict((c) =>
      c.columns(['stream', 'unit']).doUpdateSet((x) => ({
        role: x.ref('excluded.role'),
        status: x.ref('excluded.status'),
        open: x.ref('excluded.open'),
        due: x.ref('excluded.due'),
        late_from: x.ref('excluded.late_from'),
      })),
    )
    .execute();

/** Writes tasks, new or changed. */
export const writeTasks = (db: Db, rows: readonly Insertable<Schema['tasks']>[]) =>
  db
    .insertInto('tasks')
    .values(rows)
    .onConflict((c) =>
      c.columns(['stream', 'id']).doUpdateSet((x) => ({
        open: x.ref('excluded.open'),
        task: x.ref('excluded.task'),
      })),
    )
    .execute();

/** Writes rows into the outbox; a row that is there already is replaced as long as no mail has taken it. */
export async function writeOutbox(db: Db, rows: readonly CausedRow[]): Promise<void> {
  for (const part of chunks(rows, 100))
    await db
      .insertInto('outbox')
      .values(part.map((row) => ({ ...outboxRow(row), mail: null })))
      .onConflict((c) =>
        c
          .column('key')
          .doUpdateSet((x) => ({
            seq: x.ref('excluded.seq'),
            slot: x.ref('excluded.slot'),
            waits: x.ref('excluded.waits'),
            row: x.ref('excluded.row'),
          }))
          .where('outbox.mail', 'is', null),
      )
      .execute();
}
