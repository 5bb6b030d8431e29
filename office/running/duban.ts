import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { StreamId } from '../../domain/journal/types';
import type { Plan } from '../../domain/plan/types';
import type { Result } from '../../domain/problem';
import type { CivilDate, Instant } from '../../domain/time';
import type { EndedChange, ChangeSet } from '../../ledger/database/tables/change-sets';
import type { ChangeSetProgress } from '../../ledger/journal/change-sets';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import type { IssueRun } from '../../ledger/notices/issue-run';
import type { IssueNoticeReply } from '../../workflows/messages';
import { namesOf } from '../../workflows/names';
import { followChanges } from '../bulk/change-set';
import {
  commandsTo,
  COMMAND_PATIENCE,
  type CommandParts,
  type Patience,
  type RecordedAnswer,
} from './command';
import { ensureAll, type Ensured } from './ensure';
import { runErrands, sureOf } from './errands';
import type { ToldItems } from './open-items';
import { reconcileDifferences, reconcile, type Differences } from './reconcile';
import { clockAhead } from './server-clock';
import { isRunning, itemStanding, type ItemStanding } from './standing';
import { mailroomStanding, workersOf, type MailroomStanding, type Workers } from './workers';
import { seeMailroom, type PostingFault } from './mailroom-seen';
import { issueEnd, startMailroom, type Temporal } from './temporal';
import { watchIssue, type IssueProgress } from './watch-issue';

/** What to issue; `items` null: all. */
export interface IssueParts {
  readonly plan: Plan;
  readonly items: readonly string[] | null;
  readonly acceptPast: boolean;
  readonly actor: string;
  readonly key?: string;
}

/** A batch of items on its way. */
export interface IssuedPlan extends IssueRun {
  readonly streams: readonly StreamId[];
}

/** What every front end can do (督办): command line, console and links call this and nothing below it. */
export interface Duban {
  /** Sends a command to its item and brings its answer; refuses what `readEnvelope` does, else as `sendCommand` says. */
  command(parts: CommandParts): Promise<Result<RecordedAnswer>>;
  /** Issues a plan (交办): into the ledger, then a workflow for each item and the letters. Refuses what the plan check refuses. */
  issue(parts: IssueParts): Promise<Result<IssuedPlan>>;
  /** The end of an issuing run, with the items that had not begun; null when it has not come within some ms. */
  issueEnd(issued: IssueRun, within: number, givenUp?: AbortSignal): Promise<IssueNoticeReply | null>;
  /** The same, telling how many items have begun; null when for some ms none did and it has not ended. */
  watchIssue(
    issued: IssueRun,
    within: number,
    told: (progress: IssueProgress) => void,
  ): Promise<IssueNoticeReply | null>;
  /** Starts everything that the ledger says should run: items, issuing runs, the mailroom. Idempotent; `told` hears how many items. */
  ensureAll(told?: ToldItems): Promise<Ensured>;
  /** Whether the mailroom runs. */
  mailroomRuns(): Promise<boolean>;
  /** Whether a worker polls, and the difference of this host's clock from the server's. */
  workers(): Promise<Workers | null>;
  /** How far this host's clock stands from the Temporal server's, ms; null where it cannot say. */
  hostAhead(): Promise<number | null>;
  /** Whether the mailroom is there and a worker answers for it within some ms. Throws when the server is away. */
  mailroomStanding(within: number): Promise<MailroomStanding>;
  /** Posting that the mailroom has handed out and that fails; null: none does. */
  postingFault(): Promise<PostingFault | null>;
  /** Starts the mailroom unless it runs. */
  startMailroom(): Promise<void>;
  /** Open items whose workflow is missing or ahead of the ledger (a restored backup). Writes nothing. */
  standing(): Promise<ItemStanding>;
  /** What differs between the ledger and what runs, after either was restored from a backup. Writes nothing. */
  differences(): Promise<Differences>;
  /** Makes Temporal run what the ledger says; `composed`: see reconcile. */
  reconcile(
    found: Differences,
    how: { readonly composed: CivilDate | null; readonly by: JournalChange },
  ): Promise<void>;
  /** Does what the ledger owes to Temporal; how many items look at their agenda again. What fails the mailroom does later. */
  runErrands(told?: ToldItems): Promise<number>;
  /** Keeps a change set and has it run (成批变更): it goes on whoever leaves. Refuses `key-reused`. */
  begin(set: ChangeSet): Promise<Result<null>>;
  /** Watches a change set until it has ended, or nothing of it has for some ms. What became of each change. */
  follow(
    key: string,
    within: number,
    told: (progress: ChangeSetProgress) => void,
  ): Promise<readonly EndedChange[]>;
  /** Stops all sending, for a reason that is journaled. */
  pause(reason: string, actor: string, key?: string, until?: Instant | null): Promise<void>;
  /** Sending goes on at once. */
  resume(reason: string, actor: string, key?: string): Promise<void>;
  /** Failed or unknown mails become ready again and are tried at once. */
  retryMails(
    keys: readonly string[],
    actor: string,
    key?: string,
  ): Promise<Result<{ readonly retried: number }>>;
}

