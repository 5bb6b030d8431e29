import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { hashedPassword } from '../../client/access/factors';
import { hiddenOf } from '../support/console';
import { cutProxy, type CutProxy } from '../support/cut-proxy';
import { devServer } from '../support/engine';
import { moment } from '../support/item';
import { change, issuedLedger, opened, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { mailServer, type MailServer } from '../support/mail-server';
import { POSTGRES } from '../support/postgres';
import type { TestDatabase } from '../ledger/database';

const ROOT = resolve(__dirname, '../..');
const PUBLIC = 'https://duban.test';
const PASSWORD = 'Correct-horse-9';
const MAIL_SECRET = 'canary-mail';

/** What is told within five seconds on an idle machine is waited for so long on a busy one, ms. */
const PATIENCE = 40_000;

/** A port that nobody has at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A `duban console` in a process of its own, behind what would be a TLS proxy. */
interface ConsoleProcess {
  get(path: string): Promise<{ readonly status: number; readonly body: string; readonly to: string | null }>;
  /** Opens a page and sends its form. */
  fill(
    page: string,
    path: string,
    fields: Readonly<Record<string, string>>,
  ): ReturnType<ConsoleProcess['get']>;
  /** Sends fields as they are. */
  post(path: string, fields: Readonly<Record<string, string>>): ReturnType<ConsoleProcess['get']>;
  /** Its command line and its environment, as its user can see them. */
  known(): string;
  /** Waits until a page says something. */
  says(path: string, words: string): Promise<void>;
  /** Ends the process, at once or after what is in hand. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** All that consoles have shown and printed. */
const shown: string[] = [];

/** The browser's cookies, whichever console it speaks to. */
const cookies = new Map<string, string>();

async function ask(port: number, path: string, fields: Readonly<Record<string, string>> | null) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    redirect: 'manual',
    headers: {
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      Origin: PUBLIC,
      'X-Forwarded-Proto': 'https',
    },
    ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
  });
  for (const line of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
    if (/max-age=0/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
  const body = await answer.text();
  shown.push(body);
  return { status: answer.status, body, to: answer.headers.get('Location') };
}

const pause = () => new Promise((done) => setTimeout(done, 100));

async function until(what: () => Promise<boolean>, name: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!(await what().catch(() => false))) {
    if (performance.now() > end) throw new Error(`never: ${name}`);
    await pause();
  }
}

