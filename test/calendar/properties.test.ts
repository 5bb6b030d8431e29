import fc from 'fast-check';
import { dueOn, isDeclared, isWorkingDay, shift, workingDays } from '../../domain/calendar/calendar';
import { dateOf, plusDays, yearOf, type CivilDate } from '../../domain/time';
import { testCalendar } from '../support/calendar';
import { anyDay } from '../support/dates';

const calendar = testCalendar();
const steps = (): fc.Arbitrary<number> => fc.integer({ min: -60, max: 60 });

/** What shift means, said by walking from day to day. */
function walk(from: CivilDate, n: number): { date: CivilDate; provisional: boolean } {
  const seen: CivilDate[] = [];
  let left = Math.abs(n);
  let day = from;
  if (n === 0) {
    for (seen.push(day); !isWorkingDay(calendar, day); seen.push(day)) day = plusDays(day, -1);
  }
  while (left > 0) {
    day = plusDays(day, Math.sign(n));
    seen.push(day);
    if (isWorkingDay(calendar, day)) left--;
  }
  return { date: day, provisional: seen.some((d) => !isDeclared(calendar, yearOf(d))) };
}

describe('counting working days', () => {
  it('is walking from day to day, and provisional when a day walked on is undeclared', () => {
    fc.assert(
      fc.property(anyDay(), steps(), (day, n) => {
        expect(shift(calendar, day, n)).toEqual(walk(day, n));
      }),
    );
  });

  it('goes back the way it came', () => {
    fc.assert(
      fc.property(anyDay(), steps(), (day, n) => {
        const start = shift(calendar, day, 0).date;
        expect(shift(calendar, shift(calendar, start, n).date, -n).date).toBe(start);
      }),
    );
  });

  it('never overtakes', () => {
    fc.assert(
      fc.property(anyDay(), anyDay(), steps(), (a, b, n) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        expect(shift(calendar, early, n).date <= shift(calendar, late, n).date).toBe(true);
      }),
    );
  });

  it('lands on a working day', () => {
    fc.assert(
      fc.property(anyDay(), steps(), (day, n) => {
        expect(isWorkingDay(calendar, shift(calendar, day, n).date)).toBe(true);
      }),
    );
  });
});

describe('the number of working days between two days', () => {
  it('adds up over a day in between', () => {
    fc.assert(
      fc.property(fc.array(anyDay(), { minLength: 3, maxLength: 3 }), (days) => {
        const [a, b, c] = [...days].sort();
        if (!a || !b || !c) throw new Error('three days');
        expect(workingDays(calendar, a, c)).toBe(workingDays(calendar, a, b) + workingDays(calendar, b, c));
      }),
    );
  });

  it('is n for the n-th working day after', () => {
    fc.assert(
      fc.property(anyDay(), fc.integer({ min: 1, max: 300 }), (day, n) => {
        expect(workingDays(calendar, day, shift(calendar, day, n).date)).toBe(n);
      }),
    );
  });

  it('is 0 for a day that is not later', () => {
    fc.assert(
      fc.property(anyDay(), fc.nat(100), (day, n) => {
        expect(workingDays(calendar, day, plusDays(day, -n))).toBe(0);
      }),
    );
  });
});

describe('a due date', () => {
  it('is late from the day after, or from the first working day after when it is a day off', () => {
    fc.assert(
      fc.property(anyDay(), (day) => {
        const expected = isWorkingDay(calendar, day) ? plusDays(day, 1) : walk(day, 1).date;
        expect(dateOf(dueOn(calendar, day).lateFrom, calendar.zone)).toBe(expected);
      }),
    );
  });
});
