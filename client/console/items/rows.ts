import { placeInNotice } from '../../../domain/digest/order';
import type { Assignment, ItemState, ItemStatus } from '../../../domain/item/types';
import { itemDue, roundAtWork } from '../../../domain/item/dates';
import { itemLamp, LAMP_ORDER, lampOf, type Lamp } from '../../../domain/item/lamp';
import { inForce } from '../../../domain/item/outcome';
import { isOpen, isResponsible } from '../../../domain/item/view';
import { countKeys } from '../../../domain/view/count-keys';
import { memoLast } from '../../../domain/memo';
import type { Office } from '../../../domain/office';
import type { LampName } from '../../../domain/policy';
import { nameOfUnit } from '../../../domain/roster/roster';
import { dateOf, type CivilDate, type Instant } from '../../../domain/time';
import { isLateUnit } from '../../../domain/view/on-time';

/** One unit of an item, as the ledger's table shows it. */
export interface UnitCell {
  readonly unit: string;
  readonly name: string;
  readonly assignment: Assignment;
  readonly lamp: Lamp;
  /** The date in force of its round at work, of which the lamp speaks too; null: continuous. */
  readonly due: CivilDate | null;
  readonly provisional: boolean;
  /** With any of its rounds, accepted or not (慢于序时进度). */
  readonly late: boolean;
}

/** One item as a line of the ledger's table (台账). */
export interface ConsoleRow {
  readonly item: ItemState;
  readonly lamp: Lamp;
  /** The date of which the lamp speaks: the earliest of the leads and eaches that have it; null: continuous. */
  readonly due: CivilDate | null;
  readonly provisional: boolean;
  readonly units: readonly UnitCell[];
  /** Everything that a search looks through. */
  readonly words: string;
  /** Where it stands in its notice. */
  readonly place: string;
}

/** Lamps only change at midnight or with the item, so its row is remembered for an office and a day. */
const rowOn = memoLast(
  (item: ItemState, office: Office, _day: CivilDate, now: Instant) => makeRow(item, office, now),
  ([office, day], [sameOffice, sameDay]) => office === sameOffice && day === sameDay,
);

/** All items as rows on the day of a moment. */
export function consoleRows(
  items: readonly ItemState[],
  office: Office,
  now: Instant,
): readonly ConsoleRow[] {
  const day = dateOf(now, office.policy.zone);
  return items.map((item) => rowOn(item, office, day, now));
}

function makeCell(item: ItemState, assignment: Assignment, office: Office, now: Instant): UnitCell {
  const round = roundAtWork(assignment);
  const due = round && inForce(round).due;
  return {
    unit: assignment.unit,
    name: nameOfUnit(office.roster, assignment.unit),
    assignment,
    lamp: lampOf(item, assignment, office, now),
    due: due?.date ?? null,
    provisional: due?.provisional ?? false,
    late: isLateUnit(item, assignment, { office, now }),
  };
}

/** The date that stands beside the item's lamp, so that both speak of one round; of an ended item its last. */
function dateBeside(
  { lamp }: Lamp,
  units: readonly UnitCell[],
  { assignments }: ItemState,
): Pick<ConsoleRow, 'due' | 'provisional'> {
  const same = units.filter((one) => isResponsible(one.assignment) && one.lamp.lamp === lamp);
  const dated = same.filter(({ due }) => due !== null).sort((a, b) => byText(a.due ?? '', b.due ?? ''));
  const [first] = dated;
  if (first) return first;
  const due = itemDue(assignments);
  return { due: due?.date ?? null, provisional: due?.provisional ?? false };
}

/** One item as a row. */
export function makeRow(item: ItemState, office: Office, now: Instant): ConsoleRow {
  const units = item.assignments.map((assignment) => makeCell(item, assignment, office, now));
  const lamp = itemLamp(item, office, now);
  const { due, provisional } = dateBeside(lamp, units, item);
  return {
    ...{ item, lamp, due, provisional, units },
    place: placeInNotice(item),
    words: [item.key, item.title, item.section, ...units.map(({ name }) => name)].join(' ').toLowerCase(),
  };
}

