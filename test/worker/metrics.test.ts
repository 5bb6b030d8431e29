import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { METRICS_OF_OTHERS } from '../../office/metrics/table';
import { devServer } from '../support/engine';
import { opened, setOffice } from '../support/ledger';
import { mailServer } from '../support/mail-server';
import { until } from '../workflows/workers';

jest.setTimeout(300_000);

const ROOT = resolve(__dirname, '../..');

/** A port of this host at which nothing listens. */
const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        found(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });

const LogLine = z.object({ level: z.string(), time: z.iso.datetime(), msg: z.string() });

describe('duban worker in production', () => {
  it('tells its own metrics, those of Temporal and those of Node at one place, and speaks in lines of JSON alone', async () => {
    const home = mkdtempSync(join(tmpdir(), 'duban-metrics-'));
    const [environment, server, port] = await Promise.all([devServer(), mailServer(), freePort()]);
    const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
    await setOffice(ledger);
    await ledger.close();
    const child = spawn(
      'node',
      ['-r', join(ROOT, 'test/support/temporal-child.cjs'), 'worker/main.ts', 'worker'],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          TZ: 'UTC',
          DUBAN_ENV: 'production',
          DUBAN_HOME: home,
          DUBAN_SMTP_URL: server.url,
          DUBAN_METRICS: `127.0.0.1:${port}`,
          TEMPORAL_ADDRESS: environment.address,
          LANG: 'zh_CN.UTF-8',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const lines: string[] = [];
    const gone = new Promise<number | null>((end) => child.once('exit', end));
    const runs = new Promise<void>((run, fail) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        lines.push(line);
        if (line.includes('工作进程已启动')) run();
      });
      void gone.then(() => {
        fail(new Error(lines.join('\n')));
      });
    });
    try {
      await runs;
      const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      // What the first task of a workflow brings; that nothing fails is no fault, and activities come later.
      const others = Object.keys(METRICS_OF_OTHERS).filter((name) => !/failure|_activity_/.test(name));
      await until(async () => {
        const told = await scrape();
        return others.every((name) => told.includes(`# TYPE ${name} `));
      });
      const told = await scrape();
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
      expect(told).toMatch(/^duban_info\{version="[^"]+",role="worker"\} 1$/m);
      expect(told).toMatch(/^duban_ledger_up 1$/m);
      expect(told).toMatch(/^duban_activity_faults_total\{activity="record",code="ledger-behind"\} 0$/m);
      child.kill('SIGTERM');
      expect(await gone).toBe(0);
      expect(lines.map((line) => LogLine.parse(JSON.parse(line)).level)).toContain('info');
    } finally {
      child.kill('SIGKILL');
      await gone;
      await server.close();
      await environment.teardown();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
