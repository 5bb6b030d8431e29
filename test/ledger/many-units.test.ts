import { inForce } from '../../domain/item/outcome';
import { checkPlan } from '../../domain/plan/check';
import { civilDate } from '../../domain/time';
import { cancel, changeDate, reopen } from '../support/commands';
import { moment, planItem } from '../support/item';
import { call, importPlan, issueCall, planItems, planOf, says, setOffice, streamOf } from '../support/ledger';
import { numberedOffice, numberedUnits } from '../support/many-units';
import { sure } from '../support/sure';
import { SQLITE } from './database';
import { ledgerOfTest } from './ledger-of-test';

const office = numberedOffice(501);
const stage = ledgerOfTest(SQLITE);
const item = streamOf('1');
const planFor = (n: number) =>
  planOf(planItems(1, planItem({ units: numberedUnits(n), dates: ['2025-09-30'] })));

const issued = async (): Promise<void> => {
  const { ledger } = stage;
  await setOffice(ledger, office);
  await importPlan(ledger, planFor(500));
  sure(await ledger.issue(issueCall(planFor(500))));
  await ledger.record(call(item));
};

describe('an item of 500 units', () => {
  it('is cancelled and reopened: each unit goes on, and is told once', async () => {
    await issued();
    const { ledger } = stage;
    for (const [command, at] of [
      [cancel, '09:00'],
      [reopen('2025-10-31'), '10:00'],
    ] as const) {
      const key = command.type;
      const { answers } = await ledger.record(
        says(item, command, { key, actor: 'ddy', now: moment(`2025-07-02 ${at}`) }),
      );
      expect(answers[key]).toMatchObject({ ok: true });
    }
    const { assignments = [] } = (await ledger.item(item)) ?? {};
    expect(assignments).toHaveLength(500);
    for (const { changes, status, rounds } of assignments) {
      expect([changes, status]).toEqual([2, 'issued']);
      expect(rounds.map((round) => inForce(round).due.date)).toEqual(['2025-10-31']);
    }
    expect((await ledger.history(item)).filter(({ type }) => type === 'reopened').length).toBeGreaterThan(1);
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.check()).findings).toEqual([]);
  });

  it('is issued, reminds and has its date moved: no event is too long', async () => {
    await issued();
    const { ledger } = stage;
    for (const day of ['2025-07-21', '2025-09-17'])
      await ledger.record(call(item, { wake: true, now: moment(`${day} 08:55`) }));
    const { answers } = await ledger.record(
      says(item, changeDate('2025-10-31'), { key: 'later', actor: 'ddy', now: moment('2025-09-18 10:00') }),
    );
    expect(answers['later']).toMatchObject({ ok: true });
    const types = (await ledger.history(item)).map(({ type }) => type);
    expect(types[0]).toBe('issued');
    expect(types.filter((type) => type === 'raised').length).toBeGreaterThan(3);
    expect(types.filter((type) => type === 'deadlineChanged').length).toBeGreaterThan(3);
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.check()).findings).toEqual([]);
  });
});

describe('a roster of 2,000 units', () => {
  it('is set, in events that the log can hold, and its contacts are those that the journal names', async () => {
    const { ledger } = stage;
    await setOffice(ledger, numberedOffice(2_000));
    expect((await ledger.office()).roster.units.length).toBeGreaterThan(2_000);
    const types = (await ledger.history('office')).map(({ type }) => type);
    expect(types.filter((type) => type === 'rosterSet').length).toBeGreaterThan(1);
    expect((await ledger.check()).findings).toEqual([]);
  });
});

describe('more units than an event can hold', () => {
  it('are refused before they are issued', () => {
    const context = { today: civilDate('2025-06-30'), acceptPast: false, items: null };
    const codes = (n: number) => checkPlan(planFor(n), office, context).map(({ problem: { code } }) => code);
    expect(codes(501)).toContain('too-many-units');
    expect(codes(500)).not.toContain('too-many-units');
  });
});
