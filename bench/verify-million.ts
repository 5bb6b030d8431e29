import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { canonical } from '../domain/journal/canonical';
import { EMPTY_HEAD, chainOne, entryOf, headOf } from '../domain/journal/chain';
import { instant } from '../domain/time';
import { loadOffice } from '../office/load-office';
import { openLedger } from '../ledger/open';
import type { Ledger } from '../ledger/ledger';
import { issuedEvents } from '../test/support/item';
import { testOffice } from '../test/support/office';
import { sure } from '../test/support/sure';
import { cpu, timed } from './timed';

/** Verifying a ledger of many events, against a plain sha256 of the same bytes: `verify-million.ts [events]`. */
const EVENTS = Number(process.argv[2] ?? 1_000_000);
const PER_STREAM = 50;

function fill(file: string): number {
  const raw = new DatabaseSync(file);
  raw.exec('pragma foreign_keys = off');
  const event = raw.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const head = raw.prepare('insert into heads (stream, seq, hash, at) values (?, ?, ?, ?)');
  const body = canonical({
    unit: 'sjj',
    source: null,
    percentage: 40,
    text: '推进情况'.repeat(20),
    files: [],
  });
  const [first] = issuedEvents().events;
  if (!first) throw new Error('nothing was issued');
  const issuedBody = canonical(first.body);
  let bytes = 0;
  raw.exec('begin');
  for (let s = 0; s < EVENTS / PER_STREAM; s += 1) {
    let at = EMPTY_HEAD;
    const stream = `item/n${s % 20}/${s}`;
    for (let seq = 1; seq <= PER_STREAM; seq += 1) {
      const when = instant(1_750_000_000_000 + s * 1_000 + seq);
      const told = seq === 1 ? { type: 'issued', body: issuedBody } : { type: 'reported', body };
      const by = { actor: 'll-sjj', requestKey: `k${seq}` };
      const one = chainOne(at, { stream, seq, at: when, ...told, ...by }, 'sha256');
      bytes += Buffer.byteLength(entryOf(one));
      event.run(
        stream,
        seq,
        one.type,
        when,
        one.actor,
        one.requestKey,
        one.body,
        one.previous,
        one.hash,
        when,
      );
      at = headOf(one);
    }
    head.run(stream, at.seq, at.hash, 1);
  }
  raw.exec('commit');
  raw.close();
  return bytes;
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

const optionsOf = (file: string) => ({
  url: `sqlite:${file}`,
  logKey: { file: join(dirname(file), 'log.key'), origin: null },
});

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-million-'));
  const file = join(folder, 'ledger.db');
  const options = optionsOf(file);
  try {
    const made = sure(await openLedger({ ...options, migrate: instant(1_750_000_000_000) }));
    await loadOffice(made, testOffice(), {
      actor: 'gly',
      now: instant(1_750_000_000_000),
      requestKey: 'office',
    });
    await made.close();
    const bytes = fill(file);
    console.log(`${EVENTS} events, ${Math.round(bytes / EVENTS)} bytes each`);
    apart('number', file);
    const ledger = sure(await openLedger(options));
    await timed('the story of one item', () => ledger.history('item/n7/7'));
    await timed('a proof', () => ledger.prove({ stream: 'item/n7/7', seq: 25 }));
    await ledger.close();
    // Loading the command line is no part of the other measures.
    apart('show', file, join(__dirname, 'audit-show.ts'));
    apart('verify', file);
    const again = sure(await openLedger({ ...options, readOnly: true }));
    await plain(again, EVENTS);
    await again.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is measured in a process of its own, so that its memory is that of the work alone. */
const APART: Readonly<Record<string, (file: string) => Promise<void>>> = {
  number: async (file) => {
    const ledger = sure(await openLedger(optionsOf(file)));
    await timed('numbering and one checkpoint', () =>
      ledger.checkpoint({ slot: null, now: instant(1_800_000_000_000) }),
    );
    await ledger.close();
  },
  verify: async (file) => {
    const ledger = sure(await openLedger({ ...optionsOf(file), readOnly: true }));
    const { findings } = await timed('verify', () => ledger.verify());
    console.log(`findings: ${findings.length}`);
    await ledger.close();
  },
};

function apart(work: string, file: string, script = __filename): void {
  const { status } = spawnSync(process.execPath, [...process.execArgv, script, work, file], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`${work}: exit ${status}`);
}

const [work = '', file = ''] = process.argv.slice(2);
void (APART[work]?.(file) ?? main());
