import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import { memo } from '../../domain/memo';
import type { Account } from '../../domain/roster/types';
import { dateOf, type CivilDate, type Instant } from '../../domain/time';
import { inboxOf } from '../../domain/view/inbox';
import type { InboxEntry, InboxSource } from '../../domain/view/inbox-entry';
import { makeAttempts, type Attempts } from '../../office/access/attempts';
import { statesAt, type KnownItems } from '../../office/lists/changes';
import type { Ledger } from '../../ledger/ledger';
import { inboxSource } from '../../office/lists/inbox';
import { makeCharts, type ChartsOf } from './items/charts';
import type { CachedStanding, ItemCache } from './items/cache';
import { makeRow, consoleRows, type ConsoleRow } from './items/rows';
import type { ConsolePorts } from './ports';
import type { Visit } from './web/visit';

/** What every page works with. */
export interface Kit {
  readonly ports: ConsolePorts;
  readonly cache: ItemCache;
  readonly attempts: Attempts;
  /** Every item as a row, at the moment of a visit. */
  rows(visit: Visit): Promise<readonly ConsoleRow[]>;
  /** Some items as rows, at the moment of a visit. */
  rowsOf(items: readonly ItemState[], visit: Visit): readonly ConsoleRow[];
  /** How items stood at an instant in the past. */
  readonly stoodAt: KnownItems['stoodAt'];
  /** The charts of all items, at the moment of a visit. */
  charts(visit: Visit): ReturnType<ChartsOf>;
  /** What waits for the account of a visit. */
  inbox(visit: Visit, account: Account): Promise<readonly InboxEntry[]>;
  /** The title of each notice where there are several, else none: what tells two items of one number apart. */
  noticesApart(): Promise<ReadonlyMap<string, string>>;
  /** One item; undefined when it has not begun. */
  item(stream: string): Promise<ItemState | undefined>;
}

interface KnownSource {
  readonly source: InboxSource;
  readonly day: CivilDate;
  readonly elsewhere: number;
}

/** Remembers what an inbox is made from until the office or the day is another or something happened beside the items. */
function sources(ledger: Parameters<typeof inboxSource>[0]) {
  let known: KnownSource | null = null;
  return async ({ items, elsewhere }: CachedStanding, { office, now }: Visit): Promise<InboxSource> => {
    const day = dateOf(now, office.policy.zone);
    const before = known?.source;
    if (before?.office === office && known?.day === day && known.elsewhere === elsewhere) {
      if (before.items === items) return before;
      // An item that begins is found missing no more.
      if (before.items.length === items.length) {
        known = { ...known, source: { ...before, items } };
        return known.source;
      }
    }
    known = { day, elsewhere, source: await inboxSource(ledger, now, items) };
    return known.source;
  };
}

/** Moments that are remembered at once: those of the meetings that people look back to. */
const MOMENTS = 4;

/** Remembers how items stood at the moments asked about lately: what an instant in the past was does not change. */
function makePast(ledger: Pick<Ledger, 'stories'>): KnownItems['stoodAt'] {
  const moments = new Map<Instant, Map<StreamId, ItemState | null>>();
  return async (streams, at) => {
    const stood = moments.get(at) ?? new Map<StreamId, ItemState | null>();
    moments.delete(at);
    moments.set(at, stood);
    for (const oldest of [...moments.keys()].slice(0, -MOMENTS)) moments.delete(oldest);
    const unknown = streams.filter((stream) => !stood.has(stream));
    for (const [stream, state] of await statesAt(ledger, unknown, at)) stood.set(stream, state);
    return stood;
  };
}

/** The kit of a console. */
export function makeKit(ports: ConsolePorts, cache: ItemCache): Kit {
  const sourceOf = sources(ports.ledger);
  const charts = makeCharts(ports.ledger);
  const inbox = memo(
    (source: InboxSource, account: Account) => inboxOf(account, source),
    ({ id }) => id,
  );
  return {
    ports,
    cache,
    attempts: makeAttempts(ports.ledger),
    stoodAt: makePast(ports.ledger),
    rows: async ({ office, now }) => consoleRows(await cache.items(), office, now),
    charts: async (visit) => {
      const items = await cache.items();
      return charts(visit, { items, rows: consoleRows(items, visit.office, visit.now) });
    },
    rowsOf: (items, { office, now }) => items.map((item) => makeRow(item, office, now)),
    inbox: async (visit, account) => inbox(await sourceOf(await cache.standing(), visit), account),
    async noticesApart() {
      const notices = await ports.ledger.notices();
      return new Map(
        notices.length > 1 ? notices.map(({ id, title }) => [id, title === '' ? id : title] as const) : [],
      );
    },
    item: async (stream) => (await ports.ledger.item(stream)) ?? undefined,
  };
}
