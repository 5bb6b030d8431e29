import { detailsOf, whoText, type HistoryLine } from '../../../domain/view/history';
import { clockText } from '../../../domain/time';
import type { Lang } from '../io';

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
      const head = `${mark(line)}${clockText(line.at, zone)}  ${whoText(line)[lang]}${from(line)}  ${line.what[lang]}`;
      const details = detailsOf(line).map((one) => `                    ${one[lang]}`);
      return [head, ...details].join('\n');
    })
    .join('\n');
