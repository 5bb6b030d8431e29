import { takenKeys } from '../../domain/digest/mail-ref';
import { isWorkingDay, shift } from '../../domain/calendar/calendar';
import type { Edition } from '../../domain/digest/types';
import { forecast } from '../../domain/forecast/forecast';
import { makeCalendar } from '../../domain/calendar/calendar';
import { isFullDay } from '../../domain/slot';
import { civilDate, instantAt, yearOf } from '../../domain/time';
import { seedFolder } from '../support/seed';

const { office, notice, planFile } = seedFolder();
const { plan } = planFile;
const issuedAt = instantAt(civilDate('2025-06-30'), '10:00', 'Asia/Shanghai');
const mails = forecast({ plan, notice, office, issuedAt });
const digests = mails.filter(({ kind }) => kind !== 'letter');
const whom = ({ to }: Edition): string => ('unit' in to ? to.unit : to.account);

describe('a year of the seed in which nobody acts', () => {
  it('begins with one letter for each of the 47 units, on the day of issue', () => {
    const letters = mails.filter(({ kind }) => kind === 'letter');
    expect(new Set(letters.map(whom)).size).toBe(47);
    expect(letters).toHaveLength(47);
    expect(new Set(letters.map(({ slot }) => slot))).toEqual(new Set(['2025-06-30']));
    const { items } = plan;
    const told = letters.flatMap(({ lines }) => lines.map(({ no, unit }) => `${no} ${unit}`));
    const planned = items.flatMap(({ key, units }) => units.map(({ unit }) => `${key} ${unit}`));
    expect(told.sort()).toEqual(planned.sort());
  });

  it('has no mail on a day off', () => {
    expect(mails.filter(({ slot }) => !isWorkingDay(office.calendar, slot))).toEqual([]);
  });

  it('has mail on make-up Saturdays and Sundays', () => {
    const days = new Set(digests.map(({ slot }) => slot));
    for (const day of ['2025-09-28', '2025-10-11', '2026-01-04']) expect(days.has(civilDate(day))).toBe(true);
  });

  it('has at most one digest for an addressee and day', () => {
    const keys = digests.map((mail) => `${whom(mail)}|${mail.to.audience}|${mail.slot}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has no empty digest, and none to a unit that tells no rung outside full days', () => {
    expect(digests.filter(({ lines, tasks }) => lines.length + tasks.length === 0)).toEqual([]);
    const silent = digests.filter(
      ({ to, lines }) => 'unit' in to && lines.every(({ rung }) => rung === null),
    );
    expect(silent.filter(({ slot }) => !isFullDay(office, slot))).toEqual([]);
  });

  it('tells no row twice, but to several coordinators', () => {
    const rows = digests.filter(({ to }) => 'unit' in to).flatMap(takenKeys);
    expect(new Set(rows).size).toBe(rows.length);
  });

  it('lists all that is open, and says how much that is, on full days', () => {
    const full = digests.filter(({ to, fullDay }) => to.audience === 'liaison' && fullDay);
    expect(full.length).toBeGreaterThan(1000);
    expect(full.filter(({ lines, totalOpen }) => lines.length !== totalOpen)).toEqual([]);
  });

  it('sends nothing to a chief, as nobody approves it', () => {
    expect(mails.filter(({ to }) => to.audience === 'chief')).toEqual([]);
    const asked = digests.flatMap(({ tasks }) => tasks).filter(({ kind }) => kind === 'approveR8');
    expect(asked.length).toBeGreaterThan(0);
  });

  it('briefs owner and deputy every working day, with the same words', () => {
    const of = (account: string) => digests.filter((mail) => whom(mail) === account);
    const [owner, deputy] = [of('ddy'), of('ddy2')];
    expect(owner.map(({ lines, tasks }) => [lines, tasks])).toEqual(
      deputy.map(({ lines, tasks }) => [lines, tasks]),
    );
    const days = owner.map(({ slot }) => slot);
    expect(new Set(days.slice(1))).toEqual(
      new Set(days.slice(0, -1).map((day) => shift(office.calendar, day, 1).date)),
    );
  });

  it('says nothing provisional before an undeclared year', () => {
    expect(mails.flatMap(({ lines }) => lines).filter(({ provisional }) => provisional)).toEqual([]);
  });
});

describe('the same year when 2026 is not declared yet', () => {
  const tables = office.calendar.tables.filter(({ year }) => year !== 2026);
  const early = { ...office, calendar: makeCalendar(office.calendar.zone, tables) };
  const ahead = forecast({ plan, notice, office: early, issuedAt });
  const of2026 = ahead.filter(({ slot }) => yearOf(slot) === 2026);
  const dues = plan.items.flatMap(({ dates }) => dates);

  it('is the same up to the last day of 2025', () => {
    const upTo = (all: readonly Edition[]) =>
      all
        .filter(({ slot }) => yearOf(slot) === 2025)
        .map(({ key, lines }) => [key, lines.map(({ no, rung }) => [no, rung])]);
    expect(upTo(ahead)).toEqual(upTo(mails));
  });

  it('marks every rung of the expected days', () => {
    const raised = of2026.flatMap(({ lines }) => lines).filter(({ rung }) => rung !== null);
    expect(raised.length).toBeGreaterThan(0);
    expect(raised.filter(({ provisional }) => !provisional)).toEqual([]);
    expect(dues).toContain('2025-12-31');
  });

  it('mails no leader on an expected day: a task instead', () => {
    expect(of2026.filter(({ to }) => to.audience === 'supervisor' || to.audience === 'chief')).toEqual([]);
    const tasks = of2026.flatMap((mail) => mail.tasks).filter(({ kind }) => kind === 'provisional');
    expect(tasks.length).toBeGreaterThan(0);
  });

  it('says so on top of every briefing from 1 December on', () => {
    const briefings = ahead.filter(({ to }) => 'account' in to);
    const told = briefings.filter(({ findings }) => findings.some(({ code }) => code === 'year-undeclared'));
    expect(told).toEqual(briefings.filter(({ slot }) => slot >= '2025-12-01'));
  });
});
