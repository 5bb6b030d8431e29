import type { Command } from '../../domain/item/commands';
import type { Role } from '../../domain/item/types';
import { civilDate } from '../../domain/time';

type Of<T extends Command['type']> = Extract<Command, { readonly type: T }>;

const ofRound = (round: number | undefined) => (round === undefined ? {} : { round });

/** 签收. */
export const sign = (unit: string): Of<'acknowledge'> => ({ type: 'acknowledge', unit });

/** 上报进展. */
export const report = (unit: string, percentage = 50): Of<'report'> => ({
  type: 'report',
  unit,
  percentage,
  text: '正在推进',
  files: [],
});

/** 退回报告. */
export const returnReport = (unit: string): Of<'returnReport'> => ({
  type: 'returnReport',
  unit,
  reason: '没有写明进度',
});

/** 申请延期. */
export const ask = (unit: string, date: string, round?: number): Of<'requestExtension'> => ({
  type: 'requestExtension',
  unit,
  date: civilDate(date),
  reason: '需要征求意见',
  progress: '已形成初稿',
  approver: '分管副局长',
  ...ofRound(round),
});

/** 撤回延期申请. */
export const withdrawAsking = (unit: string): Of<'withdrawExtension'> => ({
  type: 'withdrawExtension',
  unit,
});

/** 同意延期. */
export const grant = (unit: string, date: string): Of<'grant'> => ({
  type: 'grant',
  unit,
  date: civilDate(date),
});

/** 不同意延期. */
export const refuse = (unit: string): Of<'refuse'> => ({ type: 'refuse', unit, reason: '按原期限办理' });

/** 报办结. */
export const handIn = (unit: string, round?: number): Of<'handIn'> => ({
  type: 'handIn',
  unit,
  text: '已全部办结',
  files: [],
  ...ofRound(round),
});

/** 撤回办结. */
export const withdraw = (unit: string): Of<'withdrawHandIn'> => ({ type: 'withdrawHandIn', unit });

/** 审核通过. */
export const accept = (unit: string, round?: number): Of<'accept'> => ({
  type: 'accept',
  unit,
  text: '同意办结',
  ...ofRound(round),
});

/** 撤销通过. */
export const revoke = (unit: string, round?: number): Of<'revokeAcceptance'> => ({
  type: 'revokeAcceptance',
  unit,
  reason: '验收单有误',
  ...ofRound(round),
});

/** 退回办结. */
export const giveBack = (unit: string, date?: string): Of<'return'> => ({
  type: 'return',
  unit,
  reason: '缺少佐证材料',
  ...(date === undefined ? {} : { date: civilDate(date) }),
});

/** 调整期限, of all units or one. */
export const changeDate = (
  date: string,
  only: { readonly unit?: string; readonly round?: number } = {},
): Of<'changeDeadline'> => ({
  type: 'changeDeadline',
  date: civilDate(date),
  reason: '上级调整',
  ...only,
});

/** 增加责任单位. */
export const assign = (unit: string, role: Role, date?: string): Of<'assign'> => ({
  type: 'assign',
  unit,
  role,
  reason: '工作需要',
  ...(date === undefined ? {} : { date: civilDate(date) }),
});

/** 解除责任单位. */
export const release = (unit: string): Of<'release'> => ({ type: 'release', unit, reason: '职能划转' });

/** 变更牵头. */
export const lead = (unit: string): Of<'changeLead'> => ({ type: 'changeLead', unit, reason: '职能划转' });

/** 任务办结. */
export const done = (task: string, send?: boolean): Of<'taskDone'> => ({
  type: 'taskDone',
  task,
  result: '已电话告知',
  ...(send === undefined ? {} : { send }),
});

/** 督办, by mail. */
export const urge = (units: readonly string[], again = false): Of<'urge'> => ({
  type: 'urge',
  units,
  text: '请抓紧办理',
  again,
});

/** 取消. */
export const cancel: Of<'cancel'> = { type: 'cancel', reason: '上级撤销' };

/** 销号. */
export const close: Of<'close'> = { type: 'close', reason: '全部办结' };

/** 恢复. */
export const reopen = (date: string, units: readonly string[] = []): Of<'reopen'> => ({
  type: 'reopen',
  date: civilDate(date),
  units,
  reason: '需要重办',
});

/** 年终处置. */
export const yearEnd = (outcome: 'accept' | 'carry' | 'stop', carriedTo?: string): Of<'yearEnd'> => ({
  type: 'yearEnd',
  outcome,
  reason: '年终审定',
  ...(carriedTo === undefined ? {} : { carriedTo }),
});
