import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { canonical } from '../domain/journal/canonical';
import { EMPTY_HEAD, chainOne, entryOf, headOf } from '../domain/journal/chain';
import { instant } from '../domain/time';
import { openLedger } from '../ledger/open';
import type { Ledger } from '../ledger/ledger';
import { sure } from '../test/support/sure';

/** Verifying a ledger of many events, against a plain sha256 of the same bytes: `verify-million.ts [events]`. */
const EVENTS = Number(process.argv[2] ?? 1_000_000);
const PER_STREAM = 50;

function fill(file: string): number {
  const raw = new BetterSqlite(file);
  raw.pragma('foreign_keys = off');
  const event = raw.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const head = raw.prepare('insert into heads (stream, seq, hash, at) values (?, ?, ?, ?)');
  const body = canonical({
    unit: 'sjj',
    source: null,
    percentage: 40,
    text: '推进情况'.repeat(20),
    files: [],
  });
  let bytes = 0;
  raw.transaction(() => {
    for (let s = 0; s < EVENTS / PER_STREAM; s += 1) {
      let at = EMPTY_HEAD;
      const stream = `item/n${s % 20}/${s}`;
      for (let seq = 1; seq <= PER_STREAM; seq += 1) {
        const when = instant(1_750_000_000_000 + s * 1_000 + seq);
        const told = { type: 'reported', actor: 'll-sjj', requestKey: `k${seq}`, body };
        const one = chainOne(at, { stream, seq, at: when, ...told }, 'sha256');
        bytes += Buffer.byteLength(entryOf(one));
        event.run(stream, seq, one.type, when, one.actor, one.requestKey, body, one.previous, one.hash, when);
        at = headOf(one);
      }
      head.run(stream, at.seq, at.hash, 1);
    }
  })();
  raw.close();
  return bytes;
}

/** The most memory that this process has had (Linux), MB; what is asked of the process itself counts its parent's too. */
const mostMemory = (): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024);

const cpu = (since: NodeJS.CpuUsage): string => {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1_000_000).toFixed(3);
};

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const used = process.cpuUsage();
  const result = await work();
  console.log(
    `${what}: ${((performance.now() - from) / 1_000).toFixed(2)} s (${cpu(used)} s of processor), ` +
      `at most ${mostMemory()} MB`,
  );
  return result;
}

async function plain(ledger: Ledger, size: number): Promise<void> {
  let used = 0;
  for (let from = 0; from < size; from += 5_000) {
    const page = await ledger.entries({ from, limit: 5_000 });
    const texts = page.map(({ event }) => entryOf(event));
    const begun = process.cpuUsage();
    for (const text of texts) createHash('sha256').update(text).digest();
    used += Number(cpu(begun));
  }
  console.log(`sha256 of the same bytes once: ${used.toFixed(2)} s of processor`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-million-'));
  const file = join(folder, 'ledger.db');
  const options = { url: `sqlite:${file}`, logKey: { file: join(folder, 'log.key'), origin: null } };
  try {
    await sure(await openLedger({ ...options, migrate: instant(1_750_000_000_000) })).close();
    const bytes = fill(file);
    console.log(`${EVENTS} events, ${Math.round(bytes / EVENTS)} bytes each`);
    const ledger = sure(await openLedger(options));
    const { size } = await timed('numbering and one checkpoint', () =>
      ledger.checkpoint({ slot: null, now: instant(1_800_000_000_000) }),
    );
    await timed('the story of one item', () => ledger.history('item/n7/7'));
    await timed('a proof', () => ledger.prove({ stream: 'item/n7/7', seq: 25 }));
    await ledger.close();
    // In a process of its own, so that its memory is that of verifying alone.
    spawnSync(process.execPath, [...process.execArgv, __filename, options.url], { stdio: 'inherit' });
    const again = sure(await openLedger({ ...options, readOnly: true }));
    await plain(again, size);
    await again.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verifyOnly(url: string): Promise<void> {
  const ledger = sure(await openLedger({ url, readOnly: true }));
  const { findings } = await timed('verify', () => ledger.verify());
  console.log(`findings: ${findings.length}`);
  await ledger.close();
}

const given = process.argv[2] ?? '';
void (given.startsWith('sqlite:') ? verifyOnly(given) : main());
