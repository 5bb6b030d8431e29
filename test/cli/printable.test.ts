import { ok } from '../../domain/problem';
import { oneLine, painted, printable, printableJson } from '../../client/cli/printable';
import { commandLine } from '../support/cli';

const HOSTILE = 'a\u001b[2Jb\u202ec\u0007d\u2028e\u009bf';

describe('what is printed', () => {
  it('steers no terminal, and shows that something was there', () => {
    expect(printable(HOSTILE)).toBe('a\ufffd[2Jb\ufffdc\ufffdd\ufffde\ufffdf');
    expect(printable('line\n\tnext')).toBe('line\n\tnext');
  });

  it('loses nothing in JSON', () => {
    const json = printableJson(JSON.stringify({ said: HOSTILE }));
    expect(printable(json)).toBe(json);
    expect(JSON.parse(json)).toEqual({ said: HOSTILE });
  });

  it('is printable whatever a verb answers, in text and in JSON', async () => {
    const starters = { worker: () => Promise.resolve(ok({ data: { said: HOSTILE }, text: HOSTILE })) };
    for (const form of [[], ['--json']]) {
      const { out } = await commandLine({ starters })('worker', ...form);
      expect(printable(out)).toBe(out);
    }
  });

  it('has coloured lamps on a terminal, shape and word beside them', async () => {
    const starters = { worker: () => Promise.resolve(ok({ data: null, text: '10  ■ 逾期' })) };
    const run = (colour: boolean) =>
      commandLine({ starters, screen: { columns: 80, colour } })('worker').then(({ out }) => out);
    expect(await run(true)).toBe('10  \u001b[31m■\u001b[0m 逾期');
    expect(await run(false)).toBe('10  ■ 逾期');
    expect(painted('no lamp')).toBe('no lamp');
  });
});

describe('an option', () => {
  it('is one line: a break in a reason begins no line of its own', () => {
    expect(oneLine('一\n2025-12-31 已办结\u202e')).toBe('一 2025-12-31 已办结');
  });
});
