import fc from 'fast-check';
import type { Due } from '../../domain/calendar/types';
import type { RecordedItemEvent } from '../../domain/item/events';
import {
  civilDate,
  clockText,
  dateOf,
  plusDays,
  plusMs,
  type CivilDate,
  type Instant,
} from '../../domain/time';
import { onTimeOf } from '../../domain/view/on-time';
import * as say from '../support/commands';
import {
  answer,
  issuedEvents,
  moment,
  officeSays,
  story,
  STREAM,
  unitSays,
  type Said,
  type Story,
} from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const ZONE = 'Asia/Shanghai';
const HOUR = 3_600_000;
const RUNS = 500;

/** Days of the second half of 2025 on which work differs from Monday to Friday. */
const WORKED: readonly string[] = ['2025-09-28', '2025-10-11'];
const isWorked = (day: string): boolean =>
  WORKED.includes(day) ||
  (!(day >= '2025-10-01' && day <= '2025-10-08') && ![0, 6].includes(new Date(day).getUTCDay()));

/** Working days after a day, to another and with it. */
const daysBetween = (after: CivilDate, to: CivilDate): number =>
  after >= to ? 0 : daysBetween(plusDays(after, 1), to) + (isWorked(plusDays(after, 1)) ? 1 : 0);

/** What a unit has had of dates and hand-ins since the matter last began for it. */
interface Told {
  readonly dates: readonly (Due & { readonly isRework: boolean })[];
  readonly handIns: readonly {
    readonly at: Instant;
    readonly until: Instant;
  }[];
  readonly waits: Instant | null;
  readonly accepted: boolean;
  readonly ended: Instant | null;
  /** Released, or cancelled and left behind by a reopening. */
  readonly end: 'released' | 'left' | null;
  readonly past: readonly { readonly days: number; readonly due: CivilDate }[];
}

const NOTHING: Told = {
  ...{ dates: [], handIns: [], waits: null, accepted: false },
  ...{ ended: null, end: null, past: [] },
};

/** By the rule “On time” of docs/rules: the last date that is not a rework, or each hand-in before its own. */
function lateAt({ dates, handIns, waits, ended, end }: Told, now: Instant): number {
  if (end === 'left') return 0;
  const judged = dates.findLast(({ isRework }) => !isRework);
  const last = dates.at(-1);
  const at = waits ?? ended ?? now;
  if (!judged || !last || at < judged.lateFrom) return 0;
  if (at < last.lateFrom && handIns.every((one) => one.at < one.until)) return 0;
  return Math.max(1, daysBetween(judged.date, dateOf(at, ZONE)));
}

const judgedDay = ({ dates }: Told): CivilDate | undefined =>
  dates.findLast(({ isRework }) => !isRework)?.date;

/** Another date, by which the unit is judged from now on. */
function anew(told: Told, due: Due, at: Instant, forced = false): Told {
  const days = lateAt(told, at);
  const was = judgedDay(told);
  const past =
    was !== undefined && days > 0 && (forced || was !== due.date)
      ? [...told.past, { days, due: was }]
      : told.past;
  return { ...NOTHING, past, dates: [{ ...due, isRework: false }] };
}

/** The item goes on: with another date, without the unit, or with what it had handed in. */
function reopenedFor(told: Told, due: Due | undefined, at: Instant): Told {
  if (due) return { ...anew(told, due, at), waits: told.accepted ? null : told.waits };
  const days = lateAt(told, at);
  const was = judgedDay(told);
  if (told.accepted || told.end !== null || told.ended === null || was === undefined) return told;
  return { ...told, end: 'left', past: days > 0 ? [...told.past, { days, due: was }] : told.past };
}

function returned(told: Told, { body, at }: Extract<RecordedItemEvent, { type: 'handInReturned' }>): Told {
  const until = told.dates.at(-1)?.lateFrom ?? at;
  const handIns = [...told.handIns, { at: told.waits ?? at, until }];
  const back: Told = { ...told, waits: null, handIns };
  if (!body.date) return back;
  const { due } = body.date;
  return body.rework ? { ...back, dates: [...back.dates, { ...due, isRework: true }] } : anew(back, due, at);
}

