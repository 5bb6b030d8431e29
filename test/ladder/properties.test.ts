import fc from 'fast-check';
import { isWorkingDay } from '../../domain/calendar/calendar';
import type { Command } from '../../domain/item/commands';
import { rungId, type ItemState } from '../../domain/item/types';
import { nextSlotOf } from '../../domain/ladder/next';
import { raise } from '../../domain/ladder/raise';
import { civilDate, plusDays, type CivilDate } from '../../domain/time';
import {
  accept,
  ask,
  changeDate,
  giveBack,
  grant,
  handIn,
  refuse,
  report,
  sign,
  withdraw,
  withdrawAsking,
} from '../support/commands';
import { after, answer, happened, issued, officeSays, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';
import { acceptedOn } from './raised-by-day';

const office = testOffice();
const ISSUED = civilDate('2025-08-01');
const LAST = 120;
const dayNo = (max = LAST): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const dayAt = (n: number): CivilDate => plusDays(ISSUED, n);

type Maker = (day: string, date: string) => Said;
const unit =
  (make: (date: string) => Extract<Command, { readonly unit: string }>): Maker =>
  (day, date) =>
    unitSays(`${day} 12:00`, make(date));
const officeAct =
  (make: (date: string) => Command): Maker =>
  (day, date) =>
    officeSays(`${day} 12:00`, make(date));

const MAKERS: readonly Maker[] = [
  unit(() => sign('sjj')),
  unit(() => report('sjj')),
  unit((date) => ask('sjj', date)),
  unit(() => withdrawAsking('sjj')),
  unit(() => handIn('sjj')),
  unit(() => withdraw('sjj')),
  officeAct((date) => grant('sjj', date)),
  officeAct(() => refuse('sjj')),
  officeAct(() => giveBack('sjj')),
  officeAct(() => accept('sjj')),
  officeAct((date) => changeDate(date)),
];

/** Things said on some days; those that the rules refuse are as if never said. */
const sayings = (): fc.Arbitrary<readonly Said[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: MAKERS.length - 1 }), dayNo(), dayNo(150)), { maxLength: 12 })
    .map((all) =>
      all
        .sort(([, a], [, b]) => a - b)
        .flatMap(([which, day, date]) => MAKERS[which]?.(dayAt(day), dayAt(date)) ?? []),
    );

const dates = (): fc.Arbitrary<readonly string[]> =>
  fc
    .uniqueArray(dayNo(100), { minLength: 1, maxLength: 3 })
    .map((all) => all.sort((a, b) => a - b).map(dayAt));

interface Life {
  readonly dates: readonly string[];
  readonly said: readonly Said[];
  /** Slots that are lost, and slots that are looked at twice. */
  readonly lost: readonly number[];
  readonly twice: readonly number[];
}

const life = (): fc.Arbitrary<Life> =>
  fc.record({
    dates: dates(),
    said: sayings(),
    lost: fc.array(dayNo(), { maxLength: 30 }),
    twice: fc.array(dayNo(), { maxLength: 10 }),
  });

interface Seen {
  readonly slot: CivilDate;
  readonly id: string;
  /** The version in force of its round when it was raised. */
  readonly current: boolean;
}

const letters = acceptedOn(ISSUED);

const isCurrent = (state: ItemState, entry: { rung: string; ordinal: string; version: number }): boolean => {
  if (entry.rung === 'R1' || entry.rung === 'C') return true;
  const no = Number.parseInt(entry.ordinal, 10);
  const round = state.assignments[0]?.rounds.find((one) => one.no === no);
  return round?.versions.at(-1)?.version === entry.version && round.outcome === null;
};

/** Lives a life slot by slot; `asleep`: looks only at the slots that nextSlotOf names. */
function live({ dates: dues, said, lost, twice }: Life, asleep = false): readonly Seen[] {
  const kind = dues.length > 1 ? 'recurring' : 'dated';
  let state = issued({ on: ISSUED, kind, dates: dues, units: { sjj: 'lead' } }, office);
  const seen: Seen[] = [];
  const next = (looked: CivilDate): CivilDate | null =>
    asleep ? nextSlotOf(state, { office, letters: letters(plusDays(looked, 1)), after: looked }) : null;
  let wake = next(ISSUED);
  for (let n = 1; n <= LAST; n++) {
    const slot = dayAt(n);
    const open = isWorkingDay(office.calendar, slot) && !lost.includes(n);
    if (open && (!asleep || (wake !== null && wake <= slot))) {
      for (let looks = twice.includes(n) ? 2 : 1; looks > 0; looks--) {
        const body = raise(state, slot, { office, letters: letters(slot) });
        if (!body) continue;
        for (const entry of body.raised)
          seen.push({ slot, id: rungId(entry), current: isCurrent(state, entry) });
        state = happened(state, { type: 'raised', body }, `${slot} 08:30`);
      }
      wake = next(slot);
    }
    for (const one of said.filter(({ at }) => at.startsWith(slot))) {
      if (!answer(state, one, office).ok) continue;
      state = after(state, [one], office);
      wake = next(slot);
    }
  }
  return seen;
}

describe('whatever people do, and however slots are lost or repeated', () => {
  it('no rung of a version is raised twice', () => {
    fc.assert(
      fc.property(life(), (one) => {
        const ids = live(one).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('nothing of an old version, or of a round that is done, fires', () => {
    fc.assert(
      fc.property(life(), (one) => {
        expect(live(one).filter(({ current }) => !current)).toEqual([]);
      }),
    );
  });

  it('one thing is said to a unit a slot, and on working days only', () => {
    fc.assert(
      fc.property(life(), (one) => {
        const slots = live(one)
          .filter(({ id }) => !id.startsWith('C'))
          .map(({ slot }) => slot);
        expect(slots.filter((slot) => !isWorkingDay(office.calendar, slot))).toEqual([]);
        expect(new Set(slots).size).toBe(slots.length);
      }),
    );
  });

  it('the same life is the same reminders', () => {
    fc.assert(
      fc.property(life(), (one) => {
        expect(live(one)).toEqual(live(one));
      }),
    );
  });

  it('looking twice at a slot is looking once', () => {
    fc.assert(
      fc.property(life(), (one) => {
        expect(live({ ...one, twice: [] })).toEqual(live(one));
      }),
    );
  });

  it('an item that sleeps until its next slot misses nothing', () => {
    fc.assert(
      fc.property(life(), (one) => {
        expect(live(one, true)).toEqual(live(one));
      }),
    );
  });
});
