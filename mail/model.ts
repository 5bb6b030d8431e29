import type { ClaimedMail } from '../domain/digest/delivery';
import { SECTIONS } from '../domain/digest/order';
import type { Addressee, Edition, Section } from '../domain/digest/types';
import { DIFF, type DiffLine } from '../domain/item/diff';
import { parseCheckpoint, shortCheckpoint, type Checkpoint } from '../domain/journal/checkpoint';
import { parseNote } from '../domain/journal/note';
import type { CivilDate } from '../domain/time';
import { ITEM_STATUS } from '../domain/words';
import { answerWays, greetingOf, headingOf, introOf, sheetWays } from './phrases';
import { sectionRows, type ItemLink, type MailLine, type LampLooks } from './rows';
import { receiptOf, sheetMail, type SheetMail } from './sheet';
import { INK } from './styles';
import { mailTasks } from './tasks';
import type { MailForm } from './types';
import { longDate, messageTitle, sectionTitle, itemTitle, shortDate } from './words';

export interface Block {
  readonly title: string;
  readonly count: string;
  /** Shown in the alarm colour. */
  readonly alarming: boolean;
  readonly rows: readonly MailLine[];
  /** What else belongs there, counted; null: all is listed. */
  readonly more: string | null;
}

/** Everything a mail says, sentence by sentence; HTML and plain text are two layouts of it. */
export interface MailModel {
  readonly form: MailForm;
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
  readonly since: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly blocks: readonly Block[];
  readonly sheets: readonly SheetMail[];
  readonly answers: { readonly title: string; readonly lines: readonly string[] };
  /** Where the unit acts in a browser; null: nowhere, or nobody of the unit reads it. */
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly sign: string;
  /** To be signed by who takes it; a mail has none. */
  readonly receipt: SheetMail | null;
  readonly footer: readonly string[];
  /** Last line of the text: size and short root of the latest checkpoint (存证点). */
  readonly checkpoint: string;
}

/** What the total on top counts. */
const TOTALS: Readonly<Record<Addressee['audience'], string>> = {
  liaison: '本单位在办',
  supervisor: '本次涉及事项',
  chief: '本次涉及事项',
  coordinator: '在办事项',
  reviewer: '涉及事项',
};

function figuresOf(edition: Edition, lamps: LampLooks): MailModel['figures'] {
  if (edition.kind !== 'digest') return [];
  const { to } = edition;
  const own = 'account' in to;
  // A leader reads of what was raised to him alone: all figures are of these rows.
  const leader = to.audience === 'supervisor' || to.audience === 'chief';
  // A briefing counts items, as its blocks do; what waits is counted one by one.
  const count = (section: Section): number =>
    new Set(
      edition.lines
        .filter((line) => line.section === section)
        .map(({ stream, unit }) => (own && section !== 'waiting' ? stream : `${stream}|${unit}`)),
    ).size + (edition.unlisted?.[section] ?? 0);
  const all = [
    { label: '待我处理', value: count('waiting') + edition.tasks.length, colour: lamps.handedIn.colour },
    { label: '逾期', value: count('overdue'), colour: lamps.late.colour },
    { label: '临近到期', value: count('dueSoon'), colour: lamps.dueSoon.colour },
    { label: '待签收', value: count('unsigned'), colour: lamps.unsigned.colour },
    { label: '退回待改', value: count('returned'), colour: lamps.late.colour },
  ];
  return [
    {
      label: TOTALS[to.audience],
      value: String(leader ? edition.lines.length : edition.totalOpen),
      colour: INK,
    },
    ...all.filter(({ value }) => value > 0).map((one) => ({ ...one, value: String(one.value) })),
  ];
}

const ALARMING = ['overdue', 'returned'];

function blocksOf(edition: Edition, parts: Pick<ModelParts, 'lamps' | 'itemLink'>): readonly Block[] {
  return SECTIONS.flatMap((section) => {
    const lines = edition.lines.filter((line) => line.section === section);
    const unlisted = edition.unlisted?.[section] ?? 0;
    if (lines.length + unlisted === 0) return [];
    const rows = sectionRows(lines, edition, parts);
    const title = sectionTitle(section, edition);
    const more = unlisted === 0 ? null : `另有${unlisted}项，这里不逐项列出，可在督办台查看。`;
    const count = `${rows.length + unlisted}项`;
    return [{ title, count, alarming: ALARMING.includes(section), rows, more }];
  });
}

