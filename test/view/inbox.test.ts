import { accountOf } from '../../domain/roster/roster';
import type { ItemState } from '../../domain/item/types';
import { inboxOf, type InboxFilter } from '../../domain/view/inbox';
import type { InboxSource } from '../../domain/view/inbox-entry';
import { taskNumber } from '../../domain/view/tasks';
import { civilDate } from '../../domain/time';
import { ask, handIn, report, sign } from '../support/commands';
import { after, happened, issued, moment, officeSays, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const NOTICE = {
  ...{ id: 'n1', title: '2025年政务公开工作要点', number: '1号', year: 2025, demo: false },
  ...{ coordinator: 'ddy', deputies: ['ddy2'] },
};

const source = (state: ItemState, at: string, rest: Partial<InboxSource> = {}): InboxSource => ({
  ...{ office, now: moment(at), notices: [NOTICE], items: [state], tasks: [], mails: [], findings: [] },
  ...rest,
});

function inbox(who: string, from: InboxSource, filter: InboxFilter = {}) {
  const account = accountOf(office.roster, who);
  if (!account) throw new Error(`no account ${who}`);
  return inboxOf(account, from, filter);
}

/** "kind unit: what [acts]" of each entry. */
const told = (who: string, from: InboxSource, filter: InboxFilter = {}): string[] =>
  inbox(who, from, filter).map(
    ({ kind, unit, what, acts }) => `${kind} ${unit ?? '-'}: ${what.zh} [${acts.join(' ')}]`,
  );

const item = (said: readonly Said[]): ItemState =>
  after(issued({ units: { sjj: 'each', zjj: 'each' } }), [
    unitSays('2025-07-01', sign('sjj')),
    unitSays('2025-07-01', sign('zjj')),
    ...said,
  ]);

describe('the inbox of a coordinator', () => {
  it('has hand-ins with what was handed in, and how to decide', () => {
    const state = item([unitSays('2025-09-26', handIn('sjj'))]);
    expect(told('ddy', source(state, '2025-09-29'))).toEqual([
      'handIn sjj: 办结待审，已等2个工作日 [accept return]',
    ]);
    expect(inbox('ddy', source(state, '2025-09-29'))[0]?.handIn).toEqual({ text: '已全部办结', files: [] });
  });

  it('has requests with the dates, reason and progress; red when they wait too long', () => {
    const state = item([unitSays('2025-09-24', ask('sjj', '2025-10-31'))]);
    const [entry] = inbox('ddy', source(state, '2025-09-29'));
    expect(entry).toMatchObject({ kind: 'extension', days: 4, tooLong: true, acts: ['grant', 'refuse'] });
    expect(entry?.request).toEqual({
      from: '2025-09-30',
      asked: '2025-10-31',
      reason: '需要征求意见',
      progress: '已形成初稿',
      approver: '分管副局长',
    });
  });

  it('has tasks with a number that can be typed, and the reason', () => {
    const task = {
      ...{ id: 'phone|sjj|R7|1.1|1', kind: 'phone' as const, unit: 'sjj', rung: 'R7' as const },
      ...{ ordinal: '1.1', version: 1, day: civilDate('2025-10-11') },
    };
    const state = happened(item([]), { type: 'taskOpened', body: task }, '2025-10-11');
    const [entry] = inbox('ddy', source(state, '2025-10-13'), { days: 1 }).filter(
      ({ kind }) => kind === 'task',
    );
    expect(entry).toMatchObject({ id: taskNumber('item/n1/a', task.id), days: 1, acts: ['taskDone'] });
    expect(entry?.id).toMatch(/^[0-9a-f]{6}$/);
    expect(entry?.what.zh).toBe('电话催办（再次催办）');
  });

  it('has units that have not signed for six working days', () => {
    const state = issued({ units: { sjj: 'each', zjj: 'each' } });
    expect(told('ddy', source(state, '2025-07-07'))).toEqual([]);
    expect(told('ddy', source(state, '2025-07-08'))).toEqual([
      'unsigned sjj: 6个工作日未签收 [urge]',
      'unsigned zjj: 6个工作日未签收 [urge]',
    ]);
    expect(told('ddy', source(state, '2025-07-02'), { unsignedAfter: 2 })).toHaveLength(2);
  });

  it('has mails that did not arrive, and findings first', () => {
    const mail = {
      ...{
        key: 'sjj|liaison|2025-09-24',
        kind: 'digest' as const,
        name: '区数据局',
        state: 'failed' as const,
      },
      ...{ to: { unit: 'sjj', audience: 'liaison' as const }, slot: civilDate('2025-09-24') },
      ...{ settledAt: moment('2025-09-24'), notices: ['n1'] },
    };
    const finding = { code: 'sending-paused', zh: '已暂停发信', en: 'paused' };
    const from = source(item([]), '2025-09-26', { mails: [mail], findings: [finding] });
    expect(told('ddy', from)).toEqual([
      'mail sjj: 2025-09-24 提醒（联络员）没有送达 [retryMail]',
      'finding -: 已暂停发信 []',
    ]);
  });

  it('leaves out what its notices do not cover', () => {
    const state = item([unitSays('2025-09-26', handIn('sjj'))]);
    expect(told('ddy3', source(state, '2025-09-29'))).toEqual([]);
  });

  it('is filtered by notice, unit, age, and mine', () => {
    const state = item([
      unitSays('2025-09-24', ask('sjj', '2025-10-31')),
      unitSays('2025-09-28', handIn('zjj')),
    ]);
    const from = source(state, '2025-09-29');
    expect(told('ddy', from)).toHaveLength(2);
    expect(told('ddy', from, { unit: 'zjj' })).toHaveLength(1);
    expect(told('ddy', from, { days: 2 })).toEqual([
      'extension sjj: 申请延期至2025-10-31，已等4个工作日，超期2个工作日 [grant refuse]',
    ]);
    expect(told('ddy', from, { notice: 'n2' })).toEqual([]);
    const others = { ...from, notices: [{ ...NOTICE, coordinator: 'somebody', deputies: [] }] };
    expect(told('ddy', others, { mine: true })).toEqual([]);
    expect(told('ddy2', from, { mine: true })).toHaveLength(2);
  });
});

describe('the inbox of others', () => {
  const waiting = item([
    unitSays('2025-09-24', ask('sjj', '2025-10-31')),
    unitSays('2025-09-25', handIn('zjj')),
  ]);

  it('of a reviewer: hand-ins and requests, no tasks', () => {
    expect(told('shld', source(waiting, '2025-09-29'))).toEqual([
      'extension sjj: 申请延期至2025-10-31，已等4个工作日，超期2个工作日 [grant refuse]',
      'handIn zjj: 办结待审，已等3个工作日 [accept return]',
    ]);
  });

  it('of whoever entered a hand-in for a unit: not that one', () => {
    const entered = {
      ...officeSays('2025-09-26', handIn('sjj')),
      for: { unit: 'sjj', source: 'paper' as const },
    };
    const state = item([entered]);
    expect(told('ddy', source(state, '2025-09-29'))).toEqual([]);
    expect(told('ddy2', source(state, '2025-09-29'))).toHaveLength(1);
  });

  it('of a liaison: what the unit has to sign and to finish', () => {
    const state = issued({ units: { sjj: 'each', zjj: 'each' } });
    expect(told('ll-sjj', source(state, '2025-07-02'))).toEqual([
      'own sjj: 未签收，截止2025-09-30 [acknowledge report handIn requestExtension]',
    ]);
    const near = item([unitSays('2025-09-01', report('sjj'))]);
    expect(told('ll-sjj', source(near, '2025-09-29'))).toEqual([
      'own sjj: 距截止还有1个工作日，截止2025-09-30 [report handIn requestExtension]',
    ]);
    expect(told('ll-sjj', source(near, '2025-08-01'))).toEqual([]);
  });

  it.each(['ddy', 'ddy2', 'shld', 'll-sjj', 'sj', 'ld-sjj'])(
    'is mine as it is, for %s: whose notice it is narrows a coordinator alone',
    (who) => {
      const from = source(waiting, '2025-09-29');
      expect(told(who, from, { mine: true })).toEqual(told(who, from));
      const others = { ...from, notices: [{ ...NOTICE, coordinator: 'ddy3', deputies: [] }] };
      const isCoordinator = who.startsWith('ddy');
      expect(told(who, others, { mine: true })).toEqual(isCoordinator ? [] : told(who, others));
    },
  );

  it('of auditors and unit leaders: nothing', () => {
    expect(told('sj', source(waiting, '2025-09-29'))).toEqual([]);
    expect(told('ld-sjj', source(waiting, '2025-09-29'))).toEqual([]);
  });
});
