import type { Finding } from '../../domain/journal/types';
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