/** Tells a unit's story from the events of an item, without a line of the product's code for it. */
const toldOf = (unit: string, events: readonly RecordedItemEvent[]): Told =>
  events.reduce<Told>((told, event) => {
    const { at, body } = event;
    if (event.type === 'issued') return event.body.dues[0] ? anew(told, event.body.dues[0], at) : told;
    if (event.type === 'cancelled' || event.type === 'closed') return { ...told, ended: told.ended ?? at };
    if (event.type === 'deadlineChanged' || event.type === 'reopened') {
      const due = event.body.dates.find((one) => one.unit === unit)?.due;
      if (event.type === 'reopened') return reopenedFor(told, due, at);
      return due ? anew(told, due, at) : told;
    }
    return 'unit' in body && body.unit === unit ? actOn(told, event) : told;
  }, NOTHING);

/** What an event that is about one unit makes of its story. */
function actOn(told: Told, event: RecordedItemEvent): Told {
  const { at } = event;
  if (event.type === 'extensionGranted') return anew(told, event.body.due, at);
  if (event.type === 'assigned') return event.body.dues[0] ? anew(told, event.body.dues[0], at, true) : told;
  if (event.type === 'released') return { ...told, ended: at, end: 'released' };
  if (event.type === 'handedIn') return { ...told, waits: at };
  if (event.type === 'handInAccepted') return { ...told, accepted: true };
  if (event.type === 'acceptanceRevoked') return { ...told, accepted: false };
  if (event.type === 'handInWithdrawn') return { ...told, waits: null };
  return event.type === 'handInReturned' ? returned(told, event) : told;
}

/** What the reader says of a unit at an instant. */
function readerSays(unit: string, events: readonly RecordedItemEvent[], now: Instant) {
  const told = toldOf(unit, events);
  const daysLate = lateAt(told, now);
  const daysLateBefore = told.past
    .filter(({ due }) => daysLate === 0 || due !== judgedDay(told))
    .reduce((sum, { days }) => sum + days, 0);
  return { unit, daysLate, daysLateBefore, shown: told.end !== 'released' || daysLate + daysLateBefore > 0 };
}

const unit = fc.constantFrom('sjj', 'sfj');
const day = fc.integer({ min: 30, max: 180 }).map((n) => plusDays(civilDate('2025-06-30'), n));
const byUnit = (command: Parameters<typeof unitSays>[1]) => ({ command, by: `ll-${command.unit}` });
const byReviewer = (command: Said['command']) => ({ command, by: 'shld' });
const byOffice = (command: Said['command']) => ({ command, by: 'ddy' });

const step = fc.record({
  act: fc.oneof(
    { arbitrary: unit.map((of) => byUnit(say.handIn(of))), weight: 5 },
    unit.map((of) => byUnit(say.withdraw(of))),
    { arbitrary: unit.map((of) => byReviewer(say.accept(of))), weight: 3 },
    { arbitrary: unit.map((of) => byReviewer(say.giveBack(of))), weight: 3 },
    fc.tuple(unit, day).map(([of, date]) => byReviewer(say.giveBack(of, date))),
    unit.map((of) => byReviewer(say.revoke(of))),
    { arbitrary: fc.tuple(unit, day).map(([of, date]) => byUnit(say.ask(of, date))), weight: 3 },
    { arbitrary: fc.tuple(unit, day).map(([of, date]) => byReviewer(say.grant(of, date))), weight: 3 },
    day.map((date) => byOffice(say.changeDate(date))),
    unit.map((of) => byOffice(say.release(of))),
    fc.tuple(unit, day).map(([of, date]) => byOffice(say.assign(of, 'each', date))),
    fc.constant(byOffice(say.close)),
    fc.constant(byOffice(say.cancel)),
    { arbitrary: fc.tuple(day, unit).map(([date, of]) => byOffice(say.reopen(date, [of]))), weight: 2 },
  ),
  hours: fc.integer({ min: 1, max: 300 }),
});

const START = issuedEvents({ units: { sjj: 'each', sfj: 'each' }, dates: ['2025-08-29'], year: 2025 });

