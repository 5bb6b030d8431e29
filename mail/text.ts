import type { Block, MailModel } from './model';
import type { MailLine } from './rows';
import type { SheetMail } from './sheet';

const RULE = '————————————————————';

/** Line breaks in what somebody typed begin no line of their own: it would pass for one of ours. */
const asLine = (line: string): string => line.replace(/[\n\v\f\r\u0085\u2028\u2029]+ */g, ' ');

const textRow = (row: MailLine): readonly string[] => [
  `${row.lamp.shape} ${row.lamp.word}${row.rung ? ` [${row.rung}]` : ''}  ${row.title}`,
  `   ${row.facts.join(' · ')}`,
  ...row.notes.map((note) => `   ${note}`),
  ...(row.link ? [`   ${row.link.label}：${row.link.url}`] : []),
];

const blockText = (block: Block): readonly string[] => [
  '',
  `【${block.title}】${block.count}`,
  ...block.rows.flatMap(textRow),
  ...(block.more ? [`   ${block.more}`] : []),
];

const sheetText = (sheet: SheetMail): readonly string[] => [
  '',
  RULE,
  `        ${sheet.title}`,
  ...sheet.fields.map(({ label, value }) => `${label}：${value}`),
  RULE,
];

const titled = (
  part: { readonly title: string; readonly lines: readonly string[] } | null,
): readonly string[] => (part && part.lines.length > 0 ? ['', `【${part.title}】`, ...part.lines] : []);

/** The plain-text twin: the same sentences as the HTML, in the same order; the checkpoint is its last line. */
export function mailText(model: MailModel): string {
  const lines = [
    ...(model.banner ? [`※ ${model.banner} ※`] : []),
    `${model.heading}  ${model.date}`,
    '',
    model.greeting,
    ...model.intro,
    ...(model.figures.length > 0
      ? [model.figures.map(({ label, value }) => `${label} ${value}`).join(' | ')]
      : []),
    ...(model.findings.length > 0 ? ['', ...model.findings.map((finding) => `！${finding}`)] : []),
    ...(model.message ? ['', `【${model.message.title}】`, ...model.message.paragraphs] : []),
    ...titled(model.tasks),
    ...titled(model.since),
    ...model.blocks.flatMap(blockText),
    ...model.sheets.flatMap(sheetText),
    ...(model.link ? ['', `【${model.link.label}】`, model.link.url] : []),
    ...titled(model.answers),
    '',
    model.sign,
    ...(model.receipt ? sheetText(model.receipt) : []),
    RULE,
    ...model.footer,
    model.checkpoint,
  ];
  return `${lines.map(asLine).join('\n')}\n`;
}
