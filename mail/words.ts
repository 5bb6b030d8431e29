import type { Edition, Line, MailKind, Section } from '../domain/digest/types';
import type { Role, Rung, TaskKind } from '../domain/item/types';
import type { Change } from '../domain/ladder/types';
import { monthOf, weekdayOf, yearOf, type CivilDate } from '../domain/time';

/** 交办 | 提醒 | 变更 | 催办 | 答复. */
export const KIND_WORDS: Readonly<Record<MailKind, string>> = {
  letter: '交办',
  digest: '提醒',
  change: '变更',
  urge: '催办',
  answer: '答复',
};

/** What a rung is called in a mail. */
export const RUNG_WORDS: Readonly<Record<Rung, string>> = {
  C: '变更',
  Q: '季度上报',
  R1: '催签收',
  R2: '提前10个工作日提醒',
  R3: '提前5个工作日提醒',
  R4: '提前3个工作日提醒',
  R5: '临期提醒',
  R6: '催办',
  R7: '再次催办',
  R8: '提请主要负责人督促',
  R9: '持续逾期督办',
};

/** 责任单位 | 牵头 | 配合. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  each: '责任单位',
  lead: '牵头单位',
  support: '配合单位',
};

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

/** What a task asks the coordinator to do. */
export const TASK_WORDS: Readonly<Record<TaskKind, string>> = {
  phone: '电话催办',
  deadMailbox: '邮箱失效，请核实并更新',
  approveR8: '是否提请主要负责人，请决定发送或不发送',
  manual: '人工送达',
  lateReview: '审核超期，已报审核领导',
  noLeader: '未登记领导邮箱，请电话报告',
  provisional: '预计日期的领导件，请人工报告',
};

/** Marks what rests on a year whose holidays are not declared yet. */
export const EXPECTED = '（预计）';

const WEEKDAYS = '一二三四五六日';

const monthDay = (date: CivilDate): string => `${monthOf(date)}月${Number(date.slice(8))}日`;

/** "9月30日", with the year when it is not the one of `today`. */
export const shortDate = (date: CivilDate, today: CivilDate): string =>
  yearOf(date) === yearOf(today) ? monthDay(date) : `${yearOf(date)}年${monthDay(date)}`;

/** "9月30日（周二）", with the year when it is not the one of `today`. */
export const dayText = (date: CivilDate, today: CivilDate): string =>
  `${shortDate(date, today)}（周${WEEKDAYS.charAt(weekdayOf(date) - 1)}）`;

/** "2025年9月30日". */
export const fullDate = (date: CivilDate): string => `${yearOf(date)}年${monthDay(date)}`;

/** "2025年9月30日 星期二". */
export const longDate = (date: CivilDate): string =>
  `${fullDate(date)} 星期${WEEKDAYS.charAt(weekdayOf(date) - 1)}`;

const isRole = (value: string | null): value is Role =>
  value === 'each' || value === 'lead' || value === 'support';

const roleText = (value: string | null): string => (isRole(value) ? ROLE_WORDS[value] : (value ?? ''));

const isDate = (value: string): value is CivilDate => /^\d{4}-\d{2}-\d{2}$/.test(value);

const dateIn = (value: string | null): string =>
  value === null ? '未定' : isDate(value) ? fullDate(value) : value;

/** What a change is called where it is counted. */
export const CHANGE_WORDS: Readonly<Record<Change['type'], string>> = {
  date: '改期',
  role: '调整职责',
  assigned: '新增',
  released: '解除',
  cancelled: '取消',
  reopened: '重新办理',
  closed: '销号',
};

function changeCore({ type, from, to }: Change): string {
  switch (type) {
    case 'date':
      return `截止日由${dateIn(from)}改为${dateIn(to)}`;
    case 'role':
      return `职责由${roleText(from)}改为${roleText(to)}`;
    case 'assigned':
      return `新增交办${to ? `，截止日${dateIn(to)}` : ''}`;
    case 'released':
      return '已解除本单位责任，不再需要办理';
    case 'cancelled':
      return '事项已取消，不再需要办理';
    case 'reopened':
      return `重新办理${to ? `，截止日${dateIn(to)}` : ''}`;
    case 'closed':
      return '事项已销号';
  }
}

/** One sentence for a change: what, from what, to what, why. */
export const changeText = (change: Change): string =>
  `${changeCore(change)}${change.reason ? `（原因：${change.reason}）` : ''}`;

/** "4. 公文公开属性审查": number and title; numbers that end in a dot keep one. */
export const itemTitle = ({ no, title }: Pick<Line, 'no' | 'title'>): string =>
  `${no.replace(/[.．、]$/, '')}. ${title}`;
