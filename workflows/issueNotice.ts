import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { StreamId } from '../domain/journal/types';
import { patience } from './backoff';
import { now } from './clock';
import { activities, locals } from './mailroomActivities';
import type { IssueNoticeInput, IssueNoticeReply } from './messages';
import { persist } from './persist';
import { postChunks } from './poster';

const CHUNK = 200;
const NAMED = 1_000;
const TEN_MINUTES = 600_000;

/** Waits until every item has its first event, ten minutes at most; those that have none. */
async function waitForHeads(streams: readonly StreamId[]): Promise<readonly StreamId[]> {
  const until = now() + TEN_MINUTES;
  for (let tries = 0; ; tries++) {
    const { count } = await locals.unrecorded({ streams, limit: 0 });
    if (count === 0) return [];
    if (now() >= until) return (await locals.unrecorded({ streams, limit: NAMED })).streams;
    setCurrentDetails(`等 ${count} 个事项登记`);
    await sleep(patience(tries));
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
export async function issueNotice({ notice, batch, streams }: IssueNoticeInput): Promise<IssueNoticeReply> {
  const id = `issue/${notice}/${batch}`;
  for (let from = 0; from < streams.length; from += CHUNK) {
    const chunk = streams.slice(from, from + CHUNK);
    await persist(id, () => activities.ensure({ streams: chunk }));
  }
  const missing = await persist(id, () => waitForHeads(streams));
  await persist(id, () => activities.composeLetters({ notice, batch, now: now() }));
  if (missing.length > 0)
    await persist(id, () => activities.reportMissing({ notice, batch, streams: missing, now: now() }));
  await persist(id, postLetters);
  setCurrentDetails(`已交办 ${streams.length - missing.length} 项,未启动 ${missing.length} 项`);
  return { missing };
}
