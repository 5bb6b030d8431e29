import { isDeclared } from '../../../domain/calendar/calendar';
import { itemDue, policyFor, roundAtWork } from '../../../domain/item/dates';
import { itemLamp, lampOf } from '../../../domain/item/lamp';
import { inForce } from '../../../domain/item/outcome';
import type { ItemState } from '../../../domain/item/types';
import type { Office } from '../../../domain/office';
import type { LampName } from '../../../domain/policy';
import { unitOf } from '../../../domain/roster/roster';
import { clockText, yearOf, type Instant } from '../../../domain/time';
import type { Lang } from '../io';
import { table } from '../table';

const STATUS: Readonly<Record<string, string>> = {
  issued: '已交办',
  underway: '办理中',
  toBeClosed: '待销号',
  closed: '已销号',
  cancelled: '已取消',
  accepted: '已办结',
  released: '已解除',
};

const ROLE: Readonly<Record<string, string>> = { each: '责任', lead: '牵头', support: '配合' };

/** 状态 or 分工 in the language of the reader. */
const statusWord = (status: string, lang: Lang): string =>
  lang === 'zh' ? (STATUS[status] ?? status) : status;

/** How one unit stands with an item: the same words but for what nobody has signed. */
const unitStatusWord = (status: string, lang: Lang): string =>
  lang === 'zh' && status === 'issued' ? '待签收' : statusWord(status, lang);

/** Shape and word of a lamp, as the policy says. */
export function lampText(office: Office, item: ItemState, lamp: LampName): string {
  const look = policyFor(office, item).lamps[lamp];
  return `${look.shape} ${look.word}`;
}

/** The item's date, with 预计 where it lies in an undeclared year. */
export function dueText(office: Office, item: ItemState, lang: Lang): string {
  const due = itemDue(item.assignments);
  if (!due) return lang === 'zh' ? '长期' : 'continuous';
  const expected = !isDeclared(office.calendar, yearOf(due.date));
  return due.date + (expected ? (lang === 'zh' ? '（预计）' : ' (provisional)') : '');
}

/** Notice by notice, numbers as numbers: 2 before 10. */
const byNumber = (a: ItemState, b: ItemState): number =>
  a.notice === b.notice ? a.key.localeCompare(b.key, 'zh', { numeric: true }) : a.notice < b.notice ? -1 : 1;

/** Items, a line each, in the order of their numbers. */
export function itemTable(items: readonly ItemState[], office: Office, now: Instant, lang: Lang): string {
  const head =
    lang === 'zh'
      ? ['序号', '事项', '状态', '亮灯', '截止', '办结/单位']
      : ['no', 'item', 'state', 'lamp', 'due', 'done/units'];
  return table(
    head,
    [...items]
      .sort(byNumber)
      .map((item) => [
        item.key,
        item.title,
        statusWord(item.status, lang),
        lampText(office, item, itemLamp(item, office, now).lamp),
        dueText(office, item, lang),
        `${item.assignments.filter((one) => one.status === 'accepted').length}/${item.assignments.length}`,
      ]),
  );
}

/** One item: its head lines and a table of its units. */
export function itemText(item: ItemState, office: Office, now: Instant, lang: Lang): string {
  const zh = lang === 'zh';
  const head = zh
    ? ['单位', '分工', '状态', '亮灯', '说明', '截止', '版本']
    : ['unit', 'role', 'state', 'lamp', 'reason', 'due', 'version'];
  const rows = item.assignments.map((one) => {
    const lamp = lampOf(item, one, office, now);
    const round = roundAtWork(one);
    const version = round && inForce(round);
    return [
      unitOf(office.roster, one.unit)?.name ?? one.unit,
      zh ? (ROLE[one.role] ?? one.role) : one.role,
      unitStatusWord(one.status, lang),
      lampText(office, item, lamp.lamp),
      lamp.reason[lang],
      version ? version.due.date : '—',
      version ? version.version : '—',
    ];
  });
  return [
    `${item.key}  ${item.title}  ${statusWord(item.status, lang)}${item.demo ? (zh ? '  演示·日期为示例' : '  demonstration, sample dates') : ''}`,
    item.text,
    `${zh ? '交办' : 'issued'} ${clockText(item.issuedAt, office.calendar.zone)}`,
    table(head, rows),
  ].join('\n');
}
