import { diffPlan, planRequestKey, type ItemDiff } from '../../domain/plan/diff';
import { makePlan } from '../../domain/plan/plan';
import type { Plan, PlanItem, PlanUnit } from '../../domain/plan/types';
import type { ItemState, Role } from '../../domain/item/types';
import { civilDate } from '../../domain/time';
import { accept, ask, cancel, changeDate, grant, handIn } from '../support/commands';
import { after, issued, officeSays, planItem, testPlan, unitSays, type TestItem } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();

const planOf = (item: PlanItem, rest: Partial<Plan> = {}): Plan => makePlan({ ...testPlan([item]), ...rest });

const units = (roles: Readonly<Record<string, Role>>, via: string | null = null): readonly PlanUnit[] =>
  Object.entries<Role>(roles).map(([unit, role]) => ({ unit, role, via, due: null }));

/** What a plan of one item would change in a state. */
const diff = (state: ItemState | null | undefined, item: PlanItem, chosen = true): readonly ItemDiff[] =>
  diffPlan(planOf(item), {
    office,
    states: state === undefined ? new Map() : new Map([['a', state]]),
    isChosen: () => chosen,
    reason: '调整',
  });

const said = (diffs: readonly ItemDiff[]): readonly string[] =>
  diffs.flatMap(({ changes }) => changes.map(({ what }) => what.zh));
const commands = (diffs: readonly ItemDiff[]) =>
  diffs.flatMap(({ changes }) => changes.flatMap((change) => change.commands));
const types = (diffs: readonly ItemDiff[]) =>
  commands(diffs).map((command) => `${command.type} ${'unit' in command ? (command.unit ?? '') : ''}`.trim());
const problems = (diffs: readonly ItemDiff[]) =>
  diffs.flatMap(({ changes }) => changes.flatMap(({ problem }) => (problem ? [problem.code] : [])));

const item = (test: TestItem): PlanItem => planItem(test);
const start = issued();

describe('a plan that says what was issued', () => {
  it.each<TestItem>([
    {},
    { kind: 'recurring', dates: ['2025-09-30', '2025-12-31'], units: { sjj: 'each' } },
    { kind: 'continuous', units: { sjj: 'each', sfj: 'each' } },
  ])('changes nothing: %j', (test) => {
    expect(diff(issued(test), item(test))).toEqual([]);
  });

  it('leaves a granted date and a finished item alone', () => {
    const granted = after(start, [
      unitSays('2025-09-01', ask('sjj', '2025-10-31')),
      officeSays('2025-09-02', grant('sjj', '2025-10-31')),
    ]);
    expect(diff(granted, item({}))).toEqual([]);
    const done = after(start, [
      unitSays('2025-09-01', handIn('sjj')),
      officeSays('2025-09-02', accept('sjj')),
    ]);
    expect(diff(done, item({}))).toEqual([]);
  });
});

describe('a changed date', () => {
  it('is one command when it is the same for all units', () => {
    const found = diff(start, item({ dates: ['2025-10-31'] }));
    expect(said(found)).toEqual(['期限 2025-09-30 → 2025-10-31']);
    expect(commands(found)).toEqual([{ type: 'changeDeadline', date: '2025-10-31', reason: '调整' }]);
  });

  it('is one command, too, when units come and go with it', () => {
    const found = diff(start, item({ dates: ['2025-10-31'], units: { sjj: 'lead', zjj: 'support' } }));
    expect(types(found)).toEqual(['changeDeadline', 'assign zjj', 'release sfj']);
  });

  it('of one unit is a command for that unit', () => {
    const planned = item({ units: { sjj: 'each', sfj: 'each' } });
    const own = planned.units.map((one) =>
      one.unit === 'sfj' ? { ...one, due: civilDate('2025-11-14') } : one,
    );
    const found = diff(issued({ units: { sjj: 'each', sfj: 'each' } }), { ...planned, units: own });
    expect(types(found)).toEqual(['changeDeadline sfj']);
    expect(said(found)).toEqual(['区司法局期限 2025-09-30 → 2025-11-14']);
  });

  it('that a unit was granted already is no change any more', () => {
    const granted = after(issued({ units: { sjj: 'each' } }), [
      unitSays('2025-09-01', ask('sjj', '2025-10-31')),
      officeSays('2025-09-02', grant('sjj', '2025-10-31')),
    ]);
    expect(diff(granted, item({ dates: ['2025-10-31'], units: { sjj: 'each' } }))).toEqual([]);
  });

  it('of one round names the round; rounds can neither be added nor taken away', () => {
    const test: TestItem = { kind: 'recurring', dates: ['2025-09-30', '2025-12-31'], units: { sjj: 'each' } };
    const later = diff(issued(test), item({ ...test, dates: ['2025-09-30', '2025-12-19'] }));
    expect(commands(later)).toMatchObject([{ type: 'changeDeadline', date: '2025-12-19', round: 2 }]);
    const more = diff(issued(test), item({ ...test, dates: ['2025-09-30', '2025-10-31', '2025-12-31'] }));
    expect([commands(more), problems(more)]).toEqual([[], ['rounds-fixed']]);
  });

  it('of a finished item is left to the rules to refuse', () => {
    const done = after(issued({ units: { sjj: 'each' } }), [
      unitSays('2025-09-01', handIn('sjj')),
      officeSays('2025-09-02', accept('sjj')),
    ]);
    expect(types(diff(done, item({ dates: ['2025-10-31'], units: { sjj: 'each' } })))).toEqual([
      'changeDeadline',
    ]);
  });
});

