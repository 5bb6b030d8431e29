import { z } from 'zod';
import { itemStream, noticeStream, parseStream } from '../domain/journal/streams';
import type { StreamId } from '../domain/journal/types';
import type { Ledger } from '../ledger/types';
import type { IssueNoticeInput } from '../workflows/messages';
import { pooled } from './pool';
import { startIssue, startMailroom, startWorkItem, wakeWorkItem, type Temporal } from './temporal';

/** What `ensureAll` saw to: how many items should run, and the issuing runs that they came from. */
export interface Ensured {
  readonly items: number;
  readonly issues: readonly Pick<IssueNoticeInput, 'notice' | 'batch'>[];
}

const PAGE = 200;
const WIDTH = 10;

type Running = Pick<Ledger, 'shouldRun' | 'plan'>;

/** Titles of items by their streams, for Temporal's own UI; read once for each notice. */
export function titlesOf(ledger: Pick<Ledger, 'plan'>): (stream: StreamId) => Promise<string | null> {
  const read = new Map<string, Promise<ReadonlyMap<StreamId, string>>>();
  const titles = async (notice: string): Promise<ReadonlyMap<StreamId, string>> => {
    const items = (await ledger.plan(notice))?.items ?? [];
    return new Map(items.map((item) => [itemStream(notice, item.key), `${item.no} ${item.title}`]));
  };
  return async (stream) => {
    const parsed = parseStream(stream);
    if (parsed.type !== 'item') return null;
    const known = read.get(parsed.notice) ?? titles(parsed.notice);
    read.set(parsed.notice, known);
    return (await known).get(stream) ?? null;
  };
}

/** Does something for every item that should run; how many there are. */
export async function eachThatShouldRun(
  ledger: Running,
  work: (stream: StreamId) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  for (let after: StreamId | null = null; ;) {
    const page: readonly StreamId[] = await ledger.shouldRun({ after, limit: PAGE });
    await pooled(page, WIDTH, work);
    count += page.length;
    if (page.length < PAGE) return count;
    after = page.at(-1) ?? null;
  }
}

const issuedBody = z.object({ batch: z.number(), items: z.array(z.string()) });

/** Issuing runs of which items are open, as the journal has them: an item may not have recorded yet. */
async function openIssues(
  ledger: Pick<Ledger, 'notices' | 'history' | 'standing'>,
): Promise<readonly IssueNoticeInput[]> {
  const issues: IssueNoticeInput[] = [];
  for (const { id: notice } of await ledger.notices()) {
    for (const { type, body } of await ledger.history(noticeStream(notice))) {
      if (type !== 'noticeIssued') continue;
      const { batch, items } = issuedBody.parse(JSON.parse(body));
      const streams = items.map((key) => itemStream(notice, key));
      const standing = await ledger.standing(streams);
      if (standing.some(({ closed }) => !closed)) issues.push({ notice, batch, streams });
    }
  }
  return issues;
}

/**
 * Starts a workflow for everything that the ledger says should run and does not: nothing trusts Temporal's visibility.
 * Issuing runs that Temporal does not know any more run again; what they did once they do not do twice.
 */
export async function ensureAll(
  ledger: Running & Pick<Ledger, 'notices' | 'history' | 'standing'>,
  temporal: Temporal,
): Promise<Ensured> {
  const titleOf = titlesOf(ledger);
  const items = await eachThatShouldRun(ledger, async (stream) =>
    startWorkItem(temporal, { stream, title: await titleOf(stream) }),
  );
  const issues = await openIssues(ledger);
  await pooled(issues, WIDTH, (issue) => startIssue(temporal, issue));
  await startMailroom(temporal);
  return { items, issues: issues.map(({ notice, batch }) => ({ notice, batch })) };
}

/** Sends `wake` to every open item; how many run and were reached. */
export function wakeAll(ledger: Running, temporal: Temporal): Promise<number> {
  return reached(temporal, (wake) => eachThatShouldRun(ledger, wake));
}

/** Sends `wake` to some items; how many run and were reached. */
export function wakeEach(temporal: Temporal, streams: readonly StreamId[]): Promise<number> {
  return reached(temporal, (wake) => pooled(streams, WIDTH, wake));
}

async function reached(
  temporal: Temporal,
  each: (wake: (stream: StreamId) => Promise<void>) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  await each(async (stream) => {
    if (await wakeWorkItem(temporal, stream)) count += 1;
  });
  return count;
}
