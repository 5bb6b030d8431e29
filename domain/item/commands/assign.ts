import type { Due } from '../../calendar/types';
import { hint, ok, refuse, type Result, text } from '../../problem';
import { contactsOf, nameOfUnit, unitOf } from '../../roster/roster';
import type { UnitId } from '../../roster/types';
import type { CivilDate } from '../../time';
import { ROLE } from '../../words';
import { itemDue } from '../dates';
import type { EventEntry } from '../event-entry';
import { newAssignment, newRounds } from '../issued';
import { inForce } from '../outcome';
import { onUnit } from '../reshape';
import type { Round, Role } from '../types';
import { isResponsible, versionOf } from '../view';
import { okEvents, unitNameIn, type Case } from './case';
import { dueFor, notPast } from './dates';
import { commandEntry } from './entry';
import { choice, dateField, reasonField, unitField } from './fields';
import { reviewable } from './find';

const roleField = choice(['each', 'lead', 'support'], text('分工', 'role'), [
  text('责任', 'answers for itself'),
  text('牵头', 'leads'),
  text('配合', 'supports'),
]);

/**
 * 增加责任单位: version 1, B not before this day. A unit that was released and comes back begins anew, but goes on
 * counting versions and change lines, so that no key of a reminder is used twice.
 */
const assigned: EventEntry<{
  readonly unit: UnitId;
  readonly role: Role;
  readonly dues: readonly Due[];
  /** Number of the first of these dates; above 1 when a recurring item has rounds behind it. */
  readonly firstRound: number;
  readonly startDay: CivilDate;
  readonly reason: string;
}> = {
  words: text('增加责任单位', 'unit added'),
  apply: (state, { body, at }) => {
    const earlier = state.assignments.find(({ unit }) => unit === body.unit);
    const rounds = newRounds({
      dues: body.dues,
      first: body.firstRound,
      version: earlier ? versionOf(earlier) + 1 : 1,
      cause: 'assign',
      startDay: body.startDay,
      at,
    }).map((round) => ({ ...round, backOn: body.startDay }));
    const fresh = newAssignment({ unit: body.unit, role: body.role, via: null, at, rounds });
    if (!earlier) return { ...state, assignments: [...state.assignments, fresh] };
    return onUnit(state, body.unit, ({ changes }) => ({ ...fresh, changes }));
  },
  tells: ({ unit, role, dues, reason }, { office }) => {
    const name = nameOfUnit(office.roster, unit);
    return {
      units: [unit],
      what: text(`增加${name}（${ROLE[role].zh}）`, `${name} added (${ROLE[role].en})`),
      changes: dues.map(({ date }) => ({ what: text('期限', 'date'), before: null, after: date })),
      reason,
    };
  },
  mails: ({ unit, reason, dues }) => [
    { kind: 'letter', unit, title: 'assigned', round: null, text: reason, date: dues[0]?.date ?? null },
  ],
};

/**
 * 增加责任单位: version 1 from today, with a letter as at issue; a recurring item gives the rounds that are not past.
 * Refuses `unit-not-found`, `already-assigned`, `unreachable-unit` (no liaison's address and no manual channel),
 * `no-reviewer`, `too-soon`, and `bad-date` for a date where the item gives none or several.
 */
const assign = commandEntry('assign', {
  words: text('增加责任单位', 'add a unit'),
  by: 'coordinator',
  fields: { unit: unitField, role: roleField, date: dateField.exactOptional(), reason: reasonField },

  decide(c, command) {
    const possible = mayJoin(c, command);
    if (!possible.ok) return possible;
    const dues = duesFor(c, command.date);
    if (!dues.ok) return dues;
    const { unit, role, reason } = command;
    return okEvents({ type: 'assigned', body: { unit, role, ...dues.value, startDay: c.today, reason } });
  },
});

function mayJoin(c: Case, { unit, role }: { readonly unit: UnitId; readonly role: Role }): Result<null> {
  const known = unitOf(c.office.roster, unit);
  if (!known) {
    return refuse(
      'unit-not-found',
      text(`名册中没有单位“${unit}”`, `the roster has no unit "${unit}"`),
      hint('请查看名册，或先登记该单位', 'see the roster, or enter the unit first', 'look-at-units'),
    );
  }
  const present = c.state.assignments.find((assignment) => assignment.unit === unit);
  if (present && present.status !== 'released' && present.status !== 'cancelled') {
    return refuse(
      'already-assigned',
      text(`${unitNameIn(c, unit)}已在本事项中`, `${unitNameIn(c, unit)} is on this item already`),
      hint('请变更牵头，或解除该单位', 'change the lead, or release the unit', 'change-role'),
    );
  }
  const reachable =
    known.channel === 'manual' || contactsOf(c.office.roster, unit, 'liaison', c.today).length > 0;
  return reachable
    ? role === 'support'
      ? ok(null)
      : reviewable(c, unit)
    : refuse(
        'unreachable-unit',
        text(
          `${known.name}没有联络员邮箱，也未设人工送达`,
          `${known.name} has no liaison's address and no manual channel`,
        ),
        hint(
          '请把该单位改为人工送达，或先登记联络员',
          'make its channel manual, or enter a liaison first',
          'enter-contact',
        ),
      );
}

type Dues = Result<{ readonly dues: readonly Due[]; readonly firstRound: number }>;

const noOwnDate = (zh: string, en: string): Dues =>
  refuse('bad-date', text(zh, en), text('请不要写日期', 'leave out the date'));

function duesFor(c: Case, date: CivilDate | undefined): Dues {
  if (c.state.kind === 'continuous') {
    return date === undefined
      ? ok({ dues: [], firstRound: 1 })
      : noOwnDate('全年事项没有截止日期', 'a continuous item has no due date');
  }
  if (c.state.kind === 'recurring') {
    return date === undefined
      ? remaining(c)
      : noOwnDate('分期事项的日期随各期', 'the dates of a recurring item follow its rounds');
  }
  const due = dueFor(c, date ?? itemDue(c.state.assignments)?.date ?? c.today);
  const ahead = notPast(c, due.date);
  return ahead.ok ? ok({ dues: [due], firstRound: 1 }) : ahead;
}

/** The rounds of the responsible units that are due today or later, each at its latest date. */
function remaining(c: Case): Dues {
  const rounds = c.state.assignments
    .filter((assignment) => isResponsible(assignment) && assignment.status !== 'released')
    .flatMap(({ rounds }) => rounds);
  const byNumber = new Map<number, Round>();
  for (const round of rounds) {
    const other = byNumber.get(round.no);
    if (!other || inForce(other).due.date < inForce(round).due.date) byNumber.set(round.no, round);
  }
  const ahead = [...byNumber.values()]
    .filter((round) => inForce(round).due.date >= c.today)
    .sort((a, b) => a.no - b.no);
  const first = ahead[0];
  if (first) return ok({ dues: ahead.map((round) => inForce(round).due), firstRound: first.no });
  return refuse(
    'too-soon',
    text('各期日期都已过去', 'the dates of all rounds are past'),
    hint('请先调整期限', 'change a date first', 'change-date'),
  );
}

/** Further units (增派). */
export const assigningCommands = { assign };

export const assigningEvents = { assigned };
