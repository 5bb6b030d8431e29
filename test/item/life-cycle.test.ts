import type { ItemState } from '../../domain/item/types';
import { DEFAULT_POLICY } from '../../domain/policy';
import {
  accept,
  ask,
  cancel,
  close,
  grant,
  handIn,
  release,
  reopen,
  report,
  sign,
  yearEnd,
} from '../support/commands';
import { civilDate } from '../../domain/time';
import {
  after,
  answer,
  codeFor,
  happened,
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
import { finish, shared } from './items';

const accepted = after(shared, [
  unitSays('2025-08-01', handIn('sjj')),
  unitSays('2025-08-01', handIn('sfj')),
  officeSays('2025-08-04', accept('sjj')),
  officeSays('2025-08-04', accept('sfj')),
]);
const closed = after(accepted, [officeSays('2025-08-05', close)]);
const cancelled = after(shared, [officeSays('2025-08-05', cancel)]);

describe('cancelling (取消)', () => {
  it('ends the item: requests lapse, hand-ins stay, each unit is told once', () => {
    const busy = after(shared, [
      unitSays('2025-07-20', ask('sjj', '2025-10-31')),
      unitSays('2025-07-20', handIn('sfj')),
    ]);
    const { state, events } = story(busy, [officeSays('2025-08-05', cancel)]);
    expect(events.map(({ type }) => type)).toEqual(['extensionLapsed', 'cancelled']);
    expect(lastOf(events, 'extensionLapsed').body.by).toBe('cancel');
    expect(state).toMatchObject({ status: 'cancelled', closedAt: moment('2025-08-05') });
    expect(state.assignments.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(roundOf(state, 'sfj').handIns.map(({ fate }) => fate)).toEqual(['open']);
    expect(state.assignments.map(({ changes }) => changes)).toEqual([1, 1, 1]);
  });

  it('of a journal up to 0.4.0 took hand-ins as never made, and still does', () => {
    const busy = after(shared, [unitSays('2025-07-20', handIn('sfj'))]);
    const body = { reason: '上级撤销', slot: civilDate('2025-08-05') };
    const state = happened(busy, { type: 'cancelled', body }, '2025-08-05');
    expect(roundOf(state, 'sfj').handIns.map(({ fate }) => fate)).toEqual(['withdrawn']);
  });

  it('does not tell a unit that was out already', () => {
    const state = after(shared, [officeSays('2025-08-04', release('sjj')), officeSays('2025-08-05', cancel)]);
    expect(state.assignments.map(({ changes }) => changes)).toEqual([1, 1, 1]);
  });

  it('keeps the result of a unit that is done', () => {
    const state = after(accepted, [officeSays('2025-08-05', cancel)]);
    expect(state.assignments.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'cancelled']);
  });

  it('says why', () => {
    expect(codeFor(shared, officeSays('2025-08-05', { ...cancel, reason: '' }))).toBe('incomplete');
  });
});

describe('closing (销号)', () => {
  it('is for the coordinator and the 审核领导, when all are accepted', () => {
    expect(codeFor(accepted, officeSays('2025-08-05', close))).toBe('ok');
    expect(codeFor(accepted, officeSays('2025-08-05', close, 'shld'))).toBe('ok');
    expect(closed).toMatchObject({ status: 'closed', closedAt: moment('2025-08-05') });
  });

  it('names who is not accepted yet', () => {
    const one = after(shared, finish('sjj', '2025-08-01', '2025-08-04'));
    expect(answer(one, officeSays('2025-08-05', close))).toMatchObject({
      problem: { code: 'wrong-state', hint: { zh: '尚未办结：区司法局；全部办结或解除后才能销号' } },
    });
  });

  it('never happens by itself unless the policy says so', () => {
    expect(accepted.status).toBe('toBeClosed');
  });

  it('does not happen by itself later, when the policy changes after the last acceptance', () => {
    const office = testOffice({ policy: { ...DEFAULT_POLICY, closeByItself: true } });
    const { events } = story(accepted, [unitSays('2025-08-06', report('zjj'))], office);
    expect(events.map(({ type }) => type)).toEqual(['reported']);
  });

  it('happens by itself when the policy says so, also when the last open unit is released', () => {
    const item = issued({ units: { sjj: 'each', sfj: 'each' }, policy: { closeByItself: true } });
    const { state, events } = story(item, [
      ...finish('sjj', '2025-08-01', '2025-08-04'),
      officeSays('2025-08-05', release('sfj')),
    ]);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['released', 'closed']);
    expect(state.status).toBe('closed');
  });
});

