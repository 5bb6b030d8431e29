import type { JSX } from 'hono/jsx/jsx-runtime';
import type { CharClass, NoticeFinding, NoticeReading } from '../../domain/notice/types';
import { countsOf, lineRows, type ReadingCounts, type LineRow } from './rows';
import { CLASS_WORDS, COUNT_WORDS } from './words';

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
