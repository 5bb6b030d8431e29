import type { NoticeInfo } from '../../../domain/digest/types';
import type {
  AssignmentStatus,
  Audience,
  ItemState,
  ItemStatus,
  Role,
  Task,
  TaskKind,
} from '../../../domain/item/types';
import type { StreamId } from '../../../domain/journal/types';
import type { OutboxRow } from '../../../domain/item/outbox';
import type { Plan, PlanItem } from '../../../domain/plan/types';
import type { CivilDate, Instant } from '../../../domain/time';
import { positiveColumn, flagColumn, integer, json, wordColumn, optional, table, textColumn } from '../table';

/** What a plan says beside its items. */
export type PlanHeader = Omit<Plan, 'items'>;

/** Notices (通知); `batch` is the last issuing run, 0 before the first. */
export const notices = table({
  columns: { id: textColumn(), info: json<NoticeInfo>(), text: textColumn(), batch: integer() },
  key: ['id'],
});

/** A confirmed plan without its items, as it stood at an issuing run. */
export const plans = table({
  columns: { notice: textColumn(), batch: positiveColumn(), header: json<PlanHeader>() },
  key: ['notice', 'batch'],
  references: [{ columns: ['notice'], table: 'notices', to: ['id'] }],
});

export const plan_items = table({
  columns: {
    notice: textColumn(),
    batch: positiveColumn(),
    position: integer(),
    key: textColumn(),
    item: json<PlanItem>(),
  },
  key: ['notice', 'batch', 'key'],
  references: [{ columns: ['notice', 'batch'], table: 'plans', to: ['notice', 'batch'] }],
});

/** Plans that somebody works on and has not issued (计划草稿), as plan.yaml; `digest` is that of the text. */
export const plan_drafts = table({
  columns: {
    notice: textColumn(),
    yaml: textColumn(),
    digest: textColumn(),
    by: textColumn(),
    at: integer<Instant>(),
  },
  key: ['notice'],
  references: [{ columns: ['notice'], table: 'notices', to: ['id'] }],
});

/**
 * Issued items; `state` is null until the item's workflow has recorded for the first time. `plan_batch`: the issuing run
 * that confirmed its plan; `batch`: the one whose letter names it (a later one when it recorded too late). `next_slot`:
 * for which it must record next; null: nothing ahead.
 */
export const items = table({
  columns: {
    stream: textColumn(),
    notice: textColumn(),
    key: textColumn(),
    plan_batch: positiveColumn(),
    batch: positiveColumn(),
    issued_at: integer<Instant>(),
    issued_by: textColumn(),
    state: optional(json<ItemState>()),
    status: optional(
      wordColumn<ItemStatus>({
        issued: true,
        underway: true,
        toBeClosed: true,
        closed: true,
        cancelled: true,
      }),
    ),
    open: flagColumn(),
    next_slot: optional(textColumn<CivilDate>()),
  },
  key: ['stream'],
  // Of open items alone, and no other index with `open` in it: SQLite would take that one and sort every page.
  indexes: [
    { on: ['next_slot'], where: 'open = 1' },
    { on: ['stream'], where: 'open = 1' },
    { on: ['notice', 'plan_batch', 'stream'] },
  ],
  references: [{ columns: ['notice', 'plan_batch'], table: 'plans', to: ['notice', 'batch'] }],
});

export const assignments = table({
  columns: {
    stream: textColumn(),
    unit: textColumn(),
    role: wordColumn<Role>({ each: true, lead: true, support: true }),
    status: wordColumn<AssignmentStatus>({
      issued: true,
      underway: true,
      accepted: true,
      cancelled: true,
      released: true,
    }),
    open: flagColumn(),
    due: optional(textColumn<CivilDate>()),
    late_from: optional(integer<Instant>()),
  },
  key: ['stream', 'unit'],
  indexes: [{ on: ['unit', 'open'] }],
  references: [{ columns: ['stream'], table: 'items', to: ['stream'] }],
});

/** Raised rows (outbox), with the seq of the event that wrote each last. `mail` belongs to the deliveries: the mail that tells the row. */
export const outbox = table({
  columns: {
    key: textColumn(),
    stream: textColumn(),
    seq: positiveColumn(),
    unit: textColumn(),
    rung: textColumn(),
    audience: wordColumn<Audience>({
      liaison: true,
      supervisor: true,
      chief: true,
      reviewer: true,
      coordinator: true,
    }),
    slot: textColumn<CivilDate>(),
    waits: flagColumn(),
    row: json<OutboxRow>(),
    mail: optional(textColumn()),
  },
  key: ['key'],
  indexes: [{ on: ['mail', 'slot', 'unit'] }, { on: ['stream'] }],
  references: [
    { columns: ['stream'], table: 'items', to: ['stream'] },
    { columns: ['mail'], table: 'mails', to: ['key'] },
  ],
});

export interface TaskRow extends Task {
  readonly stream: StreamId;
  readonly title: string;
}

/** Tasks (待办), of items and of the mailroom. */
export const tasks = table({
  columns: {
    stream: textColumn(),
    id: textColumn(),
    kind: textColumn<TaskKind>(),
    unit: optional(textColumn()),
    open: flagColumn(),
    opened_at: integer<Instant>(),
    task: json<TaskRow>(),
  },
  key: ['stream', 'id'],
  indexes: [{ on: ['open'] }],
});
