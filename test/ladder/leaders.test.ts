import type { RaisedEntry } from '../../domain/item/raised';
import { DEFAULT_POLICY } from '../../domain/policy';
import { done } from '../support/commands';
import { issued, officeSays } from '../support/item';
import { testOffice } from '../support/office';
import { throughSlots, rungs, tasks, told, type ThroughSlots } from './through-slots';

// Due 2025-09-30: R6 10-09, R7 10-11, R8 10-14, R9 10-21.
const after = (unit: string, until = '2025-10-31', office = testOffice()): ThroughSlots =>
  throughSlots(issued({ units: { [unit]: 'lead' } }, office), { until, office });

const entry = ({ raised }: ThroughSlots, rung: string): RaisedEntry | undefined =>
  raised.flatMap((body) => body.raised).find((one) => one.rung === rung);

const onDay = (played: ThroughSlots, slot: string): string[] =>
  tasks(played)
    .filter((task) => task.startsWith(slot))
    .map((task) => task.slice(11));

describe('a unit whose leaders are mailed', () => {
  const played = after('sjj');

  it('has a line to the supervisor with R6, and the coordinator hears of R9', () => {
    expect(entry(played, 'R6')?.audiences).toEqual(['liaison', 'supervisor']);
    expect(entry(played, 'R7')?.audiences).toEqual(['liaison']);
    expect(entry(played, 'R9')?.audiences).toEqual(['liaison', 'coordinator']);
  });

  it('is phoned with R7', () => {
    expect(onDay(played, '2025-10-11')).toEqual(['phone']);
  });

  it('has an edition for its chief that waits for approval', () => {
    expect(entry(played, 'R8')).toMatchObject({ audiences: ['chief'], waits: true });
    expect(onDay(played, '2025-10-14')).toEqual(['approveR8']);
  });

  it('hears R9 every five working days, four times', () => {
    const r9 = rungs(after('sjj', '2026-03-04')).filter((line) => line.endsWith('R9'));
    expect(r9).toEqual(['2025-10-21 R9', '2025-10-28 R9', '2025-11-04 R9', '2025-11-11 R9']);
  });
});

describe('the approval of R8', () => {
  const lapsed = (played: ThroughSlots): string[] =>
    played.raised.flatMap(({ slot, lapsed: ids }) => ids.map(() => slot));

  it('lapses when nobody gives it in five working days, once', () => {
    expect(lapsed(after('sjj', '2025-12-31'))).toEqual(['2025-10-21']);
  });

  it('does not lapse when it was given or refused', () => {
    for (const send of [true, false]) {
      const said = [officeSays('2025-10-16', done('approveR8|sjj|R8|1.1|1', send))];
      const played = throughSlots(issued({ units: { sjj: 'lead' } }), { until: '2025-12-31', said });
      expect(lapsed(played)).toEqual([]);
    }
  });

  it('is not asked for where the policy sends it by itself', () => {
    const office = testOffice({ policy: { ...DEFAULT_POLICY, r8: 'auto' } });
    const played = after('sjj', '2025-10-31', office);
    expect(entry(played, 'R8')).toMatchObject({ audiences: ['chief'], waits: false });
    expect(onDay(played, '2025-10-14')).toEqual([]);
  });
});

describe('a party organ', () => {
  const played = after('xcb');

  it('is never mailed above its liaison: a phone task instead', () => {
    expect(entry(played, 'R6')?.audiences).toEqual(['liaison']);
    expect(onDay(played, '2025-10-09')).toEqual(['phone']);
    expect(entry(played, 'R8')?.audiences).toEqual([]);
    expect(onDay(played, '2025-10-14')).toEqual(['phone']);
  });
});

describe('a unit that is never escalated', () => {
  const played = after('xfb');

  it('has what is for its leaders dropped, and that is on record', () => {
    expect(entry(played, 'R6')?.audiences).toEqual(['liaison']);
    expect(entry(played, 'R8')).toBeUndefined();
    expect(told(played, 'dropped', 'xfb')).toEqual([
      // The second reminder to sign has a line to the supervisor too.
      '2025-07-04: R1 2025-07-04',
      '2025-10-09: R6 2025-10-09',
      '2025-10-14: R8 2025-10-14',
    ]);
    expect(onDay(played, '2025-10-14')).toEqual([]);
  });
});

describe('a unit of whose leaders nobody has the address', () => {
  const played = after('xjz');

  it('has a task at the rung, never silence', () => {
    expect(onDay(played, '2025-10-09')).toEqual(['noLeader']);
    expect(onDay(played, '2025-10-14')).toEqual(['noLeader']);
  });
});

describe('a unit without mail', () => {
  it('has its leaders’ sheets carried to them', () => {
    const played = after('dag');
    expect(entry(played, 'R6')?.audiences).toEqual(['liaison', 'supervisor']);
    expect(entry(played, 'R8')).toMatchObject({ audiences: ['chief'], waits: true });
  });
});
