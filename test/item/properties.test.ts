import { rowKey } from '../../domain/item/outbox';
import fc from 'fast-check';
import type { Command } from '../../domain/item/commands';
import type { Due } from '../../domain/calendar/types';
import { applyCalendar } from '../../domain/item/apply-calendar';
import { effects } from '../../domain/item/effects';
import type { RecordedItemEvent } from '../../domain/item/events';
import { evolve } from '../../domain/item/evolve';
import type { ItemKind, ItemState } from '../../domain/item/types';
import { itemLamp, lampOf } from '../../domain/item/lamp';
import { isActive, isOpen, isResponsible } from '../../domain/item/view';
import { civilDate, clockText, plusDays, plusMs } from '../../domain/time';
import * as say from '../support/commands';
import { answer, happened, issued, moment, STREAM, story, type Said } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const HOUR = 3_600_000;
/** Lives looked at by each rule. */
const RUNS = 40;

/** The units of the item more often than two that may be assigned. */
const unit = fc.constantFrom('sjj', 'sjj', 'sjj', 'sfj', 'sfj', 'zjj', 'xjz', 'xfb');
const day = fc
  .oneof(
    { arbitrary: fc.integer({ min: 30, max: 184 }), weight: 4 },
    { arbitrary: fc.integer({ min: 0, max: 550 }), weight: 1 },
  )
  .map((n) => plusDays(civilDate('2025-06-30'), n));
const round = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });

/** Every command of the table, about any unit, round and date. */
const command: fc.Arbitrary<Command> = fc.oneof(
  unit.map(say.sign),
  unit.map((of) => say.report(of)),
  unit.map(say.returnReport),
  { arbitrary: fc.tuple(unit, day, round).map(([of, date, no]) => say.ask(of, date, no)), weight: 4 },
  unit.map(say.withdrawAsking),
  { arbitrary: fc.tuple(unit, day).map(([of, date]) => say.grant(of, date)), weight: 3 },
  unit.map(say.refuse),
  { arbitrary: fc.tuple(unit, round).map(([of, no]) => say.handIn(of, no)), weight: 3 },
  unit.map(say.withdraw),
  { arbitrary: fc.tuple(unit, round).map(([of, no]) => say.accept(of, no)), weight: 4 },
  fc.tuple(unit, fc.option(day, { nil: undefined })).map(([of, date]) => say.giveBack(of, date)),
  day.map((date) => say.changeDate(date)),
  fc.tuple(unit, day).map(([of, date]) => say.changeDate(date, { unit: of })),
  fc
    .tuple(unit, fc.constantFrom('each', 'lead', 'support'), fc.option(day, { nil: undefined }))
    .map(([of, role, date]) => say.assign(of, role, date)),
  unit.map(say.release),
  unit.map(say.lead),
  fc.boolean().map((send) => say.done('approveR8|sjj', send)),
  fc.uniqueArray(unit, { maxLength: 2 }).map((of) => say.urge(of)),
  fc.constant(say.cancel),
  { arbitrary: fc.constant(say.close), weight: 2 },
  {
    arbitrary: fc
      .tuple(day, fc.uniqueArray(unit, { maxLength: 1 }))
      .map(([date, of]) => say.reopen(date, of)),
    weight: 3,
  },
  fc.constantFrom(say.yearEnd('accept'), say.yearEnd('carry', 'n2/a'), say.yearEnd('stop')),
);

/** A command by whoever is asked for it in most cases, by anyone in the others; hours after the one before. */
const step = fc.record({
  command,
  by: fc.constantFrom('ddy', 'ddy2', 'ddy3', 'shld', 'gly', 'sj', 'll-sfj', 'temporal', 'nobody'),
  right: fc.integer({ min: 0, max: 9 }).map((n) => n > 1),
  hours: fc.oneof(
    { arbitrary: fc.integer({ min: 0, max: 60 }), weight: 5 },
    { arbitrary: fc.integer({ min: 0, max: 900 }), weight: 1 },
  ),
});

const kind = fc.constantFrom<ItemKind>('dated', 'dated', 'recurring', 'continuous');

const start = (of: ItemKind): ItemState =>
  happened(
    issued({
      kind: of,
      dates:
        of === 'continuous'
          ? []
          : ['2025-09-30', '2025-10-05', '2025-12-31'].slice(0, of === 'dated' ? 1 : 3),
      units: { sjj: 'lead', sfj: 'each', zjj: 'support' },
      year: 2025,
    }),
    {
      type: 'taskOpened',
      body: {
        id: 'approveR8|sjj',
        kind: 'approveR8',
        unit: 'sjj',
        rung: 'R8',
        ordinal: '1.1',
        version: 1,
        day: civilDate('2025-06-30'),
      },
    },
    '2025-06-30 10:00',
  );

