import { nounsOf } from '../../client/cli/nouns';
import { nameOfVerb } from '../../client/cli/verb';
import { version } from '../../package.json';
import { answerOf, commandLine } from '../support/cli';

const duban = commandLine();

const named = nounsOf().flatMap(({ name, verbs }) =>
  verbs().map((verb) => [name, nameOfVerb(verb)] as const),
);

describe('help', () => {
  it('comes without arguments too, on stdout', async () => {
    const { code, out, err } = await duban();
    expect([code, err]).toEqual([0, '']);
    for (const { name } of nounsOf()) expect(out).toContain(`  ${name} `);
  });

  it.each(nounsOf().map(({ name }) => name))('of %s lists its verbs, with examples', async (noun) => {
    const { code, out } = await duban(noun, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/^用法：/);
    expect(out).toContain('\n例：\n');
  });

  it.each(named)('of %s %s has an example in Chinese and in English', async (noun, verb) => {
    expect((await duban(noun, verb, '--help')).out).toContain(`\n例：\n  duban ${noun} ${verb}`);
    expect((await duban(noun, verb, '--help', '--lang', 'en')).out).toContain(
      `\nExamples:\n  duban ${noun} ${verb}`,
    );
  });

  it('aligns Chinese text by its width', async () => {
    const { out } = await duban('item', 'extend', '--help');
    const lines = out.split('\n').filter((line) => /--(reason|progress|key) </.test(line));
    const widths = lines.map((line) => {
      const about = line.search(/(?<=\S {2,})[^\s<-]/);
      return Array.from(line.slice(0, about)).reduce<number>(
        (sum, char) => sum + (char > '\u2e80' ? 2 : 1),
        0,
      );
    });
    expect(new Set(widths).size).toBe(1);
    expect(lines).toHaveLength(3);
  });
});

describe('a wrong call', () => {
  it.each([
    ['an unknown noun', ['itm'], '是不是 item？'],
    ['an unknown verb', ['item', 'acknowlege', '10'], '是不是 acknowledge？'],
    ['an unknown option', ['item', 'date', '10', '--tu', '2025-12-31'], '是不是 --to？'],
    ['a missing argument', ['item', 'show'], 'duban item show [options] <事项>'],
    ['an option without its value', ['item', 'list', '--unit'], 'duban item list'],
    ['too many arguments', ['item', 'show', '10', '11'], 'duban item show [options] <事项>'],
    ['a noun alone', ['item'], 'list | show | why | acknowledge'],
  ])('%s is exit 2, and says what would be right', async (_name, argv, right) => {
    const { code, out, err } = await duban(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('未完成（usage）');
    expect(err).toContain(right);
  });

  it('is answered in JSON and in English when asked so', async () => {
    const ran = await duban('item', 'acknowlege', '--json', '--lang=en');
    expect(ran.code).toBe(2);
    expect(answerOf(ran)).toMatchObject({
      ok: false,
      error: { code: 'usage', message: 'there is no command "acknowlege"' },
    });
  });

  it('follows the locale of the environment', async () => {
    const { err } = await commandLine({ env: { LANG: 'en_GB.UTF-8' } })('itm');
    expect(err).toContain('did you mean item?');
  });

  it('is a setting of the environment that is not right, by its name', async () => {
    const ran = await commandLine({ env: { DUBAN_ENV: 'prod' } })('item', 'list', '--json');
    expect([ran.code, answerOf(ran).error?.code]).toEqual([5, 'bad-setting']);
    expect(answerOf(ran).error?.message).toContain('DUBAN_ENV');
  });
});

describe('what every program knows', () => {
  it('is its version', async () => {
    expect(await duban('--version')).toEqual({ code: 0, out: version, err: '' });
  });

  it('is help before the words or after them', async () => {
    expect(await duban('help', 'item', 'date')).toEqual(await duban('item', 'date', '--help'));
    expect((await duban('help')).out).toContain('例：');
  });

  it('is a refusal of a language that it does not speak', async () => {
    const { code, err } = await duban('item', 'list', '--lang', 'fr');
    expect([code, err]).toEqual([2, expect.stringContaining('没有语言“fr”')]);
  });

  it('is that required options are marked, and all that lack are named at once', async () => {
    expect((await duban('item', 'call', '--help')).out).toMatch(/--who <姓名> .*（必填）/);
    const { code, err } = await duban('item', 'call', '10', '--lang', 'en');
    expect([code, err]).toEqual([2, expect.stringContaining('missing: --who <NAME>, --answer <ANSWER>')]);
  });
});

describe('in production', () => {
  it('nobody takes another account with --as', async () => {
    const ran = await commandLine({ env: { DUBAN_ENV: 'production' } })(
      'item',
      'list',
      '--as',
      'ddy',
      '--json',
    );
    expect([ran.code, answerOf(ran).error?.code]).toEqual([4, 'not-allowed']);
  });
});

describe('verbs that need workers', () => {
  it('are handed over', async () => {
    expect((await duban('start')).out).toBe('start');
    expect((await duban('worker')).out).toBe('worker');
    expect((await duban('rehearse', 'seeds/qingpu-2025', '--script', 'none')).err).toContain(
      'rehearse seeds/qingpu-2025',
    );
  });
});
