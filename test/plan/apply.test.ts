import { applyPlan, settledChanges, type Applied, type PlanOrder } from '../../office/plan/apply';
import { planDiff } from '../../office/plan/running';
import { rehearsePlan } from '../../office/plan/rehearse';
import type { Role } from '../../domain/item/types';
import { ok, refuse, text } from '../../domain/problem';
import { makePlan } from '../../domain/plan/plan';
import type { Plan, PlanItem } from '../../domain/plan/types';
import type { Ledger } from '../../ledger/ledger';
import { makeChanges } from '../support/change-sets';
import { cancel, changeDate } from '../support/commands';
import { moment, planItem, testPlan } from '../support/item';
import { beginAll, Died, ledgerDuban, type Commands, type Death } from '../support/ledger-duban';
import { importPlan, issueCall, says, setOffice, streamOf } from '../support/ledger';
import { sure } from '../support/sure';
import { SQLITE } from '../ledger/database';
import { ledgerOfTest } from '../ledger/ledger-of-test';

const stage = ledgerOfTest(SQLITE);
const now = () => moment('2025-07-02 10:00');

const item = (key: string, dates: readonly string[], units: Readonly<Record<string, Role>>): PlanItem => ({
  ...planItem({ dates, units }),
  key,
});

/** As issued: a date, units, a lead, one to be taken out, one cancelled by hand; 6 is left for later. */
const BEFORE: readonly PlanItem[] = [
  item('1', ['2025-09-30'], { sjj: 'lead', sfj: 'support' }),
  item('2', ['2025-09-30'], { sjj: 'each', sfj: 'each' }),
  item('3', ['2025-09-30'], { sjj: 'lead', sfj: 'support' }),
  item('4', ['2025-10-31'], { sjj: 'each' }),
  item('5', ['2025-10-31'], { sjj: 'each' }),
  item('6', ['2025-11-28'], { zjj: 'each' }),
];

/** As wanted: 1 later, 2 with other units and roles, 3 led by another, 4 gone, 5 cancelled and wanted, 6 issued. */
const AFTER: readonly PlanItem[] = [
  item('1', ['2025-10-31'], { sjj: 'lead', sfj: 'support' }),
  item('2', ['2025-09-30'], { sjj: 'each', sfj: 'support', zjj: 'each' }),
  item('3', ['2025-10-17'], { sjj: 'support', sfj: 'lead' }),
  item('5', ['2025-10-31'], { sjj: 'each' }),
  item('6', ['2025-11-28'], { zjj: 'each' }),
];

const plan = (items: readonly PlanItem[]): Plan => makePlan(testPlan(items));
const wanted = plan(AFTER);

async function running(ledger: Ledger): Promise<void> {
  await setOffice(ledger);
  await importPlan(ledger, plan(BEFORE));
  const { streams } = sure(await ledger.issue(issueCall(plan(BEFORE), 'issue', ['1', '2', '3', '4', '5'])));
  await beginAll(ledger, streams, moment('2025-06-30 10:05'));
  await ledger.record(says(streamOf('5'), cancel, { key: 'c', actor: 'ddy', now: moment('2025-07-01') }));
}

async function orderOf(
  ledger: Ledger,
  of: Plan = wanted,
  parts: Partial<PlanOrder> = {},
): Promise<PlanOrder> {
  const draft = { groups: {}, items: [] };
  const diffs = await planDiff(ledger, { plan: of, draft, items: null, reason: '调整', keepGroups: false });
  return { plan: of, diffs, actor: 'ddy', acceptPast: false, cancelMissing: true, ...parts };
}

const applyOrder = async (ledger: Ledger, duban: Commands, order: PlanOrder): Promise<Applied> =>
  sure(await applyPlan(duban, order, async (set) => ok(await makeChanges(ledger, duban, set, now()))));

async function apply(ledger: Ledger, duban: Commands, of: Plan = wanted): Promise<Applied> {
  const order = await orderOf(ledger, of);
  const applied = await applyOrder(ledger, duban, order);
  return settledChanges(applied, order.diffs, (await orderOf(ledger, of)).diffs);
}

/** Where all items stand, without the moments at which it came about. */
async function standing(ledger: Ledger) {
  return (await ledger.items({})).map(({ key, status, assignments }) => ({
    key,
    status,
    units: assignments.map(({ unit, role, status: is, rounds }) => [
      unit,
      role,
      is,
      rounds.map(({ versions }) => versions.map(({ due, version }) => `${version} ${due.date}`)),
    ]),
  }));
}

/** Events of items and notices; the stream of the mailroom says each time that a change set was asked for. */
const events = async (ledger: Ledger): Promise<number> =>
  (await ledger.streams())
    .filter(({ stream }) => stream !== 'mailroom')
    .reduce((sum, { head }) => sum + head.seq, 0);

