import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { noticeInfo } from '../../office/intake/files/notice-folder';
import type { Edition } from '../../domain/digest/types';
import { forecast } from '../../domain/forecast/forecast';
import { makePlan } from '../../domain/plan/plan';
import { civilDate } from '../../domain/time';
import { moment, planItem, testPlan } from '../support/item';
import { testOffice } from '../support/office';

const row = z.strictObject({
  rung: z.string(),
  round: z.int(),
  due: z.string(),
  section: z.string(),
  reason: z.string(),
  alsoLate: z.array(z.int()),
});
const vectors = z
  .strictObject({
    rounds: z.array(
      z.strictObject({
        dates: z.array(z.string()),
        role: z.enum(['each', 'support']),
        rows: z.record(z.string(), row),
      }),
    ),
    provisional: z.strictObject({
      due: z.string(),
      issued: z.string(),
      day: z.string(),
      dueProvisional: z.boolean(),
      reasonProvisional: z.boolean(),
    }),
    letters: z.array(z.strictObject({ issued: z.string(), letter: z.string() })),
  })
  .parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'rows.yaml'), 'utf8')));

const office = testOffice();

/** What the liaison of sjj gets until a day. */
function mailsOf(
  dates: readonly string[],
  issued: string,
  until: string,
  units: Parameters<typeof planItem>[0] = { units: { sjj: 'each' } },
): readonly Edition[] {
  const kind = dates.length > 1 ? 'recurring' : 'dated';
  const plan = makePlan(testPlan([planItem({ kind, dates, ...units })], Number(dates[0]?.slice(0, 4))));
  const call = { plan, notice: noticeInfo(plan), office, issuedAt: moment(issued), until: civilDate(until) };
  return forecast(call).filter(({ to }) => 'unit' in to && to.unit === 'sjj' && to.audience === 'liaison');
}

describe('a row of a mail, as written by hand', () => {
  it.each(vectors.rounds)('of dates $dates ($role) speaks of its own round', ({ dates, role, rows }) => {
    const units = role === 'each' ? { sjj: role } : { sfj: 'each' as const, sjj: role };
    const last = Object.keys(rows).sort().at(-1) ?? '';
    const mails = mailsOf(dates, '2025-06-30 10:00', last, { units });
    const said = Object.keys(rows).map((day) => {
      const line = mails.find(({ slot }) => slot === day)?.lines[0];
      const { rung, round, due, section, reason, alsoLate = [] } = line ?? {};
      return [day, { rung, round, due, section, reason, alsoLate: alsoLate.map(({ daysLate }) => daysLate) }];
    });
    expect(Object.fromEntries(said)).toEqual(rows);
  });

  it('is marked 预计 in what rests on the undeclared year, and not in the declared date', () => {
    const { due, issued, day, dueProvisional, reasonProvisional } = vectors.provisional;
    const line = mailsOf([due], issued, day).at(-1)?.lines[0];
    expect(line).toMatchObject({ rung: 'R6', due, dueProvisional, reasonProvisional });
  });
});

describe('a letter', () => {
  it.each(vectors.letters)('issued $issued bears $letter, and no full list goes beside it', (vector) => {
    const mails = mailsOf(['2025-12-31'], vector.issued, vector.letter);
    expect(mails.map(({ kind, slot }) => [kind, slot])).toEqual([['letter', vector.letter]]);
  });
});
