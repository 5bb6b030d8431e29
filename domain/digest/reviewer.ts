import { shift } from '../calendar/calendar';
import type { Wait } from '../item/waits';
import type { OutboxRow } from '../ladder/types';
import { accountOf } from '../roster/roster';
import type { Account } from '../roster/types';
import { slotAt } from '../slot';
import type { CivilDate } from '../time';
import { digestKey, nameOf, noticesIn, signOf } from './addressee';
import { lineOf } from './line';
import { sortLines } from './order';
import type { Addressee, Edition, Line } from './types';
import { waitingOf } from './waiting';
import { groupBy, type Desk, type Duty } from './world';

type ToAccount = Extract<Addressee, { account: string }>;

/** A duty with what waits in it, and the rows that pass it on. */
interface Passed {
  readonly duty: Duty;
  readonly waits: Wait;
  readonly rows: readonly OutboxRow[];
}

/** May review: on the notice, and not of the unit itself. */
const mayReview = (account: Account, { state, assignment }: Duty): boolean =>
  (account.notices === null || account.notices.includes(state.notice)) && account.unit !== assignment.unit;

/** What the 审核领导 has to know: whatever waits too long, and the requests that only they may grant. */
function passedTo(
  desk: Desk,
  account: Account,
  slot: CivilDate,
  rows: readonly OutboxRow[],
): readonly Passed[] {
  const raised = groupBy(rows, (row) => `${row.stream}|${row.unit}`);
  return desk.world.items
    .flatMap((state) => state.assignments.map((assignment): Duty => ({ state, assignment })))
    .filter((duty) => mayReview(account, duty))
    .flatMap((duty) => {
      const rows = raised.get(`${duty.state.stream}|${duty.assignment.unit}`) ?? [];
      const waiting = waitingOf(desk, duty, slot).filter(
        ({ tooLong, forReviewer }) => tooLong || forReviewer,
      );
      return waiting.map((waits, i) => ({ duty, waits, rows: i === 0 ? rows : [] }));
    });
}

/** Passed on once: by the row of what has come to wait too long, or in the first slot after a request came. */
function isNew(desk: Desk, { waits, rows }: Passed, slot: CivilDate): boolean {
  const { office } = desk.world;
  const before = slotAt(office, shift(office.calendar, slot, -1).date);
  return rows.length > 0 || (waits.forReviewer && before < waits.since);
}

const waitingLine = (desk: Desk, { duty, waits }: Passed): Line => lineOf(desk, duty, { rows: [], waits });

const freeRows = (desk: Desk): readonly OutboxRow[] =>
  desk.world.rows.filter((row) => row.audience === 'reviewer');

/**
 * The edition of a reviewer (审核领导): hand-ins and requests that wait too long or that only a reviewer may
 * decide. Null unless one of them is passed on today; then it lists all of them.
 */
export function composeReviewer(
  desk: Desk,
  slot: CivilDate,
  to: ToAccount,
  rows: readonly OutboxRow[] = freeRows(desk),
): Edition | null {
  const account = accountOf(desk.world.office.roster, to.account);
  const passed = account ? passedTo(desk, account, slot, rows) : [];
  const first = passed[0];
  if (!first || !passed.some((one) => isNew(desk, one, slot))) return null;
  const lines = sortLines(passed.map((one) => waitingLine(desk, one)));
  return {
    key: digestKey(to, slot),
    kind: 'digest',
    to,
    slot,
    demo: passed.some(({ duty }) => duty.state.demo),
    name: nameOf(desk.world, to),
    totalOpen: new Set(passed.map(({ duty }) => duty.state.stream)).size,
    fullDay: false,
    lines,
    sheets: [],
    findings: [],
    tasks: [],
    message: null,
    sign: signOf(desk.world, first.duty.state.coordinator),
    notices: noticesIn(desk, lines),
    rows: passed.flatMap((one) => one.rows.map((row) => row.key)),
    events: [],
  };
}
