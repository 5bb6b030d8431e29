import { text } from '../../../domain/problem';
import { clockText } from '../../../domain/time';
import { detailsOf, whatText, whoText, type HistoryLine } from '../../../domain/view/history';
import { moveText } from '../../../domain/view/date-moves';
import { againstFirst, type OnTimeRow } from '../../../domain/view/on-time';
import type { Lang } from '../io';
import { withoutBreaks } from '../printable';
import { columnTable } from '../table';

/**
 * A history in words: when, who, what; below each dates, words, reason, files, how late. `mark` goes before a line: the
 * place of its event in the journal; `from` after who did it: where that came from.
 */
export const historyText = (
  lines: readonly HistoryLine[],
  zone: string,
  lang: Lang,
  mark: (line: HistoryLine) => string = () => '',
  from: (line: HistoryLine) => string = () => '',
): string =>
  lines
    .map((line) => {
      const head = `${mark(line)}${clockText(line.at, zone)}  ${whoText(line)[lang]}${from(line)}  ${whatText(line)[lang]}`;
      const details = detailsOf(line).map((one) => `                    ${withoutBreaks(one[lang])}`);
      return [head, ...details].join('\n');
    })
    .join('\n');

/** Rounds that are finished or whose date was moved: both dates side by side, and below them who moved them; "" for none. */
export function onTimeText(rows: readonly OnTimeRow[], lang: Lang): string {
  const telling = rows.filter(({ finished, moves }) => finished !== null || moves.length > 0);
  if (telling.length === 0) return '';
  const table = columnTable(lang, telling, [
    ['单位', 'unit', ({ unitName }) => unitName],
    ['期次', 'round', ({ round }) => round],
    ['原定时限', 'first date', ({ firstDue }) => firstDue],
    ['现行时限', 'date in force', ({ due }) => due],
    ['办结提交', 'handed in', ({ finished }) => finished ?? '—'],
    ['按原定', 'against the first', (row) => againstFirst(row)[lang]],
    ['按现行', 'against that in force', ({ result }) => result[lang]],
  ]);
  const moves = telling.flatMap(({ unitName, moves: of }) =>
    of.map((move) => `${unitName}${text('：', ': ')[lang]}${moveText(move)[lang]}`),
  );
  return [table, ...moves].join('\n');
}
