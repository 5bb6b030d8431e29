import type { ImmediateMail } from '../item/effects';
import { roundNumbered } from '../item/dates';
import type { MailTopic } from '../item/event-entry';
import type { Office } from '../office';
import type { UnitId } from '../roster/types';
import { type CivilDate, inWords } from '../time';
import { addressedEdition, editionBody } from './edition';
import { entriesOf } from './calendar-entries';
import { lineOf } from './line';
import type { MailRef } from './mail-ref';
import { sortLines } from './order';
import type { Edition, Line, Message, UrgedItem } from './types';
import { groupBy, isOpenAssignment, type ItemAssignment, type SnapshotIndex } from './snapshot';

const ANSWER_TITLES: Readonly<Record<MailTopic, string>> = {
  urge: '请抓紧办理',
  granted: '延期申请已同意',
  refused: '延期申请未同意',
  accepted: '办结已通过审核',
  revoked: '办结通过已撤销，重新待审',
  returned: '办结材料退回',
  reportReturned: '进展报告退回',
  assigned: '新增交办事项',
};

/** What a date means in an answer about it. */
const DATES: Readonly<Partial<Record<MailTopic, string>>> = {
  granted: '新的截止日为',
  returned: '请于以下日期前重新提交：',
  assigned: '截止日为',
};

/** Words of an answer, in the form in which a mail says them. */
export function immediateMessage({ title, text, date, round }: ImmediateMail): Message {
  const about = date && DATES[title] ? `${DATES[title]}${inWords(date)}。` : '';
  const words = [about, text].filter((part) => part !== '').join('\n');
  const answered = round !== null && { round, ...(date !== null && { moved: true as const }) };
  return { title: ANSWER_TITLES[title], text: words, ...answered };
}

/** One mail that one event causes, with its words. */
export interface Immediate {
  readonly kind: ImmediateMail['kind'];
  readonly stream: string;
  /** Seq of the event. */
  readonly seq: number;
  readonly unit: UnitId;
  readonly message: Message;
}

/** The entry of the round whose date an answer moved: any other has gone as it stands (RFC 5546, 2.1.4). */
const movedEntries = (itemAssignment: ItemAssignment, { round, moved }: Message, office: Office) =>
  moved ? entriesOf(itemAssignment, office, round) : [];

/**
 * The edition of an answer, or the letter to a unit assigned later, with the one line of its item as it stands now: that
 * of an answer speaks of the round answered. A letter about a part that is open no more is null (invariant 3); an answer
 * is always given. A letter carries the calendar entries of its part, an answer that of the round whose date it moved.
 * Releases until 0.4 wrote urges so too, without entries.
 */
export function composeNow(index: SnapshotIndex, day: CivilDate, mail: Immediate): Edition | null {
  const itemAssignments = index.itemAssignments.get(mail.unit) ?? [];
  const itemAssignment = itemAssignments.find(({ state }) => state.stream === mail.stream);
  if (!itemAssignment || (mail.kind !== 'answer' && !isOpenAssignment(itemAssignment))) return null;
  const place = mail.kind === 'letter' ? { section: 'unsigned' as const } : {};
  const { round } = mail.message;
  const answers = round === undefined ? null : roundNumbered(itemAssignment.assignment, round);
  const { office } = index.snapshot;
  const lines = [lineOf(index, itemAssignment, { rows: [], full: true, answers, ...place })];
  const body = editionBody(index, {
    kind: mail.kind,
    slot: day,
    demo: itemAssignment.state.demo,
    totalOpen: itemAssignments.filter(isOpenAssignment).length,
    lines,
    message: mail.message,
    coordinator: itemAssignment.state.coordinator,
    events:
      mail.kind === 'letter'
        ? entriesOf(itemAssignment, office)
        : movedEntries(itemAssignment, mail.message, office),
  });
  return addressedEdition(index, { of: 'event', stream: mail.stream, seq: mail.seq, unit: mail.unit }, body);
}

/** What urges one unit: the name of the letter, and what was urged in it. */
export interface UrgeLetter {
  readonly ref: Extract<MailRef, { of: 'urge' }>;
  readonly urged: readonly UrgedItem[];
}

/**
 * The letter that urges a unit about one item or many, a row for each that is still open; null when none is (invariant
 * 3). The text of the item itself stands only where there is one.
 */
export function composeUrge(index: SnapshotIndex, { ref, urged }: UrgeLetter): Edition | null {
  const streams = new Set(urged.map(({ stream }) => stream));
  const own = index.itemAssignments.get(ref.unit) ?? [];
  const open = own.filter(isOpenAssignment);
  const meant = open.filter(({ state }) => streams.has(state.stream));
  const [first] = meant;
  if (!first) return null;
  const full = meant.length === 1;
  const lines = sortLines(meant.map((itemAssignment) => lineOf(index, itemAssignment, { rows: [], full })));
  const body = editionBody(index, {
    kind: 'urge',
    slot: ref.day,
    demo: meant.some(({ state }) => state.demo),
    totalOpen: open.length,
    lines,
    message: { title: ANSWER_TITLES.urge, text: urgeText(urged, lines) },
    urged,
    coordinator: first.state.coordinator,
  });
  return addressedEdition(index, ref, body);
}

/** What was said, each thing once; which items it is about where different things were. */
function urgeText(urged: readonly UrgedItem[], lines: readonly Line[]): string {
  const said = [...groupBy(urged, ({ text }) => text)].map(([text, of]) => {
    const streams = new Set(of.map(({ stream }) => stream));
    return { text, about: lines.filter(({ stream }) => streams.has(stream)) };
  });
  const told = said.filter(({ about }) => about.length > 0);
  if (told.length === 1) return told.map(({ text }) => text).join('');
  return told
    .map(({ text, about }) => `${about.map(({ no, title }) => `${no}. ${title}`).join('、')}：${text}`)
    .join('\n');
}
