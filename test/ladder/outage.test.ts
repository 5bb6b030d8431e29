import { sign } from '../support/commands';
import { issued, unitSays } from '../support/item';
import { look, throughSlots, rungs, told } from './through-slots';

// Due 2025-09-30: R3 09-24, R4 09-26, R5 09-29 and 09-30, R6 10-09, R7 10-11, R8 10-14, R9 10-21 …
const start = issued({ units: { sjj: 'lead' } });
const said = [unitSays('2025-07-01', sign('sjj'))];
const without = (lost: readonly string[], until: string) => throughSlots(start, { until, said, lost });
const LONG = ['2025-10-09', '2025-10-10', '2025-10-11', '2025-10-13', '2025-10-14', '2025-10-15'];

describe('an outage', () => {
  it('that swallows the warnings of the date: warns first, and urges from there', () => {
    const played = without(['2025-09-29', '2025-09-30', ...LONG], '2025-10-21');
    expect(rungs(played, 'sjj', '2025-09-28')).toEqual(['2025-10-16 R5', '2025-10-17 R6', '2025-10-21 R7']);
  });

  it('that swallows one warning on the day itself does the same', () => {
    const played = without(['2025-09-30'], '2025-10-13');
    expect(rungs(played, 'sjj', '2025-09-29')).toEqual([
      '2025-09-29 R5',
      '2025-10-09 R5',
      '2025-10-10 R6',
      '2025-10-13 R7',
    ]);
    expect(played.raised.flatMap(({ back }) => back.map(({ backOn }) => backOn))).toEqual(['2025-10-09']);
  });

  it('after the warnings only delays: the highest rung that fell is raised, the others are missed', () => {
    const played = without(LONG, '2025-10-21');
    expect(rungs(played, 'sjj', '2025-09-30')).toEqual(['2025-09-30 R5', '2025-10-16 R8', '2025-10-21 R9']);
    expect(told(played, 'missed')).toEqual(['2025-10-16: R6 2025-10-09', '2025-10-16: R7 2025-10-11']);
  });

  it('before the date moves nothing: the warning comes late', () => {
    const played = without(['2025-09-26'], '2025-10-09');
    expect(rungs(played, 'sjj', '2025-09-24')).toEqual([
      '2025-09-24 R3',
      '2025-09-28 R4',
      '2025-09-29 R5',
      '2025-09-30 R5',
      '2025-10-09 R6',
    ]);
    expect(played.raised.flatMap(({ back }) => back)).toEqual([]);
  });

  it('of three days gives a unit one reminder', () => {
    const played = without(['2025-09-26', '2025-09-28', '2025-09-29'], '2025-09-30');
    expect(rungs(played, 'sjj', '2025-09-25')).toEqual(['2025-09-30 R5']);
  });
});

describe('a slot that was looked at', () => {
  const { state } = throughSlots(start, { until: '2025-09-24', said });

  it('says nothing the second time', () => {
    expect(state.raisedThrough).toBe('2025-09-24');
    expect(look(state, '2025-09-24')).toBeNull();
  });

  it('and any before it say nothing', () => {
    expect(look(state, '2025-09-17')).toBeNull();
  });

  it('does not keep the next rung from coming', () => {
    expect(look(state, '2025-09-26')?.raised.map(({ rung }) => rung)).toEqual(['R4']);
  });
});
