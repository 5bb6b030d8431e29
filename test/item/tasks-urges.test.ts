import { effects } from '../../domain/item/effects';
import type { ItemEvent } from '../../domain/item/events';
import type { ItemState, TaskKind } from '../../domain/item/types';
import { civilDate } from '../../domain/time';
import { done, handIn, release, urge } from '../support/commands';
import {
  after,
  answer,
  codeFor,
  happened,
  issued,
  lastOf,
  moment,
  officeSays,
  story,
  unitSays,
} from '../support/item';
import { finish, shared } from './items';

const opened = (kind: TaskKind, id: string): ItemEvent => ({
  type: 'taskOpened',
  body: {
    id,
    kind,
    unit: 'sjj',
    rung: kind === 'approveR8' ? 'R8' : 'R7',
    ordinal: '1.1',
    version: 1,
    day: civilDate('2025-10-14'),
  },
});
const approval = happened(shared, opened('approveR8', 'approveR8|sjj'), '2025-10-14 08:30');
const phone = happened(shared, opened('phone', 'phone|sjj'), '2025-10-11 08:30');
/** Cancelled as a journal up to 0.4.0 says it, tasks staying open. */
const cancelledThen = (state: ItemState, day: string): ItemState =>
  happened(state, { type: 'cancelled', body: { reason: '上级撤销', slot: civilDate(day) } }, day);
const taskIn = (state: ItemState) => state.tasks[0];

describe('a task that is done (任务办结)', () => {
  it('is closed with who did it and what came of it', () => {
    expect(taskIn(phone)).toMatchObject({
      done: null,
      openedAt: moment('2025-10-11 08:30'),
      day: '2025-10-14',
    });
    const state = after(phone, [officeSays('2025-10-13', done('phone|sjj'))]);
    expect(taskIn(state)?.done).toEqual({ at: moment('2025-10-13'), by: 'ddy', result: '已电话告知' });
  });

  it('is done once, and must be there', () => {
    const state = after(phone, [officeSays('2025-10-13', done('phone|sjj'))]);
    expect(codeFor(state, officeSays('2025-10-14', done('phone|sjj')))).toBe('task-done');
    expect(codeFor(phone, officeSays('2025-10-14', done('phone|sfj')))).toBe('task-not-found');
  });

  it('says what came of it', () => {
    expect(codeFor(phone, officeSays('2025-10-13', { ...done('phone|sjj'), result: ' ' }))).toBe(
      'incomplete',
    );
  });

  it('can be done after the end of the item, where a journal up to 0.4.0 left it open', () => {
    const ended = cancelledThen(phone, '2025-10-13');
    expect(codeFor(ended, officeSays('2025-10-14', done('phone|sjj')))).toBe('ok');
  });

  it('a task opened twice under one name is one task', () => {
    const twice = happened(phone, opened('phone', 'phone|sjj'), '2025-10-12 08:30');
    expect(twice.tasks).toEqual(phone.tasks);
  });
});

describe('the approval of a letter to the chief (R8)', () => {
  const decided = (send: boolean) =>
    story(approval, [officeSays('2025-10-14 10:30', done('approveR8|sjj', send))]);
  const rowsOf = (send: boolean) => {
    const { state, events } = decided(send);
    return effects(approval, lastOf(events, 'taskDone'), state).rows;
  };

  it('says send or do not send', () => {
    expect(codeFor(approval, officeSays('2025-10-14', done('approveR8|sjj')))).toBe('incomplete');
  });

  it('with send goes in the next slot: the same row, waiting no more', () => {
    expect(lastOf(decided(true).events, 'taskDone').body).toMatchObject({ send: true, slot: '2025-10-14' });
    expect(rowsOf(true)).toMatchObject([
      { rung: 'R8', ordinal: '1.1', version: 1, audience: 'chief', waits: false, slot: '2025-10-14' },
    ]);
  });

  it('without goes never', () => {
    expect(rowsOf(false)).toEqual([]);
  });

  it('cannot be given for an item that has ended, only refused', () => {
    const ended = cancelledThen(approval, '2025-10-14');
    expect(codeFor(ended, officeSays('2025-10-15', done('approveR8|sjj', true)))).toBe('wrong-state');
    expect(codeFor(ended, officeSays('2025-10-15', done('approveR8|sjj', false)))).toBe('ok');
  });

  it('is asked for R8 only: another task mails nothing, whatever is said', () => {
    const { events } = story(phone, [officeSays('2025-10-13', done('phone|sjj', true))]);
    expect(lastOf(events, 'taskDone').body.send).toBe(false);
  });
});

