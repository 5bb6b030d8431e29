import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { dueOn } from '../../domain/calendar/calendar';
import type { RaisedBody } from '../../domain/item/raised';
import { civilDate } from '../../domain/time';
import { testOffice } from '../support/office';
import { acceptedOn, issueFor, raisedDays, raiseByDay, type Happening } from './raised-by-day';

const date = z.string().transform(civilDate);
const file = z.object({
  untouched: z.array(z.object({ dues: z.array(date), days: z.record(z.string(), z.array(date)) })),
  signing: z.object({ letter: date, R1: z.array(date), phone: date }),
  refused: z.object({ due: date, asked: date, refused: date, R6: date, R7: date, R8: date }),
  rework: z.object({ due: date, handedIn: date, returned: date, date, R5: z.array(date), R6: date }),
  short: z.array(
    z.object({
      issued: date,
      letter: date,
      due: date,
      covered: z.array(z.string()),
      days: z.record(z.string(), z.array(date)),
      phone: date,
    }),
  ),
  provisional: z.object({ due: date, R5: z.array(date), R6: date }),
  quarters: z.object({ issued: date, Q: z.array(date), R6: z.array(date) }),
  outage: z.object({ due: date, lost: z.array(date), R5: z.array(date), R6: date, R7: date }),
});
const vectors = file.parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'ladder.yaml'), 'utf8')));

const office = testOffice();
const letters = acceptedOn('2025-06-30');
const signed = {
  on: '2025-07-01',
  event: { type: 'acknowledged', body: { unit: 'sjj', source: null } },
} as const;

/** Days of one unit's rungs from the issue on 2025-06-30; signed on 07-01 unless the vector is about signing. */
function daysOf(due: string, happenings: readonly Happening[], until = '2026-03-31') {
  const start = issueFor(office, { units: { sjj: { dues: [due] } } });
  const { events } = raiseByDay(start, { office, letters, until, happenings: [signed, ...happenings] });
  return { events, days: raisedDays(events, 'sjj') };
}

const openedOn = (events: readonly RaisedBody[], kind: string): string[] =>
  events.flatMap(({ slot, tasks }) => tasks.filter((task) => task.kind === kind).map(() => slot));

describe('a date that nobody does anything about', () => {
  const rows = vectors.untouched.flatMap(({ dues, days }) => dues.map((due) => [due, days] as const));

  it.each(rows)('due %s is reminded of on exactly these days', (due, days) => {
    const start = issueFor(office, { units: { sjj: { dues: [due] } } });
    const { events } = raiseByDay(start, { office, letters, until: '2026-03-31' });
    expect(raisedDays(events, 'sjj')).toEqual({ R1: vectors.signing.R1, ...days });
  });
});

describe('a letter that nobody signs for', () => {
  it('is followed by two reminders and then a phone call', () => {
    const start = issueFor(office, { units: { sjj: { dues: ['2025-12-31'] } } });
    const { events } = raiseByDay(start, { office, letters, until: '2025-07-31' });
    expect(raisedDays(events, 'sjj')).toEqual({ R1: vectors.signing.R1 });
    expect(openedOn(events, 'phone')).toEqual([vectors.signing.phone]);
  });

  it('is told to the supervisor the second time', () => {
    const start = issueFor(office, { units: { sjj: { dues: ['2025-12-31'] } } });
    const { events } = raiseByDay(start, { office, letters, until: '2025-07-31' });
    expect(events.flatMap(({ raised }) => raised.map(({ audiences }) => audiences))).toEqual([
      ['liaison'],
      ['liaison', 'supervisor'],
    ]);
  });
});

describe('a request made in time and refused after the date', () => {
  const { due, asked, refused, ...rungs } = vectors.refused;
  const on = { unit: 'sjj', round: 1 };
  const words = { reason: '', progress: '', approver: '', source: null };
  const { events, days } = daysOf(due, [
    {
      on: asked,
      event: {
        type: 'extensionRequested',
        body: { ...on, ...words, asked: civilDate('2025-10-31'), late: false },
      },
    },
    { on: refused, event: { type: 'extensionRefused', body: { ...on, reason: '', backOn: refused } } },
  ]);

  it('is urged from the day of the answer', () => {
    expect([days.R6, days.R7, days.R8]).toEqual([[rungs.R6], [rungs.R7], [rungs.R8]]);
  });

  it('is warned of the date all the same, and what fell while it waited is on record as held', () => {
    expect(days.R5).toEqual(['2025-09-29', '2025-09-30']);
    expect(events.flatMap(({ held }) => held.map(({ rung, day }) => `${rung} ${day}`))).toEqual([
      'R6 2025-10-09',
    ]);
  });
});

