import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeDuban } from '../../office/running/duban';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { devServer } from '../support/engine';
import { moment, planItem } from '../support/item';
import { importPlan, ISSUED, opened, planItems, planOf, setOffice } from '../support/ledger';
import { mailServer, type MailServer } from '../support/mail-server';
import { testOffice, TEST_UNITS } from '../support/office';
import { sure } from '../support/sure';
import { until } from '../workflows/workers';

jest.setTimeout(300_000);

const ROOT = resolve(__dirname, '../..');
const UNITS = TEST_UNITS.filter(({ channel }) => channel === 'mail').map(({ id }) => id);
const shift = moment(`${ISSUED} 10:00`) - Date.now();

let home: string;
let ledger: Ledger;
let environment: TestWorkflowEnvironment;
let server: MailServer;
/** Mails whose last dot waits for its answer. */
let held = 0;
let release: () => void = () => undefined;
const released = new Promise<void>((open) => (release = open));
const children: ChildProcess[] = [];

/** `duban worker` in a process of its own, and what it says. */
interface Worker {
  readonly says: (words: string) => Promise<void>;
  /** Its exit code. */
  readonly gone: Promise<number | null>;
  readonly stop: () => void;
}

function startWorker(): Worker {
  const addresses = testOffice().roster.contacts.map(({ address }) => address);
  const child = spawn(
    'node',
    ['-r', join(ROOT, 'test/support/temporal-child.cjs'), 'worker/main.ts', 'worker'],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        TZ: 'UTC',
        DUBAN_HOME: home,
        DUBAN_CLOCK_SHIFT: String(shift),
        DUBAN_SMTP_URL: server.url,
        DUBAN_MAIL_ALLOW: addresses.join(','),
        DUBAN_LOG: 'error',
        TEMPORAL_ADDRESS: environment.address,
        LANG: 'zh_CN.UTF-8',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const gone = new Promise<number | null>((end) =>
    child.once('exit', (code) => {
      end(code);
    }),
  );
  let ended = false;
  void gone.then(() => (ended = true));
  return {
    gone,
    says: (words) =>
      until(() => {
        if (ended) throw new Error(`it ended: ${lines.join('\n')}`);
        return lines.some((line) => line.includes(words));
      }),
    stop: () => child.kill('SIGTERM'),
  };
}

const letters = async (): Promise<readonly string[]> =>
  (await ledger.mails({})).filter(({ state }) => state !== 'manual').map(({ state }) => state);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'duban-stopping-'));
  ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  const { policy } = testOffice();
  const mail = { ...policy.mail, chunks: 1, connections: 2 };
  await setOffice(ledger, testOffice({ policy: { ...policy, mail } }));
  const plan = planOf(
    planItems(3, planItem({ units: Object.fromEntries(UNITS.map((unit) => [unit, 'each' as const])) })),
  );
  await importPlan(ledger, plan);
  environment = await devServer();
  server = await mailServer({
    hold() {
      held += 1;
      return released;
    },
  });
  const client = new Client({ connection: environment.connection });
  const duban = await makeDuban({ ledger, client, clock: () => instant(Date.now() + shift), shift });
  sure(await duban.issue({ plan, items: null, acceptPast: false, actor: 'ddy' }));
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await server.close();
  await environment.teardown();
  await ledger.close();
  rmSync(home, { recursive: true, force: true });
});

describe('a worker told to end (SIGTERM) with mails in flight', () => {
  it('finishes them and is gone in less than 30 seconds', async () => {
    const worker = startWorker();
    await until(() => held === 2);
    worker.stop();
    const told = performance.now();
    await worker.says('正在停止');
    release();
    expect(await worker.gone).toBe(0);
    expect(performance.now() - told).toBeLessThan(30_000);
    const states = await letters();
    expect(states).not.toContain('sending');
    expect(states.filter((state) => state === 'sent')).toHaveLength(server.taken.length);
    expect(server.taken.length).toBeGreaterThanOrEqual(2);
    expect((await ledger.check()).findings).toEqual([]);
  });

  it('and one after it leave every unit with its letter, once', async () => {
    const next = startWorker();
    await next.says('工作进程已启动');
    await until(() => server.taken.length === UNITS.length);
    await until(async () => (await letters()).every((state) => state === 'sent'));
    next.stop();
    expect(await next.gone).toBe(0);
    const ids = server.taken.map(({ raw }) => /^Message-ID: .*$/im.exec(raw.toString('utf8'))?.[0]);
    expect(new Set(ids).size).toBe(UNITS.length);
    expect(ids).toHaveLength(UNITS.length);
    expect(await ledger.check()).toEqual({ findings: [], pending: 0 });
  });
});
