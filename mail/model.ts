import type { ClaimedMail } from '../domain/digest/delivery';
import type { Edition, UrgingSheet } from '../domain/digest/types';
import type { LampLook, LampName } from '../domain/policy';
import { answerWays, greetingOf, headingOf, introOf } from './phrases';
import { rowsOf, type Row } from './rows';
import { SECTIONS } from '../domain/digest/order';
import { dayText, longDate, sectionTitle, TASK_WORDS } from './words';

/** A block of rows under one title. */
export interface Block {
  readonly title: string;
  readonly count: string;
  /** Shown in the alarm colour. */
  readonly alarming: boolean;
  readonly rows: readonly Row[];
}

/** A 催办单 as label and value, printable alone. */
export interface Sheet {
  readonly title: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}

/** Everything a mail says, sentence by sentence; HTML and plain text are two layouts of it. */
export interface MailModel {
  readonly subject: string;
  /** 演示·日期为示例, on top of every mail of a demonstration. */
  readonly banner: string | null;
  readonly heading: string;
  readonly date: string;
  readonly greeting: string;
  readonly intro: readonly string[];
  readonly figures: readonly { readonly label: string; readonly value: string; readonly colour: string }[];
  readonly findings: readonly string[];
  readonly message: { readonly title: string; readonly paragraphs: readonly string[] } | null;
  readonly tasks: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly blocks: readonly Block[];
  readonly sheets: readonly Sheet[];
  readonly answers: { readonly title: string; readonly lines: readonly string[] };
  readonly sign: string;
  readonly footer: readonly string[];
  /** Last line of the text: the latest root over the whole record. */
  readonly anchor: string;
}

type Looks = Readonly<Record<LampName, LampLook>>;

const INK = '#1f2328';

function figuresOf(edition: Edition, lamps: Looks): MailModel['figures'] {
  if (edition.kind !== 'digest') return [];
  const count = (section: string): number =>
    new Set(
      edition.lines.filter((line) => line.section === section).map((line) => `${line.stream}|${line.unit}`),
    ).size;
  const own = 'account' in edition.to;
  const all = [
    { label: '待我处理', value: count('waiting') + edition.tasks.length, colour: lamps.handedIn.colour },
    { label: '逾期', value: count('overdue'), colour: lamps.late.colour },
    { label: '临近到期', value: count('dueSoon'), colour: lamps.dueSoon.colour },
    { label: '待签收', value: count('unsigned'), colour: lamps.unsigned.colour },
    { label: '退回待改', value: count('returned'), colour: lamps.late.colour },
  ];
  return [
    { label: own ? '在办事项' : '本单位在办', value: String(edition.totalOpen), colour: INK },
    ...all.filter(({ value }) => value > 0).map((one) => ({ ...one, value: String(one.value) })),
  ];
}

const ALARMING = ['overdue', 'returned'];

function blocksOf(edition: Edition, lamps: Looks): readonly Block[] {
  return SECTIONS.flatMap((section) => {
    const lines = edition.lines.filter((line) => line.section === section);
    if (lines.length === 0) return [];
    const rows = rowsOf(lines, edition, lamps);
    const title = sectionTitle(section, edition);
    return [{ title, count: `${rows.length}项`, alarming: ALARMING.includes(section), rows }];
  });
}

function sheetOf(sheet: UrgingSheet, edition: Edition): Sheet {
  const values: readonly (readonly [string, string])[] = [
    ['编号', sheet.number],
    ['责任单位', edition.name],
    ['事项', `第${sheet.no}项 ${sheet.title}`],
    ['内容', sheet.text],
    ['截止日期', dayText(sheet.due, edition.slot)],
    ['逾期', `${sheet.daysLate}个工作日`],
    ['答复期限', `请于${dayText(sheet.answerBy, edition.slot)}前书面说明进展、原因和完成时间`],
    ['签发', `${edition.sign.name} ${longDate(edition.slot)}`],
  ];
  return { title: '催办单', fields: values.map(([label, value]) => ({ label, value })) };
}

const tasksOf = (edition: Edition): MailModel['tasks'] =>
  edition.tasks.length === 0
    ? null
    : {
        title: '待办任务',
        lines: edition.tasks.map(({ kind, unitName, title, day }) =>
          [TASK_WORDS[kind], unitName, title, `${dayText(day, edition.slot)}起`]
            .filter((part) => part !== null && part !== '')
            .join(' · '),
        ),
      };

const paragraphs = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The model of one claimed mail; `lamps` are the looks of the policy in force. */
export function modelOf(claimed: ClaimedMail, lamps: Looks, subject: string): MailModel {
  const { edition } = claimed;
  const { message } = edition;
  return {
    subject,
    banner: edition.demo ? '演示·日期为示例' : null,
    heading: headingOf(edition),
    date: longDate(edition.slot),
    greeting: greetingOf(edition),
    intro: introOf(edition),
    figures: figuresOf(edition, lamps),
    findings: edition.findings.map(({ zh }) => zh),
    message: message && { title: message.title, paragraphs: paragraphs(message.text) },
    tasks: tasksOf(edition),
    blocks: blocksOf(edition, lamps),
    sheets: edition.sheets.map((sheet) => sheetOf(sheet, edition)),
    answers: { title: '怎样答复', lines: answerWays(edition) },
    sign: `督办联系人：${edition.sign.name}${edition.sign.phone ? ` 电话：${edition.sign.phone}` : ''}`,
    footer: ['本邮件由督办系统自动发出，直接回复即送达值班信箱。'],
    anchor: claimed.anchor ? `记录校验码：${claimed.anchor}` : '记录校验码：尚未生成',
  };
}
