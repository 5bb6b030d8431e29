import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { clockFile } from '../client/config';
import type { Demonstration } from '../client/console/ports';
import { ensureAll, streamTitles } from '../client/ensure';
import { eachThatShouldRun, WIDTH } from '../client/open-items';
import { pooled } from '../client/pool';
import { startMailroom, startWorkItem, type Temporal } from '../client/temporal';
import { isWorkingDay } from '../domain/calendar/calendar';
import type { Office } from '../domain/office';
import { text, type Text } from '../domain/problem';
import { nextWorkingDay, slotAt, slotFor } from '../domain/slot';
import { clockText, dateOf, plusMs, type CivilDate, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import { namesOf } from '../workflows/names';

/** How long before the first slot the clock of a new demonstration stands, ms. */
const BEFORE_MS = 90_000;
/** How long a slot's items or mails are waited for, ms; the walk goes on then. */
const SLOT_MS = 45_000;
const LOOK_MS = 40;
/** More items than a demonstration has. */
const ITEMS = 100_000;

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

/** What a demonstration stands on. */
export interface DemonstrationPorts {
  readonly ledger: Ledger;
  readonly client: Client;
  readonly clock: OfficeClock;
  readonly home: string;
}

/** Ends a workflow; one that is not there needs no end. */
async function end(client: Client, id: string): Promise<void> {
  try {
    await client.workflow.getHandle(id).terminate('the clock of the demonstration moves');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Looks until something is so, or the time for it is over. */
async function settled(within: number, look: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + within;
  while (performance.now() < until && !(await look())) await sleep(LOOK_MS);
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
    await end(client, names.mailroom);
    for (const { notice, batch } of await ledger.openRuns()) await end(client, names.issue(notice, batch));
    await eachThatShouldRun(ledger, (stream) => end(client, names.item(stream)));
    setClock(to);
    await ensureAll(ledger, temporal);
  }

  /** Items that have nothing to say at a slot run on as they are: only the others and the mailroom come to it. */
  async function arrive(slot: CivilDate, at: Instant): Promise<void> {
    const { streams } = await ledger.missing(slot, ITEMS);
    await end(client, names.mailroom);
    await pooled(streams, WIDTH, (stream) => end(client, names.item(stream)));
    setClock(at);
    await pooled(streams, WIDTH, async (stream) =>
      startWorkItem(temporal, { stream, title: await titleOf(stream) }),
    );
    await settled(SLOT_MS, async () => (await ledger.missing(slot, 0)).count === 0);
    await startMailroom(temporal);
  }

  /** The mails of the slot that has struck are composed and sent. */
  const slotOver = (slot: CivilDate): Promise<void> =>
    settled(SLOT_MS, async () => {
      const composed = await ledger.lastComposed();
      const { ready, sending } = await ledger.pending(clock.now());
      return composed !== null && composed >= slot && ready + sending === 0;
    });

  async function walk(to: Instant): Promise<void> {
    for (;;) {
      const office = await ledger.office();
      const slot = slotFor(office, clock.now(), await ledger.lastComposed());
      const at = slotAt(office, slot);
      if (at > to) break;
      moving = clockText(at, office.calendar.zone);
      if (at > clock.now()) await arrive(slot, at);
      await slotOver(slot);
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
          const why = error instanceof Error ? error.message : String(error);
          failed = text(`时钟没有走到：${why}`, `the clock did not get there: ${why}`);
        })
        .finally(() => (moving = null));
    },
  };
}
