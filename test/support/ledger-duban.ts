import type { Duban } from '../../office/running/duban';
import { commandDigest } from '../../office/running/command';
import { ok, type Result } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { NO_HEAD } from './ledger';

/** The façade as far as commands and issuing go. */
export type Commands = Pick<Duban, 'command' | 'issue' | 'ensureAll'>;

/** The process died: nothing after this is done. */
export class Died extends Error {}

/** Whether the call before which the process dies was recorded or not. */
export interface Death {
  readonly calls: number;
  readonly recorded: boolean;
}

/**
 * A façade straight onto the ledger, as an item's workflow would record it, that can die at a call: before it is
 * recorded, or after, before its answer comes.
 */
export function ledgerDuban(ledger: Ledger, now: () => Instant, death?: Death): Commands {
  let calls = 0;
  const dies = (): boolean => {
    calls += 1;
    return death !== undefined && calls > death.calls;
  };
  const through = async <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const last = dies();
    if (last && death?.recorded === false) throw new Died('before it was recorded');
    const answer = await work();
    if (last) throw new Died('before its answer came');
    return answer;
  };
  return {
    command: ({ stream, command, actor, onBehalf = null, key = 'none' }) =>
      through(async () => {
        const digest = commandDigest(command, actor, onBehalf);
        const commands = [{ key, digest, actor, onBehalf, command }];
        const { answers } = await ledger.record({ stream, head: NO_HEAD, now: now(), commands, wake: false });
        const answer = answers[key];
        if (!answer) throw new Error('no answer');
        return answer.ok ? ok({ seq: answer.seq, status: answer.status }) : answer;
      }),
    issue: ({ key = 'none', ...parts }) =>
      through(async () => {
        const issued = await ledger.issue({ ...parts, now: now(), requestKey: key });
        if (issued.ok) await beginAll(ledger, issued.value.streams, now());
        return issued;
      }),
    ensureAll: async () => {
      const streams = await ledger.shouldRun({ after: null, limit: 1000 });
      await beginAll(ledger, streams, now());
      return { items: streams.length, issues: [], unstarted: [], faults: [] };
    },
  };
}

/** Records every item for the first time, as its workflow does when it starts. */
export async function beginAll(ledger: Ledger, streams: readonly string[], now: Instant): Promise<void> {
  for (const stream of streams)
    await ledger.record({ stream, head: NO_HEAD, now, commands: [], wake: false });
}
