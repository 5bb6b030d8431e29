import type { MailKind } from './digest/types';
import type { Source } from './item/commands/case';
import type {
  AssignmentStatus,
  Audience,
  ItemKind,
  ItemStatus,
  Role,
  Rung,
  Task,
  TaskEnd,
  TaskKind,
} from './item/types';
import type { Change } from './item/outbox';
import type { LampName } from './policy';
import { text, type Text } from './problem';
import type { AccountRole } from './roster/types';

/** The one word for each value of each enumeration, Chinese and English; every place that shows one reads it here. */
type Words<T extends string> = Readonly<Record<T, Text>>;

/** 责任单位 | 牵头单位 | 配合单位. */
export const ROLE: Words<Role> = {
  each: text('责任单位', 'responsible'),
  lead: text('牵头单位', 'lead'),
  support: text('配合单位', 'supporting'),
};

/** 事项状态. */
export const ITEM_STATUS: Words<ItemStatus> = {
  issued: text('已交办', 'issued'),
  underway: text('办理中', 'underway'),
  toBeClosed: text('待销号', 'to be closed'),
  closed: text('已销号', 'closed'),
  cancelled: text('已取消', 'cancelled'),
};

/** 单位状态. */
export const ASSIGNMENT_STATUS: Words<AssignmentStatus> = {
  issued: text('待签收', 'not signed'),
  underway: text('办理中', 'underway'),
  accepted: text('已办结', 'accepted'),
  cancelled: text('已取消', 'cancelled'),
  released: text('已解除', 'released'),
};

/** 期限种类. */
export const ITEM_KIND: Words<ItemKind> = {
  dated: text('一个期限', 'one date'),
  recurring: text('多期', 'recurring'),
  continuous: text('全年', 'continuous'),
};

/** What a lamp is called in English; in Chinese the policy of the office has the word. */
export const LAMP_EN: Readonly<Record<LampName, string>> = {
  accepted: 'accepted',
  ended: 'ended',
  handedIn: 'in review',
  late: 'late',
  dueSoon: 'due soon',
  unsigned: 'not signed',
  normal: 'on course',
};

/** 催办级别. */
export const RUNG: Words<Rung> = {
  C: text('变更', 'change'),
  Q: text('季度上报', 'quarterly report'),
  R1: text('催签收', 'reminder to sign'),
  R2: text('提前10个工作日提醒', '10 working days ahead'),
  R3: text('提前5个工作日提醒', '5 working days ahead'),
  R4: text('提前3个工作日提醒', '3 working days ahead'),
  R5: text('临期提醒', 'last reminder'),
  R6: text('催办', 'urging'),
  R7: text('再次催办', 'second urging'),
  R8: text('提请主要负责人督促', 'put to the chief'),
  R9: text('持续逾期督办', 'continued lateness'),
};

/** 收件人. */
export const AUDIENCE: Words<Audience> = {
  liaison: text('联络员', 'liaison'),
  supervisor: text('分管领导', 'supervisor'),
  chief: text('主要负责人', 'chief'),
  reviewer: text('审核领导', 'reviewer'),
  coordinator: text('督办员', 'coordinator'),
};

/** 帐号角色. */
export const ACCOUNT_ROLE: Words<AccountRole> = {
  liaison: AUDIENCE.liaison,
  unitLeader: text('单位领导', 'unit leader'),
  coordinator: AUDIENCE.coordinator,
  reviewer: AUDIENCE.reviewer,
  admin: text('管理员', 'admin'),
  auditor: text('审计', 'auditor'),
};

/** 邮件种类. */
export const MAIL_KIND: Words<MailKind> = {
  letter: text('交办', 'letter'),
  digest: text('提醒', 'digest'),
  change: text('变更', 'change'),
  urge: text('催办', 'urge'),
  answer: text('答复', 'answer'),
};

/** 待办种类, with what the coordinator is to do. */
export const TASK: Words<TaskKind> = {
  phone: text('电话催办', 'phone the unit'),
  deadMailbox: text('邮箱失效，请核实并更新', 'dead mailbox: check it and enter another'),
  approveR8: text('是否提请主要负责人', 'put it to the chief, or do not'),
  manual: text('人工送达', 'hand the sheet over'),
  lateReview: text('审核超期，已报审核领导', 'review overdue, passed to the reviewer'),
  noLeader: text('未登记领导邮箱，请电话报告', "no leader's address: report by phone"),
  provisional: text('预计日期的领导件，请人工报告', 'for a leader on an expected day: report by hand'),
};

/** 待办因何了结. */
export const TASK_END: Words<TaskEnd> = {
  signed: text('已签收', 'signed'),
  handedIn: text('已报办结', 'handed in'),
  dateMoved: text('期限已改', 'the date has moved'),
  answered: text('已有答复', 'answered'),
  unitOut: text('该单位已退出', 'the unit is out'),
  itemEnded: text('事项已结束', 'the item has ended'),
  replaced: text('另有新的待办', 'a newer one took its place'),
};

const TASK_RESULTS: Readonly<Record<string, Text>> = {
  ...TASK_END,
  lapsed: text('逾期未批，不再发送', 'not approved in time, not sent'),
};

/** How a task was finished: the words of whoever did, or why it ended by itself. */
export const taskResult = ({ result }: NonNullable<Task['done']>): Text =>
  TASK_RESULTS[result] ?? text(result, result);

/** 代录来源. */
export const SOURCE: Words<Source> = {
  mail: text('邮件', 'by mail'),
  phone: text('电话', 'by phone'),
  paper: text('纸质', 'on paper'),
};

/** The answers to an approval (待批): the chief's edition is sent, or never. */
export const DECISION: Words<'send' | 'hold'> = {
  send: text('提请主要负责人', 'Put it to the chief'),
  hold: text('不提请主要负责人', 'Do not put it to the chief'),
};

/** What a change is called where it is counted. */
export const CHANGE: Words<Change['type']> = {
  date: text('改期', 'date changed'),
  role: text('调整职责', 'role changed'),
  assigned: text('新增', 'added'),
  released: text('解除', 'released'),
  cancelled: text('取消', 'cancelled'),
  reopened: text('重新办理', 'reopened'),
  closed: text('销号', 'closed'),
};

/** 邮件怎样了. */
export const MAIL_STATE: Words<
  'ready' | 'sending' | 'sent' | 'failed' | 'unknown' | 'missed' | 'dropped' | 'manual'
> = {
  ready: text('待发', 'ready'),
  sending: text('发送中', 'sending'),
  sent: text('已发出', 'sent'),
  failed: text('退信', 'failed'),
  unknown: text('不明', 'unknown'),
  missed: text('错过', 'missed'),
  dropped: text('不再需要', 'dropped'),
  manual: text('人工送达', 'manual'),
};