describe('urging (督办)', () => {
  it('goes to the units named, or to every unit that still has something to do', () => {
    const busy = after(shared, [unitSays('2025-07-20', handIn('sfj'))]);
    const unitsOf = (state: ItemState, units: readonly string[]) =>
      lastOf(story(state, [officeSays('2025-08-05', urge(units))]).events, 'urged').body.units;
    expect(unitsOf(shared, ['sfj', 'sfj'])).toEqual(['sfj']);
    expect(unitsOf(shared, [])).toEqual(['sjj', 'sfj', 'zjj']);
    expect(unitsOf(busy, [])).toEqual(['sjj', 'zjj']);
  });

  /** 区审计局 got its letter of the day at 09:16, whatever that was about. */
  const gone = new Map([['sjj', moment('2025-08-05 09:16')]]);

  it('asks before a second letter of a day to a unit, and says when the first went', () => {
    const asked = (units: readonly string[], again?: boolean) =>
      answer(shared, officeSays('2025-08-05 16:00', urge(units, again)), undefined, gone);
    const second = asked(['sjj']);
    expect(second.ok ? null : second.problem.code).toBe('same-day-urge');
    expect(second.ok ? '' : second.problem.message.zh).toContain('（09:16）');
    expect(asked(['sjj', 'sfj']).ok).toBe(false);
    expect([asked(['sjj'], true).ok, asked(['sfj']).ok]).toEqual([true, true]);
  });

  it('does not ask while the letter has not gone, whatever was urged before', () => {
    const once = after(shared, [officeSays('2025-08-05 09:30', urge(['sjj']))]);
    expect(codeFor(once, officeSays('2025-08-05 16:00', urge(['sjj'])))).toBe('ok');
  });

  it('of all goes to those whose letter has not gone, and asks when all have', () => {
    const all = officeSays('2025-08-05 16:00', urge([]));
    expect(answer(shared, all, undefined, gone)).toMatchObject({
      value: [{ body: { units: ['sfj', 'zjj'] } }],
    });
    const every = new Map(['sjj', 'sfj', 'zjj'].map((unit) => [unit, moment('2025-08-05 09:16')]));
    expect(answer(shared, all, undefined, every)).toMatchObject({ problem: { code: 'same-day-urge' } });
    const again = answer(shared, officeSays('2025-08-05 16:00', urge([], true)), undefined, every);
    expect(again).toMatchObject({ value: [{ body: { units: ['sjj', 'sfj', 'zjj'] } }] });
  });

  it('by phone is a record, no mail, and no reason to ask', () => {
    const call = { ...urge(['sjj']), phone: { whoRef: 'p-1', answer: '本周办结' } };
    const { state, events } = story(shared, [officeSays('2025-08-05', call)]);
    expect(lastOf(events, 'urged').body.phone).toEqual({ whoRef: 'p-1', answer: '本周办结' });
    expect(effects(shared, lastOf(events, 'urged'), state).mails).toEqual([]);
    expect(codeFor(state, officeSays('2025-08-05', urge(['sjj'])))).toBe('ok');
  });

  it('is not for units that wait for review or are out', () => {
    const waiting = after(shared, [unitSays('2025-07-20', handIn('sjj'))]);
    const out = after(shared, [officeSays('2025-07-20', release('sjj'))]);
    expect(codeFor(waiting, officeSays('2025-08-05', urge(['sjj'])))).toBe('handed-in');
    expect(codeFor(out, officeSays('2025-08-05', urge(['sjj'])))).toBe('wrong-state');
    const none = after(issued({ units: { sjj: 'each' } }), finish('sjj', '2025-07-20', '2025-07-21'));
    expect(codeFor(none, officeSays('2025-08-05', urge([])))).toBe('wrong-state');
  });

  it('has words', () => {
    expect(codeFor(shared, officeSays('2025-08-05', { ...urge(['sjj']), text: '' }))).toBe('incomplete');
  });
});
