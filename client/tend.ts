import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../ledger/ledger';
import { plusMs } from '../domain/time';
import { hostNow } from './access/sessions';
import { kickMailroom, mailroomEnd, mailroomRun, resetFrom, startMailroom, type Temporal } from './temporal';

/** A watch over the mailroom, kept by every worker process. */
export interface Watch {
  stop(): void;
}

/** Journals that the mailroom was ended from outside, once for each run that was; who did it Temporal does not say. */
async function noteMailroomEnd({
  ledger,
  temporal,
}: {
  readonly ledger: Pick<Ledger, 'note'>;
  readonly temporal: Temporal;
}): Promise<void> {
  const ended = await mailroomEnd(temporal);
  if (ended === null) return;
  const { run, status, at } = ended;
  const by = { actor: 'temporal', now: plusMs(at, temporal.shift), requestKey: `ended/${run}` };
  await ledger.note('mailroomEnded', { run, status }, by);
}

/** Journals that the mailroom was reset from outside; the run that was looked at. */
async function noteMailroomReset(
  { ledger, temporal }: Parameters<typeof noteMailroomEnd>[0],
  seen: string | null,
): Promise<string | null> {
  const run = await mailroomRun(temporal);
  if (run === null || run === seen) return run;
  const from = await resetFrom(temporal, { workflowId: temporal.names.mailroom, runId: run });
  const by = { actor: 'temporal', now: plusMs(hostNow(), temporal.shift), requestKey: `reset/${run}` };
  if (from !== null) await ledger.note('mailroomReset', { run, from }, by);
  return run;
}

/**
 * Looks now and again whether the mailroom (收发室) runs, whoever cancelled, terminated or lost it, and starts it; has it
 * look when there are errands that nobody ran. `onFault` hears of a look that failed; the next one follows.
 */
export function tendMailroom(
  ports: { readonly ledger: Pick<Ledger, 'errands' | 'note'>; readonly temporal: Temporal },
  every: number,
  onFault: (fault: unknown) => void,
): Watch {
  const end = new AbortController();
  let seen: string | null = null;
  const look = async (): Promise<void> => {
    await noteMailroomEnd(ports);
    seen = await noteMailroomReset(ports, seen);
    const owed = await ports.ledger.errands();
    if (owed.length > 0) await kickMailroom(ports.temporal);
    else await startMailroom(ports.temporal);
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(every, undefined, { signal: end.signal, ref: false });
      await look().catch(onFault);
    }
  };
  watch().catch(() => undefined);
  return {
    stop() {
      end.abort();
    },
  };
}
