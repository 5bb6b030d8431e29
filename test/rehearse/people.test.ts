import { isActive } from '../../domain/item/view';
import { openLedger } from '../../ledger/open';
import { isWorkingDay } from '../../domain/calendar/calendar';
import { civilDate, clockText, dateOf, type CivilDate } from '../../domain/time';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ItemState } from '../../domain/item/types';
import type { Ledger } from '../../ledger/ledger';
import { pastLedger } from '../../office/lists/as-of';
import { bulletinFor, burdenFor } from '../../office/papers/make';
import { mailsOf } from '../../papers/burden';
import { rehearseYear, type Played } from '../../worker/rehearse/run';
import { tamperingRules } from '../audit/suites/tampering';
import { asOfRules } from '../audit/suites/as-of';
import type { EvidenceYear, Seen } from '../audit/year';
import { foreignRules } from '../foreign/suite';
import { arrivals, type Arrival } from '../support/arrival';
import { workflowBundle } from '../support/engine';
import { moment } from '../support/item';
import { mailServer } from '../support/mail-server';
import { SEED } from '../support/seed';
import { sure } from '../support/sure';
import { keptYear, witness } from './kept-year';
import { whyRules } from './why-agrees';
import { rulesOfYears } from './rules-of-years';

/** The seed's year with its script; the ledger is kept to be looked at. */
let played: Played;
let ledger: Ledger;
let home: string;
let year: EvidenceYear;
let seen: readonly Seen[];
let arrived: readonly Arrival[];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'duban-people-'));
  const server = await mailServer();
  const witnessed = witness(home);
  ({ seen } = witnessed);
  played = sure(
    await rehearseYear({
      folder: SEED,
      cwd: SEED,
      script: undefined,
      until: undefined,
      smtp: server.url,
      keep: home,
      bundle: await workflowBundle(),
      env: process.env,
      progress: () => undefined,
      onDay: witnessed.onDay,
    }),
  );
  arrived = await arrivals(server.taken);
  await server.close();
  year = await keptYear(home, played, server.taken);
  ledger = sure(await openLedger({ url: `sqlite:${join(home, 'ledger.db')}` }));
}, 600_000);

afterAll(async () => {
  await ledger.close();
  rmSync(home, { recursive: true, force: true });
});

const item = async (key: string): Promise<ItemState> => {
  const state = await ledger.item(`item/qp-2025-13/${key}`);
  if (!state) throw new Error(`no item ${key}`);
  return state;
};

const unit = (name: string): string => {
  const found = played.setup.office.roster.units.find((one) => one.name === name);
  if (!found) throw new Error(`no unit ${name}`);
  return found.id;
};

const eventsOf = async (key: string): Promise<readonly string[]> =>
  (await ledger.history(`item/qp-2025-13/${key}`)).map(({ type }) => type);

/** Days on which a unit's liaisons got their daily mail. */
const daysOf = (id: string): readonly CivilDate[] =>
  played.delivered
    .filter(
      ({ edition: { kind, to } }) =>
        (kind === 'digest' || kind === 'change') &&
        'unit' in to &&
        to.unit === id &&
        to.audience === 'liaison',
    )
    .map(({ at }) => dateOf(at, played.setup.office.calendar.zone));

const outcomeOf = ({ assignments }: ItemState, id: string) =>
  assignments.find((one) => one.unit === id)?.rounds[0]?.outcome;