describe('reopening (恢复)', () => {
  const again = (state: ItemState, units: readonly string[] = []) =>
    after(state, [officeSays('2025-08-06', reopen('2025-11-28', units))]);

  it('of a closed item takes all leads and eaches and the supporting units back to work, unsigned who never signed', () => {
    const state = again(closed);
    expect(state).toMatchObject({ status: 'underway', closedAt: null });
    expect(state.assignments.map(({ status }) => status)).toEqual(['underway', 'underway', 'issued']);
    expect(roundOf(state, 'sjj')).toMatchObject({ outcome: null, backOn: '2025-08-06' });
  });

  it('gives them the date with a new version', () => {
    const versions = roundOf(again(closed), 'sjj').versions;
    expect(versions.map(({ version, cause, due }) => [version, cause, due.date])).toEqual([
      [1, 'issue', '2025-09-30'],
      [2, 'reopen', '2025-11-28'],
    ]);
  });

  it('of a cancelled item that nobody signed leaves all unsigned, to be signed for', () => {
    const state = again(cancelled);
    expect(state.assignments.map(({ status }) => status)).toEqual(['issued', 'issued', 'issued']);
    const signed = after(state, [unitSays('2025-08-07', sign('sjj'))]);
    expect(partOf(signed, 'sjj').status).toBe('underway');
  });

  it('can name some units; the others stay as they were', () => {
    const state = again(closed, ['sfj']);
    expect(state.assignments.map(({ status }) => status)).toEqual(['accepted', 'underway', 'issued']);
    expect(roundOf(state, 'sjj')).toEqual(roundOf(closed, 'sjj'));
  });

  it('is done when the named units are, however the others of a cancelled item ended', () => {
    const done = after(again(cancelled, ['sfj']), finish('sfj', '2025-08-07', '2025-08-08'));
    expect(partOf(done, 'sjj').status).toBe('cancelled');
    expect(done.status).toBe('toBeClosed');
  });

  it('leaves a released unit out, and refuses to name it or a supporting one', () => {
    const ended = after(shared, [officeSays('2025-08-04', release('sjj')), officeSays('2025-08-05', cancel)]);
    expect(partOf(again(ended), 'sjj').status).toBe('released');
    const naming = (unit: string) => codeFor(ended, officeSays('2025-08-06', reopen('2025-11-28', [unit])));
    expect(naming('sjj')).toBe('wrong-state');
    expect(naming('zjj')).toBe('wrong-state');
    expect(naming('xjz')).toBe('unit-not-found');
    expect(naming('sfj')).toBe('ok');
  });

  it("asks for at least 5 working days, inside the plan's year", () => {
    const on = (at: string, date: string) => codeFor(closed, officeSays(at, reopen(date)));
    expect(on('2025-08-06', '2025-08-12')).toBe('too-soon');
    expect(on('2025-08-06', '2025-08-13')).toBe('ok');
    expect(on('2025-09-26', '2025-10-11')).toBe('ok');
    expect(on('2025-09-26', '2025-10-09')).toBe('too-soon');
    expect(on('2025-08-06', '2025-12-31')).toBe('ok');
    expect(on('2025-08-06', '2026-01-05')).toBe('beyond-year');
    // A demonstration's year is that of its last date: one in January takes no date of this year away.
    const january = after(issued({ dates: ['2026-01-15'], year: 2026, on: '2025-11-24' }), [
      officeSays('2025-11-25', cancel),
    ]);
    expect(codeFor(january, officeSays('2025-11-26', reopen('2025-12-26')))).toBe('ok');
  });

  it('is the only thing that an ended item accepts, beside its tasks', () => {
    for (const ended of [closed, cancelled]) {
      expect(codeFor(ended, unitSays('2025-08-06', sign('sjj')))).toBe('wrong-state');
      expect(codeFor(ended, officeSays('2025-08-06', cancel))).toBe('wrong-state');
      expect(codeFor(ended, officeSays('2025-08-06', close))).toBe('wrong-state');
      expect(codeFor(ended, officeSays('2025-08-06', reopen('2025-11-28')))).toBe('ok');
    }
  });

  it('of an open item is refused', () => {
    expect(codeFor(shared, officeSays('2025-08-06', reopen('2025-11-28')))).toBe('wrong-state');
    expect(codeFor(accepted, officeSays('2025-08-06', reopen('2025-11-28')))).toBe('wrong-state');
  });

  it('is followed by a hand-in like the first one', () => {
    const done = after(again(closed, ['sfj']), finish('sfj', '2025-11-28', '2025-12-01'));
    expect(done.status).toBe('toBeClosed');
    expect(roundOf(done, 'sfj').outcome).toMatchObject({ onTime: true, version: 2 });
  });
});

