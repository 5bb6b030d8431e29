import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output } from '../../client/cli/output';
import { noticeStream } from '../../domain/journal/streams';
import type { Result } from '../../domain/problem';
import { serve } from '../../worker/serve';
import { codeOf } from '../support/item';
import { setOffice } from '../support/ledger';
import { inLedger, startAt } from './process';

jest.setTimeout(120_000);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'duban-start-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const SECRETS = {
  DUBAN_SMTP_URL: 'smtp://clerk:canary-mail@127.0.0.1:1',
  DUBAN_MAIL_ALLOW: '@qingpu.example',
  DUBAN_OIDC_ISSUER: 'https://127.0.0.1:1',
  DUBAN_OIDC_CLIENT_ID: 'duban',
  DUBAN_OIDC_CLIENT_SECRET: 'canary-oidc',
  // Of another program's server: the one of this home asks for none.
  TEMPORAL_API_KEY: 'canary-temporal',
};

describe('duban start on an empty home', () => {
  it('issues the demonstration once, however early it is told to end, sends its letters inside the window, and goes on where it was', async () => {
    // What a first start leaves that was killed before it made the tables.
    writeFileSync(join(home, 'ledger.db'), '');
    const hasty = startAt(home, '2026-11-25 10:00', { stopAt: /^交办 25 个事项/ });
    expect(codeOf(await hasty.ended)).toBe('interrupted');
    expect([...hasty.out, ...hasty.said].join('\n')).not.toMatch(/运行中|督办台：/);

    const first = startAt(home, '2026-11-25 10:00');
    await first.runs;
    expect(first.out.join('\n')).toContain('已发出 46 封，1 封须人工送达');
    expect(codeOf(await startAt(home, '2026-11-25 10:00').ended)).toBe('home-in-use');
    expect(codeOf(await first.ctrlC())).toBe('ok');
    const letters = (): number =>
      readdirSync(join(home, 'sandbox')).filter((name) => name.endsWith('.eml')).length;
    expect(letters()).toBe(46);

    // The second time with a mail server that is away, and secrets.
    const second = startAt(home, '2026-11-25 10:05', { env: SECRETS });
    await second.runs;
    expect(second.out.join('\n')).toContain('已发出 46 封，1 封须人工送达');
    const { pid } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as { pid: number };
    const engine = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1'));
    await second.ctrlC();
    const logs = readdirSync(home).filter((name) => name.includes('.log'));
    const left = logs.map((name) => readFileSync(join(home, name), 'utf8'));
    const known = [...engine, ...left, ...second.out, ...second.said].join('\n');
    expect([
      known.includes('start-dev'),
      known.includes('127.0.0.1:1：'),
      known.match(/canary-\w+/g),
    ]).toEqual([true, true, null]);
    expect(letters()).toBe(46);
    const issues = await inLedger(home, (ledger) => ledger.history(noticeStream('qp-2025-13')));
    expect(issues.map(({ type }) => type)).toEqual(['noticeImported', 'noticeIssued']);
    expect((await inLedger(home, (ledger) => ledger.check())).findings).toEqual([]);
  });
});

describe('duban start refuses', () => {
  it('production, with the command that is for it', async () => {
    const started = startAt(home, '2026-11-25 10:00', {
      env: { DUBAN_ENV: 'production', DUBAN_CLOCK_SHIFT: '0' },
    });
    expect(codeOf(await started.ended)).toBe('usage');
  });
});

describe('duban worker refuses', () => {
  const production = (env: Record<string, string>): Promise<Result<Output>> =>
    startAt(home, '2026-11-25 10:00', {
      env: { DUBAN_ENV: 'production', DUBAN_CLOCK_SHIFT: '0', ...env },
      run: serve,
    }).ended;

  it('production without a mail server, and without a Temporal server', async () => {
    await inLedger(home, (ledger) => setOffice(ledger));
    expect(codeOf(await production({}))).toBe('no-smtp');
    const smtp = { DUBAN_SMTP_URL: 'smtp://127.0.0.1:1' };
    expect(codeOf(await production(smtp))).toBe('no-temporal');
  });

  it('an embedded home on which nothing has been started', async () => {
    await inLedger(home, (ledger) => setOffice(ledger));
    const started = startAt(home, '2026-11-25 10:00', { run: serve });
    expect(codeOf(await started.ended)).toBe('engine-not-running');
  });

  it('a place without a ledger: it makes none', async () => {
    expect(await production({})).toMatchObject({ problem: { code: 'ledger-empty' } });
  });

  it('a ledger that holds no office', async () => {
    await inLedger(home, () => Promise.resolve());
    await expect(production({})).rejects.toMatchObject({ problem: { code: 'no-office' } });
  });
});
