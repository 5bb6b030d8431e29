import { itemStream, parseStream } from '../domain/journal/streams';
import type { StreamId } from '../domain/journal/types';
import type { IssueRun, Ledger } from '../ledger/types';
import { pooled } from './pool';
import { startIssue, startMailroom, startWorkItem, wakeWorkItem, type Temporal } from './temporal';

/** What `ensureAll` saw to: how many items should run, and the issuing runs that they came from. */
export interface Ensured {
  readonly items: number;
  readonly issues: readonly IssueRun[];
}

const PAGE = 200;
const WIDTH = 10;

type Running = Pick<Ledger, 'shouldRun' | 'plan'>;

/** Hears how many items a long piece of work has done. */
export type Told = (done: number) => void;

const unheard: Told = () => undefined;

/** Titles of items by their streams, for Temporal's own UI; read once for each notice, and again when it has new items. */
export function titlesOf(ledger: Pick<Ledger, 'plan'>): (stream: StreamId) => Promise<string | null> {
  const read = new Map<string, Promise<ReadonlyMap<StreamId, string>>>();
  const untitled = new Set<StreamId>();
  const load = (notice: string): Promise<ReadonlyMap<StreamId, string>> => {
    const titles = ledger
      .plan(notice)
      .then(
        (plan) =>
          new Map(plan?.items.map(({ key, no, title }) => [itemStream(notice, key), `${no} ${title}`])),
      );
    read.set(notice, titles);
    return titles;
  };
  return async (stream) => {
    const parsed = parseStream(stream);
    if (parsed.type !== 'item' || untitled.has(stream)) return null;
    const known = read.get(parsed.notice);
    const title = (await (known ?? load(parsed.notice))).get(stream);
    if (title !== undefined) return title;
    // A later issuing run has a plan of its own.
    const later = known === undefined ? undefined : (await load(parsed.notice)).get(stream);
    if (later === undefined) untitled.add(stream);
    return later ?? null;
  };
}

/** Does something for every item that should run, in pages of 200; how many there are. `told` hears of each page. */
export async function eachThatShouldRun(
  ledger: Pick<Ledger, 'shouldRun'>,
  work: (stream: StreamId) => Promise<unknown>,
  told: Told = unheard,
): Promise<number> {
  let count = 0;
  for (let after: StreamId | null = null; ;) {
    const page: readonly StreamId[] = await ledger.shouldRun({ after, limit: PAGE });
    await pooled(page, WIDTH, work);
    count += page.length;
    if (page.length > 0) told(count);
    if (page.length < PAGE) return count;
    after = page.at(-1) ?? null;
  }
}

/**
 * Starts a workflow for everything that the ledger says should run and does not: nothing trusts Temporal's visibility.
 * Issuing runs that Temporal does not know any more run again; what they did once they do not do twice. `told` hears how
 * many items have been seen to.
 */
export async function ensureAll(
  ledger: Running & Pick<Ledger, 'openRuns'>,
  temporal: Temporal,
  told: Told = unheard,
): Promise<Ensured> {
  const titleOf = titlesOf(ledger);
  const items = await eachThatShouldRun(
    ledger,
    async (stream) => startWorkItem(temporal, { stream, title: await titleOf(stream) }),
    told,
  );
  const issues = await ledger.openRuns();
  await pooled(issues, WIDTH, (issue) => startIssue(temporal, issue));
  await startMailroom(temporal);
  return { items, issues };
}

/** Sends `wake` to every open item, page by page; how many run and were reached. */
export function wakeAll(ledger: Running, temporal: Temporal, told: Told = unheard): Promise<number> {
  return reached(temporal, (wake) => eachThatShouldRun(ledger, wake, told));
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
