import fc from 'fast-check';
import { noticeInfo } from '../../office/intake/files/notice-folder';
import { isWorkingDay } from '../../domain/calendar/calendar';
import type { RollRule } from '../../domain/calendar/types';
import type { DueMail } from '../../domain/digest/edition';
import type { Edition, Line } from '../../domain/digest/types';
import { forecast, forecastMails } from '../../domain/forecast/forecast';
import { issuedItems } from '../../domain/forecast/course';
import { inForce } from '../../domain/item/outcome';
import { rowKey } from '../../domain/item/outbox';
import type { Assignment, Role } from '../../domain/item/types';
import { makePlan } from '../../domain/plan/plan';
import type { Plan, PlanItem } from '../../domain/plan/types';
import { civilDate, dateOf as dayOf, plusDays, type CivilDate } from '../../domain/time';
import { moment, planItem, testPlan } from '../support/item';
import { testOffice } from '../support/office';
import { disagreements, sheetDisagreements } from '../support/rows';

const office = testOffice();
const { calendar } = office;

/** Plans that are foreseen; the seed of each stands in the name of its test. */
const SEEDS = Array.from({ length: 20 }, (_, n) => 20250630 + n);

const ROLLS: readonly (RollRule | null)[] = [null, 'none', 'previous', 'next', 'second-next'];
const UNITS = ['sjj', 'sfj', 'xcb', 'zjj', 'xjz', 'dag'];

const drawnItem = fc.record({
  /** Days after the issue of the first date, and between the others. */
  gaps: fc.array(fc.integer({ min: 6, max: 60 }), { minLength: 1, maxLength: 4 }),
  continuous: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  units: fc.uniqueArray(fc.constantFrom(...UNITS), { minLength: 1, maxLength: 4 }),
  roles: fc.array(fc.constantFrom<Role>('each', 'support', 'lead'), { minLength: 4, maxLength: 4 }),
  roll: fc.constantFrom(...ROLLS),
});

const drawnPlan = fc.record({
  /** Any day of seven months, days off among them. */
  issued: fc.integer({ min: 0, max: 210 }),
  time: fc.constantFrom('07:30', '08:40', '10:00', '16:45', '19:00'),
  items: fc.array(drawnItem, { minLength: 2, maxLength: 5 }),
});

/** The plan of a seed, and the moment at which it is issued. */
function drawn(seed: number): { readonly plan: Plan; readonly at: ReturnType<typeof moment> } {
  const [one] = fc.sample(drawnPlan, { numRuns: 1, seed });
  if (!one) throw new Error('nothing drawn');
  const issueDay = plusDays(civilDate('2025-05-01'), one.issued);
  const items = one.items.map((item, n): PlanItem => {
    const units = Object.fromEntries(
      item.units.map((unit, i) => [unit, i === 0 ? 'each' : (item.roles[i] ?? 'each')]),
    );
    const dates = item.gaps.reduce<CivilDate[]>(
      (all, gap) => [...all, plusDays(all.at(-1) ?? issueDay, gap + 2)],
      [],
    );
    const kind = item.continuous ? 'continuous' : dates.length > 1 ? 'recurring' : 'dated';
    const policy = item.roll === null ? null : { roll: item.roll };
    const made = planItem({ kind, ...(item.continuous ? {} : { dates }), units, policy });
    return { ...made, key: String(n + 1) };
  });
  return { plan: makePlan(testPlan(items)), at: moment(`${issueDay} ${one.time}`) };
}

const of = (assignments: readonly Assignment[] | undefined, unit: string): Assignment | undefined =>
  assignments?.find((one) => one.unit === unit);

/** What is known of a mail before it is written. */
const about = ({ key, ref, to, slot, name, rows }: Omit<DueMail, 'write'>) => ({
  ...{ key, ref, to, slot, name },
  rows: rows.map(rowKey).sort(),
});

describe('the forecast of a random plan', () => {
  it.each(SEEDS)('of seed %i has no row whose rung, section, date and days late disagree', (seed) => {
    const { plan, at } = drawn(seed);
    const call = { plan, notice: noticeInfo(plan), office, issuedAt: at };
    const parts = new Map(issuedItems(call).map(({ stream, assignments }) => [stream, assignments]));
    const dateOf = (stream: string, unit: string, no: number): CivilDate | undefined => {
      const round = of(parts.get(stream), unit)?.rounds.find((one) => one.no === no);
      return round && inForce(round).due.date;
    };
    // Nobody acts: without a rung every row speaks of the first round.
    const rowsOf = (edition: Edition, line: Line): readonly string[] =>
      disagreements(line, edition, calendar, (no) => dateOf(line.stream, line.unit, no), { no: 1 });
    const mails = forecast(call);
    expect(mails.length).toBeGreaterThan(0);
    expect(mails.flatMap((mail) => mail.lines.flatMap((line) => rowsOf(mail, line)))).toEqual([]);
    const sheets = mails.flatMap((mail) =>
      sheetDisagreements(mail, calendar, (stream, no) => {
        const unit = 'unit' in mail.to ? mail.to.unit : '';
        return dateOf(stream, unit, no);
      }),
    );
    expect(sheets).toEqual([]);
    const off = mails.filter(({ slot, kind }) => kind !== 'letter' && !isWorkingDay(calendar, slot));
    expect(off).toEqual([]);
    expect(mails.every(({ slot }) => slot >= dayOf(at, calendar.zone))).toBe(true);
  });

  it.each(SEEDS.slice(0, 5))(
    'of seed %i reads the same whenever each mail is written, the last first too',
    (seed) => {
      const { plan, at } = drawn(seed);
      const call = { plan, notice: noticeInfo(plan), office, issuedAt: at };
      const due = [...forecastMails(call)];
      const written = due.toReversed().map((mail) => mail.write());
      expect(written.reverse()).toEqual(forecast(call));
      expect(due.map(about)).toEqual(written.map(about));
    },
  );
});
