import type { Finding, StreamId } from '../domain/journal/types';
import type { Problem } from '../domain/problem';
import type { Instant } from '../domain/time';

/** What is wished of a rehearsal; each may be left out. */
export interface RehearsalWishes {
  /** A mail server on this machine; by default one of its own. */
  readonly smtp?: string | undefined;
  /** What people do: a file, or `none`. */
  readonly script?: string | undefined;
  /** The last day. */
  readonly until?: string | undefined;
  /** Where the ledger stays afterwards. */
  readonly keep?: string | undefined;
}

/** How the assignments of a year ended. */
interface AssignmentTally {
  readonly accepted: number;
  /** Handed in late, or not yet and late. */
  readonly late: number;
  /** Handed in and returned at least once. */
  readonly returned: number;
  /** Cancelled with their item, or released. */
  readonly cancelled: number;
  readonly open: number;
}

/** What the mail of a rehearsal came to; every rule of sending has its counter. */
export interface MailTally {
  readonly days: number;
  readonly letters: number;
  readonly digests: number;
  readonly urges: number;
  readonly changes: number;
  readonly answers: number;
  readonly lines: number;
  readonly mails: number;
  readonly duplicates: number;
  readonly outsideWindow: number;
  readonly onDaysOff: number;
  readonly maxPerUnitDay: number;
}

/** What `duban rehearse --json` says of a year. */
export interface RehearsedMails extends MailTally {
  readonly items: number;
  readonly units: number;
  readonly eventsPerItem: { readonly median: number; readonly max: number };
  readonly journal: { readonly events: number; readonly verified: boolean };
  /** Items closed; items with an assignment that was late. */
  readonly closed: number;
  readonly late: number;
  readonly assignments: AssignmentTally;
  /** Differences between journal and tables; none is right. */
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/** Something that was tried in a rehearsal and refused. */
export interface RefusedAct {
  readonly at: Instant;
  readonly stream: StreamId;
  readonly command: string;
  readonly problem: Problem;
}

/** A year that was rehearsed. */
export interface Rehearsal {
  readonly demo: boolean;
  readonly zone: string;
  readonly result: RehearsedMails;
  readonly refused: readonly RefusedAct[];
}
