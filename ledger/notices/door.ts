import { MAILROOM, noticeStream } from '../../domain/journal/streams';
import type { Ways } from '../database/ways';
import type { OfficeReader } from '../office/office';
import { issue, type IssueCall } from './issue';
import { issuedPage, openRuns, unrecorded } from './issue-run';
import {
  importNotice,
  listNotices,
  noticeText,
  planOf,
  shouldRun,
  standing,
  type ImportCall,
} from './notices';
import { dropPlanDraft, keepPlanDraft, planDraft } from './plan-draft';
import { isWithdrawn, withdraw, type WithdrawCall } from './withdraw';

/** Notices, their plans and issuing runs. */
export const noticeDoor = ({ asks, write, writes }: Ways, officeOf: OfficeReader) => ({
  /** Keeps a notice and its text. Refuses `bad-notice-id`, `notice-exists`, `key-reused`. Idempotent under its key. */
  importNotice: (call: ImportCall) => write([noticeStream(call.notice.id)], (db) => importNotice(db, call)),
  /** Writes the plan and the event `noticeIssued`; all items or none. Refuses what planCheck refuses. Idempotent under its key. */
  issue: (call: IssueCall) =>
    write([noticeStream(call.plan.notice), MAILROOM], (db) => issue(db, call, officeOf)),
  /**
   * Journals that a notice is withdrawn (撤回), as long as no unit has signed; its open items are then to be cancelled by
   * commands. Again it answers with the first reason and what is still open. Refuses `notice-signed`. Idempotent.
   */
  withdraw: (call: WithdrawCall) => write([noticeStream(call.notice)], (db) => withdraw(db, call)),
  /** Why nothing more of a notice can be issued (`notice-withdrawn`); null while it can. */
  isWithdrawn: asks(isWithdrawn),
  notices: asks(listNotices),
  /** The text as imported; null when the notice is unknown. */
  noticeText: asks(noticeText),
  /** The plan confirmed at the last issuing run; null before the first. */
  plan: asks(planOf),
  /** The plan that somebody works on; null: nobody does. */
  planDraft: asks(planDraft),
  /** Keeps a plan that somebody works on, if it is still the one that was read; else, and nothing is kept, what stands. */
  keepPlanDraft: writes([], keepPlanDraft),
  /** The plan was issued, or is to begin anew: the draft goes. */
  dropPlanDraft: writes([], dropPlanDraft),
  /** Streams issued (open, or not yet recorded) that must have a running workflow, by pages. */
  shouldRun: asks(shouldRun),
  /** Open items of an issuing run after a stream, by pages. */
  issuedPage: asks(issuedPage),
  /** How many items an issuing run has, how many have no event yet, and the first `limit` of those. */
  unrecorded: asks(unrecorded),
  /** Issuing runs of which items are open. */
  openRuns: asks(openRuns),
  /** Which of these streams are closed or cancelled, and which have a recorded head. */
  standing: asks(standing),
});
