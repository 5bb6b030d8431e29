import { itemStream, parseStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Ledger } from '../../ledger/ledger';
import type { IssueRun } from '../../ledger/notices/issue-run';
import { eachThatShouldRun, unheard, type ToldItems } from './open-items';
import { text, type Text } from '../../domain/problem';
import { passingOver, runErrands, type ErrandLedger, type Unreached } from './errands';
import { startMailroom, startWorkItem, type Temporal } from './temporal';

/** What `ensureAll` saw to: how many items run, and the issuing runs whose letters are not composed yet. */
export interface Ensured {
  readonly items: number;
  readonly issues: readonly IssueRun[];
  /** Items that should run and could not be started. */
  readonly unstarted: readonly StreamId[];
  /** Why not all could be started. */
  readonly faults: readonly unknown[];
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

/** Starts an item by its stream, with its title; false when it runs already. */
export function itemStarter(
  ledger: Pick<Ledger, 'plan'>,
  temporal: Temporal,
): (stream: StreamId) => Promise<boolean> {
  const titleOf = streamTitles(ledger);
  return async (stream) => startWorkItem(temporal, { stream, title: await titleOf(stream) });
}

/**
 * Starts a workflow for everything that the ledger says should run and does not: nothing trusts Temporal's visibility.
 * What cannot be started keeps nothing else from it; it is left to the mailroom. Throws when Temporal is away. `told` hears
 * how many items have been seen to.
 */
export async function ensureAll(
  ledger: RunningLedger & ErrandLedger,
  temporal: Temporal,
  told: ToldItems = unheard,
): Promise<Ensured> {
  const unstarted: Unreached = new Map();
  const startOne = passingOver(itemStarter(ledger, temporal), unstarted);
  const items = (await eachThatShouldRun(ledger, startOne, told)) - unstarted.size;
  const { issues, faults } = await runErrands(ledger, temporal);
  await startMailroom(temporal);
  return { items, issues, unstarted: [...unstarted.keys()], faults: [...unstarted.values(), ...faults] };
}

/** Most items that are named. */
const NAMED_UNSTARTED = 10;

/** What could not be started and why, for people; nothing when all was. */
export function unstartedLines({ unstarted, faults }: Ensured): readonly Text[] {
  if (faults.length === 0) return [];
  const more = unstarted.length > NAMED_UNSTARTED ? ['…'] : [];
  const named = [...unstarted.slice(0, NAMED_UNSTARTED), ...more, String(faults[0])];
  return [
    text(
      `▲ 没有全部启动，余下的由收发室再试：${named.join('、')}`,
      `▲ not all could be started; the mailroom tries the rest again: ${named.join(', ')}`,
    ),
  ];
}
