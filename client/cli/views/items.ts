import type { ItemState } from '../../../domain/item/types';
import type { Office } from '../../../domain/office';
import { clockText, type Instant } from '../../../domain/time';
import {
  itemRow,
  OVERLAY,
  unitRows,
  type RoundRow,
  type ShownLamp,
  type UnitRow,
} from '../../../domain/view/rows';
import { itemLines } from '../../../office/lists/item-list';
import type { Lang } from '../io';
import { dateText, ITEM_COLUMNS, lineTable } from './item-columns';
import { columnTable } from '../table';

const lampText = ({ shape, word }: ShownLamp, lang: Lang): string => `${shape} ${word[lang]}`;

const expectedMark = (provisional: boolean, lang: Lang): string =>
  provisional ? (lang === 'zh' ? '（预计）' : ' (provisional)') : '';

const overlayText = (row: Pick<UnitRow | RoundRow, 'overlays'>, lang: Lang): readonly string[] =>
  row.overlays.map((overlay) => OVERLAY[overlay][lang]);

/** Items, a line each, in the order of their numbers. */
export const itemTable = (items: readonly ItemState[], office: Office, now: Instant, lang: Lang): string =>
  lineTable(itemLines(items, {}, { office, now }), ITEM_COLUMNS, lang);

/** Why a lamp shows what it shows, and what is laid over it. */
function rowReason(row: UnitRow | RoundRow, lang: Lang): string {
  const { reason, provisional } = row.lamp;
  const more = [`${reason[lang]}${expectedMark(provisional, lang)}`, ...overlayText(row, lang)];
  return [...new Set(more)].join(lang === 'zh' ? '，' : ', ');
}

const unitsTable = (units: readonly UnitRow[], lang: Lang): string =>
  columnTable(lang, units, [
    ['单位', 'unit', ({ name }) => name],
    ['分工', 'role', ({ roleWord }) => roleWord[lang]],
    ['状态', 'state', ({ statusWord }) => statusWord[lang]],
    ['亮灯', 'lamp', ({ lamp }) => lampText(lamp, lang)],
    ['说明', 'reason', (row) => rowReason(row, lang)],
    ['截止', 'due', ({ due }) => dateText(due, lang)],
    ['进展', 'progress', ({ progress }) => (progress === null ? '—' : `${progress}%`)],
  ]);

/** The rounds of units with several: every date, with the state of each; "" for none. */
function roundsTable(units: readonly UnitRow[], lang: Lang): string {
  const rounds = units
    .filter((row) => row.rounds.length > 1)
    .flatMap(({ name, rounds: own }) => own.map((round) => ({ ...round, name })));
  if (rounds.length === 0) return '';
  return columnTable(lang, rounds, [
    ['单位', 'unit', ({ name }) => name],
    ['期次', 'round', ({ no }) => (lang === 'zh' ? `第${no}期` : `round ${no}`)],
    ['截止', 'due', ({ due }) => dateText(due, lang)],
    ['亮灯', 'lamp', ({ lamp }) => lampText(lamp, lang)],
    ['说明', 'reason', (round) => rowReason(round, lang)],
  ]);
}

/** One item: its head lines, a table of its units, and of their rounds where there are several. */
export function itemText(item: ItemState, office: Office, now: Instant, lang: Lang): string {
  const zh = lang === 'zh';
  const row = itemRow(item, office, now);
  const units = unitRows(item, office, now);
  const rounds = roundsTable(units, lang);
  const demo = zh ? '  演示·日期为示例' : '  demonstration, sample dates';
  return [
    `${row.key}  ${row.title}  ${row.statusWord[lang]}${row.demo ? demo : ''}`,
    item.text,
    `${zh ? '交办' : 'issued'} ${clockText(item.issuedAt, office.calendar.zone)}`,
    unitsTable(units, lang),
    ...(rounds === '' ? [] : [rounds]),
  ].join('\n');
}
