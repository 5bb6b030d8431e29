import { isProvisionalDay } from '../../../domain/calendar/calendar';
import { leavesBy } from '../../../domain/digest/handover';
import type { DueMail } from '../../../domain/digest/edition';
import type { Office } from '../../../domain/office';
import type { Plan } from '../../../domain/plan/types';
import { mondayOf, monthOf, plusDays, type CivilDate } from '../../../domain/time';
import type { Lang } from '../io';
import { columnTable, padded, type TableColumn } from '../table';

/** More mails than this for one unit in one month are too many. */
const MANY_ROWS = 12;

const BAR_LEVELS = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The mails of one day, by kind. */
export interface DayCount {
  readonly date: CivilDate;
  readonly letters: number;
  /** To units: liaisons and leaders. */
  readonly digests: number;
  /** To coordinators and reviewers. */
  readonly briefings: number;
  /** Mails: without the sheets. */
  readonly total: number;
  /** Carried by hand (人工送达). */
  readonly sheets: number;
  /** The day itself lies in an undeclared year. */
  readonly provisional: boolean;
}

/** The mails of one unit, by month "2025-07". */
export interface UnitCount {
  readonly unit: string;
  readonly name: string;
  readonly total: number;
  readonly months: Readonly<Record<string, number>>;
  /** Months with more than 12. */
  readonly crowded: readonly string[];
}

/** Mails by day, in order; days without any are left out. */
export function byDay(mails: readonly DueMail[], office: Office): readonly DayCount[] {
  const days = new Map<CivilDate, DueMail[]>();
  for (const mail of mails) days.set(mail.slot, [...(days.get(mail.slot) ?? []), mail]);
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, all]) => dayCount(date, all, office));
}

function dayCount(date: CivilDate, all: readonly DueMail[], office: Office): DayCount {
  const mails = all.filter((one) => leavesBy(one, office) === 'mail');
  const letters = mails.filter(({ ref }) => ref.of === 'batch').length;
  const briefings = mails.filter(({ to }) => 'account' in to).length;
  return {
    date,
    letters,
    briefings,
    digests: mails.length - letters - briefings,
    total: mails.length,
    sheets: all.filter((one) => leavesBy(one, office) === 'manual').length,
    provisional: isProvisionalDay(office.calendar, date),
  };
}

/** Mails by unit, the most first; leaders' editions count for their unit. */
export function forecastByUnit(all: readonly DueMail[], office: Office): readonly UnitCount[] {
  const mails = all.filter((one) => leavesBy(one, office) === 'mail');
  const units = new Map<string, { name: string; months: Record<string, number>; total: number }>();
  for (const { to, name, slot } of mails) {
    if (!('unit' in to)) continue;
    const count = units.get(to.unit) ?? { name, months: {}, total: 0 };
    const month = slot.slice(0, 7);
    count.months[month] = (count.months[month] ?? 0) + 1;
    units.set(to.unit, { ...count, total: count.total + 1 });
  }
  return [...units]
    .map(([unit, { name, months, total }]): UnitCount => {
      const crowded = Object.keys(months).filter((month) => (months[month] ?? 0) > MANY_ROWS);
      return { unit, name, total, months, crowded };
    })
    .sort((a, b) => b.total - a.total || (a.unit < b.unit ? -1 : 1));
}

/** Dates of the plan, of these items or of all, that lie after a day. */
export const datesAfter = (
  day: CivilDate,
  { items }: Plan,
  keys: readonly string[] | null,
): readonly CivilDate[] =>
  items
    .filter(({ key }) => keys === null || keys.includes(key))
    .flatMap(({ dates, units }) => [...dates, ...units.flatMap(({ due }) => due ?? [])])
    .filter((date) => date > day);

/** One week: its Monday, and how many mails go in it. */
export interface WeekCount {
  readonly monday: CivilDate;
  readonly mails: number;
}

