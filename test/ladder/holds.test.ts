import {
  ask,
  giveBack,
  grant,
  handIn,
  refuse,
  sign,
  withdraw,
  withdrawAsking,
  changeDate,
  reopen,
  accept,
  close,
  lead,
} from '../support/commands';
import { issued, officeSays, unitSays, type Said } from '../support/item';
import { throughSlots, rungs, told } from './through-slots';

// Due 2025-09-30: R2 09-17, R3 09-24, R4 09-26, R5 09-29 and 09-30, R6 10-09, R7 10-11, R8 10-14, R9 10-21 …
const start = issued({ units: { sjj: 'lead' } });
const signed = unitSays('2025-07-01', sign('sjj'));
const year = (said: readonly Said[], until = '2025-10-31') =>
  throughSlots(start, { until, said: [signed, ...said] });
const autumn = (said: readonly Said[], until?: string) => rungs(year(said, until), 'sjj', '2025-09-22');

describe('while a hand-in waits', () => {
  it('nothing is raised, and everything that falls is on record as held', () => {
    const played = year([unitSays('2025-09-24', handIn('sjj'))], '2025-10-15');
    expect(rungs(played, 'sjj', '2025-09-22')).toEqual(['2025-09-24 R3']);
    expect(told(played, 'held')).toEqual([
      '2025-09-26: R4 2025-09-26',
      '2025-09-29: R5 2025-09-29',
      '2025-09-30: R5 2025-09-30',
      '2025-10-09: R6 2025-10-09',
      '2025-10-11: R7 2025-10-11',
      '2025-10-14: R8 2025-10-14',
    ]);
  });

  it('and is withdrawn, the next slot raises the highest that was held', () => {
    const said = [unitSays('2025-09-24', handIn('sjj')), unitSays('2025-10-11 15:00', withdraw('sjj'))];
    expect(autumn(said, '2025-10-11')).toEqual(['2025-09-24 R3']);
    expect(autumn(said, '2025-10-21')).toEqual([
      '2025-09-24 R3',
      '2025-10-13 R7',
      '2025-10-14 R8',
      '2025-10-21 R9',
    ]);
  });

  it('and is withdrawn before a rung that is higher, the held ones are missed', () => {
    const said = [unitSays('2025-09-24', handIn('sjj')), unitSays('2025-10-10 15:00', withdraw('sjj'))];
    expect(autumn(said, '2025-10-13')).toEqual(['2025-09-24 R3', '2025-10-11 R7']);
  });

  it('and is withdrawn in time, the warning comes late but comes', () => {
    const said = [unitSays('2025-09-25', handIn('sjj')), unitSays('2025-09-26 15:00', withdraw('sjj'))];
    expect(autumn(said, '2025-09-30')).toEqual([
      '2025-09-24 R3',
      '2025-09-28 R4',
      '2025-09-29 R5',
      '2025-09-30 R5',
    ]);
  });

  it('and is returned in time, the date stays and the held rung comes', () => {
    const said = [unitSays('2025-09-25', handIn('sjj')), officeSays('2025-09-26 15:00', giveBack('sjj'))];
    expect(autumn(said, '2025-10-09')).toEqual([
      '2025-09-24 R3',
      '2025-09-28 R4',
      '2025-09-29 R5',
      '2025-09-30 R5',
      '2025-10-09 R6',
    ]);
  });

  it('and is returned in time, a request made before the next slot does not swallow the held rung', () => {
    const said = [
      unitSays('2025-09-25', handIn('sjj')),
      officeSays('2025-09-26 15:00', giveBack('sjj')),
      unitSays('2025-09-26 16:00', ask('sjj', '2025-10-24')),
    ];
    expect(autumn(said, '2025-10-09')).toEqual([
      '2025-09-24 R3',
      '2025-09-28 R4',
      '2025-09-29 R5',
      '2025-09-30 R5',
    ]);
  });

  it('and is returned after the date, the rework date has a ladder of its own', () => {
    const said = [unitSays('2025-09-25', handIn('sjj')), officeSays('2025-10-10 10:00', giveBack('sjj'))];
    expect(autumn(said, '2025-10-16')).toEqual([
      '2025-09-24 R3',
      '2025-10-13 R5',
      '2025-10-14 R5',
      '2025-10-15 R6',
    ]);
  });
});

