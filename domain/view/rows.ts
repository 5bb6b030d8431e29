import { isProvisionalDay } from '../calendar/calendar';
import { isDone, itemDue, policyFor, roundAtWork } from '../item/dates';
import { itemLamp, lampOf, type Lamp } from '../item/lamp';
import { inForce } from '../item/outcome';
import type {
  Assignment,
  AssignmentStatus,
  ItemKind,
  ItemState,
  ItemStatus,
  Round,
  Role,
} from '../item/types';
import { isActive, isHandedIn, isOpen, isReturned } from '../item/view';
import type { Office } from '../office';
import type { LampName } from '../policy';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import { laterOf, type CivilDate, type Instant } from '../time';
import { ASSIGNMENT_STATUS, ITEM_STATUS, LAMP_EN, ROLE } from '../words';

/** A lamp as it is shown (亮灯): always shape, word, colour and reason. */
export interface ShownLamp {
  readonly lamp: LampName;
  readonly shape: string;
  readonly word: Text;
  readonly colour: string;
  readonly reason: Text;
  readonly daysLate: number;
  /** What the reason counts rests on an undeclared year (预计). */
  readonly provisional: boolean;
}

/** A date as it is shown; `provisional`: it lies in an undeclared year (预计). */
export interface ShownDate {
  readonly date: CivilDate;
  readonly provisional: boolean;
}

/** What is laid over the state of a unit: 办结待审 | 延期待审 | 退回待改. */
export type Overlay = 'handedIn' | 'extensionAsked' | 'returned';

/** 办结待审 | 延期待审 | 退回待改. */
export const OVERLAY: Readonly<Record<Overlay, Text>> = {
  handedIn: text('办结待审', 'hand-in in review'),
  extensionAsked: text('延期待审', 'extension asked'),
  returned: text('退回待改', 'returned'),
};

/** One round of a unit (期). */
export interface RoundRow {
  readonly no: number;
  readonly due: ShownDate;
  /** How many dates it has had. */
  readonly version: number;
  readonly lamp: ShownLamp;
  /** Nothing more is asked of the unit for it. */
  readonly done: boolean;
  readonly overlays: readonly Overlay[];
}

/** One unit of an item (责任落实到单位). `due`, `lamp` and `round` are of its round at work. */
export interface UnitRow {
  readonly unit: string;
  readonly name: string;
  readonly role: Role;
  readonly roleWord: Text;
  readonly status: AssignmentStatus;
  readonly statusWord: Text;
  readonly lamp: ShownLamp;
  /** Number of the round at work; null for continuous items. */
  readonly round: number | null;
  readonly due: ShownDate | null;
  readonly overlays: readonly Overlay[];
  readonly signedAt: Instant | null;
  /** Percentage of the last report that was not returned; null: none. */
  readonly progress: number | null;
  readonly rounds: readonly RoundRow[];
}

/** One item (事项). */
export interface ItemRow {
  readonly stream: string;
  readonly notice: string;
  readonly key: string;
  readonly section: string;
  readonly title: string;
  readonly kind: ItemKind;
  readonly demo: boolean;
  readonly open: boolean;
  readonly status: ItemStatus;
  readonly statusWord: Text;
  readonly lamp: ShownLamp;
  /** The item's date; null for continuous items. */
  readonly due: ShownDate | null;
  /** Units that take or took part, those of them that signed, and that are accepted; released ones do not count. */
  readonly units: number;
  readonly signed: number;
  readonly accepted: number;
  /** The item as a row of all its dates: who still owes which round; empty unless recurring. */
  readonly rounds: readonly {
    readonly no: number;
    readonly due: ShownDate;
    readonly owedBy: readonly { readonly unit: string; readonly name: string }[];
  }[];
}

/** A lamp with the shape, word and colour that the policy gives it. */
export const shownLamp = (office: Office, state: ItemState, lamp: Lamp): ShownLamp => {
  const look = policyFor(office, state).lamps[lamp.lamp];
  const { shape, word, colour } = look;
  return { ...lamp, shape, colour, word: text(word, LAMP_EN[lamp.lamp]) };
};

