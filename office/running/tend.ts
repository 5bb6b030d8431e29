import { setTimeout as sleep } from 'node:timers/promises';
import { isMailroomDue, type MailroomAgenda } from '../../domain/mailroom-agenda';
import { plusMs, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { HostClock } from './clock-right';
import { endedItems, type EndedItemsPorts } from './ended-items';
import { seeMailroom, type MailroomSeen } from './mailroom-seen';
import { kickMailroom, replaceMailroom, resetFrom, startMailroom } from './temporal';

/** A watch over mailroom and items, kept by every worker process. */
export interface Watch {
  stop(): void;
}

/** What the watch stands on. */
export interface WatchPorts extends EndedItemsPorts {
  readonly ledger: Pick<Ledger, 'errands' | 'note' | 'shouldRun'>;
  /** This host's clock; astray, it judges nothing. */
  readonly clock: HostClock;
  /** What the mailroom has to do, by the ledger. */
  readonly agenda: (now: Instant) => Promise<MailroomAgenda>;
}

/** How often the watch looks, and how long the mailroom may stand still while there is something to do, ms. */
export interface WatchPace {
  readonly every: number;
  readonly still: number;
}

/** Journals that the mailroom was ended from outside, once for each run that was; who did it Temporal does not say. */
async function noteMailroomEnd(
  { ledger, temporal }: WatchPorts,
  { run, ended }: MailroomSeen,
): Promise<void> {
  if (ended === null) return;
  const { status, at } = ended;
  const by = { actor: 'temporal', now: plusMs(at, temporal.shift), requestKey: `ended/${run}` };
  await ledger.note('mailroomEnded', { run, status }, by);
}

/** Journals that the mailroom was reset from outside. */
async function noteMailroomReset(
  { ledger, temporal }: WatchPorts,
  { run }: MailroomSeen,
  now: Instant,
): Promise<void> {
  const from = await resetFrom(temporal, { workflowId: temporal.names.mailroom, runId: run });
  const by = { actor: 'temporal', now, requestKey: `reset/${run}` };
  if (from !== null) await ledger.note('mailroomReset', { run, from }, by);
}

/**
 * A mailroom that should be at work, has handed out nothing and writes no event: its waits are shorter than this. Its
 * server was set back to an older copy of its database while a worker had the newer run in memory, say, or it cannot be
 * replayed. Another one is started in its place.
 */
async function replaceStill(
  { ledger, temporal }: WatchPorts,
  { run }: MailroomSeen,
  now: Instant,
): Promise<void> {
  const by = { actor: 'duban', now, requestKey: `still/${run}` };
  await ledger.note('mailroomStill', { run }, by);
  await replaceMailroom(temporal);
}

/** Says at each look whether the mailroom has stood still for so long, ms. */
function stillness({ agenda }: WatchPorts, still: number) {
  let known: (MailroomSeen & { readonly since: number }) | null = null;
  return {
    async has(seen: MailroomSeen, now: Instant): Promise<boolean> {
      const idle = seen.ended === null && !seen.waits && isMailroomDue(await agenda(now), now);
      if (idle && known?.run === seen.run && known.events === seen.events)
        return performance.now() - known.since >= still;
      known = { ...seen, since: performance.now() };
      return false;
    },
    forget() {
      known = null;
    },
  };
}

/**
 * Looks now and again whether the mailroom (收发室) runs, whoever cancelled, terminated or lost it, and starts it; has it
 * look when there are errands that nobody ran; puts another in the place of one that stands still; starts items again that
 * were ended from outside. `onFault` hears of a look that failed; the next one follows. The server's clock says what time it
 * is: a host whose own is astray looks after nothing.
 */
export function tendMailroom(ports: WatchPorts, pace: WatchPace, onFault: (fault: unknown) => void): Watch {
  const { ledger, temporal, clock } = ports;
  const end = new AbortController();
  const standing = stillness(ports, pace.still);
  const startEnded = endedItems(ports);
  let known: string | null = null;
  const look = async (): Promise<void> => {
    const told = await clock.look();
    if (!told.ok) {
      standing.forget();
      return;
    }
    const now = plusMs(told.value, temporal.shift);
    const seen = await seeMailroom(temporal);
    if (seen) {
      await noteMailroomEnd(ports, seen);
      if (seen.run !== known) await noteMailroomReset(ports, seen, now);
      known = seen.run;
    }
    const owed = await ledger.errands();
    if (owed.length > 0) await kickMailroom(temporal);
    else await startMailroom(temporal);
    if (seen && (await standing.has(seen, now))) await replaceStill(ports, seen, now);
    // A server without visibility keeps nobody from looking after the mailroom.
    await startEnded(told.value).catch(onFault);
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(pace.every, undefined, { signal: end.signal, ref: false });
      await look().catch((fault: unknown) => {
        // Where one side is away, the mailroom cannot get on either.
        standing.forget();
        onFault(fault);
      });
    }
  };
  watch().catch(() => undefined);
  return {
    stop() {
      end.abort();
    },
  };
}
