import fc from 'fast-check';
import { dueOn, isWorkingDay } from '../../domain/calendar/calendar';
import type { Edition } from '../../domain/digest/types';
import type { ItemEvent } from '../../domain/item/events';
import { inForce } from '../../domain/item/outcome';
import type { Assignment, ItemState, Round, Role } from '../../domain/item/types';
import { isActive, isHandedIn, isOpen } from '../../domain/item/view';
import { civilDate, plusDays, type CivilDate } from '../../domain/time';
import { testOffice } from '../support/office';
import { disagreements, sheetDisagreements } from '../support/rows';
import { itemsInMemory, type ItemsInMemory } from '../support/items-in-memory';

const office = testOffice();
const { calendar } = office;
const FIRST = civilDate('2025-08-25');
const DAYS = 70;
const UNITS = ['sjj', 'sfj', 'xjz'] as const;
const NUMBERS = ['1', '2'] as const;
const WHAT = ['sign', 'handIn', 'handIn', 'accept', 'accept', 'return', 'move', 'release'] as const;

const happening = fc.record({
  no: fc.constantFrom(...NUMBERS),
  unit: fc.constantFrom(...UNITS),
  round: fc.integer({ min: 1, max: 3 }),
  day: fc.integer({ min: 0, max: DAYS - 1 }),
  what: fc.constantFrom(...WHAT),
  days: fc.integer({ min: 5, max: 50 }),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Two or three dates, ascending, 5 to 40 days apart; roles of the three units, one of which at least answers. */
const item = fc.record({
  gaps: fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 2, maxLength: 3 }),
  roles: fc.tuple(
    fc.constantFrom<Role>('each', 'lead'),
    fc.constantFrom<Role>('each', 'support'),
    fc.constantFrom<Role>('support', 'each'),
  ),
});
type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;

const datesOf = ({ gaps }: Item): readonly CivilDate[] =>
  gaps.reduce<CivilDate[]>((dates, gap) => [...dates, plusDays(dates.at(-1) ?? FIRST, gap)], []);

const nextSlot = (day: CivilDate): CivilDate =>
  isWorkingDay(calendar, plusDays(day, 1)) ? plusDays(day, 1) : nextSlot(plusDays(day, 1));

const stateOf = (stage: ItemsInMemory, no: string): ItemState => stage.item(`item/n1/${no}`);

/** The event that a happening is, when the round of that unit is in a state for it. */
function eventOf(
  stage: ItemsInMemory,
  { no, unit, round: n, what, days }: Happening,
  day: CivilDate,
): ItemEvent | null {
  const state = stateOf(stage, no);
  const assignment = state.assignments.find((one) => one.unit === unit);
  const round = assignment?.rounds.find((one) => one.no === n);
  if (!assignment || !round || !isOpen(state) || !isActive(assignment)) return null;
  const [on, slot] = [{ unit, round: n }, nextSlot(day)];
  if (what === 'sign') return { type: 'acknowledged', body: { unit, source: null } };
  if (what === 'release')
    return assignment.role === 'lead' ? null : { type: 'released', body: { slot, unit, reason: '解除' } };
  if (round.outcome || round.over || assignment.role === 'support') return null;
  if (what === 'handIn' && !isHandedIn(round))
    return { type: 'handedIn', body: { ...on, source: null, text: '完', files: [] } };
  if (what === 'accept' && isHandedIn(round)) {
    const outcome = { onTime: true, returns: 0, daysLate: 0, version: 1, daysLateBefore: 0 };
    const last = assignment.rounds.every((one) => one.no === n || one.outcome !== null);
    return { type: 'handInAccepted', body: { ...on, text: '', outcome, last } };
  }
  if (what === 'return' && isHandedIn(round))
    return {
      type: 'handInReturned',
      body: { ...on, reason: '不全', backOn: day, date: null, rework: false },
    };
  if (what !== 'move' || isHandedIn(round)) return null;
  const due = dueOn(calendar, plusDays(day, days));
  const set = { ...on, due, version: inForce(round).version + 1, startDay: day };
  return { type: 'deadlineChanged', body: { slot, reason: '调整', dates: [set] } };
}

const dateOf = (assignment: Assignment | undefined, no: number): CivilDate | undefined => {
  const round = assignment?.rounds.find((one) => one.no === no);
  return round && inForce(round).due.date;
};

/** Written here once more, from the rule: the earliest neither done nor handed in, else the earliest not done, else the last. */
function atWork({ rounds, role }: Assignment, state: ItemState): Round | null {
  const answering = state.assignments.filter((one) => one.role !== 'support' && one.status !== 'released');
  const owed = (no: number): boolean =>
    answering.some((one) => one.rounds.some((round) => round.no === no && round.outcome === null));
  const open = rounds
    .filter((round) => (role === 'support' ? owed(round.no) : round.outcome === null))
    .sort((a, b) => (inForce(a).due.date < inForce(b).due.date ? -1 : 1));
  return open.find((round) => !isHandedIn(round)) ?? open[0] ?? rounds.at(-1) ?? null;
}

