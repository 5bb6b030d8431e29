import type { Due } from '../../calendar/types';
import type { CivilDate, Instant } from '../../time';
import { firstDate, onUnit } from '../reshape';
import type { Recorded } from '../events';
import type { Assignment, DateCause, ItemState, Round, Role } from '../types';
import { versionOf } from '../view';

interface ItemBeginning {
  readonly unit: string;
  readonly role: Role;
  readonly via: string | null;
  readonly at: Instant;
  readonly rounds: readonly Round[];
}

const newAssignment = ({ unit, role, via, at, rounds }: ItemBeginning): Assignment => ({
  unit,
  role,
  status: 'issued',
  via,
  assignedAt: at,
  acknowledgedAt: null,
  letterOn: null,
  rounds,
  reports: [],
  fired: [],
  asLead: [],
  changes: 0,
});

interface Dates {
  readonly dues: readonly Due[];
  readonly first: number;
  readonly version: number;
  readonly cause: DateCause;
  readonly startDay: CivilDate;
  readonly at: Instant;
}

const rounds = ({ dues, first, version, cause, startDay, at }: Dates): readonly Round[] =>
  dues.map((due, index) => firstDate(first + index, { version, due, cause, startDay, setAt: at }));

/** 交办: the item begins, every unit 待签收. */
export function issued(event: Recorded<'issued'>, stream: string): ItemState {
  const { body, at } = event;
  const { units, dues: common, ...item } = body;
  return {
    ...item,
    stream,
    status: 'issued',
    issuedAt: at,
    assignments: units.map(({ unit, role, via, own }) => {
      const dues = own ?? common;
      const dates = { dues, first: 1, version: 1, cause: 'issue', startDay: body.issueDay, at } as const;
      return newAssignment({ unit, role, via, at, rounds: rounds(dates) });
    }),
    raisedThrough: null,
    tasks: [],
    urges: [],
    yearEnd: null,
    closedAt: null,
    seq: event.seq,
  };
}

/**
 * 增加责任单位: version 1, B not before this day. A unit that was released and comes back begins anew, but goes on
 * counting versions and change lines, so that no key of a reminder is used twice.
 */
export function assigned(state: ItemState, event: Recorded<'assigned'>): ItemState {
  const { body, at } = event;
  const earlier = state.assignments.find(({ unit }) => unit === body.unit);
  const dated = rounds({
    dues: body.dues,
    first: body.firstRound,
    version: earlier ? versionOf(earlier) + 1 : 1,
    cause: 'assign',
    startDay: body.startDay,
    at,
  }).map((round) => ({ ...round, backOn: body.startDay }));
  const fresh = newAssignment({ unit: body.unit, role: body.role, via: null, at, rounds: dated });
  if (!earlier) return { ...state, assignments: [...state.assignments, fresh] };
  return onUnit(state, body.unit, ({ changes }) => ({ ...fresh, changes }));
}