describe('a hand-in returned after the date', () => {
  const { due, handedIn, returned, date: newDate, R5, R6 } = vectors.rework;
  const { days, events } = daysOf(due, [
    {
      on: handedIn,
      event: {
        type: 'handedIn',
        body: { unit: 'sjj', round: 1, text: '', files: [], source: null },
      },
    },
    {
      on: returned,
      event: {
        type: 'handInReturned',
        body: {
          unit: 'sjj',
          round: 1,
          reason: '',
          backOn: returned,
          date: {
            unit: 'sjj',
            round: 1,
            due: dueOn(office.calendar, newDate),
            version: 2,
            startDay: returned,
          },
          rework: true,
        },
      },
    },
  ]);

  it('is reminded of its rework date only', () => {
    expect(days.R5).toEqual(R5);
    expect(days.R6).toEqual([R6]);
  });

  it('has held every rung while it waited', () => {
    expect(events.flatMap(({ held }) => held.map(({ rung }) => rung))).toEqual(['R5', 'R5', 'R6']);
  });
});

describe.each(vectors.short)('a date soon after the issue on $issued', (vector) => {
  const { issued, letter, due, covered, days, phone } = vector;
  const start = issueFor(office, { at: issued, units: { sjj: { dues: [due] } } });
  const { events } = raiseByDay(start, { office, letters: acceptedOn(letter), until: due });

  it('has what was near told by the letter, and is not reminded to sign', () => {
    expect(raisedDays(events, 'sjj')).toEqual(days);
    expect(events.flatMap((body) => body.covered.map(({ rung }) => rung))).toEqual(covered);
  });

  it('is phoned when unsigned after a working day', () => {
    expect(openedOn(events, 'phone')).toEqual([phone]);
  });
});

describe('a date before a year that is not declared', () => {
  const { due, R5, R6 } = vectors.provisional;
  const start = issueFor(office, { at: '2026-11-02', units: { sjj: { dues: [due] } } });
  const { events } = raiseByDay(start, {
    office,
    letters: acceptedOn('2026-11-02'),
    until: '2027-01-04',
    happenings: [{ ...signed, on: '2026-11-03' }],
  });
  const marks = events.flatMap(({ slot, raised }) =>
    raised.map(({ rung, provisional }) => [rung, slot, provisional] as const),
  );

  it('is warned of on known days and urged on expected ones', () => {
    expect(marks.filter(([rung]) => rung === 'R5')).toEqual(R5.map((day) => ['R5', day, false]));
    expect(marks.filter(([rung]) => rung === 'R6')).toEqual([['R6', R6, true]]);
  });

  it('reaches no leader on an expected day: a task instead', () => {
    expect(events.at(-1)?.raised.map(({ audiences }) => audiences)).toEqual([['liaison']]);
    expect(events.at(-1)?.tasks.map(({ kind, rung }) => `${kind} ${String(rung)}`)).toEqual([
      'provisional R6',
    ]);
  });
});

describe('a continuous item without reports', () => {
  const { issued, Q, R6 } = vectors.quarters;
  const start = issueFor(office, { at: issued, kind: 'continuous', year: 2025, units: { sjj: {} } });
  const { events } = raiseByDay(start, { office, letters, until: '2026-12-31', happenings: [signed] });

  it('is reminded twice a quarter and told once that it did not report', () => {
    expect(raisedDays(events, 'sjj')).toEqual({ Q, R6 });
  });

  it('tells no leader, and opens no task', () => {
    expect(new Set(events.flatMap(({ raised }) => raised.flatMap(({ audiences }) => audiences)))).toEqual(
      new Set(['liaison']),
    );
    expect(events.flatMap(({ tasks }) => tasks)).toEqual([]);
  });
});

describe('an outage over the date', () => {
  const { due, lost, R5, R6, R7 } = vectors.outage;
  const { days, events } = daysOf(
    due,
    lost.map((on) => ({ on, lost: true })),
  );

  it('warns first and urges from there', () => {
    expect(days.R5).toEqual(R5);
    expect([days.R6, days.R7]).toEqual([[R6], [R7]]);
  });

  it('puts the moved B on record, once', () => {
    expect(events.flatMap(({ slot, back }) => back.map((moved) => ({ slot, ...moved })))).toEqual([
      { slot: '2025-10-10', unit: 'sjj', round: 1, backOn: '2025-10-10' },
    ]);
  });
});