describe('other units', () => {
  it('are assigned and released', () => {
    const found = diff(start, item({ units: { sjj: 'lead', zjj: 'support' } }));
    expect(types(found)).toEqual(['assign zjj', 'release sfj']);
    expect(commands(found)[0]).toMatchObject({ role: 'support', date: '2025-09-30' });
  });

  it('that the roster has put into a group since the issue are told as such', () => {
    const planned = { ...item({}), units: [...item({}).units, ...units({ zjj: 'each' }, '各街镇')] };
    const [change] = diff(start, planned, false).flatMap(({ changes }) => changes);
    expect(change).toMatchObject({
      cause: 'roster',
      what: { zh: '增加 朱家角镇 责任单位（名册中“各街镇”新增）' },
    });
    expect(diff(start, planned, true)[0]?.changes[0]?.cause).toBe('plan');
  });

  it('that the roster has taken out of a group since the issue, too', () => {
    const before = {
      ...start,
      assignments: start.assignments.map((one) => ({ ...one, via: one.unit === 'sfj' ? '各街镇' : null })),
    };
    const found = diff(before, item({ units: { sjj: 'lead' } }), false);
    expect(found[0]?.changes).toMatchObject([
      { cause: 'roster', commands: [{ type: 'release', unit: 'sfj' }] },
    ]);
  });

  it('of a group that is still open are not guessed', () => {
    expect(problems(diff(start, { ...item({}), unresolved: ['各有关单位'] }))).toEqual(['unresolved-group']);
  });
});

describe('another role', () => {
  const each = issued({ units: { sjj: 'each', sfj: 'each' } });

  it('of a lead is a change of lead, which leaves the old one as support', () => {
    expect(types(diff(start, item({ units: { sjj: 'support', sfj: 'lead' } })))).toEqual(['changeLead sfj']);
    expect(types(diff(each, item({ units: { sjj: 'lead', sfj: 'each' } })))).toEqual(['changeLead sjj']);
  });

  it('of a new lead is an assignment, then the change', () => {
    const found = diff(start, item({ units: { sjj: 'support', sfj: 'support', zjj: 'lead' } }));
    expect(types(found)).toEqual(['assign zjj', 'changeLead zjj']);
  });

  it('of any other is given by releasing and assigning again', () => {
    const found = diff(each, item({ units: { sjj: 'each', sfj: 'support' } }));
    expect(types(found)).toEqual(['release sfj', 'assign sfj']);
    expect(found[0]?.changes).toHaveLength(1);
    const old = diff(start, item({ units: { sjj: 'each', sfj: 'lead' } }));
    expect(types(old)).toEqual(['changeLead sfj', 'release sjj', 'assign sjj']);
  });
});

describe('an item', () => {
  it('that was not issued is new; one that has not begun waits', () => {
    expect(diff(undefined, item({}))).toMatchObject([{ key: 'a', type: 'new' }]);
    expect(diff(null, item({}))).toMatchObject([{ key: 'a', type: 'waiting' }]);
  });

  it('that the plan lacks would be cancelled, unless it is over', () => {
    const gone = (state: ItemState) =>
      diffPlan(makePlan(testPlan([])), {
        office,
        states: new Map([['a', state]]),
        isChosen: () => true,
        reason: '停办',
      });
    expect(gone(start)).toMatchObject([
      { type: 'gone', changes: [{ commands: [{ type: 'cancel', reason: '停办' }] }] },
    ]);
    expect(gone(after(start, [officeSays('2025-07-01', cancel)]))).toEqual([]);
  });

  it('that is cancelled is told when the plan still has it', () => {
    const found = diff(after(start, [officeSays('2025-07-01', cancel)]), item({}));
    expect([commands(found), problems(found)]).toEqual([[], ['wrong-state']]);
  });

  it('cannot become one of another kind, with another title or owner', () => {
    expect(problems(diff(start, item({ kind: 'continuous' })))).toEqual(['kind-fixed']);
    expect(problems(diff(start, { ...item({}), title: '别的' }))).toEqual(['part-fixed']);
    const plan = planOf(item({}), { deputies: [] });
    const found = diffPlan(plan, {
      office,
      states: new Map([['a', start]]),
      isChosen: () => true,
      reason: '',
    });
    expect(problems(found)).toEqual(['part-fixed']);
  });
});

describe('the request key of a command', () => {
  const planned = item({ dates: ['2025-10-31'] });
  const plan = planOf(planned);
  const [command] = commands(diff(start, planned));
  if (!command) throw new Error('no command');

  it('is the same for the same plan, item and command', () => {
    expect(planRequestKey(plan, start, command)).toBe(planRequestKey(planOf(planned), issued(), command));
    const signed = after(start, [unitSays('2025-07-01', { type: 'acknowledge', unit: 'sjj' })]);
    expect(planRequestKey(plan, signed, command)).toBe(planRequestKey(plan, start, command));
  });

  it('is another once the item was changed in between: back to an earlier plan is not the earlier request', () => {
    const moved = after(start, [
      officeSays('2025-07-01', changeDate('2025-10-31')),
      officeSays('2025-07-02', changeDate('2025-09-30')),
    ]);
    expect(planRequestKey(plan, moved, command)).not.toBe(planRequestKey(plan, start, command));
  });

  it('is another for another plan or command', () => {
    const other = { ...command, reason: '别的' };
    expect(planRequestKey(plan, start, other)).not.toBe(planRequestKey(plan, start, command));
    expect(planRequestKey(planOf(item({})), start, command)).not.toBe(planRequestKey(plan, start, command));
  });
});
