import type { ItemEventType } from '../../domain/item/events';

/** What happened to an item (事项经过), as people say it. */
const WORDS: Readonly<Record<ItemEventType, string>> = {
  issued: '交办',
  acknowledged: '签收',
  reported: '报进展',
  reportReturned: '退回进展',
  extensionRequested: '申请延期',
  extensionWithdrawn: '撤回延期申请',
  extensionLapsed: '延期申请失效',
  extensionGranted: '同意延期',
  extensionRefused: '不同意延期',
  completionSubmitted: '报办结',
  completionWithdrawn: '撤回办结',
  completionAccepted: '审核通过',
  acceptanceRevoked: '撤销通过',
  completionReturned: '退回整改',
  deadlineChanged: '改期',
  assigned: '增派',
  released: '解除',
  leadChanged: '换牵头',
  taskOpened: '开待办',
  taskDone: '办结待办',
  urged: '催办',
  cancelled: '取消',
  closed: '销号',
  reopened: '恢复',
  yearEnded: '年终评议',
  calendarApplied: '按公布的日历重定期限',
  raised: '提醒入列',
};

/** The Chinese word for an event of an item; others by their own name. */
export const eventWord = (type: string): string =>
  Object.entries(WORDS).find(([known]) => known === type)?.[1] ?? type;
