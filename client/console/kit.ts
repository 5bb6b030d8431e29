import type { ItemState } from '../../domain/item/types';
import type { World } from '../../domain/digest/world';
import { MAILROOM } from '../../domain/journal/streams';
import { dateOf, type CivilDate } from '../../domain/time';
import type { Ledger } from '../../ledger/types';
import type { Desk } from './desk/desk';
import { makeRows, type ItemRow } from './desk/rows';
import type { ConsolePorts } from './ports';
import type { Visit } from './web/visit';

/** What every page works with. */
export interface Kit {
  readonly ports: ConsolePorts;
  readonly desk: Desk;
  /** Every item as a row, at the moment of a visit. */
  rows(visit: Visit): Promise<readonly ItemRow[]>;
  /** Some items as rows, at the moment of a visit. */
  rowsOf(items: readonly ItemState[], visit: Visit): readonly ItemRow[];
  /** The state of everything at the moment of a visit, as mails are composed from it. */
  world(visit: Visit): Promise<World>;
  /** One item; undefined when it has not begun. */
  item(stream: string): Promise<ItemState | undefined>;
}

/** Remembers what was made of a list of items until the list, the office or the day is another. */
function worlds(ledger: Pick<Ledger, 'notices' | 'tasks'>) {
  let known: { readonly world: World; readonly day: CivilDate } | null = null;
  return async (items: readonly ItemState[], { office, now }: Visit): Promise<World> => {
    const day = dateOf(now, office.policy.zone);
    if (known?.world.items === items && known.world.office === office && known.day === day)
      return known.world;
    const [notices, tasks] = await Promise.all([ledger.notices(), ledger.tasks({ open: true })]);
    const own = tasks.filter(({ stream }) => stream === MAILROOM);
    known = { day, world: { office, notices, items, rows: [], tasks: own, now, findings: [] } };
    return known.world;
  };
}

/** The kit of a console. */
export function makeKit(ports: ConsolePorts, desk: Desk): Kit {
  const rows = makeRows();
  const worldOf = worlds(ports.ledger);
  return {
    ports,
    desk,
    rows: async ({ office, now }) => rows.rowsOf(await desk.items(), office, now),
    rowsOf: (items, { office, now }) => rows.rowsOf(items, office, now),
    world: async (visit) => worldOf(await desk.items(), visit),
    item: async (stream) => (await ports.ledger.item(stream)) ?? undefined,
  };
}
