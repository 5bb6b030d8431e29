import { exitOf } from '../../client/cli/exit';
import { hintText } from '../../client/cli/ways';
import { hint } from '../../domain/problem';

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

  it('stands as it is when there is nothing to type', () => {
    expect(hintText(hint('无需再办', 'nothing is left to do'), 'zh')).toBe('无需再办');
  });
});
