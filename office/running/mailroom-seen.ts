import { WorkflowNotFoundError, type WorkflowExecutionDescription } from '@temporalio/client';
import { instant, type Instant } from '../../domain/time';
import type { Temporal } from './temporal';

/** Posting that fails: how often it was tried, and what was said last. */
export interface PostingFault {
  readonly attempt: number;
  readonly fault: string;
}

/** The present run of the mailroom as the server describes it. */
export interface MailroomSeen {
  readonly run: string;
  /** How it was ended from outside (TERMINATED …), and when; null: it runs, or goes on in another run. */
  readonly ended: { readonly status: string; readonly at: Instant } | null;
  /** Events of its history. */
  readonly events: number;
  /** It has handed out activities that have not ended. */
  readonly waits: boolean;
  /** Posting that it has handed out and that fails; null: none does. */
  readonly posting: PostingFault | null;
}

type PendingActivities = WorkflowExecutionDescription['raw']['pendingActivities'];

function postingFault(pendingActivities: PendingActivities): PostingFault | null {
  const failing = pendingActivities?.find(
    ({ activityType, lastFailure }) => activityType?.name === 'post' && lastFailure,
  );
  if (!failing) return null;
  return { attempt: failing.attempt ?? 1, fault: failing.lastFailure?.message ?? '' };
}

/** The present run of the mailroom; null: there was never any. */
export async function seeMailroom({ client, names }: Temporal): Promise<MailroomSeen | null> {
  try {
    const { runId, status, closeTime, historyLength, raw } = await client.workflow
      .getHandle(names.mailroom)
      .describe();
    const lives = status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW' || !closeTime;
    return {
      run: runId,
      ended: lives ? null : { status: status.name, at: instant(closeTime.getTime()) },
      events: historyLength,
      waits: (raw.pendingActivities ?? []).length > 0,
      posting: postingFault(raw.pendingActivities),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
