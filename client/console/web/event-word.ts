import { EVENT } from '../../../domain/item/events';
import type { Visit } from './visit';

/** Words of what happens beside items. */
const OTHERS: Readonly<Record<string, string>> = {
  signedIn: '登录',
  signInRefused: '登录被拒',
  accountLocked: '帐号锁定',
  accountUnlocked: '帐号解锁',
  invited: '发出邀请',
  passwordSet: '设置口令',
  linkKeyRotated: '更换链接密钥',
  linksEnded: '作废链接',
  letterheadSet: '公文模板',
  rosterSet: '名册变更',
  policySet: '规则变更',
  calendarSet: '日历变更',
  contactSet: '联系人变更',
  delivered: '送达记录',
  checkpoint: '存证点',
  noticeImported: '导入通知',
  noticeIssued: '交办',
  noticeWithdrawn: '撤回通知',
  changesKept: '一批变更',
  sendingPaused: '暂停发信',
  sendingResumed: '恢复发信',
  mailsComposed: '编发邮件',
  slotComposed: '一个时点编发完毕',
  slotsMissed: '错过的时点',
  mailsRetried: '重发邮件',
  mailFaulted: '邮件编不出',
  mailboxDied: '邮箱失效',
  mailboxRevived: '邮箱恢复',
  itemFaulted: '事项编不出',
  itemsRestarted: '事项重新运行',
  itemReset: '事项的工作流被重置',
  issueMissing: '交办缺项',
  postBegan: '发信重来',
  mailroomStill: '收发室站住，换新',
  mailroomEnded: '收发室被终止',
  mailroomReset: '收发室被重置',
  mailroomCancelAsked: '有人请求取消收发室',
  reconciled: '台账与 Temporal 重新一致',
  attestationFailed: '见证没有做成',
  commandLine: '命令行的命令',
  invitationUsed: '使用邀请',
  provedAgain: '本人再次验证',
  sessionsEnded: '结束会话',
  personKept: '登记姓名',
  personErased: '擦去姓名',
  ledgerBorn: '建立台账',
  ledgerBackedUp: '备份台账',
  ledgerRestored: '从备份恢复台账',
  logKey: '总序的密钥',
};

const ITEM_EVENTS = new Map(Object.entries(EVENT));

/** The word of an event in the reader's language; in English what is no item's keeps the name it is recorded under. */
export const eventWordFor = ({ lang }: Pick<Visit, 'lang'>, type: string): string =>
  ITEM_EVENTS.get(type)?.[lang] ?? (lang === 'zh' ? OTHERS[type] : undefined) ?? type;

/** Types of events that can be asked for: those of items first. */
export const EVENT_TYPES: readonly string[] = [...ITEM_EVENTS.keys(), ...Object.keys(OTHERS)];
