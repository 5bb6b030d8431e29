import fc from 'fast-check';
import { makeCalendar } from '../../domain/calendar/calendar';
import type { WorkCalendar, YearTable } from '../../domain/calendar/types';
import { applyCalendar } from '../../domain/item/apply-calendar';
import { civilDate, plusDays, type CivilDate } from '../../domain/time';
import { accept, cancel, handIn } from '../support/commands';
import { testTables } from '../support/calendar';
import { after, happened, issued, moment, officeSays, roundOf, unitSays } from '../support/item';
import { testOffice } from '../support/office';

const days = (...dates: string[]): CivilDate[] => dates.map(civilDate);

/** 2027 as it might be declared: 01-04 off as well, 01-03 (Sunday) worked. */
const with2027 = (parts: Partial<YearTable>): WorkCalendar =>
  makeCalendar('Asia/Shanghai', [
    ...testTables(),
    { year: 2027, source: 'test', work: [], off: [{ name: '元旦', days: days('2027-01-01') }], ...parts },
  ]);
const declared = (calendar: WorkCalendar) => testOffice({ calendar });

/** Due on New Year's Day 2027, which is provisional: late from Monday 01-04 as far as is known. */
const start = issued({ units: { sjj: 'each' }, dates: ['2027-01-01'], year: 2026 });
const lateFrom = (state: typeof start) => roundOf(state, 'sjj').versions.at(-1)?.due.lateFrom;

function applied(state: typeof start, calendar: WorkCalendar): typeof start {
  const event = applyCalendar(state, declared(calendar));
  return event ? happened(state, event, '2026-11-20') : state;
}

describe('a date that rests on an undeclared year (预计)', () => {
  const due = (state: typeof start) => roundOf(state, 'sjj').versions.at(-1)?.due;

  it('is set again when the year is declared, later where that gives more time', () => {
    const later = with2027({ off: [{ name: '元旦', days: days('2027-01-01', '2027-01-04') }] });
    expect(due(start)).toMatchObject({ lateFrom: moment('2027-01-04 00:00'), provisional: true });
    expect(due(applied(start, later))).toMatchObject({
      date: '2027-01-01',
      lateFrom: moment('2027-01-05 00:00'),
      provisional: false,
      calendar: later.digest,
    });
  });

  it('is never set to an earlier instant', () => {
    const earlier = with2027({ work: days('2027-01-03') });
    expect(due(applied(start, earlier))).toMatchObject({
      lateFrom: moment('2027-01-04 00:00'),
      provisional: false,
    });
  });

  it('keeps its version and how it came about', () => {
    const versions = roundOf(applied(start, with2027({})), 'sjj').versions;
    expect(versions).toMatchObject([{ version: 1, cause: 'issue', startDay: '2025-06-30' }]);
  });

  it('is set once: the same calendar again moves nothing', () => {
    const calendar = with2027({});
    expect(applyCalendar(applied(start, calendar), declared(calendar))).toBeNull();
  });

  it('is never earlier than it was, whatever is declared', () => {
    const january = fc.uniqueArray(
      fc.integer({ min: 0, max: 30 }).map((n) => plusDays(civilDate('2027-01-01'), n)),
    );
    fc.assert(
      fc.property(january, january, (work, off) => {
        const calendar = with2027({
          work,
          off: [{ name: '元旦', days: off.filter((day) => !work.includes(day)) }],
        });
        expect(Number(lateFrom(applied(start, calendar)))).toBeGreaterThanOrEqual(Number(lateFrom(start)));
      }),
    );
  });
});

describe('a date that was not provisional', () => {
  it('stays, even when its year is declared otherwise and would give more time', () => {
    const item = issued({ units: { sjj: 'each' }, dates: ['2026-10-01'], year: 2026 });
    const tables = testTables().map((table) =>
      table.year === 2026
        ? { ...table, off: [...table.off, { name: '国庆节', days: days('2026-10-08') }] }
        : table,
    );
    expect(applyCalendar(item, declared(makeCalendar('Asia/Shanghai', tables)))).toBeNull();
  });
});

describe('an item that has no open date', () => {
  it('is not touched by a calendar: accepted, cancelled, continuous', () => {
    const calendar = declared(with2027({}));
    const accepted = after(start, [
      unitSays('2026-11-02', handIn('sjj')),
      officeSays('2026-11-03', accept('sjj')),
    ]);
    expect(applyCalendar(accepted, calendar)).toBeNull();
    expect(applyCalendar(after(start, [officeSays('2026-11-02', cancel)]), calendar)).toBeNull();
    expect(applyCalendar(issued({ kind: 'continuous' }), calendar)).toBeNull();
  });
});