const dateShown = ({ calendar }: Office, date: CivilDate): ShownDate => ({
  date,
  provisional: isProvisionalDay(calendar, date),
});

const overlaysOf = (round: Round): readonly Overlay[] => [
  ...(isHandedIn(round) ? (['handedIn'] as const) : []),
  ...(round.request ? (['extensionAsked'] as const) : []),
  ...(isReturned(round) ? (['returned'] as const) : []),
];

function roundRow(
  state: ItemState,
  assignment: Assignment,
  round: Round,
  office: Office,
  now: Instant,
): RoundRow {
  const { due, version } = inForce(round);
  return {
    no: round.no,
    due: dateShown(office, due.date),
    version,
    lamp: shownLamp(office, state, lampOf(state, assignment, office, now, round)),
    done: isDone(round),
    overlays: isActive(assignment) ? overlaysOf(round) : [],
  };
}

/** One unit of an item as it stands at a moment. */
export function unitRow(state: ItemState, assignment: Assignment, office: Office, now: Instant): UnitRow {
  const { unit, role, status, acknowledgedAt, reports } = assignment;
  const rounds = assignment.rounds.map((round) => roundRow(state, assignment, round, office, now));
  const atWork = roundAtWork(assignment);
  return {
    unit,
    name: nameOfUnit(office.roster, unit),
    role,
    roleWord: ROLE[role],
    status,
    statusWord: ASSIGNMENT_STATUS[status],
    lamp: shownLamp(office, state, lampOf(state, assignment, office, now)),
    round: atWork?.no ?? null,
    due: atWork && dateShown(office, inForce(atWork).due.date),
    overlays: [...new Set(rounds.flatMap(({ overlays }) => overlays))],
    signedAt: acknowledgedAt,
    progress: reports.findLast(({ returned }) => !returned)?.percentage ?? null,
    rounds,
  };
}

/** The units of an item as they stand at a moment, in the order in which they were assigned. */
export const unitRows = (state: ItemState, office: Office, now: Instant): readonly UnitRow[] =>
  state.assignments.map((assignment) => unitRow(state, assignment, office, now));

/** Who still owes which round of a recurring item, with the latest date of each. */
function roundsOwed(state: ItemState, office: Office): ItemRow['rounds'] {
  if (state.kind !== 'recurring') return [];
  const answering = state.assignments.filter(
    ({ role, status }) => role !== 'support' && status !== 'released',
  );
  const all = answering.flatMap((assignment) =>
    assignment.rounds.map((round) => ({ assignment, round, date: inForce(round).due.date })),
  );
  const latest = new Map<number, CivilDate>();
  for (const { round, date } of all) latest.set(round.no, laterOf(latest.get(round.no) ?? date, date));
  return [...latest]
    .sort(([a], [b]) => a - b)
    .map(([no, date]) => {
      const owed = all
        .filter(({ round }) => round.no === no)
        .filter(({ assignment, round }) => isActive(assignment) && !isDone(round));
      return {
        no,
        due: dateShown(office, date),
        owedBy: owed.map(({ assignment: { unit } }) => ({ unit, name: nameOfUnit(office.roster, unit) })),
      };
    });
}

/** An item as it stands at a moment. */
export function itemRow(state: ItemState, office: Office, now: Instant): ItemRow {
  const { stream, notice, key, section, title, kind, demo, status } = state;
  const standing = state.assignments.filter((one) => one.status !== 'released');
  const due = itemDue(state.assignments);
  return {
    ...{ stream, notice, key, section, title, kind, demo, status },
    open: isOpen(state),
    statusWord: ITEM_STATUS[status],
    lamp: shownLamp(office, state, itemLamp(state, office, now)),
    due: due && dateShown(office, due.date),
    units: standing.length,
    signed: standing.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length,
    accepted: standing.filter((one) => one.status === 'accepted').length,
    rounds: roundsOwed(state, office),
  };
}
