import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { noticeInfo } from '../../office/intake/files/notice-folder';
import { asWritten } from '../../domain/digest/delivery';
import { forecast } from '../../domain/forecast/forecast';
import { makePlan } from '../../domain/plan/plan';
import { civilDate } from '../../domain/time';
import { renderMail } from '../../mail/render';
import { moment, planItem, testPlan } from '../support/item';
import { testOffice } from '../support/office';

const vectors = z
  .strictObject({
    dues: z.record(z.string(), z.string()),
    heads: z.array(
      z.strictObject({ day: z.string(), to: z.enum(['supervisor', 'liaison']), head: z.string() }),
    ),
    phone: z.strictObject({
      day: z.string(),
      unit: z.string(),
      reason: z.string(),
      items: z.array(z.int()),
    }),
  })
  .parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'heads.yaml'), 'utf8')));

const office = testOffice();
const items = Object.entries(vectors.dues).map(([no, due]) => ({
  ...planItem({ dates: [due], units: { sjj: 'each' } }),
  ...{ key: no, title: `第${no}件` },
}));
const plan = makePlan(testPlan(items));
const issuedAt = moment('2025-06-30 10:00');
const until = civilDate('2025-10-09');
const mails = forecast({ plan, notice: noticeInfo(plan), office, issuedAt, until });

/** The lines of the mail to an audience on a day. */
function linesOf(day: string, audience: string): readonly string[] {
  const edition = mails.find(({ slot, to }) => slot === day && to.audience === audience);
  if (!edition) throw new Error(`no ${audience} on ${day}`);
  const { policy } = office;
  const context = { policy: policy.mail, lamps: policy.lamps, zone: policy.zone, now: issuedAt };
  return renderMail(asWritten({ key: edition.key, edition, messageId: '' }), context).text.split('\n');
}

describe('the head line, as written by hand', () => {
  it.each(vectors.heads)('of the $to on $day counts one set of rows: $head', ({ day, to, head }) => {
    expect(linesOf(day, to)).toContain(head);
  });
});

describe('phone tasks of one unit', () => {
  it('are one line of the briefing, with why and a number for each that can be typed', () => {
    const { day, unit, reason, items: nos } = vectors.phone;
    const lines = linesOf(day, 'coordinator').filter((line) => line.startsWith(`电话催办 · ${unit}`));
    expect(lines).toHaveLength(1);
    for (const no of nos)
      expect(lines[0]).toMatch(new RegExp(`${no}\\. 第${no}件（${reason}，编号[0-9a-f]{6}）`));
  });
});
