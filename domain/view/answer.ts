import { isWorkingDay, shift, workingDays } from '../calendar/calendar';
import { roundNumbered } from '../item/dates';
import { effects } from '../item/effects';
import type { RecordedItemEvent } from '../item/events';
import type { ItemState, ItemStatus } from '../item/types';
import { acceptedHandIn, isActive, isOpen, isResponsible } from '../item/view';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { dateOf, type CivilDate } from '../time';
import { ITEM_STATUS } from '../words';
import { detailsOf, type HistoryLine, historyOf, LISTED_UNITS, namesText } from './history';

/** What a command did, for whoever gave it. */
export interface Happened {
  /** What happened, a sentence for each event. */
  readonly what: readonly Text[];
  readonly status: ItemStatus;
  /** Units that still answer for a date. */
  readonly pending: number;
  /** The day for which the item looks at its agenda next; null: nothing is ahead. */
  readonly next: CivilDate | null;
  /** What was done and may not be what was meant. */
  readonly warnings: readonly Text[];
  /** Mails that go at once. */
  readonly mails: number;
  /** The day of the digest that has it. */
  readonly toldOn: CivilDate | null;
}

/** An item with all its events, and what its words rest on. */
export interface Story {
  readonly state: ItemState;
  readonly events: readonly RecordedItemEvent[];
  readonly office: Office;
  readonly next: CivilDate | null;
}

/** What the events of one command did, by their seqs. None: it had been so already. */
export function happenedBy(seqs: ReadonlySet<number>, { state, events, office, next }: Story): Happened {
  const own = events.filter(({ seq }) => seqs.has(seq));
  const lines = historyOf(state.stream, events, office).filter(({ seq }) => seqs.has(seq));
  const active = state.assignments.filter((one) => isResponsible(one) && isActive(one));
  return {
    what: own.flatMap((event) => {
      const line = lines.find(({ seq }) => seq === event.seq);
      return line ? [sentenceFor(line, event, state, office)] : [];
    }),
    status: state.status,
    pending: isOpen(state) ? active.length : 0,
    next: isOpen(state) ? next : null,
    warnings: own.flatMap((event) => warningsOf(event, state, office)),
    mails: own.reduce((sum, event) => sum + effects(null, event, state).mails.length, 0),
    toldOn: own.map(toldOn).find((day) => day !== null) ?? null,
  };
}

/** A date that is a day off, and a date for an item that has none. */
function warningsOf(event: RecordedItemEvent, { kind }: ItemState, { calendar }: Office): readonly Text[] {
  if (event.type === 'reopened' && kind === 'continuous')
    return [
      text(
        '全年事项没有期限，所写的日期没有用上',
        'a continuous item has no date; the one given is not used',
      ),
    ];
  const due = event.type === 'deadlineChanged' || event.type === 'reopened' ? event.body.dates : [];
  const days = [...new Set(due.map((set) => set.due.date))].filter((day) => !isWorkingDay(calendar, day));
  return days.map((day) => {
    const last = shift(calendar, day, 0).date;
    return text(
      `注意：${day} 不是工作日，最后一个工作日是 ${last}`,
      `note: ${day} is not a working day, the last one is ${last}`,
    );
  });
}

/** The day of the digest that has an event for the units; null: no digest has. */
const toldOn = (event: RecordedItemEvent): CivilDate | null =>
  'slot' in event.body && event.type !== 'raised' && event.type !== 'taskDone' ? event.body.slot : null;

/** "区数据局：审核通过：按期，提前3个工作日". */
function sentenceFor(line: HistoryLine, event: RecordedItemEvent, state: ItemState, office: Office): Text {
  const early = daysEarly(event, state, office);
  const soon =
    early > 0 ? [text(`提前${early}个工作日`, `${early} working days early`)] : ([] as readonly Text[]);
  const parts = [line.what, ...soon, ...detailsOf({ ...line, changes: groupedUnits(line.changes) })];
  const names = namesText(line.unitNames.filter((name) => !line.what.zh.includes(name)));
  const zh = parts.map((one) => one.zh).join('，');
  const en = parts.map((one) => one.en).join(', ');
  return names.zh === '' ? text(zh, en) : text(`${names.zh}：${zh}`, `${names.en}: ${en}`);
}

/** The same move of many units is said once, with their number. */
function groupedUnits(changes: HistoryLine['changes']): HistoryLine['changes'] {
  if (changes.length <= LISTED_UNITS) return changes;
  const alike = new Map<string, HistoryLine['changes'][number][]>();
  for (const change of changes) {
    const key = `${change.before ?? ''} ${change.after ?? ''}`;
    alike.set(key, [...(alike.get(key) ?? []), change]);
  }
  return [...alike.values()].flatMap((same) => {
    const [one] = same;
    if (!one || same.length === 1) return same;
    return [{ ...one, what: text(`期限（${same.length}处）`, `date (${same.length} times)`) }];
  });
}

/** Working days between an accepted hand-in and the date it was judged by; 0 when it was not early. */
function daysEarly(event: RecordedItemEvent, state: ItemState, office: Office): number {
  if (event.type !== 'handInAccepted' || !event.body.outcome.onTime) return 0;
  const { unit, round: no, outcome } = event.body;
  const assignment = state.assignments.find((one) => one.unit === unit);
  const round = assignment && roundNumbered(assignment, no);
  const handIn = round && acceptedHandIn(round);
  const judged = round?.versions.find(({ version }) => version === outcome.version);
  if (!handIn || !judged) return 0;
  return Math.max(0, workingDays(office.calendar, dateOf(handIn.at, office.policy.zone), judged.due.date));
}

/** Who is left, or how the item stands; nothing where what happened has said so. */
function standingLine({ what, status, pending, next }: Happened): Text {
  const ended = status === 'closed' || status === 'cancelled';
  if (ended && what.length > 0) return text('', '');
  const left =
    pending > 0
      ? text(`还有 ${pending} 家未办结`, `${pending} units are not done yet`)
      : text(`事项${ITEM_STATUS[status].zh}`, `the item is ${ITEM_STATUS[status].en}`);
  return next === null
    ? text(`${left.zh}。`, `${left.en}.`)
    : text(`${left.zh}；下次提醒 ${next}。`, `${left.en}; next reminder ${next}.`);
}

const SO_ALREADY = text('已经如此，没有新的记录', 'it was so already; nothing new was recorded');

/** 区数据局：办结已通过（按期，提前3个工作日）。还有 3 家未办结；下次提醒 2025-12-01。会发出 1 封邮件。 */
export function happenedText(happened: Happened): Text {
  const { what, warnings, mails, toldOn: day } = happened;
  const first = what.length > 0 ? what : [SO_ALREADY];
  const now = standingLine(happened);
  const zh = [
    ...[...first, ...warnings].map((one) => `${one.zh}。`),
    now.zh,
    mails > 0 ? `会发出 ${mails} 封邮件。` : '',
    day === null ? '' : `${day} 的汇总会告知各单位。`,
  ];
  const en = [
    ...[...first, ...warnings].map((one) => `${one.en}.`),
    now.en,
    mails > 0 ? `${mails} mails go out.` : '',
    day === null ? '' : `The digest of ${day} tells the units.`,
  ];
  return text(zh.join(''), en.filter((one) => one !== '').join(' '));
}
