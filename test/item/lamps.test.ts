import type { ItemState } from '../../domain/item/types';
import { itemLamp, lampOf } from '../../domain/item/lamp';
import {
  accept,
  ask,
  assign,
  cancel,
  changeDate,
  close,
  giveBack,
  grant,
  handIn,
  release,
  report,
  returnReport,
  sign,
  yearEnd,
} from '../support/commands';
import { after, issued, moment, officeSays, partOf, unitSays } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const start = after(issued({ units: { sjj: 'each', sfj: 'support' } }), [
  unitSays('2025-07-01', sign('sjj')),
]);

const lamp = (state: ItemState, at: string, unit = 'sjj') =>
  lampOf(state, partOf(state, unit), office, moment(at));
const shown = (state: ItemState, at: string, unit = 'sjj') => {
  const { lamp: name, reason } = lamp(state, at, unit);
  return `${name} ${reason.zh}`;
};

describe('the lamp of a unit (亮灯)', () => {
  it('is normal with the working days that are left', () => {
    expect(shown(start, '2025-07-01')).toBe('normal 距截止还有66个工作日');
  });

  it('is unsigned until the unit signs', () => {
    expect(shown(issued(), '2025-07-01')).toBe('unsigned 未签收');
  });

  it('is due soon from 5 working days before T to T, signed or not', () => {
    expect(lamp(start, '2025-09-23').lamp).toBe('normal');
    expect(shown(start, '2025-09-24')).toBe('dueSoon 距截止还有5个工作日');
    expect(shown(start, '2025-09-29')).toBe('dueSoon 距截止还有1个工作日');
    expect(shown(start, '2025-09-30')).toBe('dueSoon 今天截止');
    expect(lamp(issued(), '2025-09-24').lamp).toBe('dueSoon');
  });

  it('is late from lateFrom on, with the working days, at least 1', () => {
    expect(shown(start, '2025-09-30 23:59')).toBe('dueSoon 今天截止');
    expect(shown(start, '2025-10-01 00:00')).toBe('late 逾期1个工作日');
    expect(shown(start, '2025-10-08')).toBe('late 逾期1个工作日');
    expect(shown(start, '2025-10-14')).toBe('late 逾期5个工作日');
  });

  it('is not late before the first working day after a due date on a day off', () => {
    const state = issued({ units: { sjj: 'each' }, dates: ['2025-10-03'] });
    expect(shown(state, '2025-10-02')).toBe('dueSoon 截止在即');
    expect(shown(state, '2025-10-08 23:59')).toBe('dueSoon 截止日已过，待顺延起算');
    expect(shown(state, '2025-10-09 00:00')).toBe('late 逾期1个工作日');
  });

  it('is never late for a supporting unit, nor due soon after T', () => {
    expect(lamp(start, '2025-09-30', 'sfj').lamp).toBe('dueSoon');
    expect(shown(start, '2025-10-09', 'sfj')).toBe('unsigned 未签收');
  });

  it('is handed in while a hand-in waits, even after the date', () => {
    const waiting = after(start, [unitSays('2025-09-29', handIn('sjj'))]);
    expect(shown(waiting, '2025-10-20')).toBe('handedIn 办结待审');
  });

  it('stands by the date in force: late again after a return, not after a rework date', () => {
    const kept = after(start, [
      unitSays('2025-09-26', handIn('sjj')),
      officeSays('2025-09-29', giveBack('sjj')),
    ]);
    const rework = after(start, [
      unitSays('2025-09-29', handIn('sjj')),
      officeSays('2025-10-10', giveBack('sjj')),
    ]);
    expect(lamp(kept, '2025-10-09').lamp).toBe('late');
    expect(shown(rework, '2025-10-13')).toBe('dueSoon 距截止还有1个工作日');
    expect(lamp(rework, '2025-10-15').lamp).toBe('late');
  });

  it('does not care for a request: an asked extension is late like any other', () => {
    const asked = after(start, [unitSays('2025-09-26', ask('sjj', '2025-10-31'))]);
    expect(lamp(asked, '2025-10-09').lamp).toBe('late');
  });

  it('shows the outcome when accepted, the lateness before a grant too', () => {
    const done = after(start, [
      unitSays('2025-10-10', ask('sjj', '2025-10-31')),
      officeSays('2025-10-14', grant('sjj', '2025-10-31'), 'shld'),
      unitSays('2025-10-31', handIn('sjj')),
      officeSays('2025-11-03', accept('sjj')),
    ]);
    expect(shown(done, '2025-11-04')).toBe('accepted 按期，曾逾期5个工作日');
  });

  it('shows how the part of the unit ended', () => {
    const two = issued({ units: { sjj: 'each', zjj: 'each', sfj: 'support' } });
    const continuous = issued({ kind: 'continuous', units: { sjj: 'each' } });
    const ended = (outcome: 'accept' | 'carry' | 'stop') =>
      after(continuous, [officeSays('2026-01-05', yearEnd(outcome, 'n2/a'))]);
    expect(shown(after(two, [officeSays('2025-08-01', release('sjj'))]), '2025-10-20')).toBe('ended 已解除');
    expect(shown(after(two, [officeSays('2025-08-01', cancel)]), '2025-10-20')).toBe('ended 已取消');
    expect(shown(ended('accept'), '2026-01-06')).toBe('accepted 已办结');
    expect(shown(ended('carry'), '2026-01-06')).toBe('accepted 年终结转');
    expect(shown(ended('stop'), '2026-01-06')).toBe('ended 年终终止');
  });

  it('says 预计 when it rests on an undeclared year', () => {
    const due = (date: string) =>
      after(issued({ units: { sjj: 'each' }, dates: [date], on: '2026-11-02' }), [
        unitSays('2026-11-03', sign('sjj')),
      ]);
    expect(lamp(due('2027-01-15'), '2026-12-01')).toMatchObject({ lamp: 'normal', provisional: true });
    expect(lamp(due('2027-01-15'), '2027-01-14')).toMatchObject({ lamp: 'dueSoon', provisional: true });
    expect(lamp(due('2026-12-31'), '2026-12-01')).toMatchObject({ lamp: 'normal', provisional: false });
    expect(lamp(due('2026-12-31'), '2027-01-06')).toMatchObject({ lamp: 'late', provisional: true });
    expect(lamp(start, '2025-07-01').provisional).toBe(false);
  });

  it('takes its threshold from the policy of the item', () => {
    const state = issued({ units: { sjj: 'each' }, policy: { dueSoonDays: 10 } });
    expect(lamp(state, '2025-09-17').lamp).toBe('dueSoon');
    expect(lamp(state, '2025-09-16').lamp).toBe('unsigned');
  });

  it('of a recurring item is that of the round at work', () => {
    const state = issued({ kind: 'recurring', dates: ['2025-07-31', '2025-09-30'], units: { sjj: 'each' } });
    expect(shown(state, '2025-08-04')).toBe('late 逾期2个工作日');
    const first = after(state, [unitSays('2025-09-01', sign('sjj')), unitSays('2025-09-01', handIn('sjj'))]);
    expect(shown(first, '2025-09-02')).toBe('normal 距截止还有21个工作日');
    expect(lamp(first, '2025-10-09').lamp).toBe('late');
    const both = after(first, [unitSays('2025-09-02', handIn('sjj'))]);
    expect(lamp(both, '2025-10-09').lamp).toBe('handedIn');
  });
});

