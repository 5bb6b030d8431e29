import type { Change, OutboxRow } from './outbox';
import type { CivilDate } from '../time';
import type { MailAtOnce } from './event-entry';
import {
  eventTable,
  type EventBodies,
  type ItemEventType,
  type Recorded,
  type RecordedItemEvent,
} from './events';
import type { RaisedEntry } from './raised';
import type { Assignment, Audience, ItemState } from './types';
import { versionOf } from './view';

/** A mail that one event causes at once inside the window, by itself or, urged, with the others of its unit and day. */
export interface ImmediateMail extends MailAtOnce {
  readonly stream: string;
  readonly seq: number;
  /** Key of the command that the event comes from. */
  readonly requestKey: string | null;
}

/** Rows and mails of ONE event. A row whose key the outbox has already takes the place of that row while no mail has taken it. */
export interface Effects {
  readonly rows: readonly OutboxRow[];
  readonly mails: readonly ImmediateMail[];
  /** Slot of the rows; null when there are none. */
  readonly slot: CivilDate | null;
}

/**
 * What one event puts into the outbox and what it mails at once, from journal data alone, so that projections are
 * rebuilt without the office. `raised` gives one row for each entry and audience (the chief's R8 row waits while
 * policy asks); `taskDone` with send gives that same row with waits false in its own slot; changes of dates, roles,
 * cancellations and reopenings give each unit touched one C row; answers, urges and later letters are mails.
 */
export function effects(before: ItemState | null, event: RecordedItemEvent, after: ItemState): Effects {
  const rows = outboxRows(before, event, after);
  return { rows, mails: mailsOf(event, after), slot: rows[0]?.slot ?? null };
}

function outboxRows(
  before: ItemState | null,
  event: RecordedItemEvent,
  after: ItemState,
): readonly OutboxRow[] {
  if (event.type === 'raised') {
    return event.body.raised.flatMap((entry) =>
      entry.audiences.map((audience) => raisedRow(after.stream, entry, audience, event.body.slot)),
    );
  }
  if (event.type === 'taskDone') return event.body.send ? approvedRow(event, after) : [];
  return before && 'slot' in event.body ? changeRows(before, event, after, event.body.slot) : [];
}

const raisedRow = (stream: string, entry: RaisedEntry, audience: Audience, slot: CivilDate): OutboxRow => {
  const { unit, rung, ordinal, version, provisional } = entry;
  const place = { stream, unit, rung, ordinal, version, audience };
  const waits = entry.waits && audience === 'chief';
  return { ...place, slot, provisional, waits, change: null };
};

function approvedRow({ body }: Recorded<'taskDone'>, after: ItemState): readonly OutboxRow[] {
  const task = after.tasks.find(({ id }) => id === body.task);
  if (!task?.unit || !task.rung || !task.ordinal || task.version === null) return [];
  const { unit, rung, ordinal, version } = task;
  const place = { stream: after.stream, unit, rung, ordinal, version, audience: 'chief' } as const;
  // Nothing for a leader is raised on a provisional day, so what waited never is provisional.
  return [{ ...place, slot: body.slot, provisional: false, waits: false, change: null }];
}

/** One C row for each unit whose count of changes this event raised. */
function changeRows(
  before: ItemState,
  event: RecordedItemEvent,
  after: ItemState,
  slot: CivilDate,
): readonly OutboxRow[] {
  return after.assignments.flatMap((assignment) => {
    const earlier = before.assignments.find(({ unit }) => unit === assignment.unit);
    if (!earlier || earlier.changes === assignment.changes) return [];
    const change = changeTold(event.type, event.body, earlier, assignment);
    return change ? [changeRow(after.stream, assignment, change, slot)] : [];
  });
}

/** What changed for a unit; null: nothing to tell (a closed item tells nothing, the answers have told it). */
const changeTold = <T extends ItemEventType>(
  type: T,
  body: EventBodies[T],
  earlier: Assignment,
  now: Assignment,
): Change | null => eventTable[type].change?.(body, earlier, now) ?? null;

function changeRow(stream: string, assignment: Assignment, change: Change, slot: CivilDate): OutboxRow {
  const place = {
    stream,
    unit: assignment.unit,
    rung: 'C',
    ordinal: String(assignment.changes),
    version: versionOf(assignment),
    audience: 'liaison',
  } as const;
  return { ...place, slot, provisional: false, waits: false, change };
}

const mailsBy = <T extends ItemEventType>(type: T, body: EventBodies[T]): readonly MailAtOnce[] =>
  eventTable[type].mails?.(body) ?? [];

const mailsOf = (event: RecordedItemEvent, { stream }: ItemState): readonly ImmediateMail[] =>
  mailsBy(event.type, event.body).map((mail) => ({
    ...mail,
    stream,
    seq: event.seq,
    requestKey: event.requestKey,
  }));
