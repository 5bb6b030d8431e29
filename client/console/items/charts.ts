import { groupBy } from '../../../domain/digest/snapshot';
import { countKeys } from '../../../domain/view/count-keys';
import type { ItemState } from '../../../domain/item/types';
import type { Office } from '../../../domain/office';
import { dateOf, inWords, type CivilDate } from '../../../domain/time';
import { shownLamp } from '../../../domain/view/rows';
import { MAIL_KIND } from '../../../domain/words';
import type { Ledger } from '../../../ledger/ledger';
import {
  lampsChart,
  mailsChart,
  unnamed,
  weekByDay,
  weeksChart,
  type LampKey,
  type MonthKey,
} from '../../../papers/charts';
import type { Chart } from '../../../papers/chart';
import { firstDueOf, inRegister, lampName } from '../../../papers/register';
import type { Visit } from '../web/visit';
import type { ConsoleRow } from './rows';

/** How many lines have a lamp, by unit. */
const lampCounts = (rows: readonly ConsoleRow[], office: Office): ReadonlyMap<LampKey, number> =>
  countKeys(rows, ({ item, units }) =>
    units
      .filter(({ assignment, late }) => inRegister(assignment, late))
      .map(({ name, lamp, late }): LampKey => `${name}\t${lampName(shownLamp(office, item, lamp))}\t${late}`),
  );

const weekOf = weekByDay();

/** Weeks into which the first dates of items fall. */
const dueCounts = (rows: readonly ConsoleRow[]): ReadonlyMap<CivilDate, number> =>
  countKeys(rows, ({ units }) =>
    units
      .filter(({ assignment, late }) => inRegister(assignment, late))
      .flatMap(({ assignment }) => {
        const due = firstDueOf(assignment);
        return due === null ? [] : [weekOf(due)];
      }),
  );

/** Above so many items their acceptances are read with those of all others. */
const STREAMS_NAMED = 500;

/** In which weeks hand-ins were accepted: read once of all items, then of those that moved. */
function acceptedByWeek(ledger: Pick<Ledger, 'eventTimes'>) {
  const weeks = new Map<string, readonly CivilDate[]>();
  let known: { readonly items: readonly ItemState[]; readonly zone: string } = { items: [], zone: '' };
  return async (items: readonly ItemState[], zone: string): Promise<ReadonlyMap<CivilDate, number>> => {
    const before = known.zone === zone ? known.items : [];
    const moved = items.flatMap((item, n) => (before[n] === item ? [] : [item.stream]));
    if (moved.length > 0) {
      const times = await ledger.eventTimes('handInAccepted', moved.length > STREAMS_NAMED ? null : moved);
      const found = groupBy(times, ({ stream }) => stream);
      for (const stream of moved)
        weeks.set(
          stream,
          (found.get(stream) ?? []).map(({ at }) => weekOf(dateOf(at, zone))),
        );
      known = { items, zone };
    }
    const counts = new Map<CivilDate, number>();
    for (const own of weeks.values()) for (const week of own) counts.set(week, (counts.get(week) ?? 0) + 1);
    return counts;
  };
}

/** The charts of all items at the moment of a visit, as papers have them, without the names behind the numbers. */
export type ChartsOf = (
  visit: Pick<Visit, 'office' | 'now'>,
  all: { readonly rows: readonly ConsoleRow[]; readonly items: readonly ItemState[] },
) => Promise<{ readonly lamps: Chart; readonly weeks: Chart; readonly mails: Chart }>;

/** Charts from the items in memory, acceptances and mails being counted by the ledger. */
export function makeCharts(ledger: Pick<Ledger, 'eventTimes' | 'sentCounts'>): ChartsOf {
  const accepted = acceptedByWeek(ledger);
  return async ({ office, now }, { rows, items }) => {
    const { zone } = office.calendar;
    const day = dateOf(now, zone);
    const asOf = inWords(day);
    const sent = (await ledger.sentCounts(day)).map(({ month, kind, count }): readonly [MonthKey, number] => [
      `${month}\t${MAIL_KIND[kind].zh}`,
      count,
    ]);
    return {
      lamps: lampsChart(unnamed(lampCounts(rows, office)), asOf),
      weeks: weeksChart(unnamed(await accepted(items, zone)), unnamed(dueCounts(rows)), asOf),
      mails: mailsChart(unnamed(new Map(sent)), asOf),
    };
  };
}
