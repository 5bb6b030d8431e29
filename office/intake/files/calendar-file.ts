import { z } from 'zod';
import { makeCalendar } from '../../../domain/calendar/calendar';
import type { WorkCalendar, YearTable } from '../../../domain/calendar/types';
import { ok, text, type Result } from '../../../domain/problem';
import { weekdayOf, yearOf } from '../../../domain/time';
import { both, refuseFaults, type Fault } from './faults';
import { dateShape, lineShape, readAs, shape } from './shapes';
import { readYaml, type YamlFile } from './yaml-file';

const yearShape = z.string().regex(/^\d{4}$/, both('请写四位年份', 'write a year of four digits'));

const calendarSchema = z.record(
  yearShape,
  shape({
    source: lineShape,
    work: z.array(dateShape),
    off: z.record(z.string(), z.array(dateShape)),
  }),
);

/**
 * calendar.yaml: year → source, make-up days, holidays; a year that is not listed is undeclared (未公布).
 * Refuses `bad-file`: a day of another year, a make-up day from Monday to Friday, a day that is both.
 */
export async function readCalendar(path: string, zone: string): Promise<Result<WorkCalendar>> {
  const file = await readYaml(path);
  return file.ok ? toCalendar(file.value, zone) : file;
}

/** The calendar of a file that was read. Refuses like readCalendar. */
export function toCalendar(file: YamlFile, zone: string): Result<WorkCalendar> {
  const read = readAs(calendarSchema, file);
  if (!read.ok) return read;
  const tables = Object.entries(read.value).map(([number, { source, work, off }]): YearTable => ({
    year: Number(number),
    source,
    work,
    off: Object.entries(off).map(([name, days]) => ({ name, days })),
  }));
  const faults = tables.flatMap(faultsOfTable);
  return faults.length > 0 ? refuseFaults('bad-file', file, faults) : ok(makeCalendar(zone, tables));
}

function faultsOfTable(table: YearTable): Fault[] {
  const key = String(table.year);
  const work = table.work.map((day, n) => ({ day, path: [key, 'work', n], off: false }));
  const off = table.off.flatMap(({ name, days }) =>
    days.map((day, n) => ({ day, path: [key, 'off', name, n], off: true })),
  );
  const seen = new Set<string>();
  return [...work, ...off].flatMap(({ day, path, off }): Fault[] => {
    const repeated = seen.has(day);
    seen.add(day);
    if (yearOf(day) !== table.year)
      return [{ path, message: text(`${day} 不在 ${key} 年`, `${day} is not in ${key}`) }];
    if (repeated) return [{ path, message: text(`${day} 出现了两次`, `${day} stands twice`) }];
    if (off || weekdayOf(day) > 5) return [];
    const message = text(
      `${day} 本是周一至周五，不是调休上班日`,
      `${day} is a weekday anyway, not a make-up day`,
    );
    return [{ path, message }];
  });
}
