import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { clockFile } from '../client/config';
import type { Demonstration } from '../client/console/ports';
import { makeDuban, type Duban } from '../client/duban';
import { eachThatShouldRun } from '../client/open-items';
import { isWorkingDay } from '../domain/calendar/calendar';
import type { Office } from '../domain/office';
import { ok, text, type Text } from '../domain/problem';
import { nextWorkingDay, slotAt, slotFor } from '../domain/slot';
import { clockText, dateOf, plusMs, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import { namesOf } from '../workflows/names';
import type { RunningWorkers } from './workers';

/** How long before the first slot the clock of a new demonstration stands, ms. */
const BEFORE_MS = 90_000;
/** How long a slot's mails are waited for, ms; the walk goes on then. */
const SLOT_MS = 45_000;
const LOOK_MS = 300;

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
  /** Starts workers under the clock as it stands. */
  readonly startWorkers: () => Promise<RunningWorkers>;
}

/** A demonstration that runs. */
export interface RunningDemonstration extends Demonstration {
  /** The façade under the clock as it stands. */
  duban(): Duban;
  stop(): Promise<void>;
}

/** Ends a workflow; one that is not there needs no end. */
async function end(client: Client, id: string): Promise<void> {
  try {
    await client.workflow.getHandle(id).terminate('the clock of the demonstration moves');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Runs workers, and moves the clock: they stop, the shift grows, and everything runs again from the ledger alone. */
export async function demonstrationOf(ports: DemonstrationPorts): Promise<RunningDemonstration> {
  const { ledger, client, clock, home, startWorkers } = ports;
  const names = namesOf(await ledger.identity());
  const facade = (): Promise<Duban> =>
    makeDuban({ ledger, client, clock: () => clock.now(), shift: clock.shift });
  let duban = await facade();
  let workers = await startWorkers();
  let moving: string | null = null;
  let failed: Text | null = null;

  async function jump(to: Instant): Promise<void> {
    await workers.stop();
    await end(client, names.mailroom);
    for (const { notice, batch } of await ledger.openRuns()) await end(client, names.issue(notice, batch));
    await eachThatShouldRun(ledger, (stream) => end(client, names.item(stream)));
    clock.shift += Math.max(0, to - clock.now());
    saveShift(home, clock.shift);
    duban = await facade();
    workers = await startWorkers();
    await duban.ensureAll();
  }

  /** Waits until the mails of the slot that has struck are composed and sent. */
  async function slotOver(slot: string): Promise<void> {
    const until = performance.now() + SLOT_MS;
    for (;;) {
      const composed = await ledger.lastComposed();
      const { ready, sending } = await ledger.pending(clock.now());
      if (composed !== null && composed >= slot && ready + sending === 0) return;
      if (performance.now() > until) return;
      await sleep(LOOK_MS);
    }
  }

  async function walk(to: Instant): Promise<void> {
    for (;;) {
      const office = await ledger.office();
      const slot = slotFor(office, clock.now(), await ledger.lastComposed());
      const at = slotAt(office, slot);
      if (at > to) break;
      moving = clockText(at, office.calendar.zone);
      if (at > clock.now()) await jump(at);
      await slotOver(slot);
    }
    if (to > clock.now()) await jump(to);
  }

  return {
    duban: () => duban,
    moving: () => moving,
    failed: () => failed,
    moveTo(to) {
      if (moving !== null) return Promise.resolve(ok(null));
      moving = '…';
      failed = null;
      walk(to)
        .catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          failed = text(`时钟没有走到：${why}`, `the clock did not get there: ${why}`);
        })
        .finally(() => (moving = null));
      return Promise.resolve(ok(null));
    },
    stop: () => workers.stop(),
  };
}
