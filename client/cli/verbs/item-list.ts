import { resolve } from 'node:path';
import { roundAtWork } from '../../../domain/item/dates';
import type { ItemState } from '../../../domain/item/types';
import { isActive, isLate, isResponsible } from '../../../domain/item/view';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Instant } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { itemLines, LIST_SORTS, type ItemWishes } from '../../../office/lists/item-list';
import { AS_OF, dated } from '../as-of';
import { dateOption, unitOption } from '../names';
import { listing } from '../listing';
import { presentLedger } from '../on-ledger';
import type { Output } from '../output';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { printTable } from '../table';
import { example, flagOption, flaggedBy, listOption, optionText, type Options, type Verb } from '../verb';
import { LIST_COLUMNS, listCells, listColumnsOf, columnHead } from '../views/item-columns';

const isLateItem = (item: ItemState, now: Instant): boolean =>
  item.assignments.some((one) => {
    const round = roundAtWork(one);
    return isActive(one) && isResponsible(one) && round !== null && isLate(round, now);
  });

const ROLE_NAMES = ['lead', 'support', 'each'] as const;
const WAITS = ['office', 'units'] as const;

/** One of some words, or nothing. Refuses `usage`, naming them. */
function wordAmong<W extends string>(
  options: Options,
  name: string,
  words: readonly W[],
): Result<W | undefined> {
  const given = optionText(options, name);
  const found = words.find((word) => word === given);
  if (given === undefined || found !== undefined) return ok(found);
  const legal = words.join(' | ');
  return refuse(
    'usage',
    text(`--${name} 没有“${given}”`, `there is no --${name} ${given}`),
    text(legal, legal),
  );
}

async function itemWishes(ledger: Ledger, options: Options): Promise<Result<ItemWishes>> {
  const { roster } = await ledger.office();
  const unit = unitOption(options, roster);
  if (!unit.ok) return unit;
  const [from, to] = [dateOption(options, 'from'), dateOption(options, 'to')];
  if (!from.ok) return from;
  if (!to.ok) return to;
  const role = wordAmong(options, 'role', ROLE_NAMES);
  if (!role.ok) return role;
  const waits = wordAmong(options, 'waits', WAITS);
  if (!waits.ok) return waits;
  return ok({
    text: optionText(options, 'text'),
    unit: unit.value,
    role: role.value,
    state: optionText(options, 'state'),
    lamp: optionText(options, 'lamp'),
    from: from.value,
    to: to.value,
    waits: waits.value,
  });
}

/** Items of the notices named, in the ledger's order; without one of all. */
async function itemsFor(ledger: Ledger, options: Options): Promise<readonly ItemState[]> {
  const open = flagOption(options, 'open') ? { open: true } : {};
  const notices = listOption(options, 'notice');
  if (!notices) return ledger.items(open);
  return (await Promise.all(notices.map((notice) => ledger.items({ ...open, notice })))).flat();
}

async function listItems(session: Session, options: Options): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const wishes = await itemWishes(ledger.value, options);
  if (!wishes.ok) return wishes;
  const sort = wordAmong(options, 'sort', LIST_SORTS);
  if (!sort.ok) return sort;
  const columns = listColumnsOf(optionText(options, 'columns'), wishes.value.unit !== undefined);
  if (!columns.ok) return columns;
  const now = session.now();
  const { lang } = session.style;
  const items = await itemsFor(ledger.value, options);
  const late = flagOption(options, 'late') ? items.filter((item) => isLateItem(item, now)) : items;
  const office = await ledger.value.office();
  const lines = itemLines(late, wishes.value, { office, now, sort: sort.value });
  const rows = lines.map((line) => listCells(line, columns.value, lang));
  const head = columnHead(columns.value, lang);
  const file = optionText(options, 'xlsx');
  if (file !== undefined) return savedList(session, resolve(session.io.cwd, file), [head, ...rows]);
  const severalNotices = new Set(lines.map(({ notice }) => notice)).size > 1;
  const none = pick(session, '没有符合条件的事项', 'no such items');
  const printed = severalNotices ? byNotice() : printTable(head, rows);
  return ok({ data: lines, text: lines.length > 0 ? printed : none });

  /** Several notices are listed apart, each under its name. */
  function byNotice(): string {
    const notices = [...new Set(lines.map(({ notice }) => notice))];
    const of = (notice: string) => rows.filter((_, n) => lines[n]?.notice === notice);
    return notices.map((notice) => `${notice}\n${printTable(head, of(notice))}`).join('\n\n');
  }
}

async function savedList(
  session: Session,
  file: string,
  rows: readonly (readonly string[])[],
): Promise<Result<Output>> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const data = rows.map((row, n) =>
    row.map((value) => ({ type: String, value, ...(n === 0 ? { fontWeight: 'bold' as const } : {}) })),
  );
  const sheet = await writeXlsxFile(data, { sheet: '事项', stickyRowsCount: 1 }).toBuffer();
  const saved = saveFile(file, sheet);
  if (!saved.ok) return saved;
  const items = rows.length - 1;
  return ok({
    data: { file, items },
    text: pick(session, `${items} 项已写入 ${file}`, `${items} items written to ${file}`),
  });
}

/** duban item list: the items with their states, filtered and sorted. */
export const itemListVerb: Verb = {
  usage: 'list',
  about: text('列出事项', 'list items'),
  flags: [
    flaggedBy(
      '--notice <通知>',
      '只看这份通知；几份用逗号隔开',
      'of this notice; several are separated by commas',
    ),
    flaggedBy(
      '--unit <单位>',
      '只看这个单位：状态、亮灯、期限都是它自己的',
      'of this unit, with its own state, lamp and date',
    ),
    flaggedBy('--text <内容>', '标题或正文含有这些字', 'title or text has these words'),
    flaggedBy('--role <分工>', '该单位的分工 lead|support|each', "the unit's role: lead|support|each"),
    flaggedBy('--state <状态>', '状态，如 办理中', 'a state like underway'),
    flaggedBy('--lamp <状态>', '亮灯，如 逾期', 'a lamp like late'),
    flaggedBy('--from <日期>', '期限不早于', 'dates from this day'),
    flaggedBy('--to <日期>', '期限不晚于', 'dates up to this day'),
    flaggedBy(
      '--waits <角色>',
      '等谁：office（办结、延期待审）或 units',
      'on whom it waits: office or units',
    ),
    flaggedBy('--open', '只看未结', 'open ones only'),
    flaggedBy('--late', '只看逾期', 'late ones only'),
    flaggedBy('--sort <列>', '排序 no|due|lamp|title', 'sort by no|due|lamp|title'),
    flaggedBy(
      '--columns <列>',
      `列，用逗号隔开：${Object.keys(LIST_COLUMNS).join(',')}`,
      'columns, separated by commas',
    ),
    flaggedBy('--xlsx <文件>', '写成 Excel 文件', 'write an Excel file'),
    AS_OF,
  ],
  examples: [
    example('item list --open', '未结事项', 'open items'),
    example('item list --unit 区数据局 --late', '一个单位的逾期事项', 'what a unit is late with'),
    example('item list --waits office --sort due', '等督办员审核的', 'what waits for the office'),
    example('item list --open --xlsx 在办.xlsx', '存为 Excel', 'as an Excel file'),
  ],
  action: listing(dated((session, _args, options) => listItems(session, options))),
};
