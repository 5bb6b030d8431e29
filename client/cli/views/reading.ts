import type { CharClass, NoticeFinding, NoticeReading } from '../../../domain/notice/types';
import type { Lang } from '../io';
import { columnTable } from '../table';

const ESC = '\u001b[';
const RESET = `${ESC}0m`;

/** Colours of the classes that a coordinator looks for; the others stay as they are. */
const COLOURS: Readonly<Partial<Record<CharClass, string>>> = {
  title: `${ESC}1m`,
  heading: `${ESC}1m`,
  item: `${ESC}32m`,
  units: `${ESC}36m`,
  deadline: `${ESC}33m`,
  finding: `${ESC}31m`,
  noise: `${ESC}2m`,
};

const UNDERLINE = `${ESC}4m`;

/** The places of findings in the text, as [start, end) in order. */
function places(text: string, findings: readonly NoticeFinding[]): readonly (readonly [number, number])[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return findings
    .map(({ line, column, length }): readonly [number, number] => {
      const start = (starts[line - 1] ?? 0) + column - 1;
      return [start, start + length];
    })
    .sort(([a], [b]) => a - b);
}

/** The text with a colour for items, units and deadlines; what has a finding is underlined. */
export function colouredText(text: string, { classes, findings }: NoticeReading): string {
  const marks = places(text, findings);
  let next = 0;
  let until = -1;
  const parts: string[] = [];
  for (const span of classes) {
    const colour = COLOURS[span.class] ?? '';
    for (let at = span.start; at < span.end;) {
      for (; (marks[next]?.[0] ?? Infinity) <= at; next += 1) until = Math.max(until, marks[next]?.[1] ?? 0);
      const inside = at < until;
      const end = Math.min(span.end, inside ? until : (marks[next]?.[0] ?? Infinity));
      const style = colour + (inside ? UNDERLINE : '');
      const piece = text.slice(at, end);
      parts.push(style === '' ? piece : `${style}${piece}${RESET}`);
      at = end;
    }
  }
  return parts.join('');
}

export const legend = (lang: Lang): string => {
  const word = (name: CharClass, zh: string, en: string): string =>
    `${COLOURS[name] ?? ''}${lang === 'zh' ? zh : en}${RESET}`;
  return [
    word('item', '事项', 'item'),
    word('units', '单位', 'units'),
    word('deadline', '时限', 'deadline'),
    `${UNDERLINE}${lang === 'zh' ? '需核对' : 'to be looked at'}${RESET}`,
  ].join('  ');
};

/** Rows that a terminal is given; --json has all. */
const SHOWN_FINDINGS = 500;

const restLine = (count: number, lang: Lang): string =>
  count <= SHOWN_FINDINGS
    ? ''
    : lang === 'zh'
      ? `\n… 另有 ${count - SHOWN_FINDINGS} 行，全部用 --json`
      : `\n… ${count - SHOWN_FINDINGS} more; --json has all`;

/** Items of a reading: key, title, units with their role, deadline, number of findings. */
export function readingTable({ items }: NoticeReading, lang: Lang): string {
  const zh = lang === 'zh';
  const roles = { each: '', lead: zh ? '（牵头）' : ' (lead)', support: zh ? '（配合）' : ' (support)' };
  const rows = columnTable(lang, items.slice(0, SHOWN_FINDINGS), [
    ['序号', 'key', ({ key }) => key],
    ['事项', 'title', ({ title }) => title],
    [
      '单位',
      'units',
      ({ units, open }) =>
        units.map(({ name, role }) => `${name}${roles[role]}`).join('、') + (open ? '等' : ''),
    ],
    ['时限', 'deadline', ({ deadline }) => (deadline ? deadline.dates.join(' ') || deadline.phrase : '—')],
    ['核对', 'findings', ({ findings }) => findings.length || ''],
  ]);
  return rows + restLine(items.length, lang);
}

/** Findings, a line each, with their place. */
export const readingFindings = ({ findings }: NoticeReading, name: string, lang: Lang): string =>
  findings
    .slice(0, SHOWN_FINDINGS)
    .map(
      ({ code, line, column, message, item }) =>
        `▲ ${name}:${line}:${column}${item === undefined ? '' : lang === 'zh' ? ` 事项 ${item}` : ` item ${item}`} [${code}] ${message[lang]}`,
    )
    .join('\n') + restLine(findings.length, lang);
