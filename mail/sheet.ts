import type { Edition, UrgingSheet } from '../domain/digest/types';
import { headingOf } from './phrases';
import { inWords } from '../domain/time';
import { mailDay, EXPECTED } from './words';

/** A 催办单 as label and value, printable alone. */
export interface SheetMail {
  readonly title: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

type SheetField = readonly [label: string, value: string];

const expectedWord = (rests: boolean): string => (rests ? EXPECTED : '');

/** The date that was missed; a continuous item has none, but its quarter's report is missing. */
function missed(sheet: UrgingSheet, edition: Edition): readonly SheetField[] {
  const line = edition.lines.find(({ stream }) => stream === sheet.stream);
  const round = sheet.round === null ? '' : `（第${sheet.round}期）`;
  const date = `${inWords(sheet.due)}${round}${expectedWord(sheet.provisional.due)}`;
  return line?.due === null
    ? [
        ['上报期限', date],
        ['办理情况', '季度进展未上报'],
      ]
    : [
        ['截止日期', date],
        ['办理情况', `逾期${sheet.daysLate}个工作日${expectedWord(sheet.provisional.daysLate)}`],
      ];
}

/**
 * The sheet (催办单) of one item, whole in itself: number, basis, matter, date, days late, answer by when, and whom
 * to answer. In a demonstration it says so, as it may lie on a desk alone.
 */
export function sheetMail(sheet: UrgingSheet, edition: Edition): SheetMail {
  const { notice } = edition.lines.find(({ stream }) => stream === sheet.stream) ?? {};
  const basis = edition.notices.find(({ id }) => id === notice);
  const { name, phone } = edition.sign;
  const fields: readonly SheetField[] = [
    ...(edition.demo ? ([['说明', '演示·日期为示例']] as const) : []),
    ['编号', sheet.number],
    ['责任单位', edition.name],
    ...(basis ? ([['依据', `《${basis.title}》${basis.number ? `（${basis.number}）` : ''}`]] as const) : []),
    ['事项', `第${sheet.no}项 ${sheet.title}`],
    ['内容', sheet.text],
    ...missed(sheet, edition),
    [
      '答复期限',
      `请于${mailDay(sheet.answerBy, edition.slot)}${expectedWord(sheet.provisional.answerBy)}前书面说明进展、原因和完成时间`,
    ],
    ['联系人', name],
    ...(phone ? ([['电话', phone]] as const) : []),
    ['签发日期', inWords(edition.slot)],
  ];
  return { title: '催办单', fields: fields.map(([label, value]) => ({ label, value })) };
}

/** Room to write in by hand. */
const BLANK_LINE = '　';

/** The receipt (送达回执) at the end of a sheet: who took it, from whom, when. */
export const receiptOf = (edition: Edition): SheetMail => ({
  title: '送达回执',
  fields: [
    { label: '送达单位', value: edition.name },
    {
      label: '送达文件',
      value: `${headingOf(edition)}（${inWords(edition.slot)}，${edition.lines.length}项）`,
    },
    { label: '收件人签字', value: BLANK_LINE },
    { label: '收件时间', value: '　　　　年　　月　　日　　时　　分' },
    { label: '送达人签字', value: BLANK_LINE },
    { label: '送达方式', value: '□ 当面　　□ 机要　　□ 其他：' },
  ],
});
