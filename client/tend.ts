import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../ledger/ledger';
import { kickMailroom, startMailroom, type Temporal } from './temporal';

/** A watch over the mailroom, kept by every worker process. */
export interface Watch {
  stop(): void;
}

/**
 * Looks now and again whether the mailroom (收发室) runs, whoever cancelled, terminated or lost it, and starts it; has it
 * look when there are errands that nobody ran. `onFault` hears of a look that failed; the next one follows.
 */
export function tendMailroom(
  ports: { readonly ledger: Pick<Ledger, 'errands'>; readonly temporal: Temporal },
  every: number,
  onFault: (fault: unknown) => void,
): Watch {
  const end = new AbortController();
  const look = async (): Promise<void> => {
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
