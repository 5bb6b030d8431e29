import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { clockFile } from '../office/config';
import type { Demonstration } from '../client/console/ports';
import { ensureAll, streamTitles } from '../office/running/ensure';
import { eachThatShouldRun, ITEMS_AT_ONCE } from '../office/running/open-items';
import { pooled } from '../office/running/pool';
import { startMailroom, startWorkItem, type Temporal } from '../office/running/temporal';
import { isWorkingDay } from '../domain/calendar/calendar';
import type { Office } from '../domain/office';
import { messageOf, text, type Text } from '../domain/problem';
import { nextWorkingDay, slotAt, slotFor } from '../domain/slot';
import { clockText, dateOf, plusMs, type CivilDate, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import { namesOf } from '../workflows/names';

/** Time from the beginning of a new demonstration to its first slot, ms. */
const BEFORE_MS = 90_000;
/** How long a slot's items or mails are waited for, ms. */
const SLOT_MS = 45_000;
/** Times that a slot is begun before the move is given up. */
const MOVE_ATTEMPTS = 3;
const DEMO_LOOK_MS = 40;
/** More items than a demonstration has. */
const MOST_DEMO_ITEMS = 100_000;

/** The clock of a home: the host's, moved by a shift that only a demonstration changes. */
export interface OfficeClock {
  shift: number;
  now(): Instant;
}

/** Where a new demonstration begins: shortly before the slot of today, or of the next working day. */
export function firstMoment(office: Office, host: Instant): Instant {
  const today = dateOf(host, office.calendar.zone);
  const early = isWorkingDay(office.calendar, today) && host < slotAt(office, today) - BEFORE_MS;
  return plusMs(slotAt(office, early ? today : nextWorkingDay(office, today)), -BEFORE_MS);
}

/** Keeps the shift of a home for its next start, and for the command line. */
export function saveShift(home: string, shift: number): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(clockFile(home), `${JSON.stringify({ shift })}\n`);
}

export interface DemonstrationPorts {
  readonly ledger: Ledger;
  readonly client: Client;
  readonly clock: OfficeClock;
  readonly home: string;
}

/** Ends a workflow; one that is not there needs no end. */
async function endWorkflow(client: Client, id: string): Promise<void> {
  try {
    await client.workflow.getHandle(id).terminate('the clock of the demonstration moves');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Looks until something is so, or the time for it is over; whether it is so. */
async function settledWithin(within: number, look: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + within;
  for (;;) {
    if (await look()) return true;
    if (performance.now() >= until) return false;
    await sleep(DEMO_LOOK_MS);
  }
}

/**
 * Moves the clock of a demonstration: every workflow carries the shift under which it was started, so what should run
 * later is ended, the shift grows, and it starts again from the ledger alone. Each slot on the way is lived through.
 */
export async function demonstrationOf(ports: DemonstrationPorts): Promise<Demonstration> {
  const { ledger, client, clock, home } = ports;
  const names = namesOf(await ledger.identity());
  const temporal: Temporal = {
    client,
    names,
    get shift() {
      return clock.shift;
    },
  };
  const titleOf = streamTitles(ledger);
  let moving: string | null = null;
  let failed: Text | null = null;

  function setClock(to: Instant): void {
    clock.shift += Math.max(0, to - clock.now());
    saveShift(home, clock.shift);
  }

  /** Everything runs under the clock as it will stand. */
  async function jump(to: Instant): Promise<void> {
    await endWorkflow(client, names.mailroom);
    for (const { notice, batch } of await ledger.openRuns())
      await endWorkflow(client, names.issue(notice, batch));
    await eachThatShouldRun(ledger, (stream) => endWorkflow(client, names.item(stream)));
    setClock(to);
    await ensureAll(ledger, temporal);
  }

  /** Items that have nothing to say at a slot run on as they are: only the others and the mailroom come to it. */
  async function arrive(slot: CivilDate, at: Instant): Promise<void> {
    const { streams } = await ledger.missing(slot, MOST_DEMO_ITEMS);
    await endWorkflow(client, names.mailroom);
    await pooled(streams, ITEMS_AT_ONCE, (stream) => endWorkflow(client, names.item(stream)));
    setClock(at);
    await pooled(streams, ITEMS_AT_ONCE, async (stream) =>
      startWorkItem(temporal, { stream, title: await titleOf(stream) }),
    );
    await settledWithin(SLOT_MS, async () => (await ledger.missing(slot, 0)).count === 0);
    await startMailroom(temporal);
  }

  const isComposed = async (slot: CivilDate): Promise<boolean> => {
    const composed = await ledger.lastComposed();
    return composed !== null && composed >= slot;
  };

  const isOver = async (slot: CivilDate): Promise<boolean> => {
    const { ready, sending } = await ledger.pending(clock.now());
    return ready + sending === 0 && (await isComposed(slot));
  };

  /**
   * Lives through a slot: its mails are composed and sent. What a worker lost on the way is begun again; mails that no
   * server takes stay behind. Throws when a slot cannot be composed.
   */
  async function live(slot: CivilDate, at: Instant): Promise<void> {
    for (let attempt = 1; attempt <= MOVE_ATTEMPTS; attempt += 1) {
      if (attempt > 1 || at > clock.now()) await arrive(slot, at);
      if ((await settledWithin(SLOT_MS, () => isOver(slot))) || (await isComposed(slot))) return;
    }
    throw new Error(`${slot} 的信没有编出来 / the mails of ${slot} were not composed`);
  }

  async function walk(to: Instant): Promise<void> {
    for (;;) {
      const office = await ledger.office();
      const slot = slotFor(office, clock.now(), await ledger.lastComposed());
      const at = slotAt(office, slot);
      if (at > to) break;
      moving = clockText(at, office.calendar.zone);
      await live(slot, at);
    }
    await jump(to);
  }

  return {
    moving: () => moving,
    failed: () => failed,
    moveTo(to) {
      if (moving !== null) return;
      [moving, failed] = ['…', null];
      walk(to)
        .catch((error: unknown) => {
          const why = messageOf(error);
          failed = text(`时钟没有走到：${why}`, `the clock did not get there: ${why}`);
        })
        .finally(() => (moving = null));
    },
  };
}
