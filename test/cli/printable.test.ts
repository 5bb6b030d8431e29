import { join } from 'node:path';
import { ok } from '../../domain/problem';
import { oneLine, painted, printable, printableJson } from '../../client/cli/printable';
import { handIn, report, returnReport, sign, urge } from '../support/commands';
import { commandLine, scratch } from '../support/cli';
import { moment } from '../support/item';
import { call, envelope, issuedLedger, opened, streamOf } from '../support/ledger';

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

describe('what somebody typed in several lines', () => {
  const room = scratch();
  afterAll(room.clear);
  const FORGED = '■ 逾期  伪造的一行';
  const typed = `一\n${FORGED}\r\n${FORGED}`;

  it.each([
    ['item show 1'],
    ['item show 1 --unit sjj'],
    ['item list --open'],
    ['audit show 1'],
    ['audit search --unit sjj'],
    ['item why 1 --unit sjj --on 2025-07-02'],
    ['task list --as ddy'],
  ])('begins no line of its own in duban %s', async (line) => {
    const home = room.folder();
    const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
    await issuedLedger(ledger);
    const commands = [
      envelope('k1', sign('sjj'), 'll-sjj'),
      envelope('k2', { ...report('sjj'), text: typed }, 'll-sjj'),
      envelope('k3', { ...returnReport('sjj'), reason: typed }, 'ddy'),
      envelope('k4', { ...urge(['sjj'], true), text: typed }, 'ddy'),
      envelope('k5', { ...handIn('sjj'), text: typed }, 'll-sjj'),
    ];
    const { answers } = await ledger.record(
      call(streamOf('1'), { commands, now: moment('2025-07-01 11:00') }),
    );
    expect(Object.values(answers).filter((answer) => !answer.ok)).toEqual([]);
    await ledger.close();
    const { out } = await commandLine({ home, now: () => moment('2025-07-02 10:00') })(...line.split(' '));
    expect(out).not.toBe('');
    expect(out.split('\n').filter((one) => one.trimStart().startsWith(FORGED))).toEqual([]);
  });
});
