import { isOpen } from '../item/view';
import type { OutboxRow } from '../item/outbox';
import { memo } from '../memo';
import type { CivilDate } from '../time';
import { addressedEdition, editionBody, type EditionBody } from './edition';
import { findingsOf, type Holding } from './findings';
import { isPressing, lineOf } from './line';
import { byCodeUnits, listedLines, sortLines } from './order';
import { openTasks } from './tasks';
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

function briefingParts(
  index: SnapshotIndex,
  itemAssignment: ItemAssignment,
  slot: CivilDate,
  rows: readonly OutboxRow[],
  full: boolean,
): readonly BriefingPart[] {
  const told =
    rows.length > 0 ? distinctRows(rows.filter((row) => isValid(index, itemAssignment, row))) : rows;
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

/** What a briefing says, whoever of the owner and the deputies reads it; null: nothing. */
type Body = EditionBody | null;

function makeBody(
  index: SnapshotIndex,
  slot: CivilDate,
  holdings: readonly Holding[],
  rows: readonly OutboxRow[],
): Body {
  const first = holdings[0];
  if (!first) return null;
  const items = holdings.flatMap((holding) => holding.items);
  const itemAssignments = holdings.flatMap(({ notice }) =>
    index.all.filter(({ state }) => state.notice === notice.id),
  );
  const open = itemAssignments.filter(isOpenAssignment);
  const full = open.length > 0 && isFull(index, open, slot);
  const raised = groupBy(rows, (row) => `${row.stream}|${row.unit}`);
  const parts = itemAssignments.flatMap((itemAssignment) =>
    briefingParts(
      index,
      itemAssignment,
      slot,
      raised.get(`${itemAssignment.state.stream}|${itemAssignment.assignment.unit}`) ?? [],
      full,
    ),
  );
  const findings = findingsOf(index, holdings, slot);
  const tasks = openTasks(index, items);
  const told = new Set(parts.filter(isNews).map(({ line }) => line));
  if (!full && tasks.length === 0 && findings.pressing.length === 0 && told.size === 0) return null;
  const { lines, unlisted } = listedLines(sortLines(parts.map(({ line }) => line)), told);
  return editionBody(index, {
    kind: 'digest',
    slot,
    demo: holdings.some(({ notice }) => notice.demo),
    totalOpen: items.filter(isOpen).length,
    fullDay: full,
    lines,
    ...(Object.keys(unlisted).length > 0 ? { unlisted } : {}),
    findings: [...findings.standing, ...findings.pressing],
    tasks,
    since: sinceOf(index.snapshot, slot, new Set(holdings.map(({ notice }) => notice.id))),
    coordinator: first.notice.coordinator,
    rows: parts.flatMap((part) => part.rows),
  });
}

/** The body from all free rows; made once for all who own the same notices. */
const briefingBody = memo(
  (index: SnapshotIndex, slot: CivilDate, holdings: readonly Holding[]): Body =>
    makeBody(index, slot, holdings, briefingRows(index)),
  (slot, holdings) => [slot, ...holdings.map(({ notice }) => notice.id)].join('|'),
);

/**
 * The briefing (督办日报) of an owner or deputy of notices; null when nothing waits (hand-ins, requests, tasks),
 * was missed or changed, and it is no day of full lists. `rows`: those that it may tell, by default all free ones.
 */
export function composeBriefing(
  index: SnapshotIndex,
  slot: CivilDate,
  to: ToAccount,
  rows?: readonly OutboxRow[],
): Edition | null {
  const holdings = holdingsOf(index, to.account);
  const body = rows ? makeBody(index, slot, holdings, rows) : briefingBody(index, slot, holdings);
  return body && addressedEdition(index, { of: 'slot', to, slot }, body);
}
