import { outcomeText } from '../../domain/item/outcome';
import type { ItemState } from '../../domain/item/types';
import { isLate } from '../../domain/item/view';
import {
  after,
  codeFor,
  issued,
  lastOf,
  moment,
  officeSays,
  roundOf,
  story,
  unitSays,
  type Said,
} from '../support/item';
import { accept, ask, grant, handIn, refuse, withdrawAsking } from '../support/commands';
import { continuous, datesOf, signed } from './items';

const asked = after(signed, [unitSays('2025-09-26', ask('sjj', '2025-10-31'))]);
const round = (state: ItemState) => roundOf(state, 'sjj');
const dates = (state: ItemState) => datesOf(state, 'sjj');

describe('a request for extension (申请延期)', () => {
  it('alone moves nothing: the date, its version, its lateness and the status stay', () => {
    expect(asked.assignments.map(({ status }) => status)).toEqual(['underway', 'issued']);
    expect(round(asked).versions).toEqual(round(signed).versions);
    expect(isLate(round(asked), moment('2025-09-30 23:59'))).toBe(false);
    expect(isLate(round(asked), moment('2025-10-01 00:00'))).toBe(true);
  });

  it('names a working day after the present date', () => {
    const on = (date: string) => codeFor(signed, unitSays('2025-09-26', ask('sjj', date)));
    expect(on('2025-09-30')).toBe('too-soon');
    expect(on('2025-09-29')).toBe('too-soon');
    expect(on('2025-10-01')).toBe('bad-date');
    expect(on('2025-10-12')).toBe('bad-date');
    expect(on('2025-10-11')).toBe('ok');
  });

  it('does not lead into the past', () => {
    expect(codeFor(signed, unitSays('2025-10-20', ask('sjj', '2025-10-17')))).toBe('too-soon');
  });

  it('is late from the lateFrom of the date on', () => {
    const lateAt = (at: string) => {
      const { events } = story(signed, [unitSays(at, ask('sjj', '2025-10-31'))]);
      return lastOf(events, 'extensionRequested').body.late;
    };
    expect(lateAt('2025-09-30 23:59')).toBe(false);
    expect(lateAt('2025-10-01 00:00')).toBe(true);
  });

  it('may be made before signing', () => {
    expect(codeFor(issued(), unitSays('2025-09-26', ask('sjj', '2025-10-31')))).toBe('ok');
  });

  it('is made once at a time', () => {
    expect(codeFor(asked, unitSays('2025-09-27', ask('sjj', '2025-11-28')))).toBe('already-asked');
  });

  it('is not for supporting units, nor for continuous items, nor while a hand-in waits', () => {
    const waiting = after(signed, [unitSays('2025-09-01', handIn('sjj'))]);
    expect(codeFor(signed, unitSays('2025-09-26', ask('sfj', '2025-10-31')))).toBe('support');
    expect(codeFor(continuous, unitSays('2025-09-26', ask('sjj', '2025-10-31')))).toBe('continuous');
    expect(codeFor(waiting, unitSays('2025-09-26', ask('sjj', '2025-10-31')))).toBe('handed-in');
  });

  it.each(['reason', 'progress', 'approver'])('is incomplete without its %s', (field) => {
    const said = unitSays('2025-09-26', { ...ask('sjj', '2025-10-31'), [field]: '' });
    expect(codeFor(signed, said)).toBe('incomplete');
  });
});

describe('a request that is withdrawn (撤回延期申请)', () => {
  it('leaves everything as before', () => {
    const back = after(asked, [unitSays('2025-09-27', withdrawAsking('sjj'))]);
    expect(round(back)).toEqual(round(signed));
  });

  it('must be there', () => {
    expect(codeFor(signed, unitSays('2025-09-27', withdrawAsking('sjj')))).toBe('no-request');
  });
});

describe('granting an extension (同意延期)', () => {
  const granted = after(asked, [officeSays('2025-09-28', grant('sjj', '2025-10-24'))]);

  it('moves the date with a new version, whose term begins that day; the first date stays on record', () => {
    expect(dates(granted)).toEqual(['2025-09-30', '2025-10-24']);
    expect(round(granted).versions.at(-1)).toMatchObject({
      version: 2,
      cause: 'grant',
      startDay: '2025-09-28',
      due: { date: '2025-10-24', lateFrom: moment('2025-10-25 00:00'), provisional: false },
    });
    expect(round(granted)).toMatchObject({ request: null, grants: 1, daysLateBefore: 0 });
  });

  it('touches this unit only', () => {
    expect(roundOf(granted, 'sfj').versions).toHaveLength(1);
  });

  it('may give another date than was asked for, but one after the present date and not past', () => {
    const on = (at: string, date: string) => codeFor(asked, officeSays(at, grant('sjj', date)));
    expect(on('2025-09-28', '2025-11-28')).toBe('ok');
    expect(on('2025-09-28', '2025-09-30')).toBe('too-soon');
    expect(on('2025-10-14', '2025-10-13')).toBe('too-soon');
  });

  it('needs a request that waits', () => {
    expect(codeFor(signed, officeSays('2025-09-28', grant('sjj', '2025-10-24')))).toBe('no-request');
    expect(codeFor(granted, officeSays('2025-09-28', grant('sjj', '2025-11-24')))).toBe('no-request');
  });
});

