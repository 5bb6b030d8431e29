import { civilDate, mondayOf, plusDays, yearOf, type CivilDate } from '../../../domain/time';
import { CardTable } from './table';
import type { Visit } from './visit';

/** One week of the year's strip. */
export interface Week {
  readonly monday: CivilDate;
  readonly due: number;
  readonly late: number;
}

/** Dates that fall on one day, all of them late or none. */
export interface DatesOfDay {
  readonly due: CivilDate;
  readonly late: boolean;
  readonly count: number;
}

/** The weeks of a year from the month in which something falls, or now, and how many dates fall into each, how many late. */
export function weeksOf(year: number, dates: readonly DatesOfDay[]) {
  const weeks: Week[] = [];
  const counts = new Map<CivilDate, { due: number; late: number }>();
  for (const { due, late, count } of dates) {
    const monday = mondayOf(due);
    const before = counts.get(monday) ?? { due: 0, late: 0 };
    counts.set(monday, { due: before.due + count, late: before.late + (late ? count : 0) });
  }
  const first = mondayOf(civilDate(`${year}-01-01`));
  for (let monday = first; monday <= `${year}-12-31`; monday = plusDays(monday, 7))
    weeks.push({ monday, ...(counts.get(monday) ?? { due: 0, late: 0 }) });
  const begun = weeks.find(({ due }) => due > 0)?.monday ?? first;
  const start = mondayOf(civilDate(`${begun.slice(0, 8)}01`));
  return weeks.filter(({ monday }) => monday >= start);
}

/** Dates that lie outside the weeks of a year, counted by their own year. */
export function datesOutside(
  year: number,
  dates: readonly DatesOfDay[],
): readonly (readonly [year: number, count: number])[] {
  const [first, last] = [mondayOf(civilDate(`${year}-01-01`)), mondayOf(civilDate(`${year}-12-31`))];
  const counts = new Map<number, number>();
  for (const { due, count } of dates) {
    const monday = mondayOf(due);
    if (monday >= first && monday <= last) continue;
    counts.set(yearOf(due), (counts.get(yearOf(due)) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** What is counted outside the year of a strip, each with the strip of its year where there is one. */
export const OtherYears = ({
  visit: { say },
  outside,
  what = 'dates',
  hrefOf,
}: {
  visit: Visit;
  outside: ReturnType<typeof datesOutside>;
  what?: keyof typeof COUNTED;
  hrefOf?: (year: number) => string;
}) => (
  <>
    {outside.length > 0 && (
      <p class="row small">
        <span>{say('不在这一年的：', 'Outside this year:')}</span>
        {outside.map(([year, count]) => {
          const [zh, en] = COUNTED[what].of;
          const said = say(`${year} 年 ${count} ${zh}`, `${year}: ${count} ${en}`);
          return hrefOf === undefined ? <span>{said}</span> : <a href={hrefOf(year)}>{said}</a>;
        })}
      </p>
    )}
  </>
);

const STEP = 18;
const HEIGHT = 84;
/** Where bars stand: above the tallest there is room for its figure and for the word at this week. */
const BASE = HEIGHT + 32;
/** From here on figures would run into each other: only the largest stands over its bar. */
const CROWDED = 100;

/** What a strip counts, and what of it is red. */
const COUNTED: Readonly<
  Record<
    'dates' | 'mails',
    Readonly<Record<'title' | 'of' | 'all' | 'late' | 'read', readonly [string, string]>>
  >
> = {
  dates: {
    title: ['全年到期分布（按周）', 'Due dates of the year by week'],
    of: ['件到期', 'due'],
    all: ['到期', 'due'],
    late: ['其中逾期', 'of these late'],
    read: [
      '每周到期几件：一项由几个单位办，算几件。蓝色为到期，红色为其中逾期，底色为本周。',
      'Due by week: an item counts once for each of its units. Blue is due, red late, this week is shaded.',
    ],
  },
  mails: {
    title: ['全年邮件（按周）', 'Mails of the year by week'],
    of: ['封邮件', 'mails'],
    all: ['邮件', 'mails'],
    late: ['其中催逾期的', 'of these for late items'],
    read: [
      '每周几封邮件。蓝色为全部，红色为其中催逾期的，底色为本周。',
      'Mails by week: blue all, red those that press late items; this week is shaded.',
    ],
  },
};

/** The year as a strip of weeks: a bar for what falls due, red where it is late, this week shaded; its table behind it. */
export const YearStrip = ({
  visit,
  weeks,
  today,
  what = 'dates',
}: {
  visit: Visit;
  weeks: readonly Week[];
  today: CivilDate;
  what?: keyof typeof COUNTED;
}) => {
  const { say } = visit;
  const counted = COUNTED[what];
  const most = Math.max(1, ...weeks.map(({ due }) => due));
  const now = weeks.findIndex(({ monday }) => monday === mondayOf(today));
  // A figure over the last bar is wider than the bar.
  const width = weeks.length * STEP + 8;
  const tall = (count: number): number => Math.round((count / most) * HEIGHT);
  return (
    <figure>
      <svg
        class="strip"
        viewBox={`0 0 ${width} ${BASE + 36}`}
        role="img"
        aria-labelledby="strip-title strip-desc"
      >
        <title id="strip-title">{say(...counted.title)}</title>
        <desc id="strip-desc">
          {say(
            `最多的一周有 ${most} ${counted.of[0]}；底色为本周。逐周数字见下表。`,
            `At most ${most} ${counted.of[1]} in a week; this week is shaded. Figures in the table below.`,
          )}
        </desc>
        {now >= 0 && (
          <g>
            <rect class="week-now" x={now * STEP} y="0" width={STEP} height={BASE} />
            <text
              x={now * STEP + STEP / 2}
              y="2"
              dominant-baseline="hanging"
              text-anchor="middle"
              font-size="11"
            >
              {say('本周', 'now')}
            </text>
          </g>
        )}
        <line class="axis" x1="0" x2={width} y1={BASE} y2={BASE} />
        {weeks.map(({ monday, due, late }, n) => (
          <g>
            <rect class="bar-due" x={n * STEP + 3} y={BASE - tall(due)} width={STEP - 6} height={tall(due)} />
            {late > 0 && (
              <rect
                class="bar-late"
                x={n * STEP + 3}
                y={BASE - tall(late)}
                width={STEP - 6}
                height={tall(late)}
              />
            )}
            {due > 0 && (most < CROWDED || due === most) && (
              <text
                class="count"
                x={n * STEP + STEP / 2}
                y={BASE - 5 - tall(due)}
                text-anchor="middle"
                font-size="11"
              >
                {due}
              </text>
            )}
            {monday.slice(8) <= '07' && (
              <text x={n * STEP + 2} y={BASE + 28} font-size="12">
                {Number(monday.slice(5, 7))}
                {say('月', '')}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption class="small soft">{say(...counted.read)}</figcaption>
      <details>
        <summary>{say('逐周数字', 'Figures by week')}</summary>
        <CardTable
          heads={[say('周一', 'Monday'), [say(...counted.all), 'number'], [say(...counted.late), 'number']]}
        >
          {weeks
            .filter(({ due }) => due > 0)
            .map(({ monday, due, late }) => (
              <tr>
                <th scope="row">{monday}</th>
                <td class="number">{due}</td>
                <td class="number">{late}</td>
              </tr>
            ))}
        </CardTable>
      </details>
    </figure>
  );
};
