import { continueAsNew, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Streams } from '../activities/types';
import { now } from './clock';
import { activities, locals } from './mailroomActivities';
import type { IssueNoticeInput, IssueNoticeReply } from './messages';
import { persist, patience } from './persist';
import { postChunks } from './poster';

const LETTERS_A_PAGE = 200;
const NAMED_LATE = 1_000;
const WRITE_LETTERS_MS = 600_000;
const LONGEST_ISSUE_PAUSE = 10_000;

/**
 * Starts the workflow of every item, page by page: neither input nor history grows with their number. How many could not
 * be started: those of others do not wait for them.
 */
async function beginIssue({ notice, batch }: IssueNoticeInput): Promise<number> {
  let left = 0;
  let after: string | null = null;
  do {
    const page: { readonly next: string | null; readonly failed: number } = await activities.ensureIssued({
      notice,
      batch,
      after,
      limit: LETTERS_A_PAGE,
    });
    left += page.failed;
    after = page.next;
  } while (after !== null);
  return left;
}

/**
 * Waits until every item has its first event, ten minutes in vain at most, and tries again to start those that could not
 * be; how many there are, and those that have none.
 */
async function waitForHeads(
  input: IssueNoticeInput,
  unstarted: number,
): Promise<Streams & { readonly total: number }> {
  const { notice, batch } = input;
  let left = unstarted;
  let until = 0;
  let fewest = Infinity;
  for (let tries = 0; ; tries++) {
    const { count, total } = await locals.unrecordedOf({ notice, batch, limit: 0 });
    if (count === 0) return { count, total, streams: [] };
    if (count < fewest) until = now() + WRITE_LETTERS_MS;
    fewest = Math.min(fewest, count);
    if (now() >= until) return locals.unrecordedOf({ notice, batch, limit: NAMED_LATE });
    setCurrentDetails(`等 ${count} 个事项登记，共 ${total} 个`);
    await sleep(Math.min(patience(tries), LONGEST_ISSUE_PAUSE));
    if (left > 0) left = await beginIssue(input);
  }
}

async function postLetters(): Promise<void> {
  const { openUntil, chunks } = await locals.agenda({ now: now() });
  // Outside the window the mailroom's opening pass sends them.
  if (openUntil !== null) await postChunks(chunks, openUntil);
}

/**
 * One issuing run (交办) of a notice: starts its items, waits for their first events, composes one letter for each unit
 * and posts them when the window is open. Items that did not begin are journaled and named in the result.
 */
export async function issueNotice(input: IssueNoticeInput): Promise<IssueNoticeReply> {
  const { notice, batch } = input;
  const again = <T>(work: () => Promise<T>): Promise<T> =>
    persist(`issue/${notice}/${batch}`, work, () => continueAsNew<typeof issueNotice>(input));
  const unstarted = await again(() => beginIssue(input));
  const { total, count, streams: missing } = await again(() => waitForHeads(input, unstarted));
  await again(() => activities.composeLetters({ notice, batch, now: now() }));
  if (count > 0) await again(() => activities.reportMissing({ notice, batch, streams: missing, now: now() }));
  await again(postLetters);
  setCurrentDetails(`已交办 ${total - count} 项，未启动 ${count} 项`);
  return { missing };
}
