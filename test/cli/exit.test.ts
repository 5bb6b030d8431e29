import { exitOf } from '../../client/cli/exit';
import { doctorOutput } from '../../client/cli/verbs/doctor';
import { refusePlan } from '../../client/cli/verbs/plan';
import { hintText } from '../../client/cli/ways';
import { parseYaml } from '../../office/intake/files/yaml-file';
import { problemLook } from '../../office/health/look';
import { checkPlan } from '../../domain/plan/check';
import { hint } from '../../domain/problem';
import { civilDate } from '../../domain/time';
import { faults } from '../../ledger/database/faults';
import { planItem, testPlan } from '../support/item';
import { testOffice } from '../support/office';
import { sure } from '../support/sure';

describe('exit codes', () => {
  it.each([
    ['usage', 2],
    ['item-not-found', 3],
    ['not-allowed', 4],
    ['wrong-state', 4],
    ['key-reused', 4],
    ['bad-date', 5],
    ['bad-plan', 5],
    ['day-off', 6],
    ['ledger-locked', 69],
    ['engine-not-running', 69],
    ['outcome-unknown', 69],
    ['unexpected', 1],
  ] as const)('%s is %i', (code, exit) => {
    expect(exitOf({ code })).toBe(exit);
  });
});

describe('a hint of the rules', () => {
  it('is given the command or the option that acts on it', () => {
    const todo = hint('确要再发，请予确认', 'confirm to send another one', 'urge-again');
    expect(hintText(todo, 'zh')).toBe('确要再发，请予确认（--again）');
    expect(hintText(todo, 'en')).toBe('confirm to send another one (--again)');
  });

  it('names the fields of the file where a plan is to be mended, also when that refuses a command', () => {
    const undated = testPlan([planItem({ dates: [] })]);
    const context = { today: civilDate('2025-07-01'), acceptPast: false, items: null };
    const problems = checkPlan(undated, testOffice(), context);
    const todo = '请写一个或几个日期，或定为全年推进（due、dates、continuous: true）';
    expect(problems.map(({ problem }) => hintText(problem.hint, 'zh'))).toContain(todo);
    const refused = refusePlan({ file: sure(parseYaml('items: [{}]', 'plan.yaml')) }, problems);
    expect(refused.ok ? '' : refused.problem.message.zh).toContain(todo);
  });

  it('is told by doctor with its command', () => {
    const said = doctorOutput([problemLook('ledger', 'bad', faults.older('ledger.db'))], 'en');
    expect(said.text).toMatch(/older schema: bring it up to date first \(duban ledger migrate\)$/);
    expect(JSON.stringify(said.data)).toContain('duban ledger migrate');
  });

  it('stands as it is when there is nothing to type', () => {
    expect(hintText(hint('无需再办', 'nothing is left to do'), 'zh')).toBe('无需再办');
  });
});
