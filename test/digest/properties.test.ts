import fc from 'fast-check';
import { dueOn, isWorkingDay } from '../../domain/calendar/calendar';
import { addresseeKey, takenKeys } from '../../domain/digest/mail-ref';
import { sortLines } from '../../domain/digest/order';
import type { Edition, Line } from '../../domain/digest/types';
import type { ItemEvent } from '../../domain/item/events';
import { isActive, isOpen } from '../../domain/item/view';
import { civilDate, plusDays, type CivilDate } from '../../domain/time';
import { testOffice } from '../support/office';
import { itemsInMemory, type ItemsInMemory } from '../support/items-in-memory';

const office = testOffice();
const FIRST = civilDate('2025-08-25');
const UNITS = ['sjj', 'sfj', 'xcb', 'xjz'] as const;
const NUMBERS = ['1', '2', '3', '10'] as const;

/** Something that happens to an item on one of 60 days, at 14:00. */
interface Happening {
  readonly no: string;
  readonly unit: string;
  readonly day: number;
  readonly what: 'sign' | 'handIn' | 'return' | 'move' | 'cancel' | 'release';
}

const happening = fc.record<Happening>({
  no: fc.constantFrom(...NUMBERS),
  unit: fc.constantFrom(...UNITS),
  day: fc.integer({ min: 0, max: 59 }),
  what: fc.constantFrom('sign', 'sign', 'sign', 'handIn', 'handIn', 'return', 'move', 'cancel', 'release'),
});

const items = fc.array(
  fc.record({
    due: fc.integer({ min: 5, max: 130 }).map((n) => plusDays(FIRST, n)),
    units: fc.uniqueArray(fc.constantFrom(...UNITS), { minLength: 1 }),
  }),
  { minLength: NUMBERS.length, maxLength: NUMBERS.length },
);

const nextSlot = (day: CivilDate): CivilDate =>
  isWorkingDay(office.calendar, plusDays(day, 1)) ? plusDays(day, 1) : nextSlot(plusDays(day, 1));

/** The event that a happening is, when the item is in a state for it. */
function eventOf(stage: ItemsInMemory, { no, unit, what }: Happening, day: CivilDate): ItemEvent | null {
  const state = stage.item(`item/n1/${no}`);
  const assignment = state.assignments.find((one) => one.unit === unit);
  const round = assignment?.rounds[0];
  if (!assignment || !round || !isOpen(state) || !isActive(assignment)) return null;
  const waits = round.handIns.some(({ fate }) => fate === 'open');
  const slot = nextSlot(day);
  const version = Math.max(...round.versions.map((one) => one.version)) + 1;
  const due = dueOn(office.calendar, plusDays(day, 40));
  const on = { unit, round: 1 };
  switch (what) {
    case 'sign':
      return { type: 'acknowledged', body: { unit, source: null } };
    case 'handIn':
      return waits ? null : { type: 'handedIn', body: { ...on, source: null, text: '完', files: [] } };
    case 'return':
      return waits
        ? {
            type: 'handInReturned',
            body: { ...on, reason: '不全', backOn: day, date: null, rework: false },
          }
        : null;
    case 'move':
      return waits
        ? null
        : {
            type: 'deadlineChanged',
            body: { slot, reason: '调整', dates: [{ ...on, due, version, startDay: day }] },
          };
    case 'release':
      return waits ? null : { type: 'released', body: { slot, unit, reason: '解除' } };
    case 'cancel':
      return { type: 'cancelled', body: { slot, reason: '取消' } };
  }
}

/** Plays sixty days; calls `look` with each slot's editions. */
function play(
  plan: readonly { readonly due: CivilDate; readonly units: readonly string[] }[],
  happenings: readonly Happening[],
  look: (stage: ItemsInMemory, day: CivilDate, editions: readonly Edition[]) => void,
): void {
  const stage = itemsInMemory(office);
  plan.forEach(({ due, units }, i) => {
    const parts = Object.fromEntries(units.map((unit) => [unit, { dues: [due] }]));
    stage.issue(NUMBERS[i] ?? '', parts, { at: '2025-08-22 10:00' });
  });
  for (let n = 0; n < 60; n++) {
    const day = plusDays(FIRST, n);
    if (isWorkingDay(office.calendar, day)) {
      stage.wake(day);
      look(stage, day, stage.compose(day));
    }
    for (const one of happenings.filter((h) => h.day === n)) {
      const event = eventOf(stage, one, day);
      if (event) stage.happens(`item/n1/${one.no}`, `${day} 14:00`, event);
    }
  }
}

const isOpenLine = (stage: ItemsInMemory, line: Line): boolean => {
  const state = stage.item(line.stream);
  const assignment = state.assignments.find(({ unit }) => unit === line.unit);
  return assignment !== undefined && isOpen(state) && isActive(assignment);
};

const anyYear = fc.tuple(items, fc.array(happening, { maxLength: 25 }));

const always = (rule: Parameters<typeof play>[2]): void => {
  fc.assert(
    fc.property(anyYear, ([plan, happenings]) => {
      play(plan, happenings, rule);
    }),
    { numRuns: 12 },
  );
};

describe('sixty days of anything that may happen to four items', () => {
  it('give an addressee at most one edition a day', () => {
    always((_stage, _day, editions) => {
      const keys = editions.map(({ to }) => addresseeKey(to));
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('never give an empty one', () => {
    always((_stage, _day, editions) => {
      for (const { lines, tasks, findings } of editions)
        expect(lines.length + tasks.length + findings.length).toBeGreaterThan(0);
    });
  });

  it('list nothing that is closed, but for what changed', () => {
    always((stage, _day, editions) => {
      const closed = editions.flatMap(({ lines }) => lines).filter((line) => !isOpenLine(stage, line));
      expect(closed.filter(({ changes }) => changes.length === 0)).toEqual([]);
      expect(closed.filter(({ rung }) => rung !== 'C')).toEqual([]);
    });
  });

  it('say the total of what is open, and list all of it on full days', () => {
    always((stage, _day, editions) => {
      for (const { to, totalOpen, fullDay, lines } of editions) {
        if (!('unit' in to)) continue;
        const open = NUMBERS.flatMap((no) => {
          const state = stage.item(`item/n1/${no}`);
          return isOpen(state)
            ? state.assignments.filter((one) => one.unit === to.unit && isActive(one))
            : [];
        });
        expect(totalOpen).toBe(open.length);
        if (fullDay) expect(lines.filter((line) => isOpenLine(stage, line))).toHaveLength(open.length);
      }
    });
  });

  it('tell a unit a row in one mail only', () => {
    const told = new Map<ItemsInMemory, Set<string>>();
    always((stage, _day, editions) => {
      const before = told.get(stage) ?? new Set();
      const rows = editions.filter(({ to }) => 'unit' in to).flatMap(takenKeys);
      expect(rows.filter((row) => before.has(row))).toEqual([]);
      expect(new Set(rows).size).toBe(rows.length);
      told.set(stage, new Set([...before, ...rows]));
    });
  });

  it('keep the order of sections, dates and numbers', () => {
    always((_stage, _day, editions) => {
      for (const { lines } of editions) expect(sortLines(lines)).toEqual(lines);
    });
  });

  it('send a unit’s liaisons nothing that neither raises, changes nor is a full day', () => {
    always((_stage, _day, editions) => {
      const silent = editions.filter(
        ({ to, lines, fullDay }) => 'unit' in to && !fullDay && lines.every(({ rung }) => rung === null),
      );
      expect(silent).toEqual([]);
    });
  });
});
