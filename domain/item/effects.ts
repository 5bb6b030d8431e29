import type { Change, OutboxRow } from './outbox';
import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import { dueAtWork } from './dates';
import type { RaisedEntry, Recorded, RecordedItemEvent } from './events';
import { inForce } from './outcome';
import type { Assignment, Audience, ItemState } from './types';
import { versionOf } from './view';

/** What a mail sent at once (即时件) is about; the templates have the words. */
export type MailTopic =
  'urge' | 'granted' | 'refused' | 'accepted' | 'revoked' | 'returned' | 'reportReturned' | 'assigned';

/** A mail that one event causes at once inside the window. Key of the mail: stream|seq|unit. */
export interface ImmediateMail {
  /** letter: a unit assigned later, in the form of the letter at issue. */
  readonly kind: 'urge' | 'answer' | 'letter';
  readonly stream: string;
  readonly seq: number;
  readonly unit: UnitId;
  readonly title: MailTopic;
  /** Words of the urge, reason of the answer; may be empty. */
  readonly text: string;
  /** The date now in force where the answer is about one. */
  readonly date: CivilDate | null;
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
    const change = changeTold(event, earlier, assignment);
    return change ? [changeRow(after.stream, assignment, change, slot)] : [];
  });
}

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

/** What changed for a unit; null: nothing to tell (a closed item tells nothing, the answers have told it). */
function changeTold(event: RecordedItemEvent, earlier: Assignment, now: Assignment): Change | null {
  switch (event.type) {
    case 'deadlineChanged': {
      const set = event.body.dates.find(({ unit }) => unit === now.unit);
      const round = earlier.rounds.find(({ no }) => no === set?.round);
      if (!set || !round) return null;
      const { reason } = event.body;
      return { type: 'date', from: inForce(round).due.date, to: set.due.date, reason };
    }
    case 'released':
      return { type: 'released', from: earlier.role, to: null, reason: event.body.reason };
    case 'leadChanged':
      return { type: 'role', from: earlier.role, to: now.role, reason: event.body.reason };
    case 'cancelled':
    case 'yearEnded':
      return { type: 'cancelled', from: null, to: null, reason: event.body.reason };
    case 'reopened':
      return { type: 'reopened', from: null, to: dueAtWork(now)?.date ?? null, reason: event.body.reason };
    default:
      return null;
  }
}

type SayMail = (
  kind: ImmediateMail['kind'],
  unit: UnitId,
  title: MailTopic,
  words: string,
  date?: CivilDate | null,
) => ImmediateMail;

/** An urge by phone has been said already; a later letter names the unit's first date. */
function mailsOf(event: RecordedItemEvent, after: ItemState): readonly ImmediateMail[] {
  const say: SayMail = (kind, unit, title, words, date = null) => ({
    kind,
    stream: after.stream,
    seq: event.seq,
    unit,
    title,
    text: words,
    date,
  });
  switch (event.type) {
    case 'urged':
      if (event.body.phone) return [];
      return event.body.units.map((unit) => say('urge', unit, 'urge', event.body.text));
    case 'assigned':
      return [say('letter', event.body.unit, 'assigned', event.body.reason, event.body.dues[0]?.date)];
    case 'reportReturned':
      return [say('answer', event.body.unit, 'reportReturned', event.body.reason)];
    case 'extensionGranted':
      return [say('answer', event.body.unit, 'granted', '', event.body.due.date)];
    case 'extensionRefused':
      return [say('answer', event.body.unit, 'refused', event.body.reason)];
    case 'handInAccepted':
      return [say('answer', event.body.unit, 'accepted', event.body.text)];
    case 'acceptanceRevoked':
      return [say('answer', event.body.unit, 'revoked', event.body.reason)];
    case 'handInReturned':
      return [say('answer', event.body.unit, 'returned', event.body.reason, event.body.date?.due.date)];
    default:
      return [];
  }
}
