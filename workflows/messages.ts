import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Envelope } from '../domain/item/commands';
import type { Head } from '../domain/journal/types';
import type { Instant } from '../domain/time';
import type { Answer } from '../ledger/database/tables/journal';

/** What travels to a new run: the stream, the last head, the next instant, and a cancel request that is not recorded yet. */
export interface WorkItemInput {
  readonly stream: string;
  readonly head: Head;
  readonly nextWakeAt: Instant | null;
  /** The key under which it is recorded. */
  readonly cancel?: string;
}

/** Asks an item for something; updateId = key + ':' + digest. Refusals of the rules come back as answers. */
export const command = defineUpdate<Answer, [Envelope]>('command');

/** The calendar, policy or roster changed: look at the agenda again. */
export const wake = defineSignal('wake');

export interface WorkItemView {
  readonly head: Head;
  readonly nextWakeAt: Instant | null;
  readonly waiting: number;
  readonly ledgerAvailable: boolean;
}

export const view = defineQuery<WorkItemView>('view');

/** The mailroom looks again: mail became ready, or sending was resumed. */
export const kick = defineSignal('kick');

/** A worker has begun, perhaps in the place of one that died with a chunk of mail. */
export const recallQuery = defineSignal('recall');

export interface IssueNoticeInput {
  readonly notice: string;
  readonly batch: number;
}

/** A change set that the ledger keeps, by its key. */
export interface ChangeSetInput {
  readonly key: string;
}

/** What travels to a new run of the mailroom. */
export interface MailroomInput {
  /** No run of it came before, or the last was ended from outside. */
  readonly fresh: boolean;
}

/** Items that had not begun when the letters were composed. */
export interface IssueNoticeReply {
  readonly missing: readonly string[];
}
