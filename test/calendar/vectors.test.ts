import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { dueOn, isWorkingDay, shift } from '../../domain/calendar/calendar';
import { civilDate, dateOf, monthOf, plusDays, weekdayOf } from '../../domain/time';
import { testCalendar } from '../support/calendar';

const date = z.string().transform(civilDate);
const file = z.object({
  vectors: z.array(z.record(z.string(), z.union([z.string(), z.boolean()]))),
  monthEndsOff: z.array(date),
  workingSaturday: date,
});
const { vectors, monthEndsOff, workingSaturday } = file.parse(
  parse(readFileSync(join(__dirname, '..', 'vectors', 'calendar.yaml'), 'utf8')),
);

const calendar = testCalendar();

/** [start, what to count, expected day, provisional] of every hand-made vector. */
const rows = vectors.flatMap((vector) => {
  const { due, from, provisional, ...steps } = vector;
  return Object.entries(steps).map(
    ([step, day]) => [String(due ?? from), step, String(day), provisional === true] as const,
  );
});

describe('the hand-made vectors', () => {
  it('are all there', () => {
    expect(rows).toHaveLength(12);
  });

  it.each(rows)('%s %s is %s', (start, step, day, provisional) => {
    const due = civilDate(start);
    const steps = Number(step.replace('T', ''));
    const from = steps < 0 ? shift(calendar, due, 0).date : due;
    expect(shift(calendar, from, steps)).toEqual({ date: day, provisional });
  });

  it.each(monthEndsOff)('%s is the last day of a month and a day off', (end) => {
    expect(isWorkingDay(calendar, end)).toBe(false);
    expect(monthOf(plusDays(end, 1))).not.toBe(monthOf(end));
    expect(dateOf(dueOn(calendar, end).lateFrom, calendar.zone)).toBe(shift(calendar, end, 1).date);
  });

  it('2026-02-28 is a Saturday on which people work', () => {
    expect(weekdayOf(workingSaturday)).toBe(6);
    expect(isWorkingDay(calendar, workingSaturday)).toBe(true);
  });
});
