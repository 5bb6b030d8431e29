import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { freePort } from '../../engine/server';
import { startEngine } from '../../engine/start';
import type { Engine } from '../../engine/types';
import { readConfig } from '../../office/config';
import { openSmtp, type Smtp } from '../chaos/smtp';
import { ROOT } from '../support/cli';
import { postgresProgram } from '../support/postgres-programs';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { sure } from '../support/sure';
import { composeFile, isDuban, type Service } from './services';

jest.setTimeout(300_000);

const { services, secrets } = composeFile('production');
const files = { trial: composeFile('trial').services, production: services };
const ours = Object.entries(files).flatMap(([file, all]) =>
  Object.entries(all)
    .filter(([, service]) => isDuban(service))
    .map(([name, service]): readonly [string, Service] => [`${file}: ${name}`, service]),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duban-compose-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The environment of a service, with its secrets in files of a folder and the hosts that it names at other addresses. */
function environmentOf(
  { environment }: Service,
  at: string,
  hosts: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const moved = (value: string): string =>
    Object.entries(hosts).reduce(
      (text, [from, to]) => text.replace(from, to),
      value.replace('/run/secrets', at),
    );
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, moved(value)]));
}

describe('a compose file', () => {
  beforeAll(() => {
    for (const name of ['database', 'owner'])
      writeFileSync(join(folder, name), 'postgres://a:b@postgres:5432/duban');
    writeFileSync(join(folder, 'smtp'), 'smtp://mailpit:1025');
  });

  it.each(ours)(
    '%s: has settings that are right, each secret that it names, and a root that is read-only',
    (_, service) => {
      expect(readConfig(environmentOf(service, folder), folder).ok).toBe(true);
      const named = Object.values(service.environment).flatMap(
        (value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? [],
      );
      expect([...service.secrets].sort()).toEqual(named.sort());
      expect(service.read_only).toBe(true);
    },
  );

  it.each(Object.entries(files))('%s: names only services and secrets that are there', (_, all) => {
    for (const service of Object.values(all)) {
      expect(Object.keys(all)).toEqual(expect.arrayContaining(service.depends_on));
      expect(Object.keys(secrets)).toEqual(expect.arrayContaining(service.secrets));
    }
  });
});

/** What the service `namespace` does, on a server that answers as it will. */
async function makeNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace: 'duban',
    workflowExecutionRetentionPeriod: msToTs('90 days'),
  });
  await connection.close();
}

describe('the services of production.yml as processes of the packed product', () => {
  let product: string;
  let postgres: PostgresServer;
  let engine: Engine;
  let smtp: Smtp;
  const running: { readonly child: ChildProcess; readonly said: string[] }[] = [];
  let hosts: Record<string, string>;

  /** What a service runs, with the ports that it would have to itself at free ones. */
  async function launch(name: string, command = services[name]?.command) {
    const service = services[name];
    if (service === undefined || typeof command !== 'string') throw new Error(`no service ${name}`);
    const [port, metrics] = [await freePort(), await freePort()];
    const home = join(folder, 'home');
    mkdirSync(home, { recursive: true });
    const env = {
      ...environmentOf(service, folder, { ...hosts, '0.0.0.0:9464': `127.0.0.1:${metrics}` }),
      // What the image sets, and a port beside the others'.
      ...{ TZ: 'UTC', NODE_ENV: 'production', DUBAN_HOME: home, DUBAN_PORT: String(port) },
    };
    const child = spawn(process.execPath, [join(product, 'scripts', 'duban.cjs'), ...command.split(' ')], {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: join(folder, 'no-home'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (words: string) => said.push(words));
    return { child, said, url: `http://127.0.0.1:${port}`, metrics: `http://127.0.0.1:${metrics}/metrics` };
  }

  /** Runs a service to its end. */
  async function ran(name: string, command?: string): Promise<readonly [number, string]> {
    const { child, said } = await launch(name, command);
    await once(child, 'close');
    return [child.exitCode ?? -1, said.join('')];
  }

  async function status(url: string): Promise<number> {
    return fetch(url, { redirect: 'manual' }).then(
      (answer) => answer.status,
      () => 0,
    );
  }

  async function until(what: () => Promise<boolean>): Promise<void> {
    while (!(await what())) {
      for (const { child, said } of running)
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${said.join('')}`);
      await wait(100);
    }
  }

  beforeAll(async () => {
    product = join(folder, 'product');
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'pack.cjs'), product], { stdio: 'ignore' });
    const home = join(folder, 'engine');
    mkdirSync(home);
    [postgres, engine, smtp] = await Promise.all([
      startPostgres(),
      startEngine({
        home,
        env: { ...process.env, TEMPORAL_ADDRESS: undefined },
        progress: () => undefined,
      }).then(sure),
      openSmtp(folder, []),
    ]);
    await makeNamespace(engine.address);
    hosts = { 'temporal:7233': engine.address };
    const at = `127.0.0.1:${postgres.port}/duban`;
    writeFileSync(join(folder, 'owner'), `postgres://duban_owner:o-secret@${at}`);
    writeFileSync(join(folder, 'database'), `postgres://duban_app:a-secret@${at}`);
    writeFileSync(join(folder, 'smtp'), smtp.url);
    const roles = join(ROOT, 'deploy', 'postgres', 'roles.sql');
    const given = ['-v', 'owner_password=o-secret', '-v', 'password=a-secret', '-f', roles];
    const { status: done, stderr } = spawnSync(
      postgresProgram('psql'),
      [postgres.urlOf('postgres'), ...given],
      {
        encoding: 'utf8',
      },
    );
    expect([done, stderr]).toEqual([0, '']);
  });
  afterAll(async () => {
    for (const { child } of running) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await engine.stop();
    await smtp.close();
    await postgres.remove();
  });

  it('has its workflows bundled, and says what it is made of', () => {
    const { components } = JSON.parse(readFileSync(join(product, 'sbom.cdx.json'), 'utf8')) as {
      components: readonly { readonly name: string }[];
    };
    const names = components.map(({ name }) => name);
    expect(names).toContain('kysely');
    expect(names).not.toContain('jest');
  });

  it('the user of the workers makes no tables, and the error says which right is missing and where it is given', async () => {
    const [code, said] = await ran('worker-1', 'ledger migrate');
    expect(code).toBe(69);
    expect(said).toContain('permission denied for schema public');
    expect(said).toContain('deploy/postgres/roles.sql');
  });

  it('migrate makes the tables as their owner; the office is loaded as the other user', async () => {
    expect(await ran('migrate')).toEqual([0, expect.any(String)]);
    expect(await ran('worker-1', `office load ${join(product, 'seeds', 'qingpu-2025')}`)).toEqual([
      0,
      expect.any(String),
    ]);
  });

  it('two workers and two consoles run with nothing else, are ready, tell their metrics, and end in order', async () => {
    const all = await Promise.all(
      ['worker-1', 'worker-2', 'console-1', 'console-2'].map((name) => launch(name)),
    );
    running.push(...all);
    const consoles = all.slice(2);
    for (const { url } of consoles) await until(async () => (await status(`${url}/readyz`)) === 200);
    for (const { metrics } of all) expect(await status(metrics)).toBe(200);
    for (const { child, said } of all) {
      child.kill('SIGTERM');
      await once(child, 'exit');
      if (child.exitCode !== 0) throw new Error(`ended with ${child.exitCode}: ${said.join('')}`);
    }
    // No workflow was bundled: there is no cache.
    expect(existsSync(join(folder, 'no-home'))).toBe(false);
  });
});
