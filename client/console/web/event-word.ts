import { EVENT } from '../../../domain/item/events';
import type { Visit } from './visit';

/** Words of what happens beside items. */
const OTHERS: Readonly<Record<string, string>> = {
  signedIn: '登录',
  signInRefused: '登录被拒',
  accountLocked: '帐号锁定',
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
  sendingPaused: '暂停发信',
  sendingResumed: '恢复发信',
};

const ITEM_EVENTS = new Map(Object.entries(EVENT));

/** The word of an event in the reader's language; in English what is no item's keeps the name it is recorded under. */
export const eventWordFor = ({ lang }: Pick<Visit, 'lang'>, type: string): string =>
  ITEM_EVENTS.get(type)?.[lang] ?? (lang === 'zh' ? OTHERS[type] : undefined) ?? type;

/** Types of events that can be asked for: those of items first. */
export const EVENT_TYPES: readonly string[] = [...ITEM_EVENTS.keys(), ...Object.keys(OTHERS)];
