import { exitOf } from '../../client/cli/exit';
import { hintText } from '../../client/cli/ways';
import { checkPlan } from '../../domain/plan/check';
import { hint } from '../../domain/problem';
import { civilDate } from '../../domain/time';
import { planItem, testPlan } from '../support/item';
import { testOffice } from '../support/office';

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

  it('names the fields of the file where a plan is to be mended', () => {
    const undated = testPlan([planItem({ dates: [] })]);
    const context = { today: civilDate('2025-07-01'), acceptPast: false, items: null };
    const hints = checkPlan(undated, testOffice(), context).map(({ problem }) =>
      hintText(problem.hint, 'zh'),
    );
    expect(hints).toContain('请写一个或几个日期，或定为全年推进（due、dates、continuous: true）');
  });

  it('stands as it is when there is nothing to type', () => {
    expect(hintText(hint('无需再办', 'nothing is left to do'), 'zh')).toBe('无需再办');
  });
});