/** A random life of an item, until the calendar of the test ends. */
const life = fc
  .array(step, { maxLength: 50, size: 'max' })
  .map((steps): Story & { readonly now: Instant } => {
    let told = START;
    let now = moment('2025-08-11 09:30');
    for (const { act, hours } of steps) {
      const next = plusMs(now, hours * HOUR);
      if (next > moment('2025-12-30')) break;
      // A state does not say when a unit that stays cancelled was cancelled: once is enough.
      if (act.command.type === 'cancel' && told.events.some(({ type }) => type === 'cancelled')) continue;
      now = next;
      const said: Said = { at: clockText(now, ZONE), ...act };
      if (!answer(told.state, said).ok) continue;
      const { state, events } = story(told.state, [said]);
      told = { state, events: [...told.events, ...events] };
    }
    return { ...told, now };
  });

describe('lateness of a unit', () => {
  it(`is in ${RUNS} random lives what a reader of the events finds who was written anew`, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(life, ({ events, now }) => {
        const rows = onTimeOf(STREAM, events, office, now);
        const expected = ['sjj', 'sfj'].map((of) => readerSays(of, events, now));
        expect(
          rows.map(({ unit: of, daysLate, daysLateBefore }) => ({ unit: of, daysLate, daysLateBefore })),
        ).toEqual(
          expected
            .filter(({ shown }) => shown)
            .map(({ unit: of, daysLate, daysLateBefore }) => ({ unit: of, daysLate, daysLateBefore })),
        );
        for (const { daysLate, daysLateBefore, result } of rows)
          seen.add(`${daysLate > 0}|${daysLateBefore > 0}|${result.zh.replace(/\d+/g, 'n')}`);
      }),
      { numRuns: RUNS },
    );
    // Lives worth the name: late and not, before and now, in review, released, cancelled.
    const words = [...seen].join('\n');
    for (const one of [
      'true|true',
      'true|false',
      'false|true',
      'false|false',
      '办结待审',
      '解除前已',
      '取消前已',
    ])
      expect(words).toContain(one);
  });

  const dated = issuedEvents({ units: { sjj: 'each', sfj: 'each' }, dates: ['2025-09-12'], year: 2025 });
  const rowsAfter = (said: readonly Said[], now: string) => {
    const { events } = story(dated.state, said);
    return onTimeOf(STREAM, [...dated.events, ...events], office, moment(now));
  };

  it('does not end when it is handed in, nor when that is accepted', () => {
    const late = unitSays('2025-10-10', say.handIn('sjj'));
    expect(rowsAfter([late], '2025-10-15')[0]).toMatchObject({
      daysLate: 15,
      result: { zh: '逾期15个工作日，办结待审' },
    });
    const accepted = officeSays('2025-10-16', say.accept('sjj'), 'shld');
    expect(rowsAfter([late, accepted], '2025-12-01')[0]).toMatchObject({
      daysLate: 15,
      result: { zh: '逾期15个工作日' },
    });
  });

  it('keeps a row when the unit is released late, and none when it was not', () => {
    const released = (at: string) => rowsAfter([officeSays(at, say.release('sjj'))], '2025-12-01');
    expect(released('2025-09-16')[0]).toMatchObject({ unit: 'sjj', result: { zh: '解除前已逾期2个工作日' } });
    expect(released('2025-09-11').map((row) => row.unit)).toEqual(['sfj']);
  });

  it('does not count what was finished in time and is reopened', () => {
    const said = [
      ...['sjj', 'sfj'].flatMap((of) => [
        unitSays('2025-09-10', say.handIn(of)),
        officeSays('2025-09-11', say.accept(of), 'shld'),
      ]),
      officeSays('2025-09-12', say.close),
      officeSays('2025-11-10', say.reopen('2025-12-10', ['sjj'])),
    ];
    expect(rowsAfter(said, '2025-11-20')[0]).toMatchObject({
      ...{ firstDue: '2025-12-10', daysLate: 0, daysLateFirst: 0, daysLateBefore: 0 },
    });
  });
});