describe('the lamp of a continuous item (全年事项)', () => {
  const continuous = after(issued({ kind: 'continuous', units: { sjj: 'each', sfj: 'support' } }), [
    unitSays('2025-07-01', sign('sjj')),
    unitSays('2025-07-01', sign('sfj')),
  ]);

  it('shows a missing quarterly report from 1 working day before the quarter ends until it comes', () => {
    expect(shown(continuous, '2025-09-28')).toBe('normal 全年事项');
    expect(shown(continuous, '2025-09-29')).toBe('dueSoon 2025Q3季度进展未报');
    expect(lamp(continuous, '2025-10-20').lamp).toBe('dueSoon');
    const came = after(continuous, [unitSays('2025-10-20', report('sjj'))]);
    expect(lamp(came, '2025-10-20').lamp).toBe('normal');
  });

  it('counts a report from 10 working days before the quarter ends, and not one that was returned', () => {
    const reported = (at: string) => after(continuous, [unitSays(at, report('sjj'))]);
    expect(lamp(reported('2025-09-16'), '2025-09-30').lamp).toBe('dueSoon');
    expect(lamp(reported('2025-09-17'), '2025-09-30').lamp).toBe('normal');
    const returned = after(reported('2025-09-17'), [officeSays('2025-09-18', returnReport('sjj'))]);
    expect(lamp(returned, '2025-09-30').lamp).toBe('dueSoon');
  });

  it('asks supporting units for none', () => {
    expect(lamp(continuous, '2025-09-30', 'sfj').lamp).toBe('normal');
  });

  it('asks for none in a quarter that was nearly over at issue', () => {
    const late = after(issued({ kind: 'continuous', units: { sjj: 'each' }, on: '2025-08-21' }), [
      unitSays('2025-08-22', sign('sjj')),
    ]);
    expect(lamp(late, '2025-09-30').lamp).toBe('normal');
    expect(lamp(late, '2025-12-30').lamp).toBe('dueSoon');
  });
});

describe('the lamp of an item', () => {
  const two = after(issued({ units: { sjj: 'each', zjj: 'each', sfj: 'support' } }), [
    unitSays('2025-07-01', sign('sjj')),
    unitSays('2025-07-01', sign('zjj')),
  ]);
  const item = (state: ItemState, at: string) => itemLamp(state, office, moment(at)).lamp;

  it('is the worst of its leads and eaches', () => {
    const one = after(two, [unitSays('2025-07-02', handIn('sjj'))]);
    expect(item(one, '2025-07-02')).toBe('handedIn');
    expect(item(one, '2025-09-29')).toBe('dueSoon');
    expect(item(one, '2025-10-09')).toBe('late');
    expect(item(after(two, [officeSays('2025-07-03', assign('xjz', 'each'))]), '2025-07-03')).toBe(
      'unsigned',
    );
  });

  it('does not look at supporting and released units', () => {
    expect(item(two, '2025-07-02')).toBe('normal');
    const out = after(two, [
      officeSays('2025-08-01', changeDate('2025-08-29', { unit: 'sjj' })),
      officeSays('2025-09-02', release('sjj')),
    ]);
    expect(item(out, '2025-09-02')).toBe('normal');
  });

  it('shows how the item ended', () => {
    const done = after(issued({ units: { sjj: 'each' } }), [
      unitSays('2025-07-02', handIn('sjj')),
      officeSays('2025-07-03', accept('sjj')),
      officeSays('2025-07-04', close),
    ]);
    expect(item(done, '2026-01-05')).toBe('accepted');
    expect(item(after(two, [officeSays('2025-07-04', cancel)]), '2026-01-05')).toBe('ended');
  });
});
