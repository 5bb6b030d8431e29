/** A console in a process of its own, or a bare hono route in its place: the child of served.ts. */
import { Hono } from 'hono';
import { z } from 'zod';
import { verifyWhole } from '../../office/evidence/verification';
import { makeConsole } from '../../client/console/app';
import { listen, type MakeApp } from '../../client/console/serve';
import { refuse, text } from '../../domain/problem';
import { instant } from '../../domain/time';
import { openLedger } from '../../ledger/open';
import { BARE_PORTS } from '../../test/support/console';
import { sure } from '../../test/support/sure';
import { runChild, tell } from '../nine-oclock/child';

const Job = z.object({
  port: z.number(),
  /** The ledger; null: a bare route that answers with as many bytes as a page. */
  ledger: z.string().nullable(),
  bytes: z.number(),
  /** How far the office's clock stands from the host's, ms. */
  shift: z.number(),
});
export type ConsoleJob = z.input<typeof Job>;

function bareRoute(bytes: number): MakeApp {
  const body = `<!doctype html>${'x'.repeat(bytes)}`;
  const app = new Hono().get('*', (c) => c.html(body));
  return () => app;
}

async function consoleOn(url: string, port: number, shift: number): Promise<MakeApp> {
  const ledger = sure(await openLedger({ url }));
  const engineAway = refuse('temporal-unreachable', text('没有引擎', 'no engine'), text('', ''));
  const app = makeConsole({
    ledger,
    duban: () => Promise.resolve(engineAway),
    clock: () => instant(Date.now() + shift),
    publicUrl: `http://127.0.0.1:${port}`,
    version: 'bench',
    ...BARE_PORTS,
    verifyApart: (progress) => verifyWhole(url, progress),
    archiveApart: () => Promise.reject(new Error('no archive here')),
    logFault: (fault) => {
      console.error(fault);
    },
  });
  return () => app;
}

runChild(async (given) => {
  const { port, ledger, bytes, shift } = Job.parse(given);
  const make = ledger === null ? bareRoute(bytes) : await consoleOn(ledger, port, shift);
  const listening = sure(await listen(make, { host: '127.0.0.1', port }));
  if (listening.port !== port) throw new Error(`port ${port} is taken`);
  tell({ type: 'ready', at: Date.now() });
  return () => listening.close();
});
