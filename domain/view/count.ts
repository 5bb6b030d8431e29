import { isWorkingDay } from '../calendar/calendar';
import type { WorkCalendar } from '../calendar/types';
import { text, type Text } from '../problem';
import { plusDays, weekdayOf, yearOf, type CivilDate } from '../time';

/** A day that a count passed over, and why: 国庆节, 周六. */
export interface SkippedDay {
  readonly day: CivilDate;
  readonly why: Text;
}

/** Working days counted out one by one from a day (the day itself does not count). */
export interface CountedOut {
  readonly from: CivilDate;
  /** Positive: forwards; negative: backwards. */
  readonly n: number;
  readonly days: readonly CivilDate[];
  readonly skipped: readonly SkippedDay[];
}

const WEEKDAYS: readonly Text[] = [
  text('周一', 'Monday'),
  text('周二', 'Tuesday'),
  text('周三', 'Wednesday'),
  text('周四', 'Thursday'),
  text('周五', 'Friday'),
  text('周六', 'Saturday'),
  text('周日', 'Sunday'),
];

/** Why a day is off: the holiday of its year's table, else its weekday; null for a working day. */
export function whyOff(calendar: WorkCalendar, day: CivilDate): Text | null {
  if (isWorkingDay(calendar, day)) return null;
  const table = calendar.tables.find(({ year }) => year === yearOf(day));
  const holiday = table?.off.find(({ days }) => days.includes(day));
  return holiday ? text(holiday.name, holiday.name) : (WEEKDAYS[weekdayOf(day) - 1] ?? text('', ''));
}

/** The n working days after a day (before it, for a negative n), each named, with the days passed over. */
export function countOut(calendar: WorkCalendar, from: CivilDate, n: number): CountedOut {
  const step = n < 0 ? -1 : 1;
  const days: CivilDate[] = [];
  const skipped: SkippedDay[] = [];
  for (let day = from; days.length < Math.abs(n);) {
    day = plusDays(day, step);
    const why = whyOff(calendar, day);
    if (why) skipped.push({ day, why });
    else days.push(day);
  }
  return { from, n, days, skipped };
}

/** Days in a row, whatever made each of them off. */
function runsOf(skipped: readonly SkippedDay[]): readonly (readonly SkippedDay[])[] {
  const runs: SkippedDay[][] = [];
  for (const one of skipped.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    const last = runs.at(-1)?.at(-1);
    if (last && plusDays(last.day, 1) === one.day) runs.at(-1)?.push(one);
    else runs.push([one]);
  }
  return runs;
}

const isWeekday = ({ why }: SkippedDay): boolean => WEEKDAYS.some(({ zh }) => zh === why.zh);

/** What made a run of days off: the holidays in it, else its weekdays. */
function whyRun(run: readonly SkippedDay[]): Text {
  const holidays = run.filter((one) => !isWeekday(one));
  const reasons = (holidays.length > 0 ? holidays : run).map(({ why }) => why);
  const join = (lang: 'zh' | 'en', comma: string): string =>
    [...new Set(reasons.map((one) => one[lang]))].join(comma);
  return text(join('zh', '、'), join('en', ', '));
}

const shortDay = (day: CivilDate): string => day.slice(5);

/** The count in words: each working day, and which days were passed over and why. */
export function countText({ from, n, days, skipped }: CountedOut): Text {
  const runs = runsOf(skipped).map((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return text('', '');
    const span = first === last ? shortDay(first.day) : `${shortDay(first.day)} 至 ${shortDay(last.day)}`;
    const why = whyRun(run);
    return text(`${span}（${why.zh}）`, `${span.replace(' 至 ', ' to ')} (${why.en})`);
  });
  const over =
    runs.length === 0
      ? text('', '')
      : text(
          `；跳过 ${runs.map(({ zh }) => zh).join('、')}`,
          `; passing over ${runs.map(({ en }) => en).join(', ')}`,
        );
  const listed = days.map(shortDay);
  const all = listed.length === 0 ? '' : `：${listed.join('、')}`;
  const [zh, en] =
    n < 0 ? [`前数 ${-n}`, `${-n} working days before`] : [`后数 ${n}`, `${n} working days after`];
  return text(
    `从 ${from} 往${zh} 个工作日${all}${over.zh}`,
    `${en} ${from}${listed.length === 0 ? '' : `: ${listed.join(', ')}`}${over.en}`,
  );
}
