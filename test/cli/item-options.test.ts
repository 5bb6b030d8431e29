import { chosenAct, verbOptions, type Act } from '../../client/cli/item-acts';
import { commandOf, type CommandGiven } from '../../client/cli/item-commands';
import { attributeOf, typedFlag } from '../../client/cli/item-options';
import type { Flag, Options } from '../../client/cli/verb';
import { givingVerbs, itemVerbs } from '../../client/cli/verbs/item';
import { commandTable } from '../../domain/item/commands';
import { civilDate } from '../../domain/time';
import { commandLine } from '../support/cli';
import { sure } from '../support/sure';

/** A value for every option that carries one; two that differ. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  unit: ['sjj', 'sfj'],
  to: ['2025-10-31', '2025-11-28'],
  percent: ['60', '70'],
  role: ['each', 'support'],
  outcome: ['accept', 'stop'],
  round: ['1', '2'],
};
const valueOf = (option: Flag, second: boolean): string | boolean | readonly string[] => {
  const name = attributeOf(option);
  if (!option.flags.includes('<')) return true;
  if (name === 'file') return [];
  return VALUES[name]?.[second ? 1 : 0] ?? (second ? '另一句' : '一句');
};

const given = (options: Options): CommandGiven => ({
  options,
  cwd: '.',
  unit: typeof options['unit'] === 'string' ? options['unit'] : undefined,
  units: typeof options['unit'] === 'string' ? [options['unit']] : [],
  date: typeof options['to'] === 'string' ? civilDate(options['to']) : undefined,
  round: typeof options['round'] === 'string' ? Number(options['round']) : undefined,
});

const every = [...new Map(givingVerbs.flatMap(verbOptions).map((one) => [one.flags, one])).values()];
const acts = givingVerbs.flatMap((verb) => verb.acts.map((act) => ({ verb, act })));
const nameOf = ({ by }: Act, name: string): string => (by ? `${name} ${typedFlag(by)}` : name);

/** Options that say for whom and how it is entered: they travel with the command, not in it. */
const BESIDE = ['onBehalf', 'source'];

describe.each(acts.map(({ verb, act }) => [nameOf(act, verb.name), verb, act] as const))(
  'item %s',
  (_name, verb, act) => {
    const own = act.by ? { [attributeOf(act.by)]: true } : {};
    const full = (): Options => {
      const taken = verbOptions(verb).filter(
        (option) => chosenAct(verb, givingVerbs, { ...own, [attributeOf(option)]: 'x' }).ok,
      );
      return {
        ...Object.fromEntries(taken.map((option) => [attributeOf(option), valueOf(option, false)])),
        ...Object.fromEntries(verb.acts.flatMap(({ by }) => (by ? [[attributeOf(by), false]] : []))),
        ...own,
      };
    };

    it('gives its command when all its options are given', () => {
      expect(sure(commandOf(act.type)(given(full()))).type).toBe(act.type);
    });

    it.each(every.map((option) => [option.flags, option] as const))(
      '%s changes the command, or is refused',
      (_, option) => {
        const name = attributeOf(option);
        if (verb.acts.some(({ by }) => by?.flags === option.flags)) return;
        if (!verbOptions(verb).some(({ flags }) => flags === option.flags)) return;
        const options = { ...full(), [name]: valueOf(option, true) };
        const chosen = chosenAct(verb, givingVerbs, options);
        if (!chosen.ok) {
          expect(chosen.problem).toMatchObject({ code: 'usage' });
          expect(chosen.problem.hint.zh).toMatch(/适用于 item /);
          return;
        }
        if (BESIDE.includes(name) || name === 'file') return;
        const before = sure(
          commandOf(act.type)(
            given({ ...options, [name]: option.flags.includes('<') ? valueOf(option, false) : false }),
          ),
        );
        expect(sure(commandOf(act.type)(given(options)))).not.toEqual(before);
      },
    );
  },
);

describe('an option that a verb does not take', () => {
  const duban = commandLine();
  const verbs = givingVerbs.map(({ name }) => name);
  const table = verbs.flatMap((name) => {
    const own =
      itemVerbs.find(({ usage }) => usage.split(' ')[0] === name)?.flags.map(({ flags }) => flags) ?? [];
    return every
      .filter(({ flags }) => !own.includes(flags))
      .map((option) => [name, typedFlag(option), option] as const);
  });

  it.each(table)('item %s %s is refused and names what takes it', async (name, option, { flags }) => {
    const { code, err } = await duban('item', name, '10', option, ...(flags.includes('<') ? ['x'] : []));
    expect(code).toBe(2);
    expect(err).toContain(`${option} 不适用于 item ${name}`);
    expect(err).toMatch(/适用于 item |用 item /);
  });

  it('cancel --unit names release', async () => {
    const { code, err } = await duban('item', 'cancel', '10', '--unit', '区数据局', '--reason', '停办');
    expect([code, err.includes('item release')]).toEqual([2, true]);
  });
});

describe('the verbs of items', () => {
  it('give every command of the table, task done beside them', () => {
    const gives = givingVerbs.flatMap((verb) => verb.acts.map(({ type }) => type));
    expect([...gives, 'taskDone'].sort()).toEqual(Object.keys(commandTable).sort());
  });
});
