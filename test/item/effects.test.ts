import { EMPTY_RESULT } from '../../domain/ladder/raise-result';
import { effects } from '../../domain/item/effects';
import type { ItemEvent, RecordedItemEvent } from '../../domain/item/events';
import { evolve } from '../../domain/item/evolve';
import type { ItemState } from '../../domain/item/types';
import { civilDate } from '../../domain/time';
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
  lead,
  refuse,
  release,
  reopen,
  report,
  returnReport,
  sign,
  urge,
  withdraw,
  yearEnd,
} from '../support/commands';
import { rowKey } from '../../domain/item/outbox';
import { after, issued, moment, officeSays, story, STREAM, unitSays, type Said } from '../support/item';

const start = issued({ units: { sjj: 'lead', sfj: 'support' } });

/** Rows and mails of everything that one command did. */
function caused(before: ItemState, said: Said) {
  let state = before;
  const all = story(before, [said]).events.map((event) => {
    const next = evolve(state, event, STREAM);
    const found = effects(state, event, next);
    state = next;
    return found;
  });
  return { rows: all.flatMap(({ rows }) => rows), mails: all.flatMap(({ mails }) => mails) };
}

const asked = after(start, [unitSays('2025-09-26', ask('sjj', '2025-10-31'))]);
const waiting = after(start, [unitSays('2025-09-26', handIn('sjj'))]);
const done = after(waiting, [officeSays('2025-09-28', accept('sjj'))]);

describe('answers to what a unit asked or handed in', () => {
  it.each([
    ['a grant', asked, grant('sjj', '2025-10-24'), 'granted', '', '2025-10-24'],
    ['a refusal', asked, refuse('sjj'), 'refused', '按原期限办理', null],
    ['an acceptance', waiting, accept('sjj'), 'accepted', '同意办结', null],
    ['a return', waiting, giveBack('sjj', '2025-10-17'), 'returned', '缺少佐证材料', '2025-10-17'],
    [
      'a report returned',
      after(start, [unitSays('2025-09-26', report('sjj'))]),
      returnReport('sjj'),
      'reportReturned',
      '没有写明进度',
      null,
    ],
  ] as const)(
    '%s goes to the unit at once, and is no change line',
    (_name, state, command, title, text, date) => {
      expect(caused(state, officeSays('2025-09-28', command))).toMatchObject({
        rows: [],
        mails: [{ kind: 'answer', unit: 'sjj', title, text, date, stream: STREAM }],
      });
    },
  );

  it('what a unit does for itself mails nothing', () => {
    const own = [
      [start, sign('sjj')],
      [start, report('sjj')],
      [start, ask('sjj', '2025-10-31')],
      [start, handIn('sjj')],
      [waiting, withdraw('sjj')],
    ] as const;
    for (const [state, command] of own)
      expect(caused(state, unitSays('2025-09-28', command))).toEqual({ rows: [], mails: [] });
  });
});

describe('changes told with the next digest (C)', () => {
  it('a date: one line for each unit it moves', () => {
    const { rows, mails } = caused(start, officeSays('2025-08-05 11:00', changeDate('2025-10-31')));
    expect(mails).toEqual([]);
    expect(rows.map((row) => [rowKey(row), row.slot])).toEqual([
      ['item/n1/a|sjj|C|1|2|liaison', '2025-08-05'],
      ['item/n1/a|sfj|C|1|2|liaison', '2025-08-05'],
    ]);
    expect(rows[0]?.change).toEqual({
      type: 'date',
      from: '2025-09-30',
      to: '2025-10-31',
      reason: '上级调整',
    });
  });

  it('a role: the new and the old lead', () => {
    const { rows } = caused(start, officeSays('2025-08-05', lead('sfj')));
    expect(rows.map(({ unit, change }) => [unit, change?.type, change?.from, change?.to])).toEqual([
      ['sjj', 'role', 'lead', 'support'],
      ['sfj', 'role', 'support', 'lead'],
    ]);
  });

  it('a release, a cancellation, a year-end 终止, a reopening: who is touched', () => {
    const units = (state: ItemState, said: Said) =>
      caused(state, said).rows.map(({ unit, change }) => `${unit} ${change?.type ?? ''}`);
    const continuous = issued({ kind: 'continuous', units: { sjj: 'each' } });
    const cancelled = after(start, [officeSays('2025-08-05', cancel)]);
    expect(units(start, officeSays('2025-08-05', release('sfj')))).toEqual(['sfj released']);
    expect(units(start, officeSays('2025-08-05', cancel))).toEqual(['sjj cancelled', 'sfj cancelled']);
    expect(units(continuous, officeSays('2026-01-05', yearEnd('stop')))).toEqual(['sjj cancelled']);
    expect(units(cancelled, officeSays('2025-08-06', reopen('2025-11-28')))).toEqual([
      'sjj reopened',
      'sfj reopened',
    ]);
  });

  it('a second change of the same day is a second line', () => {
    const once = after(start, [officeSays('2025-08-05 10:00', changeDate('2025-10-31'))]);
    const { rows } = caused(once, officeSays('2025-08-05 11:00', changeDate('2025-11-28', { unit: 'sjj' })));
    expect(rows.map(rowKey)).toEqual(['item/n1/a|sjj|C|2|3|liaison']);
  });

  it('closing tells nothing: the acceptance has told it', () => {
    expect(caused(done, officeSays('2025-10-09', close))).toEqual({ rows: [], mails: [] });
  });
});

describe('mails at once', () => {
  it('an urge goes to each unit with its words', () => {
    const { mails } = caused(start, officeSays('2025-08-05', urge([])));
    expect(mails.map(({ kind, unit, text }) => [kind, unit, text])).toEqual([
      ['urge', 'sjj', '请抓紧办理'],
      ['urge', 'sfj', '请抓紧办理'],
    ]);
  });

  it('a unit assigned later gets a letter with its date', () => {
    const { rows, mails } = caused(start, officeSays('2025-08-05', assign('zjj', 'support')));
    expect(rows).toEqual([]);
    expect(mails).toMatchObject([{ kind: 'letter', unit: 'zjj', title: 'assigned', date: '2025-09-30' }]);
  });
});

describe('what the ladder raises', () => {
  const raised = (waits: boolean): ItemEvent => ({
    type: 'raised',
    body: {
      ...EMPTY_RESULT,
      slot: civilDate('2025-10-14'),
      raised: [
        {
          unit: 'sjj',
          rung: 'R8',
          ordinal: '1.1',
          version: 1,
          day: civilDate('2025-10-14'),
          audiences: ['chief', 'liaison'],
          provisional: false,
          waits,
        },
      ],
    },
  });
  const rowsOf = (waits: boolean) => {
    const event: RecordedItemEvent = {
      ...raised(waits),
      seq: 2,
      at: moment('2025-10-14 08:30'),
      actor: 'duban',
      requestKey: null,
    };
    return effects(start, event, evolve(start, event, STREAM));
  };

  it('is one row for each audience in the slot', () => {
    const { rows, mails, slot } = rowsOf(false);
    expect(rows.map(({ audience, slot: day, waits }) => [audience, day, waits])).toEqual([
      ['chief', '2025-10-14', false],
      ['liaison', '2025-10-14', false],
    ]);
    expect([mails, slot]).toEqual([[], '2025-10-14']);
  });

  it("only the chief's row waits for approval", () => {
    expect(rowsOf(true).rows.map(({ audience, waits }) => [audience, waits])).toEqual([
      ['chief', true],
      ['liaison', false],
    ]);
  });
});
