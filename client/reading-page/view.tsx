import type { JSX } from 'hono/jsx/jsx-runtime';
import type { CharClass, NoticeFinding, NoticeReading } from '../../domain/notice/types';
import { markup } from '../../mail/markup';
import { countsOf, lineRows, type ReadingCounts, type LineRow } from './rows';

/** Each class has a colour and a line of its own, so that it can be read in black and white too. */
export const READING_CSS = `
.reading{color:#111;background:#fff;font:16px/1.9 'Songti SC',SimSun,'Noto Serif CJK SC',serif;max-width:1180px;margin:0 auto}
.reading-head{border-bottom:2px solid #111;padding:0 0 8px}
.reading-title{font:700 22px/1.4 'Songti SC',SimSun,'Noto Serif CJK SC',serif;max-width:1180px;margin:0 auto 4px}
.reading-head p{margin:0;color:#333}
.reading-counts{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:8px 0;padding:0}
.reading-counts b{font-size:20px}
.reading-counts .is-bad b{color:#a40000;text-decoration:underline}
.reading-legend{display:flex;flex-wrap:wrap;gap:4px 12px;list-style:none;margin:0 0 8px;padding:0;font-size:14px}
.reading-lines{width:100%;border-collapse:collapse;table-layout:fixed}
.reading-lines td{vertical-align:top;padding:2px 8px}
.reading-key{width:64px;text-align:right;font-weight:700;border-right:1px solid #999}
.reading-key small{display:block;font-weight:400;color:#555}
.reading-text{white-space:pre-wrap;overflow-wrap:anywhere}
.reading-notes{width:28%;font-size:14px;line-height:1.6;border-left:1px solid #999}
.reading-notes p{margin:0 0 4px}
.reading-notes code{font-size:12px;color:#333}
.reading-notes .is-bad{color:#a40000;font-weight:700}
.c-title{font-weight:700;background:#e8e8e8}.c-number,.c-date{background:#e8e8e8;border-bottom:1px dotted #111}
.c-heading{background:none;font-weight:700;border-bottom:2px solid #111}
.c-item{background:#e3f3e1;border-bottom:1px solid #1b6e1b}
.c-units{background:#d9e9ff;border-bottom:3px double #0a3d91}
.c-deadline{background:#ffe9bf;border-bottom:2px dashed #8a4b00}
.c-preamble,.c-ending{background:none;color:#333}.c-noise{background:none;color:#555;text-decoration:line-through}
.c-finding{background:#ffd6d6;border-bottom:2px solid #a40000}
.is-doubtful{outline:1px solid #a40000;outline-offset:-1px}
@media(forced-colors:active){.reading mark{forced-color-adjust:none;color:#111}}
@media print{@page{size:A4;margin:14mm}.reading{font-size:10.5pt;max-width:none}.reading mark{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.reading-lines tr{break-inside:avoid}.reading-notes{width:32%}.reading-key{width:12%}}
`;

/** What the view shows: the text of a notice, its reading, and the language of its own words. */
export interface ReadingViewProps {
  readonly source: string;
  readonly reading: NoticeReading;
  readonly lang: 'zh' | 'en';
}

type PageLang = ReadingViewProps['lang'];

const LEGEND: readonly CharClass[] = [
  'heading',
  'item',
  'units',
  'deadline',
  'preamble',
  'ending',
  'noise',
  'finding',
];
const COUNTS: readonly (keyof ReadingCounts)[] = [
  'items',
  'sections',
  'units',
  'dated',
  'findings',
  'unaccounted',
];

const isBad = (code: NoticeFinding['code']): boolean => code === 'unaccounted' || code === 'unread';

const FindingNote = ({ finding, lang }: { finding: NoticeFinding; lang: PageLang }): JSX.Element => (
  <p class={isBad(finding.code) ? 'is-bad' : undefined}>▲ {finding.message[lang]}</p>
);

