import type { Edition, Line, Section } from '../domain/digest/types';
import type { Role } from '../domain/item/types';
import type { Change } from '../domain/item/outbox';
import { inWords, monthOf, weekdayOf, yearOf, type CivilDate } from '../domain/time';
import { ROLE } from '../domain/words';

const SECTION_WORDS: Readonly<Record<Section, string>> = {
  waiting: '待我处理',
  overdue: '已逾期',
  dueSoon: '临近到期',
  unsigned: '待签收',
  returned: '退回待改',
  changed: '有变更',
  rest: '其他在办事项',
};

/** Title of a section; the rest of a day that is not full are reminders well ahead of time. */
export function sectionTitle(section: Section, edition: Edition): string {
  if (edition.kind === 'letter') return '交办事项';
  if (edition.kind === 'urge' || edition.kind === 'answer') return '有关事项';
  if (section === 'rest' && !edition.fullDay) return '提前提醒';
  return SECTION_WORDS[section];
}

/** Marks what rests on a year whose holidays are not declared yet. */
export const EXPECTED = '（预计）';

const WEEKDAY_CHARS = '一二三四五六日';

const monthDay = (date: CivilDate): string => `${monthOf(date)}月${Number(date.slice(8))}日`;

/** "9月30日", with the year when it is not the one of `today`. */
export const shortDate = (date: CivilDate, today: CivilDate): string =>
  yearOf(date) === yearOf(today) ? monthDay(date) : inWords(date);

/** "9月30日（周二）", with the year when it is not the one of `today`. */
export const mailDay = (date: CivilDate, today: CivilDate): string =>
  `${shortDate(date, today)}（周${WEEKDAY_CHARS.charAt(weekdayOf(date) - 1)}）`;

/** "2025年9月30日 星期二". */
export const longDate = (date: CivilDate): string =>
  `${inWords(date)} 星期${WEEKDAY_CHARS.charAt(weekdayOf(date) - 1)}`;

const isRole = (value: string | null): value is Role =>
  value === 'each' || value === 'lead' || value === 'support';

const roleText = (value: string | null): string => (isRole(value) ? ROLE[value].zh : (value ?? ''));

const isCivilDate = (value: string): value is CivilDate => /^\d{4}-\d{2}-\d{2}$/.test(value);

const dateWords = (value: string | null): string =>
  value === null ? '未定' : isCivilDate(value) ? inWords(value) : value;

function changeCore({ type, from, to }: Change): string {
  switch (type) {
    case 'date':
      return `截止日由${dateWords(from)}改为${dateWords(to)}`;
    case 'role':
      return `职责由${roleText(from)}改为${roleText(to)}`;
    case 'assigned':
      return `新增交办${to ? `，截止日${dateWords(to)}` : ''}`;
    case 'released':
      return '已解除本单位责任，不再需要办理';
    case 'cancelled':
      return '事项已取消，不再需要办理';
    case 'reopened':
      return `重新办理${to ? `，截止日${dateWords(to)}` : ''}`;
    case 'closed':
      return '事项已销号';
  }
}

/** One sentence for a change: what, from what, to what, why. */
export const changeText = (change: Change): string =>
  `${changeCore(change)}${change.reason ? `（原因：${change.reason}）` : ''}`;

/** "第2期延期申请已同意": what a mail says above its row, and of which of several rounds. */
export const messageTitle = ({ message, lines: [line] }: Edition): string =>
  `${message?.round !== undefined && line && line.round !== null ? `第${line.round}期` : ''}${message?.title ?? ''}`;

/** "4. 公文公开属性审查": number and title; numbers that end in a dot keep one. */
export const itemTitle = ({ no, title }: Pick<Line, 'no' | 'title'>): string =>
  `${no.replace(/[.．、]$/, '')}. ${title}`;
