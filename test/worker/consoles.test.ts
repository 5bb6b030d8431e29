import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hashedPassword } from '../../office/access/factors';
import { freePort } from '../../engine/server';
import { startEngine } from '../../engine/start';
import type { Engine } from '../../engine/types';
import { openDatabase, type Database } from '../chaos/database';
import { openSmtp, type Smtp } from '../chaos/smtp';
import { hiddenOf } from '../support/console';
import { moment } from '../support/item';
import { change, issuedLedger, opened, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { connected } from '../support/postgres';
import { sure } from '../support/sure';

const ROOT = resolve(__dirname, '../..');
const PUBLIC = 'https://duban.test';
const PASSWORD = 'Correct-horse-9';
const MAIL_SECRET = 'canary-mail';

/** How long a process may take to start on a busy machine, ms. */
const PATIENCE = 150_000;
/** What is away is told within five seconds on an idle machine (DUBAN_TOLD_MS=5000); on a busy one so long is waited, ms. */
const TOLD_MS = Number(process.env['DUBAN_TOLD_MS'] ?? 60_000);

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
  /** Waits until a page says something; what is away is told within five seconds. */
  says(words: string): Promise<void>;
  /** Waits until a page is there again and says no such thing. */
  isRidOf(words: string): Promise<void>;
  /** Ends the process, at once or after what is in hand. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** What was told how quickly; printed where it is measured. */
const told: string[] = [];

/** All that consoles have shown, and they and workers printed. */
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

async function until(what: () => Promise<boolean>, name: string, within = PATIENCE): Promise<void> {
  const end = performance.now() + within;
  while (!(await what().catch(() => false))) {
    if (performance.now() > end) throw new Error(`never: ${name}`);
    await pause();
  }
}

/** Starts `duban console` or `duban worker` as in production. */
function spawnDuban(verb: 'console' | 'worker', env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(
    process.execPath,
    ['-r', join(ROOT, 'test/support/temporal-child.cjs'), join(ROOT, 'worker/main.ts'), verb],
    {
      env: {
        PATH: process.env['PATH'],
        TZ: 'UTC',
        DUBAN_ENV: 'production',
        DUBAN_PUBLIC_URL: PUBLIC,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (words: string) => shown.push(words));
  return child;
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** The page that is read to see what it tells. */
const PAGE = '/items';

async function startConsole(env: Readonly<Record<string, string>>): Promise<ConsoleProcess> {
  const port = await freePort();
  const child = spawnDuban('console', { ...env, DUBAN_PORT: String(port) });
  const self: ConsoleProcess = {
    known: () =>
      ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${child.pid}/${file}`, 'latin1')).join('\n'),
    get: (path) => ask(port, path, null),
    post: (path, fields) => ask(port, path, fields),
    fill: async (page, path, fields) => {
      const { body } = await self.get(page);
      return ask(port, path, { ...hiddenOf(body, path), ...fields });
    },
    says: async (words) => {
      const began = performance.now();
      await until(async () => (await self.get(PAGE)).body.includes(words), words, TOLD_MS);
      told.push(`${words}: ${Math.round(performance.now() - began)} ms`);
    },
    isRidOf: (words) =>
      until(async () => {
        const { status, body } = await self.get(PAGE);
        return status === 200 && !body.includes(words);
      }, `without ${words}`),
    end: (signal) => end(child, signal),
  };
  await until(async () => (await self.get('/healthz')).status === 200, 'console');
  return self;
}

let home: string;
let database: Database;
let engine: Engine;
let mails: Smtp;
let worker: ChildProcess | undefined;
const running: ConsoleProcess[] = [];
let env: Record<string, string>;

const OFFICE = 'office';

const start = async (more: Readonly<Record<string, string>> = {}): Promise<ConsoleProcess> => {
  const smtp = mails.url.replace('//', `//clerk:${MAIL_SECRET}@`);
  const started = await startConsole({ ...env, DUBAN_SMTP_URL: smtp, ...more });
  running.push(started);
  return started;
};

const openEngine = async (): Promise<Engine> =>
  sure(
    await startEngine({
      home,
      env: { ...process.env, TEMPORAL_ADDRESS: undefined },
      progress: () => undefined,
    }),
  );

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'duban-consoles-'));
  [database, engine, mails] = await Promise.all([openDatabase(), openEngine(), openSmtp(home, [])]);
  await database.create(OFFICE);
  const url = database.urlOf(OFFICE);
  const ledger = await opened({ url });
  await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
  await ledger.setCredential(
    { account: 'ddy', password: await hashedPassword(PASSWORD) },
    'passwordSet',
    change('p'),
  );
  await ledger.close();
  env = {
    DUBAN_HOME: home,
    DUBAN_DATABASE_URL: url,
    TEMPORAL_ADDRESS: engine.address,
    DUBAN_SMTP_URL: mails.url,
  };
}, PATIENCE);

afterAll(async () => {
  if (worker) await end(worker, 'SIGKILL');
  for (const one of running) await one.end('SIGKILL');
  await engine.stop();
  await mails.close();
  await database.remove();
  if (process.env['DUBAN_TOLD_MS'] !== undefined) process.stderr.write(`${told.join('\n')}\n`);
  rmSync(home, { recursive: true, force: true });
});

/** A setting in a file; the others stay. */
function inFile(name: string, value: string): Readonly<Record<string, string>> {
  const file = join(home, 'secret');
  writeFileSync(file, value);
  return { [name]: '', [`${name}_FILE`]: file };
}

const databaseSecret = (): string => new URL(database.urlOf(OFFICE)).password;

/** How many events of a type the item has in the database. */
async function recorded(type: string): Promise<number> {
  const client = await connected(database.urlOf(OFFICE));
  try {
    const { rows } = await client.query<{ count: number }>(
      "select count(*) as count from events where stream = 'item/n1/1' and type = $1",
      [type],
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

const SIGN = '/items/n1/1/do/acknowledge';
const REPORT = '/items/n1/1/do/report';
const AGAIN = '原样再交一次';

describe('two consoles on one ledger', () => {
  let one: ConsoleProcess;
  let two: ConsoleProcess;
  beforeAll(async () => {
    [one, two] = [await start(), await start(inFile('DUBAN_DATABASE_URL', database.urlOf(OFFICE)))];
  }, PATIENCE);

  /** The form of an act, filled in: sent as often as one likes, it is one command. */
  const form = async (path: string, fields: Readonly<Record<string, string>>) => ({
    ...hiddenOf((await one.get(path)).body, path),
    ...{ unit: 'sjj', source: 'phone', ...fields },
  });

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
  });

  it('keep sessions when one is replaced', async () => {
    await one.end('SIGTERM');
    one = await start();
    expect((await one.get('/items')).status).toBe(200);
  });

  it('say that no worker runs, and go on showing what is there', async () => {
    await one.says('收发室没有运行');
    expect((await one.get('/items/n1/1')).status).toBe(200);
    worker = spawnDuban('worker', env);
    await one.isRidOf('收发室没有运行');
  });

  it('say that the worker was killed; a command ends with what to do, and is done once when one runs again', async () => {
    await one.isRidOf('工作进程没有应答');
    const fields = await form(SIGN, {});
    if (worker) await end(worker, 'SIGKILL');
    await one.says('工作进程没有应答');
    expect((await one.get('/items/n1/1')).status).toBe(200);
    expect((await one.get('/readyz')).status).toBe(503);
    const refused = await one.post(SIGN, fields);
    expect([refused.status, refused.body]).toEqual([422, expect.stringContaining(AGAIN)]);
    expect(await recorded('acknowledged')).toBe(0);
    worker = spawnDuban('worker', env);
    await one.isRidOf('工作进程没有应答');
    expect((await one.post(SIGN, fields)).status).toBe(303);
    expect(await recorded('acknowledged')).toBe(1);
  });

  it('say that the mail server was killed and that mails wait for it, and that it is back', async () => {
    await one.isRidOf('信留在发件箱');
    await mails.kill();
    await one.says('没有应答：信留在发件箱');
    expect((await one.get('/items/n1/1')).status).toBe(200);
    await mails.start();
    await one.isRidOf('信留在发件箱');
  });

  it('say that the engine was killed; commands are refused with what to do, and nothing is half done', async () => {
    const fields = await form(REPORT, { percentage: '40', text: '已完成初稿' });
    process.kill(engine.pid ?? 0, 'SIGKILL');
    await one.says('引擎（Temporal）没有应答');
    expect((await one.get('/items/n1/1')).status).toBe(200);
    expect((await one.get('/readyz')).status).toBe(503);
    const refused = await one.post(REPORT, fields);
    expect([refused.status, refused.body]).toEqual([422, expect.stringContaining(AGAIN)]);
    expect(refused.body).toContain('已完成初稿');
    expect(await recorded('reported')).toBe(0);
    engine = await openEngine();
    await one.isRidOf('引擎（Temporal）没有应答');
    await one.isRidOf('工作进程没有应答');
    expect((await one.post(REPORT, fields)).status).toBe(303);
    expect(await recorded('reported')).toBe(1);
  });

  it('say that the database was killed, refuse what they cannot keep, and go on by themselves', async () => {
    const fields = await form(REPORT, { percentage: '80', text: '已报批' });
    database.kill();
    for (const each of [one, two]) await each.says('台账暂时不能用');
    expect((await two.get('/items')).status).toBe(503);
    expect([(await two.get('/healthz')).status, (await two.get('/readyz')).status]).toEqual([200, 503]);
    const refused = await one.post(REPORT, fields);
    expect([refused.status, refused.body]).toEqual([503, expect.stringContaining('什么也没有改变')]);
    await database.start();
    await one.isRidOf('台账暂时不能用');
    expect(await recorded('reported')).toBe(1);
    await until(async () => (await one.post(REPORT, fields)).status === 303, 'recorded');
    expect(await recorded('reported')).toBe(2);
  });

  it('have shown and printed no password, whatever was away, nor on the page of their settings', async () => {
    expect((await one.get('/system')).body).toContain('DUBAN_PUBLIC_URL');
    const all = shown.join('\n');
    expect([databaseSecret(), MAIL_SECRET].filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).toContain('台账暂时不能用');
  });
});
