import { isOpen } from '../item/view';
import type { OutboxRow } from '../item/outbox';
import type { ItemState } from '../item/types';
import { memo } from '../memo';
import type { AccountId } from '../roster/types';
import type { CivilDate } from '../time';
import { dueMail, editionBody, type DueMail, type EditionBody } from './edition';
import { findingsOf, type Holding } from './findings';
import { isPressing, lineOf } from './line';
import { byCodeUnits, listedLines, sortLines } from './order';
import { hasOpenTasks, openTasks } from './tasks';
import { sinceOf } from './since';
import type { Edition, Line } from './types';
import { isFull } from './unit';
import { isValid } from './valid';
import {
  groupBy,
  isOpenAssignment,
  noticesOf,
  type SnapshotIndex,
  type ItemAssignment,
  waitingOf,
} from './snapshot';
import type { ToAccount } from './mail-ref';

/**
 * The rows that a briefing tells: those raised to coordinators, and the change lines of units, which it repeats
 * without taking them from the unit's own mail.
 */
const briefingRows = (index: SnapshotIndex): readonly OutboxRow[] =>
  index.snapshot.rows.filter((row) => row.audience === 'coordinator' || row.change !== null);

const holdingsOf = (index: SnapshotIndex, account: string): readonly Holding[] =>
  noticesOf(index.snapshot, account)
    .toSorted((a, b) => byCodeUnits(a.id, b.id))
    .map((notice) => ({ notice, items: index.snapshot.items.filter((item) => item.notice === notice.id) }));

/** A change told to several editions of a unit is told once in the briefing. */
const distinctRows = (rows: readonly OutboxRow[]): readonly OutboxRow[] => [
  ...new Map(rows.map((row) => [`${row.rung}|${row.ordinal}|${row.version}`, row])).values(),
];

interface BriefingPart {
  readonly line: Line;
  readonly rows: readonly OutboxRow[];
}

/** What a briefing is written from: its assignments, the rows that it tells of each, and what stands around the lines. */
interface BriefingContent {
  readonly slot: CivilDate;
  readonly items: readonly ItemState[];
  readonly itemAssignments: readonly ItemAssignment[];
  readonly told: ReadonlyMap<ItemAssignment, readonly OutboxRow[]>;
  readonly full: boolean;
  readonly findings: Edition['findings'];
  /** The owner of the first notice signs. */
  readonly coordinator: AccountId;
}

/** The rows that are told of each assignment; none without any. */
function rowsTold(
  index: SnapshotIndex,
  itemAssignments: readonly ItemAssignment[],
  rows: readonly OutboxRow[],
): BriefingContent['told'] {
  const raised = groupBy(rows, (row) => `${row.stream}|${row.unit}`);
  if (raised.size === 0) return new Map();
  const told = itemAssignments.flatMap((itemAssignment): [ItemAssignment, readonly OutboxRow[]][] => {
    const { state, assignment } = itemAssignment;
    const found = raised.get(`${state.stream}|${assignment.unit}`) ?? [];
    const valid = distinctRows(found.filter((row) => isValid(index, itemAssignment, row)));
    return valid.length > 0 ? [[itemAssignment, valid]] : [];
  });
  return new Map(told);
}

function briefingParts(
  index: SnapshotIndex,
  itemAssignment: ItemAssignment,
  { slot, told: all, full }: BriefingContent,
): readonly BriefingPart[] {
  const told = all.get(itemAssignment) ?? [];
  const waiting = waitingOf(index, itemAssignment, slot).map((waits, i): BriefingPart => {
    // What was raised is told with the first.
    const of = i === 0 ? told : [];
    return { line: lineOf(index, itemAssignment, { rows: of, waits }), rows: of };
  });
  if (waiting.length > 0) return waiting;
  const listed =
    told.length > 0 || isPressing(index, itemAssignment) || (full && isOpenAssignment(itemAssignment));
  return listed ? [{ line: lineOf(index, itemAssignment, { rows: told }), rows: told }] : [];
}

/** It waits, or changed, or was raised to the coordinator. */
const isNews = ({ line, rows }: BriefingPart): boolean => line.section === 'waiting' || rows.length > 0;

/** What a briefing says, whoever of the owner and the deputies reads it. */
interface DueBriefing {
  readonly rows: readonly OutboxRow[];
  readonly write: () => EditionBody;
}

function makeDue(
  index: SnapshotIndex,
  slot: CivilDate,
  holdings: readonly Holding[],
  rows: readonly OutboxRow[],
): DueBriefing | null {
  const first = holdings[0];
  if (!first) return null;
  const items = holdings.flatMap((holding) => holding.items);
  const itemAssignments = holdings.flatMap(({ notice }) =>
    index.all.filter(({ state }) => state.notice === notice.id),
  );
  const open = itemAssignments.filter(isOpenAssignment);
  const full = open.length > 0 && isFull(index, open, slot);
  const told = rowsTold(index, itemAssignments, rows);
  const found = findingsOf(index, holdings, slot);
  const isDue =
    full ||
    found.pressing.length > 0 ||
    told.size > 0 ||
    hasOpenTasks(index, items) ||
    itemAssignments.some((itemAssignment) => waitingOf(index, itemAssignment, slot).length > 0);
  if (!isDue) return null;
  const findings = [...found.standing, ...found.pressing];
  const { coordinator } = first.notice;
  const content = { slot, items, itemAssignments, told, full, findings, coordinator };
  return { rows: [...told.values()].flat(), write: () => writtenBriefing(index, holdings, content) };
}

function writtenBriefing(
  index: SnapshotIndex,
  holdings: readonly Holding[],
  content: BriefingContent,
): EditionBody {
  const { slot, items, full, findings, coordinator } = content;
  const parts = content.itemAssignments.flatMap((one) => briefingParts(index, one, content));
  const news = new Set(parts.filter(isNews).map(({ line }) => line));
  const { lines, unlisted } = listedLines(sortLines(parts.map(({ line }) => line)), news);
  return editionBody(index, {
    kind: 'digest',
    slot,
    demo: holdings.some(({ notice }) => notice.demo),
    totalOpen: items.filter(isOpen).length,
    fullDay: full,
    lines,
    ...(Object.keys(unlisted).length > 0 ? { unlisted } : {}),
    findings,
    tasks: openTasks(index, items),
    since: sinceOf(index.snapshot, slot, new Set(holdings.map(({ notice }) => notice.id))),
    coordinator,
    rows: parts.flatMap((part) => part.rows),
  });
}

/** What is due from all free rows; found once for all who own the same notices. */
const dueBriefing = memo(
  (index: SnapshotIndex, slot: CivilDate, holdings: readonly Holding[]): DueBriefing | null =>
    makeDue(index, slot, holdings, briefingRows(index)),
  (slot, holdings) => [slot, ...holdings.map(({ notice }) => notice.id)].join('|'),
);

/** Its words, written once for all who read it. */
const briefingBody = memo((due: DueBriefing): EditionBody => due.write());

/**
 * The briefing (督办日报) that is due to an owner or deputy of notices; null when nothing waits (hand-ins, requests,
 * tasks), was missed or changed, and it is no day of full lists. `rows`: those that it may tell, by default all free ones.
 */
export function dueToCoordinator(
  index: SnapshotIndex,
  slot: CivilDate,
  to: ToAccount,
  rows?: readonly OutboxRow[],
): DueMail | null {
  const holdings = holdingsOf(index, to.account);
  const due = rows ? makeDue(index, slot, holdings, rows) : dueBriefing(index, slot, holdings);
  return due && dueMail(index, { of: 'slot', to, slot }, due.rows, () => briefingBody(due));
}