export type SortKey = 'lamp' | 'due' | 'no' | 'title' | 'status';

/** What the ledger's page may be asked for; it stands in the address. */
export interface Filter {
  readonly q: string;
  readonly notice: string;
  readonly unit: string;
  readonly lamps: readonly LampName[];
  /** First and last day of the dates in force, of the unit where one is named; null: any. */
  readonly from: CivilDate | null;
  readonly to: CivilDate | null;
  /** open: not closed or cancelled; all; or one state. */
  readonly state: 'open' | 'all' | ItemStatus;
  readonly sort: SortKey;
  readonly descending: boolean;
}

const byTitle = new Intl.Collator('zh', { numeric: true });

const COMPARE: Readonly<Record<SortKey, (a: ConsoleRow, b: ConsoleRow) => number>> = {
  lamp: (a, b) =>
    LAMP_ORDER.indexOf(a.lamp.lamp) - LAMP_ORDER.indexOf(b.lamp.lamp) ||
    b.lamp.daysLate - a.lamp.daysLate ||
    byText(a.due ?? '9', b.due ?? '9'),
  due: (a, b) => byText(a.due ?? '9', b.due ?? '9'),
  no: (a, b) => rowsInOrder(a, b),
  title: (a, b) => byTitle.compare(a.item.title, b.item.title),
  status: (a, b) => byText(a.item.status, b.item.status),
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const rowsInOrder = (a: ConsoleRow, b: ConsoleRow): number =>
  byText(a.item.notice, b.item.notice) || byText(a.place, b.place) || byText(a.item.stream, b.item.stream);

/** The open items, the most pressing first. */
export const OPEN_ITEMS: Filter = {
  ...{ q: '', notice: '', unit: '', lamps: [], from: null, to: null },
  ...{ state: 'open', sort: 'lamp', descending: false },
};

/** The date that is compared: the item's, or that of the unit which is filtered by. */
const dateOfRow = ({ due, units }: ConsoleRow, unit: string): CivilDate | null =>
  unit === '' ? due : (units.find((one) => one.unit === unit)?.due ?? null);

/** Whether a date lies within what is asked; what has no date fits only where none is asked. */
const isWithin = (due: CivilDate | null, { from, to }: Pick<Filter, 'from' | 'to'>): boolean =>
  (from === null && to === null) ||
  (due !== null && (from === null || due >= from) && (to === null || due <= to));

/** Rows that fit a filter, sorted. */
export function chosenRows(rows: readonly ConsoleRow[], filter: Filter): readonly ConsoleRow[] {
  const { q, notice, unit, lamps, state } = filter;
  const wanted = q.trim().toLowerCase();
  const fits = (row: ConsoleRow): boolean => {
    const { item, lamp, units, words } = row;
    return (
      (state === 'all' || (state === 'open' ? isOpen(item) : item.status === state)) &&
      (notice === '' || item.notice === notice) &&
      (unit === '' || units.some((one) => one.unit === unit)) &&
      (lamps.length === 0 || lamps.includes(lamp.lamp)) &&
      isWithin(dateOfRow(row, unit), filter) &&
      (wanted === '' || words.includes(wanted))
    );
  };
  const sign = filter.descending ? -1 : 1;
  const compare = COMPARE[filter.sort];
  // What is equal stays in the order of the items.
  return rows.filter(fits).sort((a, b) => sign * compare(a, b) || rowsInOrder(a, b));
}

/** How many items have each lamp, in the order of LAMP_ORDER. */
export function counts(rows: readonly ConsoleRow[]): readonly (readonly [LampName, number])[] {
  const found = countKeys(rows, ({ lamp }) => [lamp.lamp]);
  return LAMP_ORDER.map((lamp) => [lamp, found.get(lamp) ?? 0]);
}
