import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Streams } from '../activities/types';
import { patience } from './backoff';
import { now } from './clock';
import { runOf, type IssueRun } from './issueRun';
import { activities, locals } from './mailroomActivities';
import type { IssueNoticeInput, IssueNoticeReply } from './messages';
import { persist } from './persist';
import { postChunks } from './poster';

const NAMED = 1_000;
const TEN_MINUTES = 600_000;

/** Waits until every item has its first event, ten minutes in vain at most; how many there are, and those that have none. */
async function waitForHeads(run: IssueRun): Promise<Streams & { readonly total: number }> {
  let until = now() + TEN_MINUTES;
  let fewest = Infinity;
  for (let tries = 0; ; tries++) {
    const { count, total } = await run.unrecorded(0);
    if (count === 0) return { count, total, streams: [] };
    if (run.renews && count < fewest) until = now() + TEN_MINUTES;
    fewest = count;
    if (now() >= until) return run.unrecorded(NAMED);
    setCurrentDetails(`等 ${count} 个事项登记,共 ${total} 个`);
    await sleep(Math.min(patience(tries), run.pause));
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
  const id = `issue/${notice}/${batch}`;
  const run = runOf(id, input);
  await run.begin();
  const { total, count, streams: missing } = await persist(id, () => waitForHeads(run));
  await persist(id, () => activities.composeLetters({ notice, batch, now: now() }));
  if (count > 0)
    await persist(id, () => activities.reportMissing({ notice, batch, streams: missing, now: now() }));
  await persist(id, postLetters);
  setCurrentDetails(`已交办 ${total - count} 项,未启动 ${count} 项`);
  return { missing };
}
