import { text } from '../../../domain/problem';
import { againstFirst, moveText, type OnTimeRow } from '../../../domain/view/on-time';
import type { Lang } from '../io';
import { printTable } from '../table';

const ON_TIME_HEAD = {
  zh: ['单位', '期次', '原定时限', '现行时限', '办结提交', '按原定', '按现行'],
  en: [
    'unit',
    'round',
    'first date',
    'date in force',
    'handed in',
    'against the first',
    'against that in force',
  ],
} as const;

/** Rounds that are finished or whose date was moved: both dates side by side, and below them who moved them; "" for none. */
export function onTimeText(rows: readonly OnTimeRow[], lang: Lang): string {
  const telling = rows.filter(({ finished, moves }) => finished !== null || moves.length > 0);
  if (telling.length === 0) return '';
  const lines = telling.map((row) => [
    row.unitName,
    String(row.round),
    row.firstDue,
    row.due,
    row.finished ?? '—',
    againstFirst(row)[lang],
    row.result[lang],
  ]);
  const moves = telling.flatMap(({ unitName, moves: of }) =>
    of.map((move) => `${unitName}${text('：', ': ')[lang]}${moveText(move)[lang]}`),
  );
  return [printTable(ON_TIME_HEAD[lang], lines), ...moves].join('\n');
}
