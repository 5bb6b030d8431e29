import { byCodeUnits } from '../digest/order';
import type { CommandType } from '../item/commands';
import { may } from '../item/may';
import type { Assignment, ItemState } from '../item/types';
import { isActive, isOpen, isUnsigned } from '../item/view';
import { askedIn, waitsOf, type Wait } from '../item/waits';
import { memo, memoLast } from '../memo';
import type { Office } from '../office';
import { text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { Account, UnitId } from '../roster/types';
import { dateOf, type CivilDate } from '../time';
import { AUDIENCE, MAIL_KIND } from '../words';
import { NO_WAIT, ageOf, taskEntry, type InboxAct, type InboxEntry, type InboxSource } from './inbox-entry';
import { unitRow } from './rows';

/** Tasks of the mailroom, mails that did not arrive, and findings: for coordinators. */
function officeEntries(account: Account, source: InboxSource): readonly InboxEntry[] {
  if (account.role !== 'coordinator') return [];
  const none = { stream: null, notice: null, key: null };
  const tasks = source.tasks
    .filter(({ done }) => done === null)
    .map((task) => taskEntry(task, { ...none, stream: task.stream, title: task.title }, source, 'closeTask'));
  const mails = source.mails.map((mail): InboxEntry => {
    const { key, kind, to, name, slot, state, settledAt, notices } = mail;
    const [word, audience] = [MAIL_KIND[kind], AUDIENCE[to.audience]];
    const [zh, en] =
      state === 'failed' ? ['没有送达', 'failed'] : ['不知是否送达，已留下', 'is held: unknown fate'];
    return {
      ...{ ...NO_WAIT, ...none, kind: 'mail', id: key, title: name },
      notice: notices[0] ?? null,
      unit: 'unit' in to ? to.unit : null,
      unitName: 'unit' in to ? name : null,
      round: null,
      what: text(`${slot} ${word.zh}（${audience.zh}）${zh}`, `${slot} ${word.en} (${audience.en}) ${en}`),
      since: settledAt,
      days: settledAt === null ? 0 : ageOf(source, settledAt),
      acts: ['retryMail'],
    };
  });
  const findings = source.findings.map(({ code, zh, en }): InboxEntry => ({
    ...{ ...NO_WAIT, ...none, kind: 'finding', id: code, title: '' },
    ...{ unit: null, unitName: null, round: null },
    what: text(zh, en),
    acts: [],
  }));
  return [...findings, ...tasks, ...mails];
}

/** Of a coordinator: the notices that it owns or deputises for. What waits for anybody else is his own as it is. */

/** What of it is asked for. */
export interface InboxFilter {
  /** Of a coordinator, only notices that it owns or deputises for. */
  readonly mine?: boolean;
  readonly notice?: string;
  readonly unit?: UnitId;
  /** Shortest wait that is listed, working days. */
  readonly days?: number;
  /** Working days after which an unsigned unit is listed; default 6, when R1 has ended. */
  readonly unsignedAfter?: number;
}

const UNSIGNED_AFTER = 6;

interface InboxPart {
  readonly state: ItemState;
  readonly assignment: Assignment;
}

const ofPart = ({ state, assignment }: InboxPart, { office }: InboxSource) => ({
  ...NO_WAIT,
  stream: state.stream,
  notice: state.notice,
  key: state.key,
  title: state.title,
  unit: assignment.unit,
  unitName: nameOfUnit(office.roster, assignment.unit),
  round: null,
});

/** A request and its decision, or a hand-in and its review, for those who may take it. */
function waitEntry(part: InboxPart, wait: Wait, source: InboxSource): InboxEntry {
  const { state, assignment } = part;
  const { round, reason, since, days, tooLong, forReviewer, seq } = wait;
  const isHandIn = wait.type === 'handIn';
  return {
    ...ofPart(part, source),
    kind: isHandIn ? 'handIn' : 'extension',
    id: `${state.stream}|${assignment.unit}|${seq}`,
    round: assignment.rounds.length > 1 ? round.no : null,
    what: reason,
    ...{ since, days, tooLong, forReviewer },
    ...askedIn(wait),
    acts: isHandIn ? ['accept', 'return'] : ['grant', 'refuse'],
  };
}

const mayAct = (account: Account, act: CommandType, { state, assignment }: InboxPart): boolean =>
  may(account, act, state, assignment.unit, false).ok;

function waitEntries(account: Account, part: InboxPart, source: InboxSource): readonly InboxEntry[] {
  const { office, now } = source;
  const day = dateOf(now, office.calendar.zone);
  return waitsOf(part.state, part.assignment, office, day)
    .filter(({ type }) => mayAct(account, type === 'handIn' ? 'accept' : 'grant', part))
    .map((wait) => waitEntry(part, wait, source));
}

/** Open tasks of an item, for its coordinators. */
const itemTasks = (account: Account, state: ItemState, source: InboxSource): readonly InboxEntry[] =>
  may(account, 'taskDone', state, null, false).ok
    ? state.tasks
        .filter(({ done }) => done === null)
        .map((task) => {
          const { stream, notice, key, title } = state;
          return taskEntry(task, { stream, notice, key, title }, source, 'taskDone');
        })
    : [];

/** Everything of an item is accepted; only closing is left. */
const closeEntries = (account: Account, state: ItemState): readonly InboxEntry[] =>
  state.status === 'toBeClosed' && may(account, 'close', state, null, false).ok
    ? [
        {
          ...NO_WAIT,
          ...{ stream: state.stream, notice: state.notice, key: state.key, title: state.title },
          ...{ kind: 'close', id: `close|${state.stream}`, unit: null, unitName: null, round: null },
          what: text('待销号', 'to be closed'),
          acts: ['close'],
        },
      ]
    : [];

/** Who has not signed for long, for the coordinators. */
function unsignedEntries(
  account: Account,
  part: InboxPart,
  source: InboxSource,
  after: number,
): readonly InboxEntry[] {
  const { assignment } = part;
  const days = ageOf(source, assignment.assignedAt);
  if (!isUnsigned(assignment) || days < after || !mayAct(account, 'urge', part)) return [];
  return [
    {
      ...ofPart(part, source),
      kind: 'unsigned',
      id: `unsigned|${part.state.stream}|${assignment.unit}`,
      what: text(`${days}个工作日未签收`, `not signed for ${days} working days`),
      since: assignment.assignedAt,
      days,
      acts: ['urge'],
    },
  ];
}

/** What a unit has to do itself: sign, finish what is late or near, hand in again what was returned. */
function ownEntries(account: Account, part: InboxPart, source: InboxSource): readonly InboxEntry[] {
  const { state, assignment } = part;
  if (account.unit !== assignment.unit || !mayAct(account, 'report', part)) return [];
  const row = unitRow(state, assignment, source.office, source.now);
  const returned = row.overlays.includes('returned');
  const presses = row.lamp.lamp === 'late' || row.lamp.lamp === 'dueSoon' || isUnsigned(assignment);
  if (!presses && !returned) return [];
  const { zh, en } = row.lamp.reason;
  const due = row.due ? text(`，截止${row.due.date}`, `, due ${row.due.date}`) : text('', '');
  const back = returned ? text('退回待改：', 'returned: ') : text('', '');
  const answers = assignment.role !== 'support' && state.kind !== 'continuous';
  const acts: readonly InboxAct[] = [
    ...(isUnsigned(assignment) ? (['acknowledge'] as const) : []),
    // What was returned is handed in again; a report alone would not answer it.
    ...(answers && returned ? (['handIn', 'report', 'requestExtension'] as const) : (['report'] as const)),
    ...(answers && !returned ? (['handIn', 'requestExtension'] as const) : []),
  ];
  return [
    {
      ...ofPart(part, source),
      kind: 'own',
      id: `own|${state.stream}|${assignment.unit}`,
      round: row.rounds.length > 1 ? row.round : null,
      what: text(`${back.zh}${zh}${due.zh}`, `${back.en}${en}${due.en}`),
      since: assignment.assignedAt,
      days: ageOf(source, assignment.assignedAt),
      tooLong: row.lamp.lamp === 'late',
      acts,
    },
  ];
}

const isMine = (account: Account, source: InboxSource): ((notice: string | null) => boolean) => {
  if (account.role !== 'coordinator') return () => true;
  const own = source.notices.filter(
    ({ coordinator, deputies }) => coordinator === account.id || deputies.includes(account.id),
  );
  const ids = new Set(own.map(({ id }) => id));
  return (notice) => notice === null || ids.has(notice);
};

/** What waits too long first, then the oldest. */
const byAge = (a: InboxEntry, b: InboxEntry): number =>
  Number(b.tooLong) - Number(a.tooLong) ||
  b.days - a.days ||
  byCodeUnits(`${a.stream ?? ''}|${a.id}`, `${b.stream ?? ''}|${b.id}`);

/** What waits in one item for an account. */
const itemEntries = (
  state: ItemState,
  account: Account,
  source: InboxSource,
  unsignedAfter: number,
): readonly InboxEntry[] => [
  ...itemTasks(account, state, source),
  ...closeEntries(account, state),
  ...(isOpen(state) ? state.assignments.filter(isActive) : []).flatMap((assignment) => {
    const part = { state, assignment };
    return [
      ...waitEntries(account, part, source),
      ...unsignedEntries(account, part, source, unsignedAfter),
      ...ownEntries(account, part, source),
    ];
  }),
];

/** What waits in an item for an account, known until the item, the office or the day is another. */
const entriesOn = memoLast(
  (_office: Office, _day: CivilDate) =>
    memo(
      (account: Account, after: number) =>
        memo((state: ItemState, source: InboxSource) => itemEntries(state, account, source, after)),
      (after) => after,
    ),
  ([before], [day]) => before === day,
);

/**
 * Everything that waits for an account (收件箱): hand-ins and requests that it may decide, tasks, approvals, units that
 * have not signed for long, mails that did not arrive, findings; for a unit's liaison what the unit has to do.
 */
export function inboxOf(
  account: Account,
  source: InboxSource,
  filter: InboxFilter = {},
): readonly InboxEntry[] {
  const { mine = false, notice, unit, days = 0, unsignedAfter = UNSIGNED_AFTER } = filter;
  const { office, now, items } = source;
  const entriesOf = entriesOn(office, dateOf(now, office.calendar.zone))(account, unsignedAfter);
  const own = isMine(account, source);
  return [...officeEntries(account, source), ...items.flatMap((state) => entriesOf(state, source))]
    .filter(
      (entry) =>
        (!mine || own(entry.notice)) &&
        (notice === undefined || entry.notice === notice) &&
        (unit === undefined || entry.unit === unit) &&
        entry.days >= days,
    )
    .sort(byAge);
}