const OWN = ['acknowledge', 'report', 'requestExtension', 'withdrawExtension', 'handIn', 'withdrawHandIn'];

const sayer = (next: Command, by: string, right: boolean): string => {
  if (!right) return by;
  if (OWN.includes(next.type) && 'unit' in next) return `ll-${next.unit}`;
  return 'shld' === by && ['grant', 'accept', 'return', 'refuse', 'close'].includes(next.type) ? by : 'ddy';
};

/** Values that nobody can change, so that a rule which changes its input fails. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

interface Moved {
  readonly before: ItemState;
  readonly said: Said;
  readonly events: readonly RecordedItemEvent[];
  readonly after: ItemState;
}

/** What each step of a random life did; refused steps have no events. */
const life = fc.tuple(kind, fc.array(step, { maxLength: 60, size: 'max' })).map(([of, steps]) => {
  let state = frozen(start(of));
  let at = moment('2025-07-01 09:30');
  const moved: Moved[] = [];
  for (const { command: next, by, right, hours } of steps) {
    at = plusMs(at, hours * HOUR);
    const said: Said = {
      at: clockText(at, office.calendar.zone),
      by: sayer(next, by, right),
      command: next,
    };
    const before = state;
    if (answer(before, said, office).ok) {
      const told = story(before, [said], office);
      state = frozen(told.state);
      moved.push({ before, said, events: told.events, after: state });
    } else {
      moved.push({ before, said, events: [], after: before });
    }
  }
  return { first: frozen(start(of)), moved, last: state };
});

const datesOf = (state: ItemState): readonly Due[] =>
  state.assignments.flatMap(({ rounds }) => rounds.flatMap(({ versions }) => versions.map(({ due }) => due)));

/** Whatever in an event has the form of a date with its lateFrom. */
const duesIn = (value: unknown): readonly object[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(duesIn);
  return ['date', 'lateFrom', 'calendar', 'provisional'].every((key) => key in value)
    ? [value, ...inner]
    : inner;
};

const always = (holds: (moved: Moved) => void): void => {
  fc.assert(
    fc.property(life, ({ moved }) => {
      moved.forEach(holds);
    }),
    { numRuns: RUNS },
  );
};