describe('applying a plan', () => {
  it('makes every difference so, and says what it could not make', async () => {
    const { ledger } = stage;
    await running(ledger);
    const applied = await apply(ledger, ledgerDuban(ledger, now));
    expect(applied.done.map(({ item: key, what }) => `${key} ${what.zh}`)).toEqual([
      '1 期限 2025-09-30 → 2025-10-31',
      '2 增加 朱家角镇 责任单位',
      '2 区司法局 责任单位 → 配合单位（解除后重新交办）',
      '3 期限 2025-09-30 → 2025-10-17',
      '3 改由 区司法局 牵头',
      '4 计划中已没有',
      '6 交办',
    ]);
    expect(applied.refused.map(({ item: key, problem }) => `${key} ${problem.code}`)).toEqual([
      '5 wrong-state',
    ]);
    const state = async (key: string) => ledger.item(streamOf(key));
    expect(await state('4')).toMatchObject({ status: 'cancelled' });
    expect(await state('6')).toMatchObject({ status: 'issued', batch: 2 });
    expect((await orderOf(ledger)).diffs.map(({ key }) => key)).toEqual(['5']);
    expect((await ledger.check()).findings).toEqual([]);
  });

  it('a second time changes nothing: no event of an item, no request', async () => {
    const { ledger } = stage;
    await running(ledger);
    await apply(ledger, ledgerDuban(ledger, now));
    const before = await events(ledger);
    const again = await apply(ledger, ledgerDuban(ledger, now));
    expect([again.done, again.issued]).toEqual([[], null]);
    expect(await events(ledger)).toBe(before);
  });

  it('and back to the plan before, and forth again, is made so each time', async () => {
    const { ledger } = stage;
    await running(ledger);
    const due = async () =>
      (await ledger.item(streamOf('1')))?.assignments[0]?.rounds[0]?.versions.at(-1)?.due.date;
    const days: unknown[] = [];
    for (const one of [wanted, plan(BEFORE), wanted]) {
      await apply(ledger, ledgerDuban(ledger, now), one);
      days.push(await due());
    }
    expect(days).toEqual(['2025-10-31', '2025-09-30', '2025-10-31']);
  });

  it('leaves issued items that the plan lacks when it was not told to cancel them, and says so', async () => {
    const { ledger } = stage;
    await running(ledger);
    const order = await orderOf(ledger, wanted, { cancelMissing: false });
    const applied = await applyOrder(ledger, ledgerDuban(ledger, now), order);
    expect(applied.refused.map(({ item: key, problem }) => `${key} ${problem.code}`)).toContain(
      '4 not-in-plan',
    );
    expect(await ledger.item(streamOf('4'))).toMatchObject({ status: 'issued' });
  });

  it('counts as made what somebody else made so in between', async () => {
    const { ledger } = stage;
    await running(ledger);
    const order = await orderOf(ledger);
    await ledger.record(
      says(streamOf('1'), changeDate('2025-10-31'), { key: 'hand', actor: 'ddy', now: now() }),
    );
    const applied = await applyOrder(ledger, ledgerDuban(ledger, now), order);
    const of = (all: readonly { readonly item: string }[]) => all.map(({ item: key }) => key);
    const after = settledChanges(applied, order.diffs, (await orderOf(ledger)).diffs);
    expect([of(after.refused), of(after.done).includes('1')]).toEqual([['5'], true]);
  });

  it('leaves what an outage cuts off to the change set, and says so', async () => {
    const { ledger } = stage;
    await running(ledger);
    const through = ledgerDuban(ledger, now);
    let calls = 0;
    const command: Commands['command'] = (parts) =>
      (calls += 1) > 2
        ? Promise.resolve(refuse('outcome-unknown', text('', ''), text('', '')))
        : through.command(parts);
    const applied = await applyOrder(ledger, { ...through, command }, await orderOf(ledger));
    expect(applied.done.map(({ item: key }) => key)).toContain('6');
    expect(applied.done.length + applied.refused.length + applied.left.length).toBe(8);
    expect(applied.left.length).toBeGreaterThan(2);
    expect((await ledger.errands()).map(({ errand }) => errand.type)).toContain('changes');
  });
});

describe('a rehearsal of it', () => {
  it('gives the same lists and the mails, and writes nothing', async () => {
    const { ledger } = stage;
    await running(ledger);
    const before = await events(ledger);
    const { applied, mails, rows } = await rehearsePlan(ledger, await orderOf(ledger), now());
    expect(await events(ledger)).toBe(before);
    const real = await applyOrder(ledger, ledgerDuban(ledger, now), await orderOf(ledger));
    expect([applied.done, applied.refused]).toEqual([real.done, real.refused]);
    expect(rows.map(({ rung }) => rung)).toContain('C');
    expect(mails.filter(({ kind }) => kind === 'letter').map(({ name }) => name)).toContain('朱家角镇');
    const own = mails.filter(({ to, kind }) => 'unit' in to && to.unit === 'sjj' && kind !== 'letter');
    expect(own).toHaveLength(1);
    expect(own[0]?.lines.filter(({ changes }) => changes.length > 0).map(({ no }) => no)).toEqual(
      expect.arrayContaining(['1', '3', '4']),
    );
  });
});

/** Commands and the issuing of a whole run: every one of them is a place to die at. */
const CALLS = 8;
const deaths = Array.from({ length: CALLS }, (_, calls): readonly Death[] => [
  { calls, recorded: false },
  { calls, recorded: true },
]).flat();

describe('applying a plan, killed and run again', () => {
  let whole: { readonly items: Awaited<ReturnType<typeof standing>>; readonly events: number } | null = null;

  it('has as many calls as there are places to die at', async () => {
    const { ledger } = stage;
    await running(ledger);
    let calls = 0;
    const through = ledgerDuban(ledger, now);
    await apply(ledger, {
      ...through,
      command: (parts) => ((calls += 1), through.command(parts)),
      issue: (parts) => ((calls += 1), through.issue(parts)),
    });
    expect(calls).toBe(CALLS);
    whole = { items: await standing(ledger), events: await events(ledger) };
  });

  it.each(deaths)('ends in the same state: %j', async (death) => {
    const { ledger } = stage;
    await running(ledger);
    await expect(apply(ledger, ledgerDuban(ledger, now, death))).rejects.toBeInstanceOf(Died);
    await apply(ledger, ledgerDuban(ledger, now));
    expect({ items: await standing(ledger), events: await events(ledger) }).toEqual(whole);
  });
});
