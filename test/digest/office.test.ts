import { composeSlot } from '../../domain/digest/compose';
import { LISTED_LINES } from '../../domain/digest/order';
import type { Edition } from '../../domain/digest/types';
import type { ItemEvent } from '../../domain/item/events';
import { civilDate } from '../../domain/time';
import { testOffice } from '../support/office';
import { itemsInMemory, type ItemsInMemory } from '../support/items-in-memory';

const office = testOffice();

const signed = (unit: string): ItemEvent => ({ type: 'acknowledged', body: { unit, source: null } });
const handedIn = (unit: string): ItemEvent => ({
  type: 'handedIn',
  body: { unit, round: 1, source: null, text: '已办结', files: [] },
});

const asked = (unit: string, until: string, late: boolean): ItemEvent => ({
  type: 'extensionRequested',
  body: {
    unit,
    round: 1,
    source: null,
    asked: civilDate(until),
    reason: '需要更多时间',
    progress: '已完成一半',
    approver: '分管领导',
    late,
  },
});

const of = (editions: readonly Edition[], account: string): Edition | undefined =>
  editions.find(({ to }) => 'account' in to && to.account === account);

/** Item 1 of sjj and sfj, due 2025-12-31, signed for by both. */
function calm(): ItemsInMemory {
  const stage = itemsInMemory(office);
  const stream = stage.issue('1', { sjj: { dues: ['2025-12-31'] }, sfj: { dues: ['2025-12-31'] } });
  for (const unit of ['sjj', 'sfj']) stage.happens(stream, '2025-07-01', signed(unit));
  return stage;
}

const ITEM = 'item/n1/1';