/** What disagrees in the mails of a day; rows of a hand-in that waits speak of that hand-in. */
const wrongIn = (stage: ItemsInMemory, editions: readonly Edition[]): readonly string[] =>
  editions.flatMap((edition) => [
    ...edition.lines
      .filter(({ section }) => section !== 'waiting')
      .flatMap((line) => {
        const state = stage.item(line.stream);
        const assignment = state.assignments.find(({ unit }) => unit === line.unit);
        const round = assignment ? atWork(assignment, state) : null;
        return disagreements(line, edition, calendar, (no) => dateOf(assignment, no), round);
      }),
    ...sheetDisagreements(edition, calendar, (stream, no) => {
      const { to } = edition;
      const own = stage.item(stream).assignments.find(({ unit }) => 'unit' in to && unit === to.unit);
      return dateOf(own, no);
    }),
  ]);

function wrongRows(items: readonly Item[], happenings: readonly Happening[]): readonly string[] {
  const stage = itemsInMemory(office);
  items.forEach((one, i) => {
    const dues = datesOf(one);
    const parts = Object.fromEntries(UNITS.map((unit, n) => [unit, { role: one.roles[n] ?? 'each', dues }]));
    stage.issue(NUMBERS[i] ?? '', parts, { at: '2025-08-22 10:00' });
  });
  const wrong: string[] = [];
  for (let n = 0; n < DAYS; n++) {
    const day = plusDays(FIRST, n);
    if (isWorkingDay(calendar, day)) {
      stage.wake(day);
      wrong.push(...wrongIn(stage, stage.compose(day)));
    }
    for (const one of happenings.filter((h) => h.day === n)) {
      const event = eventOf(stage, one, day);
      if (event) stage.happens(`item/n1/${one.no}`, `${day} 14:00`, event);
    }
  }
  return wrong;
}

describe('a row of a mail', () => {
  it('speaks of one round throughout, whatever happens to two recurring items in seventy days', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 2, maxLength: 2 }),
        fc.array(happening, { maxLength: 25 }),
        (items, happenings) => {
          expect(wrongRows(items, happenings)).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of round 2 says so, with its own date, and that round 1 is late too', () => {
    const stage = itemsInMemory(office);
    stage.issue('5', { sjj: { dues: ['2025-09-30', '2025-12-31'] } });
    for (const day of ['2025-09-30', '2025-12-31']) {
      stage.wake(day);
      stage.compose(day);
    }
    stage.wake('2026-01-04');
    const [told] = stage.compose('2026-01-04').filter(({ to }) => 'unit' in to && to.audience === 'liaison');
    expect(told?.lines).toMatchObject([
      {
        rung: 'R6',
        round: 2,
        due: '2025-12-31',
        section: 'overdue',
        daysLate: 1,
        alsoLate: [{ round: 1, due: '2025-09-30', daysLate: 62 }],
      },
    ]);
    expect(told?.sheets).toMatchObject([
      { number: '青府办发〔2025〕13号-5-2', round: 2, due: '2025-12-31', daysLate: 1 },
    ]);
  });

  it('of a supporting unit forgets a round that the lead has behind it', () => {
    const stage = itemsInMemory(office);
    const stream = stage.issue('1', {
      sjj: { role: 'lead', dues: ['2025-07-31', '2025-08-29'] },
      sfj: { role: 'support', dues: ['2025-07-31', '2025-08-29'] },
    });
    const on = { unit: 'sjj', round: 1 };
    const outcome = { onTime: true, returns: 0, daysLate: 0, version: 1, daysLateBefore: 0 };
    stage.happens(stream, '2025-07-01', { type: 'acknowledged', body: { unit: 'sfj', source: null } });
    stage.happens(stream, '2025-07-02', {
      type: 'handedIn',
      body: { ...on, source: null, text: '完', files: [] },
    });
    stage.happens(stream, '2025-07-02 15:00', {
      type: 'handInAccepted',
      body: { ...on, text: '', outcome, last: false },
    });
    const toSupport = (day: string): readonly Edition[] => {
      stage.wake(day);
      return stage.compose(day).filter(({ to }) => 'unit' in to && to.unit === 'sfj');
    };
    // T-5 of July is nobody's any more; 08-22 is T-5 of August.
    expect(toSupport('2025-07-24')).toEqual([]);
    expect(toSupport('2025-08-22')[0]?.lines).toMatchObject([
      { rung: 'R3', round: 2, due: '2025-08-29', reason: '距截止还有5个工作日' },
    ]);
  });
});