async function startConsole(env: Readonly<Record<string, string>>): Promise<ConsoleProcess> {
  const port = await freePort();
  const child: ChildProcess = spawn(
    process.execPath,
    ['-r', join(ROOT, 'test/support/temporal-child.cjs'), join(ROOT, 'worker/main.ts'), 'console'],
    {
      env: {
        PATH: process.env['PATH'],
        TZ: 'UTC',
        DUBAN_ENV: 'production',
        DUBAN_PORT: String(port),
        DUBAN_PUBLIC_URL: PUBLIC,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (words: string) => shown.push(words));
  const self: ConsoleProcess = {
    known: () =>
      ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${child.pid}/${file}`, 'latin1')).join('\n'),
    get: (path) => ask(port, path, null),
    post: (path, fields) => ask(port, path, fields),
    fill: async (page, path, fields) => {
      const shown = await self.get(page);
      return ask(port, path, { ...hiddenOf(shown.body, path), ...fields });
    },
    says: (path, words) => until(async () => (await self.get(path)).body.includes(words), words),
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
  await until(async () => (await self.get('/healthz')).status === 200, 'console');
  return self;
}

let home: string;
let database: TestDatabase;
let cut: CutProxy;
let engine: TestWorkflowEnvironment;
let engineRuns = true;
let mails: MailServer;
let mailsRun = true;
const running: ConsoleProcess[] = [];
let env: Record<string, string>;

const start = async (more: Readonly<Record<string, string>> = {}): Promise<ConsoleProcess> => {
  const started = await startConsole({ ...env, ...more });
  running.push(started);
  return started;
};

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'duban-consoles-'));
  database = await POSTGRES.fresh();
  cut = await cutProxy(Number(new URL(database.url).port));
  engine = await devServer();
  mails = await mailServer();
  const ledger = await opened({ url: database.url });
  await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
  await ledger.setCredential(
    { account: 'ddy', password: await hashedPassword(PASSWORD) },
    'passwordSet',
    change('p'),
  );
  await ledger.close();
  env = {
    DUBAN_HOME: home,
    DUBAN_DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: engine.address,
    DUBAN_SMTP_URL: mails.url.replace('//', `//clerk:${MAIL_SECRET}@`),
  };
}, 120_000);

afterAll(async () => {
  for (const one of running) await one.end('SIGKILL');
  if (engineRuns) await engine.teardown();
  if (mailsRun) await mails.close();
  await cut.close().catch(() => undefined);
  await database.remove();
  rmSync(home, { recursive: true, force: true });
});

const databaseSecret = (): string => new URL(database.url).password;

/** A setting in a file; the others stay. */
function inFile(name: string, value: string): Readonly<Record<string, string>> {
  const file = join(home, 'secret');
  writeFileSync(file, value);
  return { [name]: '', [`${name}_FILE`]: file };
}

const eventCount = () => database.query('select count(*) as count from events');

describe('two consoles on one ledger', () => {
  let one: ConsoleProcess;
  let two: ConsoleProcess;
  beforeAll(async () => {
    const through = new URL(database.url);
    through.port = String(cut.port);
    [one, two] = [await start(), await start(inFile('DUBAN_DATABASE_URL', through.href))];
  }, 120_000);

  it('whose password stands in a file have it in no list of processes', () => {
    expect(two.known()).toContain('DUBAN_DATABASE_URL_FILE');
    expect(two.known()).not.toContain(databaseSecret());
  });

  it('take the sessions and the forms of each other', async () => {
    const entered = await one.fill('/sign-in', '/sign-in', { account: 'ddy', password: PASSWORD });
    expect([entered.status, cookies.has('__Host-duban')]).toEqual([303, true]);
    expect((await two.get('/items')).body).toContain('/items/n1/1');
    const { body } = await one.get('/account');
    const sent = await two.post('/account/sessions/end', hiddenOf(body, '/account/sessions/end'));
    expect(sent.status).toBe(303);
  }, 60_000);

  it('keep sessions when one is replaced', async () => {
    await one.end('SIGTERM');
    one = await start();
    expect((await one.get('/items')).status).toBe(200);
  }, 120_000);

  it('say that no worker runs, and go on showing what is there', async () => {
    await one.says('/items', '收发室没有运行');
    expect((await one.get('/items/n1/1')).status).toBe(200);
  }, 60_000);

  it('say that the mail server died, and that mails wait for it', async () => {
    expect((await one.get('/items')).body).not.toContain('信留在发件箱');
    mailsRun = false;
    await mails.close();
    await one.says('/items', '没有应答：信留在发件箱');
    expect((await one.get('/items/n1/1')).status).toBe(200);
  }, 60_000);

  it('say that the engine died; commands are refused with what to do, and nothing is half done', async () => {
    engineRuns = false;
    await engine.teardown();
    await one.says('/items', '引擎（Temporal）没有应答');
    expect((await one.get('/readyz')).status).toBe(503);
    const before = await eventCount();
    const at = '/items/n1/1/do/acknowledge';
    const refused = await one.fill(at, at, { unit: 'sjj', source: 'phone' });
    expect([refused.status, refused.body]).toEqual([422, expect.stringContaining('原样再交一次')]);
    expect(await eventCount()).toEqual(before);
  }, 90_000);

  it('say that the database died, each for itself', async () => {
    await cut.close();
    await two.says('/items', '台账暂时不能用');
    expect((await two.get('/items')).status).toBe(503);
    expect((await two.get('/healthz')).status).toBe(200);
    expect((await one.get('/items')).status).toBe(200);
  }, 90_000);

  it('have shown and printed no password, whatever was away, nor on the page of their settings', async () => {
    expect((await one.get('/system')).body).toContain('DUBAN_PUBLIC_URL');
    const all = shown.join('\n');
    expect([databaseSecret(), MAIL_SECRET].filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).toContain('台账暂时不能用');
  }, 60_000);
});
