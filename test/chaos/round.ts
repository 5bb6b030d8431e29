import { randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { itemStream } from '../../domain/journal/streams';
import { copyLedger } from '../../ledger/upkeep/copy';
import { makeHome, openKillableOffice } from '../kill/killable-office';
import { monotonic } from '../kill/notes';
import {
  addressOf,
  ledgerUrl,
  NOTICE,
  prepareWave,
  SLOT,
  wavePlan,
  type Size,
  type Wave,
} from '../kill/wave';
import { settle } from '../kill/whole';
import { cancel, handIn } from '../support/commands';
import { sure } from '../support/sure';
import { audit, type Closed, type Findings } from './audit';
import { openDatabase, type Database } from './database';
import { blowName, type Base, type Closing, type Round } from './draw';
import { openSmtp } from './smtp';
import { moment, strikeAll, type Fallen, type AttackedRound } from './strike';

/** A wave made once, of which every round has a copy. */
export interface Ground {
  readonly size: Size;
  readonly home: string;
  readonly wave: Wave;
  readonly server: Database | null;
  close(): Promise<void>;
}

const TEMPLATE = 'wave';

/** From the opening of a round to its slot, ms. */
const AHEAD = 18_000;

/** Makes a wave in a file and, when asked, on a PostgreSQL server. The caller closes it. */
export async function prepareGround(size: Size, bases: readonly Base[]): Promise<Ground> {
  const home = makeHome();
  const wave = await prepareWave(home, {}, size);
  const server = bases.includes('PostgreSQL') ? await openDatabase() : null;
  if (server) {
    await server.create(TEMPLATE);
    sure(await copyLedger({ from: wave.url, to: server.urlOf(TEMPLATE) }));
  }
  return {
    size,
    home,
    wave,
    server,
    async close() {
      await server?.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What came of a round. */
export interface Outcome {
  readonly findings: Findings;
  readonly duplicates: number;
  /** One for each connection that was in flight at a blow. */
  readonly mayDouble: number;
  /** Units whose mail the ledger says could not be delivered, and those of them that a task tells of. */
  readonly failed: readonly string[];
  readonly told: readonly string[];
}

const unitIds = ({ refused }: Round): readonly string[] =>
  [...new Set(refused)].map((n) => `u${String(n).padStart(3, '0')}`).sort();

/** The address of a copy of the ledger. */
async function copyFor(round: Round, home: string, ground: Ground) {
  if (round.base === 'SQLite' || !ground.server) {
    copyFileSync(join(ground.home, 'ledger.db'), join(home, 'ledger.db'));
    return { url: ledgerUrl(home), database: null };
  }
  const name = `round_${randomUUID().replaceAll('-', '')}`;
  await ground.server.copy(TEMPLATE, name);
  return { url: ground.server.urlOf(name), database: { server: ground.server, name } };
}

/** Closes an item, or hands it in for one of its units, asking again under the same key until there is an answer. */
async function close(
  attacked: AttackedRound,
  { type, item, unit: k, at }: Closing,
  size: Size,
): Promise<Closed> {
  await moment(attacked, at);
  const { key: itemKey = '', units = [] } = wavePlan(size).items[item] ?? {};
  const stream = itemStream(NOTICE, itemKey);
  const unit = units[k]?.unit ?? '';
  const command = type === 'cancel' ? cancel : handIn(unit);
  const parts = { stream, command, actor: type === 'cancel' ? 'ddy' : `ll-${unit}`, key: randomUUID() };
  for (;;) {
    const answer = await attacked.stage.duban.command(parts).catch(() => null);
    if (answer?.ok) break;
    await wait(500);
  }
  const closed = type === 'cancel' ? units.map((one) => one.unit) : [unit];
  return { key: parts.key, stream, pairs: closed.map((one) => `${one}|${stream}`), at: monotonic() };
}

/** Plays the round of a seed on a copy of the wave. */
export async function playRound(round: Round, ground: Ground): Promise<Outcome> {
  const home = makeHome();
  const { url, database } = await copyFor(round, home, ground);
  const refused = unitIds(round);
  const smtp = await openSmtp(home, refused.map(addressOf));
  const stage = await openKillableOffice(home, ground.wave.slotAt, { ahead: AHEAD, url, sink: smtp });
  try {
    for (let n = 0; n < round.workers; n++) stage.worker();
    await stage.duban.ensureAll();
    const attacked: AttackedRound = { round, stage, smtp, database };
    const closing = Promise.all(round.closings.map((one) => close(attacked, one, ground.size)));
    const fallen = await strikeAll(attacked);
    const closed = await closing;
    await stage.until(
      'the slot is anchored',
      async () => (await stage.ledger.lastCheckpoint())?.slot === SLOT,
    );
    await settle(stage, ground.wave.slotAt);
    const { findings, duplicates } = await audit({ stage, wave: ground.wave }, closed, refused);
    const mayDouble = fallen.reduce((sum, one) => sum + one.mayDouble, 0);
    const failed = (await stage.ledger.mails({ state: 'failed' })).map(({ to }) =>
      'unit' in to ? to.unit : to.account,
    );
    const tasks = new Set((await stage.ledger.tasks({ open: true })).map(({ unit }) => unit));
    const outcome = {
      findings,
      duplicates,
      mayDouble,
      failed: failed.sort(),
      told: refused.filter((unit) => tasks.has(unit)),
    };
    writeFigure(round, fallen, { slot: stage.slot, times: smtp.times }, outcome);
    return outcome;
  } finally {
    await stage.close();
  }
}

/** Appends a line to the file named by DUBAN_CHAOS_FIGURES, when figures are wanted; ms after the last blow or the slot. */
function writeFigure(
  { seed, base, workers, closings, refused }: Round,
  fallen: readonly Fallen[],
  { slot, times }: { readonly slot: number; readonly times: readonly number[] },
  { duplicates, mayDouble, findings }: Outcome,
): void {
  const file = process.env['DUBAN_CHAOS_FIGURES'];
  if (file === undefined) return;
  const from = Math.max(slot, ...fallen.map(({ until }) => until));
  const after = times.filter((time) => time >= from);
  const figure = {
    seed,
    base,
    workers,
    blows: fallen.map(({ blow, from: at }) => ({ name: blowName(blow), at: at - slot })),
    closed: closings.length,
    refused: refused.length,
    mails: times.length,
    duplicates,
    mayDouble,
    next: (after[0] ?? from) - from,
    last: (after.at(-1) ?? from) - from,
    found: Object.values(findings).flat().length,
  };
  appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