const LineView = ({ row, lang }: { row: LineRow; lang: PageLang }): JSX.Element => (
  <tr id={`line-${row.no}`}>
    <td class="reading-key">
      {row.items.join('、')}
      <small>{row.no}</small>
    </td>
    <td class="reading-text">
      {row.pieces.map((piece) => (
        <mark class={`c-${piece.class}${piece.isDoubtful ? ' is-doubtful' : ''}`}>{piece.text}</mark>
      ))}
    </td>
    <td class="reading-notes">
      {row.findings.map((finding) => (
        <FindingNote finding={finding} lang={lang} />
      ))}
    </td>
  </tr>
);

const PageHead = ({ reading, lang }: { reading: NoticeReading; lang: PageLang }): JSX.Element => {
  const counts = countsOf(reading);
  return (
    <div class="reading-head">
      <p>
        {[
          reading.number,
          reading.datedOn && `${DATE_WORDS.datedOn[lang]} ${reading.datedOn}`,
          reading.issuedOn && `${DATE_WORDS.issuedOn[lang]} ${reading.issuedOn}`,
        ]
          .filter((part) => part !== null)
          .join('　')}
      </p>
      <ul class="reading-counts">
        {COUNTS.map((name) => (
          <li class={name === 'unaccounted' && counts[name] > 0 ? 'is-bad' : undefined}>
            {COUNT_WORDS[name][lang]} <b>{counts[name]}</b>
          </li>
        ))}
      </ul>
      <ul class="reading-legend">
        {LEGEND.map((name) => (
          <li>
            <mark class={`c-${name}`}>{CLASS_WORDS[name][lang]}</mark>
          </li>
        ))}
      </ul>
    </div>
  );
};

/**
 * A notice beside its reading: every character in the colour of its class, items numbered at the left, findings at the
 * right, counts on top. Classes only; the page around it brings READING_CSS.
 */
export const ReadingView = ({ source, reading, lang }: ReadingViewProps): JSX.Element => (
  <section class="reading" lang={lang === 'zh' ? 'zh-CN' : 'en'}>
    <PageHead reading={reading} lang={lang} />
    <table class="reading-lines" lang="zh-CN">
      <tbody>
        {lineRows(source, reading).map((row) => (
          <LineView row={row} lang={lang} />
        ))}
      </tbody>
    </table>
  </section>
);

/** The name of each class in the legend. */
const CLASS_WORDS: Readonly<Record<CharClass, Readonly<Record<PageLang, string>>>> = {
  title: { zh: '标题', en: 'title' },
  number: { zh: '文号', en: 'number' },
  date: { zh: '日期', en: 'date' },
  heading: { zh: '章节', en: 'heading' },
  item: { zh: '事项', en: 'task' },
  units: { zh: '单位', en: 'units' },
  deadline: { zh: '时限', en: 'deadline' },
  preamble: { zh: '引言', en: 'preamble' },
  ending: { zh: '结尾', en: 'ending' },
  noise: { zh: '杂质', en: 'noise' },
  finding: { zh: '没有读懂', en: 'not understood' },
};

/** What the two dates of a notice are called. */
const DATE_WORDS = {
  datedOn: { zh: '成文', en: 'dated' },
  issuedOn: { zh: '印发', en: 'issued' },
} as const;

/** The name of each count. */
const COUNT_WORDS: Readonly<Record<keyof ReadingCounts, Readonly<Record<PageLang, string>>>> = {
  items: { zh: '事项', en: 'tasks' },
  sections: { zh: '章节', en: 'sections' },
  units: { zh: '单位', en: 'units' },
  dated: { zh: '有时限', en: 'with a time' },
  findings: { zh: '需核对', en: 'to look at' },
  unaccounted: { zh: '没有对上', en: 'unaccounted' },
};

/** One file that needs no network and no script: the notice beside its reading, ready to print. */
export function readingPage(props: ReadingViewProps): string {
  const body = markup(
    <html lang={props.lang === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{props.reading.title}</title>
        <style dangerouslySetInnerHTML={{ __html: READING_CSS }} />
      </head>
      <body>
        <h1 class="reading-title">
          {props.reading.title || (props.lang === 'zh' ? '（没有标题）' : '(no title)')}
        </h1>
        <ReadingView {...props} />
      </body>
    </html>,
  );
  return `<!DOCTYPE html>\n${body}\n`;
}