describe('days overdue before a grant (曾逾期)', () => {
  // Overdue from 10-01; working days until 10-14: 10-09, 10-10, 10-11, 10-13, 10-14.
  const late = after(signed, [
    unitSays('2025-10-10', ask('sjj', '2025-10-31')),
    officeSays('2025-10-14', grant('sjj', '2025-10-31'), 'shld'),
  ]);

  it('stay counted after it', () => {
    expect(round(late).daysLateBefore).toBe(5);
  });

  it('stand in the outcome even when the new date is kept', () => {
    const done = after(late, [
      unitSays('2025-10-31', handIn('sjj')),
      officeSays('2025-11-03', accept('sjj')),
    ]);
    const { outcome } = round(done);
    expect(outcome).toMatchObject({ onTime: true, daysLate: 0, daysLateBefore: 5, version: 2 });
    expect(outcome && outcomeText(outcome).zh).toBe('按期，曾逾期5个工作日');
  });

  it('add up over two grants', () => {
    const twice = after(late, [
      unitSays('2025-11-04', ask('sjj', '2025-11-28')),
      officeSays('2025-11-05', grant('sjj', '2025-11-28'), 'shld'),
    ]);
    expect(round(twice).daysLateBefore).toBe(5 + 3);
  });
});

describe('grants that only the 审核领导 may give', () => {
  const cases: readonly (readonly [string, readonly Said[], string, string])[] = [
    [
      'a second one',
      [
        unitSays('2025-09-26', ask('sjj', '2025-10-24')),
        officeSays('2025-09-28', grant('sjj', '2025-10-24')),
        unitSays('2025-10-20', ask('sjj', '2025-10-31')),
      ],
      '2025-10-21',
      '2025-10-31',
    ],
    ['one asked for late', [unitSays('2025-10-09', ask('sjj', '2025-10-31'))], '2025-10-10', '2025-10-31'],
    [
      "one beyond the plan's year",
      [unitSays('2025-09-26', ask('sjj', '2026-01-30'))],
      '2025-09-28',
      '2026-01-30',
    ],
  ];

  it.each(cases)('%s', (_name, said, at, date) => {
    const state = after(signed, said);
    expect(codeFor(state, officeSays(at, grant('sjj', date)))).toBe('not-allowed');
    expect(codeFor(state, officeSays(at, grant('sjj', date), 'shld'))).toBe('ok');
  });

  it('a first one, asked in time and inside the year, is for the 督办员 too, even when answered late', () => {
    expect(codeFor(asked, officeSays('2025-10-20', grant('sjj', '2025-12-31')))).toBe('ok');
    expect(codeFor(asked, officeSays('2025-10-20', grant('sjj', '2025-12-31'), 'shld'))).toBe('ok');
  });
});

describe('refusing an extension (不同意延期)', () => {
  it('made in time puts the matter back to the unit that day, the date unmoved', () => {
    const refused = after(asked, [officeSays('2025-10-10', refuse('sjj'))]);
    expect(round(refused)).toMatchObject({ request: null, backOn: '2025-10-10', grants: 0 });
    expect(dates(refused)).toEqual(['2025-09-30']);
  });

  it('made late leaves the ladder where it was', () => {
    const refused = after(signed, [
      unitSays('2025-10-09', ask('sjj', '2025-10-31')),
      officeSays('2025-10-10', refuse('sjj')),
    ]);
    expect(round(refused)).toMatchObject({ request: null, backOn: null });
  });

  it('says why', () => {
    expect(codeFor(asked, officeSays('2025-10-10', { ...refuse('sjj'), reason: '' }))).toBe('incomplete');
  });
});

describe('a hand-in while an extension is asked for', () => {
  it('makes the request lapse, journaled', () => {
    const { state, events } = story(asked, [unitSays('2025-09-29', handIn('sjj'))]);
    expect(events.map(({ type }) => type)).toEqual(['extensionLapsed', 'handedIn']);
    expect(lastOf(events, 'extensionLapsed').body).toEqual({ unit: 'sjj', round: 1, by: 'handIn' });
    expect(round(state).request).toBeNull();
  });
});
