import { accept, handIn, sign } from '../support/commands';
import { issued, officeSays, unitSays } from '../support/item';
import { throughSlots, rungs, told } from './through-slots';

const start = issued({ kind: 'recurring', dates: ['2025-09-30', '2025-10-17'], units: { sjj: 'lead' } });
const signed = unitSays('2025-07-01', sign('sjj'));
const rounds = (said: readonly ReturnType<typeof unitSays>[], until: string) =>
  throughSlots(start, { until, said: [signed, ...said] });

describe('an item with several dates', () => {
  it('has a ladder for each; where two fall on one day the higher is raised', () => {
    const played = rounds([], '2025-10-20');
    // 09-28 is T-10 of the second, 10-11 its T-5 (and B+3 of the first), 10-14 its T-3 (and B+5 of the first).
    expect(rungs(played, 'sjj', '2025-09-24')).toEqual([
      '2025-09-24 R3',
      '2025-09-26 R4',
      '2025-09-28 R2',
      '2025-09-29 R5',
      '2025-09-30 R5',
      '2025-10-09 R6',
      '2025-10-11 R7',
      '2025-10-14 R8',
      '2025-10-16 R5',
      '2025-10-17 R5',
      '2025-10-20 R6',
    ]);
    expect(told(played, 'missed').map((line) => line.slice(0, 14))).toEqual([
      '2025-10-11: R3',
      '2025-10-14: R4',
    ]);
  });

  it('tells the earlier round where two raise the same rung for one day', () => {
    // 10-01 and 10-05 have the same T, 09-30.
    const same = issued({ kind: 'recurring', dates: ['2025-10-01', '2025-10-05'], units: { sjj: 'lead' } });
    const { raised } = throughSlots(same, { until: '2025-09-24', said: [signed] });
    const last = raised.at(-1);
    expect(last?.raised.map(({ rung, ordinal }) => [rung, ordinal])).toEqual([['R3', '1.1']]);
    expect(last?.missed.map(({ rung, ordinal }) => [rung, ordinal])).toEqual([['R3', '2.1']]);
  });

  it('tells the later day where two raise the same rung at one slot', () => {
    const near = issued({ kind: 'recurring', dates: ['2025-09-30', '2025-10-09'], units: { sjj: 'lead' } });
    const lost = ['2025-09-17', '2025-09-18'];
    const { raised } = throughSlots(near, { until: '2025-09-19', said: [signed], lost });
    expect(raised.at(-1)?.raised.map(({ rung, ordinal, day }) => [rung, ordinal, day])).toEqual([
      ['R2', '2.1', '2025-09-18'],
    ]);
  });

  it('goes on with the next one once one is accepted', () => {
    const played = rounds(
      [unitSays('2025-09-25', handIn('sjj')), officeSays('2025-09-25 15:00', accept('sjj'))],
      '2025-10-20',
    );
    expect(rungs(played, 'sjj', '2025-09-24')).toEqual([
      '2025-09-24 R3',
      '2025-09-28 R2',
      '2025-10-11 R3',
      '2025-10-14 R4',
      '2025-10-16 R5',
      '2025-10-17 R5',
      '2025-10-20 R6',
    ]);
  });

  it('holds only the round that was handed in', () => {
    const played = rounds([unitSays('2025-09-25', handIn('sjj'))], '2025-10-17');
    expect(rungs(played, 'sjj', '2025-09-25')).toEqual([
      '2025-09-28 R2',
      '2025-10-11 R3',
      '2025-10-14 R4',
      '2025-10-16 R5',
      '2025-10-17 R5',
    ]);
  });

  it('numbers its entries by round', () => {
    const names = rounds([], '2025-10-17').raised.flatMap(({ raised }) =>
      raised.filter(({ rung }) => rung === 'R5').map(({ ordinal }) => ordinal),
    );
    expect(names).toEqual(['1.1', '1.2', '2.1', '2.2']);
  });
});
