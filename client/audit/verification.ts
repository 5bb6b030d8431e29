import type { Finding } from '../../domain/journal/types';
import { text, type Text } from '../../domain/problem';
import { openLedger } from '../../ledger/open';
import type { VerifyProgress } from '../../ledger/log/verify';

/** What verifying a ledger came to: journal and tables. */
export interface VerifiedWhole {
  readonly events: number;
  readonly streams: number;
  /** Mails that await their entry. */
  readonly pending: number;
  readonly findings: readonly Finding[];
}

/** Verifies the whole ledger at an address on a connection of its own. Throws when it cannot be opened or read. */
export async function verifyWhole(url: string, progress: VerifyProgress): Promise<VerifiedWhole> {
  const opened = await openLedger({ url, readOnly: true });
  if (!opened.ok) throw new Error(opened.problem.message.en);
  const ledger = opened.value;
  try {
    const { events, streams, findings } = await ledger.verify(progress);
    const { findings: differences, pending } = await ledger.check();
    return { events, streams, pending, findings: [...findings, ...differences] };
  } finally {
    await ledger.close();
  }
}

/** A verification under way, or the last one. */
export interface Verifying {
  readonly events: number;
  /** Null: it goes on. */
  readonly came: VerifiedWhole | Text | null;
}

/** One verification at a time, which goes on whoever looks. */
export interface Verification {
  /** Begins one; when one is under way, nothing. */
  begin(): void;
  /** How far it has come; null before the first. */
  state(): Verifying | null;
}

/** Runs verifications in the background. */
export function makeVerification(run: (progress: VerifyProgress) => Promise<VerifiedWhole>): Verification {
  let state: Verifying | null = null;
  const work = async (): Promise<void> => {
    state = { events: 0, came: null };
    try {
      const came = await run((events) => (state = { events, came: null }));
      state = { events: came.events, came };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      state = { events: state.events, came: text(`核验没有做完：${said}`, `verification failed: ${said}`) };
    }
  };
  return {
    begin: () => {
      if (state === null || state.came !== null) void work();
    },
    state: () => state,
  };
}