describe('whatever is said to an item by whomever', () => {
  it('lives of these tests are worth the name: most commands are accepted somewhere', () => {
    const lives = fc.sample(life, { numRuns: RUNS, seed: 1 });
    const types = new Set(
      lives.flatMap(({ moved }) => moved.flatMap(({ events }) => events.map(({ type }) => type))),
    );
    expect(types.size).toBeGreaterThanOrEqual(19);
  });

  it('the state follows from the events alone', () => {
    fc.assert(
      fc.property(life, ({ first, moved, last }) => {
        const replayed = moved
          .flatMap(({ events }) => events)
          .reduce<ItemState>((state, event) => evolve(state, event, STREAM), first);
        expect(replayed).toEqual(last);
      }),
      { numRuns: RUNS },
    );
  });

  it('the same question gets the same answer', () => {
    always(({ before, said }) => {
      expect(answer(before, said, office)).toEqual(answer(before, said, office));
    });
  });

  it('the status of the item agrees with that of its units', () => {
    always(({ after: state }) => {
      const standing = state.assignments.filter(
        (part) => isResponsible(part) && part.status !== 'released' && part.status !== 'cancelled',
      );
      const allAccepted = standing.length > 0 && standing.every(({ status }) => status === 'accepted');
      if (isOpen(state)) expect(state.status === 'toBeClosed').toBe(allAccepted);
      else expect(state.assignments.filter(isActive)).toEqual([]);
      expect(isOpen(state)).toBe(state.closedAt === null);
    });
  });

  it('an item that has ended accepts nothing but a reopening and the end of a task', () => {
    always(({ before, said, events }) => {
      if (!isOpen(before) && events.length > 0) expect(['reopen', 'taskDone']).toContain(said.command.type);
    });
  });

  it('an open item always has a unit that answers for it', () => {
    always(({ after: state }) => {
      if (isOpen(state)) {
        const answering = state.assignments.filter(
          (part) => isResponsible(part) && (isActive(part) || part.status === 'accepted'),
        );
        expect(answering.length).toBeGreaterThan(0);
      }
    });
  });

  it('a request for extension alone moves no date, no version and no lamp but its own', () => {
    let asked = 0;
    // Wherever a life has led, one of its units asks.
    always(({ said: { at }, after: before }) => {
      const said: Said = { at, by: 'll-sjj', command: say.ask('sjj', '2027-06-01') };
      if (!answer(before, said, office).ok) return;
      asked += 1;
      const { state } = story(before, [said], office);
      const dates = (of: ItemState) =>
        of.assignments.map(({ rounds }) => rounds.map(({ versions, backOn }) => ({ versions, backOn })));
      expect(dates(state)).toEqual(dates(before));
      const lamps = (of: ItemState) => of.assignments.map((part) => lampOf(of, part, office, moment(at)));
      expect(lamps(state)).toEqual(lamps(before));
    });
    expect(asked).toBeGreaterThan(RUNS);
  });

  it('every date, with its lateFrom, calendar and whether it is provisional, stands in an event of that moment', () => {
    always(({ before, events, after: state }) => {
      const known = new Set(datesOf(before).map((due) => JSON.stringify(due)));
      const written = new Set(duesIn(events).map((due) => JSON.stringify(due)));
      for (const due of datesOf(state)) {
        const stands = known.has(JSON.stringify(due)) || written.has(JSON.stringify(due));
        expect(stands).toBe(true);
      }
    });
  });

  it('versions of a round only grow, and those that were there stay', () => {
    always(({ before, said, after: state }) => {
      for (const part of before.assignments) {
        const now = state.assignments.find((other) => other.unit === part.unit);
        // A unit that comes back after its release begins anew, with higher versions.
        const fresh = said.command.type === 'assign' && said.command.unit === part.unit;
        for (const old of part.rounds) {
          const same = now?.rounds.find(({ no }) => no === old.no);
          if (!same) continue;
          if (!fresh) expect(same.versions.slice(0, old.versions.length)).toEqual(old.versions);
          const numbers = same.versions.map(({ version }) => version);
          expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
          expect(numbers.at(-1) ?? 0).toBeGreaterThanOrEqual(old.versions.at(-1)?.version ?? 0);
        }
      }
    });
  });

  it('an outcome once given is taken back by a reopening only', () => {
    always(({ before, said, after: state }) => {
      if (said.command.type === 'reopen' || said.command.type === 'assign') return;
      for (const part of before.assignments) {
        const now = state.assignments.find((other) => other.unit === part.unit);
        for (const { no, outcome } of part.rounds) {
          if (outcome) expect(now?.rounds.find((other) => other.no === no)?.outcome).toEqual(outcome);
        }
      }
    });
  });

  it('at most one hand-in and one request of a round wait, never both', () => {
    always(({ after: state }) => {
      for (const { request, handIns } of state.assignments.flatMap(({ rounds }) => rounds)) {
        const waiting = handIns.filter(({ fate }) => fate === 'open').length;
        expect(waiting + (request ? 1 : 0)).toBeLessThanOrEqual(1);
      }
    });
  });

  it('no account without the right makes an event', () => {
    always(({ said, events }) => {
      if (['ddy3', 'gly', 'sj', 'nobody'].includes(said.by)) expect(events).toEqual([]);
      if (said.by === 'temporal')
        expect(
          events.every(({ type }) => ['cancelled', 'extensionLapsed', 'tasksEnded'].includes(type)),
        ).toBe(true);
    });
  });

  it('keys of outbox rows are never used twice', () => {
    fc.assert(
      fc.property(life, ({ moved }) => {
        const keys = moved.flatMap(({ before, events }) => {
          let state = before;
          return events.flatMap((event) => {
            const next = evolve(state, event, STREAM);
            const { rows } = effects(state, event, next);
            state = next;
            return rows.map(rowKey);
          });
        });
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: RUNS },
    );
  });

  it('every state has a lamp for each unit and one for the item, and takes a calendar', () => {
    always(({ after: state, said }) => {
      const now = moment(said.at);
      for (const part of state.assignments) expect(lampOf(state, part, office, now).reason.zh).not.toBe('');
      expect(itemLamp(state, office, now).reason.zh).not.toBe('');
      const event = applyCalendar(state, office);
      if (event) expect(happened(state, event, said.at).status).toBe(state.status);
    });
  });
});
