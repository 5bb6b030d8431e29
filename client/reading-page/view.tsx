import type { JSX } from 'hono/jsx/jsx-runtime';
import type { CharClass, NoticeFinding, NoticeReading } from '../../domain/notice/types';
import { markup } from '../../mail/markup';
import { countsOf, lineRows, type ReadingCounts, type LineRow } from './rows';
import { READING_CSS } from './styles';

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
  <p class={isBad(finding.code) ? 'is-bad' : undefined}>
    ▲ {finding.message[lang]} <code>{finding.code}</code>
  </p>
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
      <p>{[reading.number, reading.datedOn, reading.issuedOn].filter((part) => part !== null).join('　')}</p>
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
