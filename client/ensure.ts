import { itemStream, parseStream } from '../domain/journal/streams';
import type { StreamId } from '../domain/journal/types';
import type { Ledger } from '../ledger/ledger';
import type { IssueRun } from '../ledger/notices/issue-run';
import { eachThatShouldRun, unheard, type ToldItems } from './open-items';
import { runErrands, sureOf, type ErrandLedger } from './errands';
import { startMailroom, startWorkItem, type Temporal } from './temporal';

/** What `ensureAll` saw to: how many items should run, and the issuing runs whose letters are not composed yet. */
export interface Ensured {
  readonly items: number;
  readonly issues: readonly IssueRun[];
}

type RunningLedger = Pick<Ledger, 'shouldRun' | 'plan'>;

type TitlesRead = ReadonlyMap<StreamId, string> | null;

/**
 * Titles of items by their streams, for Temporal's own UI; read once for each notice, and again when it has new items or
 * could not be read. No item waits for its title: what cannot be read is none.
 */
export function streamTitles(ledger: Pick<Ledger, 'plan'>): (stream: StreamId) => Promise<string | null> {
  const read = new Map<string, Promise<TitlesRead>>();
  const untitled = new Set<StreamId>();
  const load = (notice: string): Promise<TitlesRead> => {
    const titles = ledger.plan(notice).then(
      (plan) => new Map(plan?.items.map(({ key, title }) => [itemStream(notice, key), `${key} ${title}`])),
      () => {
        read.delete(notice);
        return null;
      },
    );
    read.set(notice, titles);
    return titles;
  };
  return async (stream) => {
    const parsed = parseStream(stream);
    if (parsed.type !== 'item' || untitled.has(stream)) return null;
    const known = read.get(parsed.notice);
    let titles = await (known ?? load(parsed.notice));
    // A later issuing run has a plan of its own.
    if (known && titles?.has(stream) === false) titles = await load(parsed.notice);
    if (titles?.has(stream) === false) untitled.add(stream);
    return titles?.get(stream) ?? null;
  };
}

/**
 * Starts a workflow for everything that the ledger says should run and does not: nothing trusts Temporal's visibility.
 * `told` hears how many items have been seen to.
 */
export async function ensureAll(
  ledger: RunningLedger & ErrandLedger,
  temporal: Temporal,
  told: ToldItems = unheard,
): Promise<Ensured> {
  const titleOf = streamTitles(ledger);
  const items = await eachThatShouldRun(
    ledger,
    async (stream) => startWorkItem(temporal, { stream, title: await titleOf(stream) }),
    told,
  );
  const { issues } = sureOf(await runErrands(ledger, temporal));
  await startMailroom(temporal);
  return { items, issues };
}