describe('the year of the script', () => {
  it('refuses nobody what the script has them do', () => {
    expect(played.refused).toEqual([]);
  });

  rulesOfYears(() => played);

  it('ends with every item closed or cancelled', async () => {
    const open = (await ledger.items({ open: true })).map(({ key, status, assignments }) => ({
      key,
      status,
      units: assignments.filter(isActive).map(({ unit: of }) => of),
    }));
    expect(open).toEqual([]);
    expect(played.result).toMatchObject({ items: 25, closed: 24 });
  });

  it('counts the units that were late, and who was returned', async () => {
    expect(outcomeOf(await item('2'), unit('区规划资源局'))).toMatchObject({ onTime: false, daysLate: 9 });
    expect(outcomeOf(await item('3'), unit('区建设管理委'))).toMatchObject({ onTime: true, returns: 1 });
    expect(outcomeOf(await item('3'), unit('区房管局'))).toMatchObject({ onTime: true });
    expect(outcomeOf(await item('3'), unit('公安青浦分局'))).toMatchObject({ onTime: false, daysLate: 6 });
  });

  it('tells in the bulletin of the day on which they hand in who is late', async () => {
    const now = moment('2025-10-15 18:00');
    const { sections } = await bulletinFor({ ledger: pastLedger(ledger, now), now });
    const told = JSON.stringify(sections);
    expect(told).toContain('区国资委负责的第14项（逾期19个工作日，办结待审）');
    expect(told).toContain('公安青浦分局负责的第3项（逾期6个工作日，办结待审）');
  });

  it('sends the chief the edition that was released, and not the ones that were not', () => {
    const chiefs = played.delivered.filter(({ edition }) => edition.to.audience === 'chief');
    const told = chiefs.flatMap(({ edition }) =>
      edition.lines.map(({ no, unitName }) => `${no} ${unitName}`),
    );
    expect(told).toContain('2 区规划资源局');
    expect(told).not.toContain('13 区生态环境局');
    expect(told).not.toContain('14 区国资委');
  });

  it('closes the approval that nobody gave within five working days', async () => {
    expect(await eventsOf('14')).toContain('raised');
    const { tasks } = await item('14');
    const approval = tasks.find(({ kind, unit: of }) => kind === 'approveR8' && of === unit('区国资委'));
    expect(approval?.done?.by).toBe('duban');
  });

  it('tells a cancellation once to each unit', () => {
    const told = played.delivered.flatMap(({ edition }) =>
      edition.lines
        .filter(({ no, changes }) => no === '19' && changes.some(({ type }) => type === 'cancelled'))
        .map(({ unit: of }) => of)
        .filter(() => 'unit' in edition.to),
    );
    expect(told.length).toBeGreaterThan(10);
    expect(new Set(told).size).toBe(told.length);
  });

  it('brings one mail for a unit after three slots without a worker', () => {
    const lost = ['2025-11-04', '2025-11-05', '2025-11-06'].map(civilDate);
    const after = civilDate('2025-11-07');
    expect(lost.every((day) => isWorkingDay(played.setup.office.calendar, day))).toBe(true);
    const days = daysOf(unit('区商务委'));
    expect(days.filter((day) => lost.includes(day))).toEqual([]);
    expect(days.filter((day) => day === after)).toHaveLength(1);
  });

  it('finds the dead mailbox, and finds it alive again', async () => {
    const id = unit('区统计局');
    const tasks = await ledger.tasks({ open: false });
    const dead = tasks.filter(({ kind, unit: of }) => kind === 'deadMailbox' && of === id);
    expect(dead.length).toBeGreaterThan(0);
    expect(daysOf(id).some((day) => day >= civilDate('2025-09-10'))).toBe(true);
    expect(daysOf(id).some((day) => day >= civilDate('2025-08-29') && day < civilDate('2025-09-10'))).toBe(
      false,
    );
  });
});

describe('duban item why', () => {
  whyRules(() => ({ ledger, office: played.setup.office, run: year.cli(), arrived }));
});

describe('duban mail show', () => {
  it('says when a mail went, not when it became ready: one that waited over a holiday', async () => {
    const { zone } = played.setup.office.calendar;
    const mails = await ledger.mails({ state: 'sent' });
    const waited = mails.find(
      ({ settledAt, readyAt }) => settledAt !== null && dateOf(settledAt, zone) !== dateOf(readyAt, zone),
    );
    if (!waited || waited.settledAt === null) throw new Error('no mail waited');
    const shown = await year.cli()('mail', 'show', waited.key);
    expect(shown.out.split('\n')[0]).toContain(clockText(waited.settledAt, zone));
  });
});

describe('the account of burden', () => {
  it('has as many mails for each unit and month as came over SMTP', async () => {
    const { zone } = played.setup.office.calendar;
    const units = new Set(played.setup.office.roster.units.map(({ id }) => id));
    const came = new Map<string, Set<string>>();
    for (const { key, whom } of arrived) {
      const mail = await ledger.mail(key);
      if (!units.has(whom) || mail?.settledAt == null) continue;
      const line = `${dateOf(mail.settledAt, zone).slice(0, 7)} ${whom}`;
      came.set(line, (came.get(line) ?? new Set()).add(key));
    }
    const rows = await burdenFor({ ledger, now: moment('2026-12-31 18:00') });
    const counted = rows.map((row) => [`${row.month} ${row.unit}`, mailsOf(row)] as const);
    expect(new Map(counted.filter(([, mails]) => mails > 0))).toEqual(
      new Map([...came].map(([line, keys]) => [line, keys.size])),
    );
    expect(came.size).toBeGreaterThan(100);
  });
});

describe('the evidence of the year', () => {
  asOfRules(() => ({ ledger, seen }), 50);
  tamperingRules(() => year, 1);
  foreignRules(() => year, 'qp-2025-13/2');
});