describe('a request for extension', () => {
  it('made in time holds what is for leaders and later, not the warnings', () => {
    const played = year([unitSays('2025-09-26', ask('sjj', '2025-10-31'))], '2025-10-14');
    expect(rungs(played, 'sjj', '2025-09-28')).toEqual(['2025-09-29 R5', '2025-09-30 R5']);
    expect(told(played, 'held')).toEqual([
      '2025-10-09: R6 2025-10-09',
      '2025-10-11: R7 2025-10-11',
      '2025-10-14: R8 2025-10-14',
    ]);
  });

  it('made too late holds nothing', () => {
    const said = [unitSays('2025-10-09 07:00', ask('sjj', '2025-10-31'))];
    expect(autumn(said, '2025-10-14').slice(-3)).toEqual(['2025-10-09 R6', '2025-10-11 R7', '2025-10-14 R8']);
  });

  it('alone moves nothing', () => {
    expect(autumn([unitSays('2025-09-22', ask('sjj', '2025-10-31'))], '2025-09-30')).toEqual(
      autumn([], '2025-09-30'),
    );
  });

  it('withdrawn gives back the highest that was held and leaves B as it was', () => {
    const said = [
      unitSays('2025-09-26', ask('sjj', '2025-10-31')),
      unitSays('2025-10-11 15:00', withdrawAsking('sjj')),
    ];
    expect(autumn(said, '2025-10-14').slice(-2)).toEqual(['2025-10-13 R7', '2025-10-14 R8']);
  });

  it('refused begins B anew: what was held is gone', () => {
    const said = [
      unitSays('2025-09-26', ask('sjj', '2025-10-31')),
      officeSays('2025-10-11 15:00', refuse('sjj')),
    ];
    expect(autumn(said, '2025-10-17').slice(-3)).toEqual(['2025-10-13 R6', '2025-10-15 R7', '2025-10-17 R8']);
  });

  it('granted makes a new date, and nothing of the old one fires', () => {
    const said = [
      unitSays('2025-09-22', ask('sjj', '2025-10-31')),
      officeSays('2025-09-25', grant('sjj', '2025-10-31')),
    ];
    expect(autumn(said, '2025-10-31')).toEqual([
      '2025-09-24 R3',
      // The term from 2025-09-25 is 22 working days, so there is an R2.
      '2025-10-17 R2',
      '2025-10-24 R3',
      '2025-10-28 R4',
      '2025-10-30 R5',
      '2025-10-31 R5',
    ]);
  });
});

describe('a date that is changed', () => {
  it('raises nothing of what would be past under the new one', () => {
    const played = year([officeSays('2025-09-19 12:00', changeDate('2025-09-22'))], '2025-09-25');
    expect(rungs(played, 'sjj', '2025-09-15')).toEqual([
      '2025-09-17 R2',
      '2025-09-22 R5',
      '2025-09-23 R6',
      '2025-09-25 R7',
    ]);
    expect(told(played, 'skipped')).toEqual(['2025-09-22: R5 2025-09-19']);
    expect(told(played, 'missed')).toEqual([]);
  });

  it('to the very day is urged from the next slot on', () => {
    const said = [officeSays('2025-09-19 12:00', changeDate('2025-09-19'))];
    expect(rungs(year(said, '2025-09-26'), 'sjj', '2025-09-19')).toEqual([
      '2025-09-22 R6',
      '2025-09-24 R7',
      '2025-09-26 R8',
    ]);
  });
});

describe('an item that is reopened', () => {
  it('has a fresh ladder and nothing of the old one', () => {
    const said = [
      unitSays('2025-09-25', handIn('sjj')),
      officeSays('2025-09-26', accept('sjj')),
      officeSays('2025-09-28', close),
      officeSays('2025-10-10 10:00', reopen('2025-10-24', ['sjj'])),
    ];
    expect(autumn(said, '2025-10-27')).toEqual([
      '2025-09-24 R3',
      '2025-10-17 R3',
      '2025-10-21 R4',
      '2025-10-23 R5',
      '2025-10-24 R5',
      '2025-10-27 R6',
    ]);
  });

  it('is silent while it is closed', () => {
    const said = [
      unitSays('2025-09-25', handIn('sjj')),
      officeSays('2025-09-26', accept('sjj')),
      officeSays('2025-09-28', close),
    ];
    expect(autumn(said, '2025-12-31')).toEqual(['2025-09-24 R3']);
  });
});

describe('a change of lead, which sends no letter', () => {
  const joint = issued({ units: { sjj: 'lead', sfj: 'support' } });
  const signs = [signed, unitSays('2025-07-01', sign('sfj'))];
  const change = officeSays('2025-09-28 14:00', lead('sfj'));
  const played = throughSlots(joint, { until: '2025-10-09', said: [...signs, change] });

  it('covers nothing: the new lead is reminded from the next day on', () => {
    expect(rungs(played, 'sfj', '2025-09-25')).toEqual(['2025-09-29 R5', '2025-09-30 R5', '2025-10-09 R6']);
    expect(told(played, 'covered', 'sfj')).toEqual([]);
  });
});
