import { numberKey } from '../../domain/digest/order';
import { LAMP_ORDER } from '../../domain/item/lamp';
import type { ItemState, Role } from '../../domain/item/types';
import type { Office } from '../../domain/office';
import type { Text } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import type { CivilDate, Instant } from '../../domain/time';
import {
  itemRow,
  unitRow,
  type ItemRow,
  type ShownDate,
  type ShownLamp,
  type UnitRow,
} from '../../domain/view/rows';

/** Filters of a list of items; one that is left out filters nothing. */
export interface ItemWishes {
  /** Words of title or text. */
  readonly text?: string | undefined;
  /** The unit whose own state, lamp and date are shown and asked for. */
  readonly unit?: UnitId | undefined;
  readonly role?: Role | undefined;
  /** A state or a lamp, by its code or its word. */
  readonly state?: string | undefined;
  readonly lamp?: string | undefined;
  readonly from?: CivilDate | undefined;
  readonly to?: CivilDate | undefined;
  /** Who must act next: the office (a hand-in or request waits) or units. */
  readonly waits?: 'office' | 'units' | undefined;
}

/** A line of the list: the item's own, or as it stands for the unit that was asked for. */
export interface ItemLine extends Pick<
  ItemRow,
  'key' | 'notice' | 'stream' | 'title' | 'accepted' | 'units' | 'rounds'
> {
  readonly status: string;
  readonly statusWord: Text;
  readonly lamp: ShownLamp;
  readonly due: ShownDate | null;
  readonly role: Role | null;
  /** Units whose hand-in or request waits for the office. */
  readonly waiting: readonly string[];
}

/** By which a list is sorted. */
export const LIST_SORTS = ['no', 'due', 'lamp', 'title'] as const;

export type Sort = (typeof LIST_SORTS)[number];

const LAST = '9999-99-99';

function listLine(state: ItemState, { unit }: ItemWishes, office: Office, now: Instant): ItemLine | null {
  const { key, notice, stream, title, accepted, units, rounds, ...own } = itemRow(state, office, now);
  const rows = state.assignments.map((one) => unitRow(state, one, office, now));
  const waiting = rows
    .filter(({ overlays }) => overlays.includes('handedIn') || overlays.includes('extensionAsked'))
    .map(({ name }) => name);
  const shared = { key, notice, stream, title, accepted, units, rounds, waiting };
  if (unit === undefined) {
    const { status, statusWord, lamp, due } = own;
    return { ...shared, status, statusWord, lamp, due, role: null };
  }
  const row = rows.find((one) => one.unit === unit);
  if (!row) return null;
  const { status, statusWord, lamp, due, role, overlays } = row;
  const waits = overlays.some((one) => one !== 'returned') ? [row.name] : [];
  return { ...shared, status, statusWord, lamp, due, role, rounds: ownRounds(row), waiting: waits };
}

/** The dates of a unit that answers for several, and whether it still owes each. */
const ownRounds = ({ unit, name, role, rounds }: UnitRow): ItemLine['rounds'] =>
  role === 'support' || rounds.length < 2
    ? []
    : rounds.map(({ no, due, done }) => ({ no, due, owedBy: done ? [] : [{ unit, name }] }));

const rowSays = (wish: string, code: string, word: Text): boolean => [code, word.zh, word.en].includes(wish);

function filterFits(line: ItemLine, state: ItemState, wishes: ItemWishes): boolean {
  const { text, role, state: status, lamp, from, to, waits } = wishes;
  const due = line.due?.date;
  return (
    (text === undefined || `${state.title}\n${state.text}`.includes(text)) &&
    (role === undefined || line.role === role) &&
    (status === undefined || rowSays(status, line.status, line.statusWord)) &&
    (lamp === undefined || rowSays(lamp, line.lamp.lamp, line.lamp.word)) &&
    (from === undefined || (due !== undefined && due >= from)) &&
    (to === undefined || (due !== undefined && due <= to)) &&
    (waits === undefined || line.waiting.length > 0 === (waits === 'office'))
  );
}

const sortKey = (line: ItemLine, sort: Sort): string => {
  const own = `${line.notice} ${numberKey(line.key)}`;
  switch (sort) {
    case 'no':
      return own;
    case 'due':
      return `${line.due?.date ?? LAST} ${own}`;
    case 'lamp':
      return `${LAMP_ORDER.indexOf(line.lamp.lamp)} ${line.due?.date ?? LAST} ${own}`;
    case 'title':
      return `${line.title} ${own}`;
  }
};

/** The items that fit what is asked, each as a line, sorted; by number in the order people count. */
export function itemLines(
  items: readonly ItemState[],
  wishes: ItemWishes,
  {
    office,
    now,
    sort = 'no',
  }: { readonly office: Office; readonly now: Instant; readonly sort?: Sort | undefined },
): readonly ItemLine[] {
  return items
    .flatMap((state) => {
      const line = listLine(state, wishes, office, now);
      return line && filterFits(line, state, wishes) ? [{ line, key: sortKey(line, sort) }] : [];
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ line }) => line);
}