const paragraphs = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The checkpoint that a mail carries; null before the first. */
function checkpointIn({ checkpoint }: ClaimedMail): Checkpoint | null {
  const note = checkpoint === null ? null : parseNote(checkpoint);
  const read = note?.ok ? parseCheckpoint(note.value.text) : null;
  return read?.ok ? read.value : null;
}

const lastLine = (checkpoint: Checkpoint | null): string =>
  checkpoint ? `存证点 ${shortCheckpoint(checkpoint)}` : '存证点尚未生成';

/** A briefing may be printed and filed: it names the whole checkpoint. */
function wholeCheckpoint(claimed: ClaimedMail): readonly string[] {
  const whole = claimed.edition.to.audience === 'coordinator' ? checkpointIn(claimed) : null;
  return whole ? [`存证点全文：${whole.origin} 共 ${whole.size} 条 根 ${whole.root.toString('base64')}`] : [];
}

export interface ModelParts {
  readonly lamps: LampLooks;
  readonly subject: string;
  /** Where the unit acts in a browser; null: nowhere. */
  readonly link: string | null;
  /** Where the office decides; null: there is no console. */
  readonly itemLink: ItemLink;
  readonly form: MailForm;
}

const FOOTER: Readonly<Record<MailForm, string>> = {
  mail: '本邮件由督办系统自动发出，直接回复即送达值班信箱。',
  sheet: '本件由督办系统生成，由专人送达；送达人、时间和方式由督办员记入台账。',
};

/** The model of one claimed mail, or of the sheet in its place. */
export function modelOf(claimed: ClaimedMail, parts: ModelParts): MailModel {
  const { lamps, subject, link, form } = parts;
  const { edition } = claimed;
  const { message } = edition;
  return {
    form,
    subject,
    banner: edition.demo ? '演示·日期为示例' : null,
    heading: headingOf(edition),
    date: longDate(edition.slot),
    greeting: greetingOf(edition),
    intro: introOf(claimed, form),
    figures: figuresOf(edition, lamps),
    findings: edition.findings.map(({ zh }) => zh),
    message: message && { title: messageTitle(edition), paragraphs: paragraphs(message.text) },
    tasks: mailTasks(edition),
    since: sinceBlock(edition),
    blocks: blocksOf(edition, parts),
    sheets: edition.sheets.map((sheet) => sheetMail(sheet, edition)),
    answers: {
      title: 'unit' in edition.to ? '怎样答复' : '怎样办理',
      lines: form === 'mail' ? answerWays(edition, link) : sheetWays(edition),
    },
    link: link === null ? null : { label: '打开本单位的事项，签收、报进展、申请延期、报办结', url: link },
    sign: `督办联系人：${edition.sign.name}${edition.sign.phone ? ` 电话：${edition.sign.phone}` : ''}`,
    receipt: form === 'sheet' ? receiptOf(edition) : null,
    footer: [FOOTER[form], ...wholeCheckpoint(claimed)],
    checkpoint: lastLine(checkpointIn(claimed)),
  };
}

/** "4. 标题（区数据局、区司法局 9月30日 → 11月28日）": the same of one item for several units is said once. */
function namedText(lines: readonly DiffLine[], slot: CivilDate): string {
  const items = new Map<string, { readonly line: DiffLine; readonly units: string[] }>();
  for (const line of lines) {
    const key = [line.stream, line.before, line.after, line.status].join('|');
    const known = items.get(key) ?? { line, units: [] };
    if (line.unitName !== null) known.units.push(line.unitName);
    items.set(key, known);
  }
  return [...items.values()]
    .map(({ line, units }) => {
      const sides = [line.before, line.after].filter((side) => side !== null);
      const moved = sides.map((side) => shortDate(side, slot)).join(' → ');
      const ended = line.status === null ? '' : ITEM_STATUS[line.status].zh;
      const said = [units.join('、'), moved, ended].filter((part) => part !== '').join(' ');
      return said === '' ? itemTitle(line) : `${itemTitle(line)}（${said}）`;
    })
    .join('、');
}

/** What changed since the weekly briefing before (自上次例会以来), a line for each kind; null in all other mails. */
function sinceBlock({ since, slot }: Edition): {
  readonly title: string;
  readonly lines: readonly string[];
} | null {
  if (since === null) return null;
  const lines = since.groups.map(({ kind, count, named }) => {
    const more = count > named.length ? ` 等${count}处` : '';
    return `${DIFF[kind].zh} ${count}：${namedText(named, slot)}${more}`;
  });
  return { title: `自上次例会（${shortDate(since.from, slot)}）以来`, lines };
}