describe('the briefing (督办日报)', () => {
  it('is none on a day on which nothing waits, is missed or changed', () => {
    expect(of(calm().compose('2025-09-03'), 'ddy')).toBeUndefined();
  });

  it('comes on every working day on which a hand-in waits, to the owner and the deputy alike', () => {
    const stage = calm();
    stage.happens(ITEM, '2025-09-02', handedIn('sjj'));
    for (const day of ['2025-09-03', '2025-09-04']) {
      const editions = stage.compose(day);
      const briefing = of(editions, 'ddy');
      expect(briefing?.lines).toMatchObject([{ section: 'waiting', unit: 'sjj', lamp: 'handedIn' }]);
      expect(of(editions, 'ddy2')?.lines).toEqual(briefing?.lines);
      expect(of(editions, 'ddy3')).toBeUndefined();
    }
  });

  it('shows a hand-in red from the fourth working day on', () => {
    const stage = calm();
    stage.happens(ITEM, '2025-09-01', handedIn('sjj'));
    const red = (day: string): boolean | undefined => of(stage.compose(day), 'ddy')?.lines[0]?.waitsTooLong;
    expect([red('2025-09-04'), red('2025-09-05')]).toEqual([false, true]);
  });

  it('shows a request red from the third working day on', () => {
    const stage = calm();
    stage.happens(ITEM, '2025-09-01', asked('sjj', '2026-01-30', false));
    const red = (day: string): boolean | undefined => of(stage.compose(day), 'ddy')?.lines[0]?.waitsTooLong;
    expect([red('2025-09-03'), red('2025-09-04')]).toEqual([false, true]);
  });

  it('is full, with all that is open and the total of items, on the first working day of a month', () => {
    const briefing = of(calm().compose('2025-09-01'), 'ddy');
    expect(briefing).toMatchObject({ fullDay: true, totalOpen: 1 });
    expect(briefing?.lines.map(({ unit }) => unit)).toEqual(['sfj', 'sjj']);
  });

  it('lists a thousand lines of a very long list, and whatever is told, and counts the rest', () => {
    const stage = itemsInMemory(office);
    const MORE = 7;
    for (let n = 1; n <= LISTED_LINES + MORE; n++) {
      const stream = stage.issue(String(n), { sjj: { dues: ['2025-12-31'] } });
      stage.happens(stream, '2025-07-01', signed('sjj'));
    }
    const last = `item/n1/${LISTED_LINES + MORE}`;
    stage.happens(last, '2025-08-29', handedIn('sjj'));
    const briefing = of(stage.compose('2025-09-01'), 'ddy');
    expect(briefing?.lines).toHaveLength(LISTED_LINES);
    expect(briefing?.lines[0]).toMatchObject({ section: 'waiting', stream: last });
    expect(briefing).toMatchObject({ totalOpen: LISTED_LINES + MORE, unlisted: { rest: MORE } });
    expect(of(calm().compose('2025-09-01'), 'ddy')).not.toHaveProperty('unlisted');
  });

  it('tells a change once, on the day on which the units are told', () => {
    const stage = calm();
    const reason = '任务撤销';
    stage.happens(ITEM, '2025-09-02', { type: 'cancelled', body: { reason, slot: civilDate('2025-09-03') } });
    expect(of(stage.compose('2025-09-03'), 'ddy')?.lines).toMatchObject([
      { unit: 'sfj', changes: [{ type: 'cancelled', reason }] },
      { unit: 'sjj', changes: [{ type: 'cancelled', reason }] },
    ]);
    expect(of(stage.compose('2025-09-04'), 'ddy')).toBeUndefined();
  });

  it('keeps a task until it is done', () => {
    const stage = calm();
    const task = {
      id: 'phone|sjj|R7|1.1|1',
      kind: 'phone',
      unit: 'sjj',
      rung: 'R7',
      ordinal: '1.1',
      version: 1,
    } as const;
    stage.happens(ITEM, '2025-09-02', {
      type: 'taskOpened',
      body: { ...task, day: civilDate('2025-09-02') },
    });
    for (const day of ['2025-09-03', '2025-09-04'])
      expect(of(stage.compose(day), 'ddy')?.tasks).toMatchObject([{ kind: 'phone', unitName: '区数据局' }]);
    const done = { task: task.id, result: '已通话', send: false, slot: civilDate('2025-09-05'), phone: null };
    stage.happens(ITEM, '2025-09-04', { type: 'taskDone', body: done });
    expect(of(stage.compose('2025-09-05'), 'ddy')).toBeUndefined();
  });

  it('names items that did not record the slot, and what was missed or paused', () => {
    const findings = [{ code: 'slots-missed', zh: '错过了9月2日的发送', en: 'missed 2025-09-02' }];
    const snapshot = { ...calm().snapshot('2025-09-03'), missing: [ITEM], findings };
    const briefing = of(composeSlot(snapshot, civilDate('2025-09-03')), 'ddy');
    expect(briefing?.findings.map(({ code }) => code)).toEqual(['items-missing', 'slots-missed']);
  });

  it('says from 1 December on that next year is not declared', () => {
    const stage = itemsInMemory(office);
    stage.issue('1', { sjj: { dues: ['2027-03-31'] } }, { at: '2026-06-30' });
    const codes = (day: string): readonly string[] | undefined =>
      of(stage.compose(day), 'ddy')?.findings.map(({ code }) => code);
    expect(codes('2026-11-30')).toEqual([]);
    expect(codes('2026-12-07')).toEqual(['year-undeclared']);
  });
});

describe('the edition of the 审核领导', () => {
  const shown = (stage: ItemsInMemory, days: readonly string[]): readonly string[] =>
    days.filter((day) => {
      stage.wake(day);
      return of(stage.compose(day), 'shld') !== undefined;
    });

  it('passes on a hand-in that has waited too long, once', () => {
    const stage = calm();
    stage.happens(ITEM, '2025-09-01', handedIn('sjj'));
    expect(shown(stage, ['2025-09-04', '2025-09-05', '2025-09-08', '2025-09-09'])).toEqual(['2025-09-05']);
  });

  it('passes on at once a request beyond the plan’s year, which only a reviewer may grant', () => {
    const stage = calm();
    stage.happens(ITEM, '2025-09-01', asked('sjj', '2026-01-30', false));
    expect(shown(stage, ['2025-09-02'])).toEqual(['2025-09-02']);
  });

  it('is none for a request that the coordinator decides in time', () => {
    const stage = itemsInMemory(office);
    const stream = stage.issue('1', { sjj: { dues: ['2025-10-31'] } });
    stage.happens(stream, '2025-07-01', signed('sjj'));
    stage.happens(stream, '2025-09-01', asked('sjj', '2025-11-28', false));
    expect(shown(stage, ['2025-09-02', '2025-09-03'])).toEqual([]);
  });
});
