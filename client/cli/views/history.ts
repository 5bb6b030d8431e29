import { detailsOf, whoText, type HistoryLine } from '../../../domain/view/history';
import { clockText } from '../../../domain/time';
import type { Lang } from '../io';

/** A history in words, two lines for an event: when, who, what; below it dates, words, reason, files, how late. */
export const historyText = (lines: readonly HistoryLine[], zone: string, lang: Lang): string =>
  lines
    .map((line) => {
      const head = `${clockText(line.at, zone)}  ${whoText(line)[lang]}  ${line.what[lang]}`;
      const details = detailsOf(line).map((one) => `                    ${one[lang]}`);
      return [head, ...details].join('\n');
    })
    .join('\n');
