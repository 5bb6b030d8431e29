import { workflowInfo } from '@temporalio/workflow';
import { runAge } from './clock';

const EVENTS = 1_000;
const LONGEST_RUN = 90 * 86_400_000;

/** A run has lived long enough: 1,000 events, as the server suggests, or 90 days (Temporal's retention). */
export function wantsNewRun(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= EVENTS || continueAsNewSuggested || runAge() >= LONGEST_RUN;
}

/** A run has grown to twice its limit, because handlers never finished: nothing more is taken. */
export const isOverfull = (): boolean => workflowInfo().historyLength > 2 * EVENTS;