/** Dependencies of the façade. */
export interface DubanPorts {
  readonly ledger: Ledger;
  readonly client: Client;
  /** The office's clock: the host's in production. */
  readonly clock: () => Instant;
  /** Difference of that clock from the Temporal server's at each call, ms; default 0. */
  readonly shift?: number;
  readonly patience?: Patience;
}

/** The façade over ledger and Temporal. */
export async function makeDuban(ports: DubanPorts): Promise<Duban> {
  const { ledger, client, clock, patience = COMMAND_PATIENCE } = ports;
  const temporal: Temporal = {
    client,
    names: namesOf(await ledger.identity()),
    get shift() {
      return ports.shift ?? 0;
    },
  };
  const by = (actor: string, key?: string): JournalChange => ({
    actor,
    now: clock(),
    requestKey: key ?? randomUUID(),
  });
  const settleUp = async (told?: ToldItems): Promise<number> =>
    sureOf(await runErrands(ledger, temporal, told)).woken;
  return {
    command: commandsTo({ ledger, temporal, patience }),
    async issue({ key = randomUUID(), ...parts }) {
      const issued = await ledger.issue({ ...parts, now: clock(), requestKey: key });
      if (issued.ok) await settleUp();
      return issued;
    },
    issueEnd: (...asked) => issueEnd(temporal, ...asked),
    watchIssue: (issued, within, told) => {
      const endWithin = (ms: number) => issueEnd(temporal, issued, ms);
      return watchIssue({ ledger, endWithin }, issued, within, told);
    },
    ensureAll: (told) => ensureAll(ledger, temporal, told),
    mailroomRuns: () => isRunning(temporal, temporal.names.mailroom),
    workers: () => workersOf(temporal),
    hostAhead: () => clockAhead(temporal),
    postingFault: async () => (await seeMailroom(temporal))?.posting ?? null,
    mailroomStanding: (within) => mailroomStanding(temporal, within),
    startMailroom: () => startMailroom(temporal),
    standing: () => itemStanding(ledger, temporal),
    differences: () => reconcileDifferences(ledger, temporal),
    reconcile: (found, how) => reconcile(ledger, temporal, found, how),
    runErrands: settleUp,
    async begin(set) {
      const kept = await ledger.keepChangeSet(set, clock());
      if (kept.ok) await settleUp();
      return kept;
    },
    follow: (key, within, told) => followChanges(ledger, key, within, told),
    pause: (reason, actor, key, until) => ledger.setPaused(true, reason, by(actor, key), until),
    async resume(reason, actor, key) {
      await ledger.setPaused(false, reason, by(actor, key));
      await settleUp();
    },
    async retryMails(keys, actor, key) {
      const retried = await ledger.retry(keys, by(actor, key));
      if (retried.ok) await settleUp();
      return retried;
    },
  };
}