describe('year-end of a continuous item (年终处置)', () => {
  const item = issued({ kind: 'continuous', units: { sjj: 'each', zjj: 'support' } });
  const ended = (outcome: 'accept' | 'carry' | 'stop', carriedTo?: string) =>
    story(item, [officeSays('2026-01-05', yearEnd(outcome, carriedTo))]);

  it('完成 and 结转 close it, 终止 cancels it, the outcome on record', () => {
    const stood = ({ state }: ReturnType<typeof ended>) => [
      state.status,
      state.yearEnd,
      partOf(state, 'sjj').status,
    ];
    expect(stood(ended('accept'))).toEqual(['closed', 'accept', 'accepted']);
    expect(stood(ended('carry', 'n2/a'))).toEqual(['closed', 'carry', 'accepted']);
    expect(stood(ended('stop'))).toEqual(['cancelled', 'stop', 'cancelled']);
  });

  it('结转 names the new item', () => {
    expect(lastOf(ended('carry', 'n2/a').events, 'yearEnded').body.carriedTo).toBe('n2/a');
    expect(codeFor(item, officeSays('2026-01-05', yearEnd('carry')))).toBe('incomplete');
  });

  it('终止 says why', () => {
    const silent = { ...yearEnd('stop'), reason: '' };
    expect(codeFor(item, officeSays('2026-01-05', silent))).toBe('incomplete');
  });

  it('tells the units of 终止, and not of what they need not do any more', () => {
    expect(partOf(ended('stop').state, 'sjj').changes).toBe(1);
    expect(partOf(ended('accept').state, 'sjj').changes).toBe(0);
  });

  it('can be taken back by a reopening, without a date', () => {
    const back = after(ended('stop').state, [officeSays('2026-01-06', reopen('2026-01-06'))]);
    expect(back).toMatchObject({ status: 'underway', yearEnd: null, closedAt: null });
    expect(partOf(back, 'sjj')).toMatchObject({ status: 'issued', rounds: [] });
  });

  it('is the only way in which it ends well: it is never 待销号', () => {
    expect(codeFor(item, officeSays('2026-01-05', close))).toBe('wrong-state');
    expect(codeFor(item, officeSays('2026-01-05', cancel))).toBe('ok');
  });
});

describe('a version of a date', () => {
  it('is never used twice in the life of an assignment', () => {
    const state = after(shared, [
      unitSays('2025-09-26', ask('sjj', '2025-10-24')),
      officeSays('2025-09-28', grant('sjj', '2025-10-24')),
      officeSays('2025-09-29', cancel),
      officeSays('2025-09-30', reopen('2025-11-28')),
      officeSays('2025-10-09', release('sjj')),
    ]);
    expect(roundOf(state, 'sjj').versions.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });
});
