import type { Ledger } from '../ledger/ledger';
import type { IssueRun } from '../ledger/notices/issue-run';
import type { IssueNoticeReply } from '../workflows/messages';
import { issueEnd, type Temporal } from './temporal';

/** How far an issuing run has come. */
export interface IssueProgress {
  readonly begun: number;
  readonly total: number;
}

/** Between two looks, ms. */
const LOOK = 1_000;

/**
 * Waits for an issuing run to end, telling how many of its items have begun. Null when nothing more has begun, nor has it
 * ended, within some ms: it goes on by itself.
 */
export async function watchIssue(
  ports: { readonly ledger: Pick<Ledger, 'unrecorded'>; readonly temporal: Temporal },
  issued: IssueRun,
  within: number,
  told: (progress: IssueProgress) => void,
): Promise<IssueNoticeReply | null> {
  const { notice, batch } = issued;
  let most = -1;
  let until = 0;
  const look = async (): Promise<void> => {
    const { total, count } = await ports.ledger.unrecorded({ notice, batch, limit: 0 });
    const begun = total - count;
    if (begun <= most) return;
    most = begun;
    until = performance.now() + within;
    told({ begun, total });
  };
  for (;;) {
    await look();
    const left = until - performance.now();
    const end = await issueEnd(ports.temporal, issued, Math.max(1, Math.min(left, LOOK)));
    if (end !== null) await look();
    if (end !== null || left <= 0) return end;
  }
}
