import type { ImmediateMail } from '../item/effects';
import { roundNumbered } from '../item/dates';
import type { MailTopic } from '../item/event-entry';
import type { Office } from '../office';
import type { UnitId } from '../roster/types';
import { type CivilDate, inWords } from '../time';
import { addressedEdition, editionBody } from './edition';
import { entriesOf } from './calendar-entries';
import { lineOf } from './line';
import type { Edition, Message } from './types';
import { isOpenAssignment, type ItemAssignment, type SnapshotIndex } from './snapshot';

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

/** Words of an urge or answer, in the form in which a mail says them. */
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
 * The edition of an urge, an answer, or the letter to a unit assigned later, with the one line of its item as it
 * stands now: that of an answer speaks of the round answered. An urge or letter about a part that is open no more is null (invariant 3); an answer is always given.
 * A letter carries the calendar entries of its part, an answer that of the round whose date it moved.
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
