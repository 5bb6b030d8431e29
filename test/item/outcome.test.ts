import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Command } from '../../domain/item/commands';
import { outcomeText } from '../../domain/item/outcome';
import { plusDays, civilDate } from '../../domain/time';
import {
  accept,
  ask,
  changeDate,
  close,
  giveBack,
  grant,
  handIn,
  reopen,
  withdraw,
} from '../support/commands';
import { after, issued, moment, officeSays, roundOf, unitSays, type Said } from '../support/item';

const step = z.strictObject({
  at: z.string(),
  do: z.enum(['handIn', 'withdraw', 'return', 'ask', 'grant', 'change']),
  date: z.string().optional(),
  by: z.string().optional(),
});
type Step = z.infer<typeof step>;

const vectors = z
  .strictObject({
    lateFrom: z.array(
      z.strictObject({ due: z.string(), at: z.string(), provisional: z.boolean().optional() }),
    ),
    outcomes: z.array(
      z.strictObject({
        name: z.string(),
        due: z.string(),
        steps: z.array(step),
        reviewed: z.string().optional(),
        outcome: z.string(),
        version: z.number().optional(),
      }),
    ),
  })
  .parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'outcome.yaml'), 'utf8')));

function commandOf({ do: act, date = '' }: Step): Command {
  switch (act) {
    case 'handIn':
      return handIn('sjj');
    case 'withdraw':
      return withdraw('sjj');
    case 'return':
      return giveBack('sjj', date === '' ? undefined : date);
    case 'ask':
      return ask('sjj', date);
    case 'grant':
      return grant('sjj', date);
    case 'change':
      return changeDate(date);
  }
}

const byUnit: readonly Step['do'][] = ['handIn', 'withdraw', 'ask'];
const said = (next: Step): Said => ({
  at: next.at,
  by: next.by ?? (byUnit.includes(next.do) ? 'll-sjj' : 'ddy'),
  command: commandOf(next),
});

const issuedFor = (due: string) => issued({ units: { sjj: 'each' }, dates: [due], year: 2025 });

describe('the instant from which a date is late (vectors)', () => {
  it.each(vectors.lateFrom)('due $due: late from $at', ({ due, at, provisional = false }) => {
    expect(roundOf(issuedFor(due), 'sjj').versions[0]?.due).toMatchObject({
      date: due,
      lateFrom: moment(at),
      provisional,
    });
  });
});

describe('on time or late (vectors)', () => {
  it.each(vectors.outcomes)('$name: $outcome', ({ due, steps, reviewed, outcome, version = 1 }) => {
    const last = steps.at(-1)?.at.slice(0, 10) ?? due;
    const review = reviewed ?? plusDays(civilDate(last), 2);
    const done = after(issuedFor(due), [...steps.map(said), officeSays(review, accept('sjj'))]);
    const found = roundOf(done, 'sjj').outcome;
    expect(found && { text: outcomeText(found).zh, version: found.version }).toEqual({
      text: outcome,
      version,
    });
  });
});

describe('an outcome after a reopening', () => {
  it('forgets the returns and dates of the life before', () => {
    const first = after(issuedFor('2025-09-30'), [
      unitSays('2025-09-29', handIn('sjj')),
      officeSays('2025-09-30', giveBack('sjj')),
      unitSays('2025-10-10', handIn('sjj')),
      officeSays('2025-10-11', accept('sjj')),
      officeSays('2025-10-13', close),
    ]);
    expect(roundOf(first, 'sjj').outcome).toMatchObject({ onTime: false, daysLate: 2, returns: 1 });
    const again = after(first, [
      officeSays('2025-10-14', reopen('2025-11-28')),
      unitSays('2025-11-28', handIn('sjj')),
      officeSays('2025-12-01', accept('sjj')),
    ]);
    expect(roundOf(again, 'sjj').outcome).toEqual({
      onTime: true,
      returns: 0,
      daysLate: 0,
      version: 2,
      daysLateBefore: 0,
    });
  });
});

describe('an outcome in words', () => {
  const words = { onTime: true, returns: 0, daysLate: 0, version: 1, daysLateBefore: 0 };

  it.each([
    ['on time', words, '按期', 'on time'],
    ['on time after returns', { ...words, returns: 2 }, '按期（退回2次）', 'on time (returned 2 times)'],
    ['late', { ...words, onTime: false, daysLate: 3 }, '逾期3个工作日', '3 working days late'],
    [
      'on time, late before a grant',
      { ...words, daysLateBefore: 4 },
      '按期，曾逾期4个工作日',
      'on time, was 4 working days late before',
    ],
  ])('%s', (_name, outcome, zh, en) => {
    expect(outcomeText(outcome)).toEqual({ zh, en });
  });
});
