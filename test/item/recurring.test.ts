import {
  accept,
  ask,
  changeDate,
  giveBack,
  grant,
  handIn,
  reopen,
  report,
  close,
  cancel,
  urge,
} from '../support/commands';
import {
  after,
  codeFor,
  issued,
  lastOf,
  officeSays,
  partOf,
  roundOf,
  story,
  unitSays,
} from '../support/item';
import { finish, ROUNDS } from './items';

const start = issued({ ...ROUNDS, units: { sjj: 'each', sfj: 'each' } });
const first = after(start, finish('sjj', '2025-07-30', '2025-07-31'));
const duesOf = (state: typeof start, unit: string) =>
  partOf(state, unit).rounds.map(({ versions }) => versions.at(-1)?.due.date);

describe('a recurring item（分期事项）', () => {
  it('has one round for each date', () => {
    expect(partOf(start, 'sjj').rounds.map(({ no }) => no)).toEqual([1, 2, 3]);
    expect(duesOf(start, 'sjj')).toEqual(ROUNDS.dates);
  });

  it('is handed in and accepted round by round; only the last makes the assignment 已办结', () => {
    const second = after(first, finish('sjj', '2025-09-30', '2025-10-09'));
    const { state, events } = story(second, finish('sjj', '2025-12-31', '2026-01-04'));
    expect([first, second, state].map((item) => partOf(item, 'sjj').status)).toEqual([
      'underway',
      'underway',
      'accepted',
    ]);
    expect(lastOf(events, 'handInAccepted').body).toMatchObject({ round: 3, last: true });
    expect(partOf(state, 'sjj').rounds.map(({ outcome }) => outcome?.onTime)).toEqual([true, true, true]);
  });

  it('judges each round by its own date', () => {
    const late = after(start, finish('sjj', '2025-08-04', '2025-08-05'));
    expect(roundOf(late, 'sjj', 1).outcome).toMatchObject({ onTime: false, daysLate: 2 });
    expect(roundOf(late, 'sjj', 2).outcome).toBeNull();
  });

  it('goes on with the next round while one waits for review', () => {
    const two = after(start, [unitSays('2025-07-30', handIn('sjj')), unitSays('2025-07-31', handIn('sjj'))]);
    expect(partOf(two, 'sjj').rounds.map(({ handIns }) => handIns.length)).toEqual([1, 1, 0]);
    const reviewed = after(two, [officeSays('2025-08-01', accept('sjj'))]);
    expect(roundOf(reviewed, 'sjj', 1).outcome).not.toBeNull();
    expect(roundOf(reviewed, 'sjj', 2).outcome).toBeNull();
  });

  it('can be reported on and urged while a round waits and another is open, not while all wait', () => {
    const one = after(start, [unitSays('2025-07-30', handIn('sjj'))]);
    const all = after(one, [unitSays('2025-07-30', handIn('sjj')), unitSays('2025-07-30', handIn('sjj'))]);
    const codes = (state: typeof start) => [
      codeFor(state, unitSays('2025-07-31', report('sjj'))),
      codeFor(state, officeSays('2025-07-31', urge(['sjj']))),
    ];
    expect(codes(one)).toEqual(['ok', 'ok']);
    expect(codes(all)).toEqual(['handed-in', 'handed-in']);
  });

  it('lets a command name its round', () => {
    const named = (no: number) => codeFor(first, unitSays('2025-08-01', handIn('sjj', no)));
    expect([named(1), named(2), named(3), named(4)]).toEqual(['wrong-state', 'ok', 'ok', 'round-not-found']);
    const last = after(first, [
      unitSays('2025-08-01', handIn('sjj', 3)),
      officeSays('2025-08-04', accept('sjj', 3)),
    ]);
    expect(partOf(last, 'sjj').rounds.map(({ outcome }) => outcome !== null)).toEqual([true, false, true]);
    expect(partOf(last, 'sjj').status).toBe('underway');
  });

  it('moves one round by a grant or a rework, not the others', () => {
    const moved = after(first, [
      unitSays('2025-09-26', ask('sjj', '2025-10-24')),
      officeSays('2025-09-28', grant('sjj', '2025-10-24')),
    ]);
    expect(duesOf(moved, 'sjj')).toEqual(['2025-07-31', '2025-10-24', '2025-12-31']);
    const rework = after(first, [
      unitSays('2025-09-30', handIn('sjj')),
      officeSays('2025-10-10', giveBack('sjj')),
    ]);
    expect(duesOf(rework, 'sjj')).toEqual(['2025-07-31', '2025-10-14', '2025-12-31']);
  });

  it('a later round may be asked for while the first waits', () => {
    const said = [
      unitSays('2025-07-28', ask('sjj', '2025-08-29')),
      unitSays('2025-07-28', ask('sjj', '2026-01-30', 3)),
    ];
    const state = after(start, said);
    expect(partOf(state, 'sjj').rounds.map(({ request }) => request?.asked)).toEqual([
      '2025-08-29',
      undefined,
      '2026-01-30',
    ]);
  });

  it('asks which round is meant when the date of units at different rounds changes', () => {
    expect(codeFor(first, officeSays('2025-08-05', changeDate('2025-10-31')))).toBe('which-round');
    const one = after(first, [officeSays('2025-08-05', changeDate('2025-10-31', { round: 2 }))]);
    expect([duesOf(one, 'sjj')[1], duesOf(one, 'sfj')[1]]).toEqual(['2025-10-31', '2025-10-31']);
    const behind = after(first, [officeSays('2025-08-05', changeDate('2025-08-29', { round: 1 }))]);
    expect([duesOf(behind, 'sjj')[0], duesOf(behind, 'sfj')[0]]).toEqual(['2025-07-31', '2025-08-29']);
    const unit = after(first, [officeSays('2025-08-05', changeDate('2025-10-31', { unit: 'sjj' }))]);
    expect([duesOf(unit, 'sjj')[1], duesOf(unit, 'sfj')[1]]).toEqual(['2025-10-31', '2025-09-30']);
  });

  it('a coordinator who entered one round may review another', () => {
    const entered = after(start, [
      { at: '2025-07-30', by: 'ddy', command: handIn('sjj'), for: { unit: 'sjj', source: 'paper' } },
      unitSays('2025-07-31', handIn('sjj')),
    ]);
    expect(codeFor(entered, officeSays('2025-08-01', accept('sjj', 1)))).toBe('not-allowed');
    expect(codeFor(entered, officeSays('2025-08-01', accept('sjj', 2)))).toBe('ok');
  });

  it('is reopened at its last round when closed, at the first unfinished one when cancelled', () => {
    const all = after(issued({ ...ROUNDS, units: { sjj: 'each' } }), [
      ...finish('sjj', '2025-07-30', '2025-07-31'),
      unitSays('2025-08-01', handIn('sjj', 2)),
      officeSays('2025-08-01', accept('sjj', 2)),
      unitSays('2025-08-01', handIn('sjj', 3)),
      officeSays('2025-08-01', accept('sjj', 3)),
      officeSays('2025-08-04', close),
      officeSays('2025-08-05', reopen('2025-11-28')),
    ]);
    expect(partOf(all, 'sjj').rounds.map(({ outcome }) => outcome !== null)).toEqual([true, true, false]);
    expect(duesOf(all, 'sjj')[2]).toBe('2025-11-28');
    const some = after(first, [
      officeSays('2025-08-04', cancel),
      officeSays('2025-08-05', reopen('2025-11-28')),
    ]);
    expect(duesOf(some, 'sjj')).toEqual(['2025-07-31', '2025-11-28', '2025-12-31']);
  });
});
