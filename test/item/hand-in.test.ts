import type { ItemState } from '../../domain/item/types';
import { isReturned, openHandIn } from '../../domain/item/view';
import { accept, ask, giveBack, handIn, report, withdraw } from '../support/commands';
import {
  after,
  answer,
  codeFor,
  issued,
  lastOf,
  moment,
  officeSays,
  partOf,
  roundOf,
  story,
  unitSays,
} from '../support/item';
import { testOffice } from '../support/office';
import { continuous, signed } from './items';

const waiting = after(signed, [unitSays('2025-09-29', handIn('sjj'))]);
const round = (state: ItemState) => roundOf(state, 'sjj');

describe('a hand-in (报办结)', () => {
  it('waits for review, frozen at the moment of the hand-in, the status as it was', () => {
    expect(openHandIn(round(waiting))).toMatchObject({
      at: moment('2025-09-29'),
      by: 'll-sjj',
      version: 1,
    });
    expect(partOf(waiting, 'sjj').status).toBe('underway');
  });

  it('needs words or a file as evidence', () => {
    const files = [{ name: '印发文件.pdf', sha256: 'f'.repeat(64) }];
    const said = (rest: object) => codeFor(signed, unitSays('2025-09-29', { ...handIn('sjj'), ...rest }));
    expect(said({ text: ' ' })).toBe('incomplete');
    expect(said({ text: '', files })).toBe('ok');
    expect(said({ text: '已办结' })).toBe('ok');
  });

  it('is made by leads and eaches, not by supporting units, not for continuous items', () => {
    expect(codeFor(issued({ units: { sjj: 'each' } }), unitSays('2025-09-29', handIn('sjj')))).toBe('ok');
    expect(codeFor(signed, unitSays('2025-09-29', handIn('sfj')))).toBe('support');
    expect(codeFor(continuous, unitSays('2025-09-29', handIn('sjj')))).toBe('continuous');
  });

  it('can be withdrawn, as if it had never been made', () => {
    const back = after(waiting, [unitSays('2025-09-30', withdraw('sjj'))]);
    expect(openHandIn(round(back))).toBeUndefined();
    expect(isReturned(round(back))).toBe(false);
    expect(codeFor(back, unitSays('2025-09-30', report('sjj')))).toBe('ok');
    expect(codeFor(back, unitSays('2025-09-30', handIn('sjj')))).toBe('ok');
    expect(round(back)).toMatchObject({ versions: round(signed).versions, backOn: null, outcome: null });
  });

  it('signs, and the signature stays when it is withdrawn: who handed in had received the item', () => {
    const unsigned = issued({ units: { sjj: 'each' } });
    expect(partOf(unsigned, 'sjj').acknowledgedAt).toBeNull();
    const back = after(unsigned, [
      unitSays('2025-07-03', handIn('sjj')),
      unitSays('2025-07-04', withdraw('sjj')),
    ]);
    expect(openHandIn(round(back))).toBeUndefined();
    expect(partOf(back, 'sjj')).toMatchObject({ status: 'underway', acknowledgedAt: moment('2025-07-03') });
  });

  it('ends an open request, which does not come back with a withdrawal', () => {
    const asked = after(signed, [
      unitSays('2025-09-26', ask('sjj', '2025-10-31')),
      unitSays('2025-09-29', handIn('sjj')),
      unitSays('2025-09-30', withdraw('sjj')),
    ]);
    expect(round(asked).request).toBeNull();
  });
});

describe('accepting (审核通过)', () => {
  it('fixes the outcome by the hand-in, and the assignment is 已办结', () => {
    const { state, events } = story(waiting, [officeSays('2025-11-20', accept('sjj'), 'shld')]);
    expect(lastOf(events, 'handInAccepted').body).toMatchObject({
      last: true,
      outcome: { onTime: true, daysLate: 0, version: 1 },
    });
    expect(partOf(state, 'sjj').status).toBe('accepted');
    expect(state.status).toBe('toBeClosed');
  });

  it('closes the item in the same breath where the policy says so', () => {
    const item = {
      policy: { closeByItself: true },
      units: { sjj: 'each', zjj: 'each', sfj: 'support' },
    } as const;
    const one = after(issued(item), [
      unitSays('2025-09-29', handIn('sjj')),
      unitSays('2025-09-29', handIn('zjj')),
      officeSays('2025-09-30', accept('sjj')),
    ]);
    expect(one.status).toBe('underway');
    const { state, events } = story(one, [officeSays('2025-09-30', accept('zjj'))]);
    expect(events.map(({ type }) => type)).toEqual(['handInAccepted', 'closed']);
    expect(lastOf(events, 'closed').body).toEqual({ reason: '', automatic: true });
    expect(state).toMatchObject({ status: 'closed', closedAt: moment('2025-09-30') });
  });
});