/** Mails by ISO week, from the first to the last, empty ones too. */
export function byWeek(mails: readonly DueMail[], office: Office): readonly WeekCount[] {
  const days = mails
    .filter((one) => leavesBy(one, office) === 'mail')
    .map(({ slot }) => mondayOf(slot))
    .sort();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const weeks: WeekCount[] = [];
  for (let monday = first; monday <= last; monday = plusDays(monday, 7))
    weeks.push({ monday, mails: days.filter((one) => one === monday).length });
  return weeks;
}

/** The heat strip (热力条): one mark a week, the higher the more mails, with the months above it. */
export function heatStrip(weeks: readonly WeekCount[], lang: Lang): string {
  const most = Math.max(1, ...weeks.map(({ mails }) => mails));
  const level = (mails: number): string =>
    BAR_LEVELS[mails === 0 ? 0 : Math.ceil((mails / most) * (BAR_LEVELS.length - 1))] ?? '';
  const months = weeks.map(({ monday }, i) => {
    const month = monthOf(plusDays(monday, 6));
    const before = weeks[i - 1];
    return before && monthOf(plusDays(before.monday, 6)) === month ? '' : String(month);
  });
  // A first week that ends a month has no room for two digits before the next month's.
  const labels = months.map((month, i) => (month.length > 1 && months[i + 1] ? '' : month));
  const busiest = weeks.find(({ mails }) => mails === most);
  const title = lang === 'zh' ? '每周' : 'week';
  return [
    `      ${labels.map((month) => padded(month, 2)).join('')}`.trimEnd(),
    `${padded(title, 6)}${weeks.map(({ mails }) => `${level(mails)} `).join('')}`.trimEnd(),
    lang === 'zh'
      ? `最多的一周：${busiest?.monday ?? ''} 起，${most} 封`
      : `the busiest week: from ${busiest?.monday ?? ''}, ${most} mails`,
  ].join('\n');
}

/** Mails by day as a table. */
export function dayTable(days: readonly DayCount[], lang: Lang): string {
  const mark = lang === 'zh' ? '（预计）' : ' (provisional)';
  return columnTable(lang, days, [
    ['日期', 'date', ({ date, provisional }) => date + (provisional ? mark : '')],
    ['交办', 'letters', ({ letters }) => letters || ''],
    ['提醒', 'digests', ({ digests }) => digests || ''],
    ['督办日报', 'briefings', ({ briefings }) => briefings || ''],
    ['邮件', 'mails', ({ total }) => total],
    ['人工送达', 'by hand', ({ sheets }) => sheets || ''],
  ]);
}

/** Mails by unit and month as a table; ▲ marks a month with more than 12. */
export function unitTable(units: readonly UnitCount[], lang: Lang): string {
  const months = [...new Set(units.flatMap((unit) => Object.keys(unit.months)))].sort();
  return columnTable(lang, units, [
    ['单位', 'unit', ({ name }) => name],
    ['合计', 'total', ({ total }) => total],
    ...months.map((month): TableColumn<UnitCount> => {
      const mark = ({ crowded }: UnitCount): string => (crowded.includes(month) ? '▲' : '');
      return [
        month,
        month,
        (unit) => (unit.months[month] === undefined ? '' : `${unit.months[month]}${mark(unit)}`),
      ];
    }),
  ]);
}

/** The warnings: a unit with more than 12 mails in a month. */
export const crowdedText = (units: readonly UnitCount[], lang: Lang): readonly string[] =>
  units.flatMap(({ name, months, crowded }) =>
    crowded.map((month) =>
      lang === 'zh'
        ? `▲ ${name} 在 ${month} 收 ${months[month] ?? 0} 封，多于 ${MANY_ROWS} 封：可考虑错开期限`
        : `▲ ${name} gets ${months[month] ?? 0} mails in ${month}, more than ${MANY_ROWS}: consider spreading the dates`,
    ),
  );
