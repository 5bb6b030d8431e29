import type { Ledger } from '../../ledger/ledger';
import type { IssueRun } from '../../ledger/notices/issue-run';
import type { IssueNoticeReply } from '../../workflows/messages';

/** How far an issuing run has come. */
export interface IssueProgress {
  readonly begun: number;
  readonly total: number;
}

/** Between two looks, ms. */
const ISSUE_LOOK_MS = 1_000;

/** What is looked at: the items of a run that are not on record yet, and its end, awaited for some ms (null: not yet). */
interface IssueWatch {
  readonly ledger: Pick<Ledger, 'unrecorded'>;
  readonly endWithin: (ms: number) => Promise<IssueNoticeReply | null>;
}

/**
 * Waits for an issuing run to end, telling how many of its items have begun. Null when nothing more has begun, nor has it
 * ended, within some ms: it goes on by itself.
 */
export async function watchIssue(
  { ledger, endWithin }: IssueWatch,
  issued: IssueRun,
  within: number,
  told: (progress: IssueProgress) => void,
): Promise<IssueNoticeReply | null> {
  const { notice, batch } = issued;
  let most = -1;
  let until = 0;
  const look = async (): Promise<void> => {
    const { total, count } = await ledger.unrecorded({ notice, batch, limit: 0 });
    const begun = total - count;
    if (begun <= most) return;
    most = begun;
    until = performance.now() + within;
    told({ begun, total });
  };
  for (;;) {
    await look();
    const left = until - performance.now();
    const end = await endWithin(Math.max(1, Math.min(left, ISSUE_LOOK_MS)));
    if (end !== null) await look();
    if (end !== null || left <= 0) return end;
  }
}
