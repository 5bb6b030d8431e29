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
import { itemLines } from '../../item-list';
import type { Lang } from '../io';
import { listCells, dateText, columnHead, ITEM_COLUMNS } from './item-columns';
import { printTable } from '../table';

const lampText = ({ shape, word }: ShownLamp, lang: Lang): string => `${shape} ${word[lang]}`;

const expectedMark = (provisional: boolean, lang: Lang): string =>
  provisional ? (lang === 'zh' ? '（预计）' : ' (provisional)') : '';

const overlayText = (row: Pick<UnitRow | RoundRow, 'overlays'>, lang: Lang): readonly string[] =>
  row.overlays.map((overlay) => OVERLAY[overlay][lang]);

/** Items, a line each, in the order of their numbers. */
export function itemTable(items: readonly ItemState[], office: Office, now: Instant, lang: Lang): string {
  const lines = itemLines(items, {}, { office, now });
  return printTable(
    columnHead(ITEM_COLUMNS, lang),
    lines.map((line) => listCells(line, ITEM_COLUMNS, lang)),
  );
}

const unitLine = (row: UnitRow, lang: Lang): readonly (string | number)[] => {
  const { reason, provisional } = row.lamp;
  const more = [`${reason[lang]}${expectedMark(provisional, lang)}`, ...overlayText(row, lang)];
  return [
    row.name,
    row.roleWord[lang],
    row.statusWord[lang],
    lampText(row.lamp, lang),
    [...new Set(more)].join(lang === 'zh' ? '，' : ', '),
    dateText(row.due, lang),
    row.progress === null ? '—' : `${row.progress}%`,
  ];
};

/** The rounds of a unit with several: every date, with the state of each. */
const roundLines = (row: UnitRow, lang: Lang): readonly (readonly string[])[] =>
  row.rounds.length < 2
    ? []
    : row.rounds.map((round) => [
        row.name,
        lang === 'zh' ? `第${round.no}期` : `round ${round.no}`,
        dateText(round.due, lang),
        lampText(round.lamp, lang),
        [round.lamp.reason[lang], ...overlayText(round, lang)].join(lang === 'zh' ? '，' : ', '),
      ]);

/** One item: its head lines, a table of its units, and of their rounds where there are several. */
export function itemText(item: ItemState, office: Office, now: Instant, lang: Lang): string {
  const zh = lang === 'zh';
  const row = itemRow(item, office, now);
  const units = unitRows(item, office, now);
  const head = zh
    ? ['单位', '分工', '状态', '亮灯', '说明', '截止', '进展']
    : ['unit', 'role', 'state', 'lamp', 'reason', 'due', 'progress'];
  const rounds = units.flatMap((unit) => roundLines(unit, lang));
  const roundsHead = zh
    ? ['单位', '期次', '截止', '亮灯', '说明']
    : ['unit', 'round', 'due', 'lamp', 'reason'];
  const demo = zh ? '  演示·日期为示例' : '  demonstration, sample dates';
  return [
    `${row.key}  ${row.title}  ${row.statusWord[lang]}${row.demo ? demo : ''}`,
    item.text,
    `${zh ? '交办' : 'issued'} ${clockText(item.issuedAt, office.calendar.zone)}`,
    printTable(
      head,
      units.map((unit) => unitLine(unit, lang)),
    ),
    ...(rounds.length > 0 ? [printTable(roundsHead, rounds)] : []),
  ].join('\n');
}