describe('returning (退回办结)', () => {
  const returned = (at: string, date?: string) => after(waiting, [officeSays(at, giveBack('sjj', date))]);

  it('on or before T keeps the date; B begins anew that day', () => {
    for (const day of ['2025-09-29', '2025-09-30']) {
      const back = round(returned(`${day} 16:00`));
      expect(back.versions).toHaveLength(1);
      expect(back.backOn).toBe(day);
      expect(isReturned(back)).toBe(true);
    }
  });

  it('on or before T can give a new date, which counts from then on', () => {
    const back = round(returned('2025-09-30', '2025-10-17'));
    expect(back.versions.at(-1)).toMatchObject({ version: 2, cause: 'change', due: { date: '2025-10-17' } });
    expect(back.backOn).toBe('2025-09-30');
    expect(codeFor(waiting, officeSays('2025-09-30', giveBack('sjj', '2025-09-29')))).toBe('too-soon');
  });

  it('after T gives a rework date of 3 working days with a new version', () => {
    const back = round(returned('2025-10-10'));
    expect(back.versions.at(-1)).toMatchObject({
      version: 2,
      cause: 'rework',
      startDay: '2025-10-10',
      due: { date: '2025-10-14', lateFrom: moment('2025-10-15 00:00') },
    });
    expect(back.backOn).toBe('2025-10-10');
  });

  it('after T lets nobody choose another date', () => {
    expect(codeFor(waiting, officeSays('2025-10-10', giveBack('sjj', '2025-10-31')))).toBe('bad-date');
    expect(codeFor(waiting, officeSays('2025-10-10', giveBack('sjj', '2025-10-14')))).toBe('ok');
  });

  it('takes as many working days as the policy of the item says', () => {
    const item = after(issued({ policy: { reworkDays: 5 } }), [unitSays('2025-09-29', handIn('sjj'))]);
    const back = after(item, [officeSays('2025-10-10', giveBack('sjj'))]);
    expect(round(back).versions.at(-1)?.due.date).toBe('2025-10-16');
  });

  it('looks at T, not at the due date, when that is a day off', () => {
    const item = after(issued({ dates: ['2025-10-05'] }), [unitSays('2025-09-29', handIn('sjj'))]);
    const on = (at: string) => round(after(item, [officeSays(at, giveBack('sjj'))])).versions.at(-1)?.cause;
    expect(on('2025-09-30 17:00')).toBe('issue');
    expect(on('2025-10-01 09:00')).toBe('rework');
  });

  it('touches this unit only', () => {
    const state = returned('2025-10-10');
    expect(roundOf(state, 'sfj')).toEqual(roundOf(waiting, 'sfj'));
  });
});

describe('who may review', () => {
  const entered = after(signed, [
    { at: '2025-09-29', by: 'ddy', command: handIn('sjj'), for: { unit: 'sjj', source: 'paper' } },
  ]);

  it('is not who entered the hand-in for the unit', () => {
    for (const command of [accept('sjj'), giveBack('sjj')]) {
      expect(codeFor(entered, officeSays('2025-09-30', command))).toBe('not-allowed');
      expect(codeFor(entered, officeSays('2025-09-30', command, 'ddy2'))).toBe('ok');
      expect(codeFor(entered, officeSays('2025-09-30', command, 'shld'))).toBe('ok');
    }
  });

  it('is not an account of that unit, whatever its role', () => {
    const office = testOffice();
    const accounts = office.roster.accounts.map((account) =>
      account.id === 'shld' ? { ...account, unit: 'sjj' } : account,
    );
    const own = testOffice({ roster: { ...office.roster, accounts } });
    expect(codeFor(waiting, officeSays('2025-09-30', accept('sjj'), 'shld'), own)).toBe('not-allowed');
    expect(codeFor(waiting, officeSays('2025-09-30', accept('sjj'), 'ddy'), own)).toBe('ok');
  });

  it('says who would be right', () => {
    const refused = answer(entered, officeSays('2025-09-30', accept('sjj')));
    expect(refused).toMatchObject({ problem: { hint: { zh: '请由另一位督办员或审核领导审核' } } });
  });
});
