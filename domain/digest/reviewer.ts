import { shift } from '../calendar/calendar';
import { withOverride } from '../policy';
import { accountOf } from '../roster/roster';
import type { Account } from '../roster/types';
import { slotAt } from '../slot';
import type { CivilDate } from '../time';
import { digestKey, nameOf, signOf } from './addressee';
import { lineOf } from './line';
import { sortLines } from './order';
import type { Addressee, Edition } from './types';
import { waitingOf, type Waiting } from './waiting';
import type { Desk, Duty } from './world';

type ToAccount = Extract<Addressee, { account: string }>;

/** A duty with what waits in it. */
interface Passed {
  readonly duty: Duty;
  readonly waits: Waiting;
}

const isOn = (account: Account, notice: string): boolean =>
  account.notices === null || account.notices.includes(notice);

/** What the 审核领导 has to know: whatever waits too long, and the requests that only they may grant. */
const passedTo = (desk: Desk, account: Account, slot: CivilDate): readonly Passed[] =>
  desk.world.items
    .filter((state) => isOn(account, state.notice))
    .flatMap((state) => state.assignments.map((assignment): Duty => ({ state, assignment })))
    .flatMap((duty) => {
      const waits = waitingOf(desk, duty, slot);
      return waits && (waits.tooLong || waits.forReviewer) ? [{ duty, waits }] : [];
    });

/** Passed once: on the first working day beyond the allowance, or in the first slot after a request came. */
function isNewToday(desk: Desk, { duty, waits }: Passed, slot: CivilDate): boolean {
  const { office } = desk.world;
  const within = withOverride(office.policy, duty.state.policy).reviewWithin[waits.type];
  const before = slotAt(office, shift(office.calendar, slot, -1).date);
  return waits.days === within + 1 || (waits.forReviewer && before < waits.since);
}

/**
 * The edition of a reviewer (审核领导): hand-ins and requests that wait too long or that only a reviewer may
 * decide. Null unless one of them is passed on today; then it lists all of them.
 */
export function composeReviewer(desk: Desk, slot: CivilDate, to: ToAccount): Edition | null {
  const account = accountOf(desk.world.office.roster, to.account);
  const passed = account ? passedTo(desk, account, slot) : [];
  const first = passed[0];
  if (!first || !passed.some((one) => isNewToday(desk, one, slot))) return null;
  return {
    key: digestKey(to, slot),
    kind: 'digest',
    to,
    slot,
    demo: passed.some(({ duty }) => duty.state.demo),
    name: nameOf(desk.world, to),
    totalOpen: new Set(passed.map(({ duty }) => duty.state.stream)).size,
    fullDay: false,
    lines: sortLines(
      passed.map(({ duty, waits }) =>
        lineOf(desk, duty, {
          rows: [],
          section: 'waiting',
          reason: waits.reason,
          waitsTooLong: waits.tooLong,
        }),
      ),
    ),
    sheets: [],
    findings: [],
    tasks: [],
    message: null,
    sign: signOf(desk.world, first.duty.state.coordinator),
    rows: [],
    events: [],
  };
}
