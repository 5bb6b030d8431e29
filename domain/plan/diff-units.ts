import type { Command } from '../item/commands';
import type { Assignment, ItemState, Role } from '../item/types';
import { isActive } from '../item/view';
import { text } from '../problem';
import type { Roster, UnitId } from '../roster/types';
import { ROLE } from '../words';
import { byCommands, plannedUnitName, type PlanChange } from './changes';
import type { PlanItem, PlanUnit } from './types';

/** With what the units of an item are compared. */
export interface UnitContext {
  readonly roster: Roster;
  readonly reason: string;
  /** Whether the coordinator wrote the members of a group word for this item. */
  readonly isChosen: (group: string) => boolean;
}

interface ComparedUnits extends UnitContext {
  readonly item: PlanItem;
  /** Units that take or took part, by id; released ones do not. */
  readonly present: ReadonlyMap<UnitId, Assignment>;
}

/**
 * Units that a running item lacks, has too many, or has in another role. Members of a group are those of the issue: when
 * the roster gives others now, that is a change of its own (cause `roster`). A single new lead is a change of lead, which
 * leaves the old ones as support; every other role is given by releasing and assigning again.
 */
export function diffUnits(state: ItemState, item: PlanItem, context: UnitContext): readonly PlanChange[] {
  const present = new Map(
    state.assignments.filter(({ status }) => status !== 'released').map((one) => [one.unit, one]),
  );
  const compared: ComparedUnits = { ...context, item, present };
  const roles = new Map([...present.values()].map(({ unit, role }) => [unit, role]));
  const added = item.units.filter(({ unit }) => !present.has(unit));
  for (const { unit, role } of added) roles.set(unit, role);
  const lead = newLead(compared, roles);
  if (lead !== null) for (const [unit, role] of roles) if (role === 'lead') roles.set(unit, 'support');
  if (lead !== null) roles.set(lead, 'lead');
  return [
    ...added.map((one) => assignedChange(compared, one)),
    ...(lead === null ? [] : [leadChange(compared, lead)]),
    ...releasedChanges(compared),
    ...item.units
      .filter(({ unit, role }) => roles.get(unit) !== role)
      .map((one) => backAgain(compared, one, roles.get(one.unit) ?? one.role)),
  ];
}

/** The one unit that is to lead while others, or none, lead now; null when leads are as they should be, or many. */
function newLead({ item, present }: ComparedUnits, roles: ReadonlyMap<UnitId, Role>): UnitId | null {
  const [lead, ...others] = item.units.filter(({ role }) => role === 'lead').map(({ unit }) => unit);
  if (lead === undefined || others.length > 0) return null;
  const planned = new Map(item.units.map(({ unit, role }) => [unit, role]));
  const leading = [...roles].flatMap(([unit, role]) => (role === 'lead' && unit !== lead ? [unit] : []));
  const isLead = roles.get(lead) === 'lead';
  const stays = leading.filter((unit) => planned.has(unit) && present.has(unit));
  return isLead && stays.length === 0 ? null : lead;
}

const roleChange = (of: Role) => ROLE[of];

const unitDate = (
  { kind, dates }: PlanItem,
  { due }: PlanUnit,
): Pick<Extract<Command, { type: 'assign' }>, 'date'> => {
  const date = due ?? dates[0];
  return kind === 'dated' && date !== undefined ? { date } : {};
};

const assignCommand = ({ item, reason }: ComparedUnits, one: PlanUnit): Command => ({
  type: 'assign',
  unit: one.unit,
  role: one.role,
  reason,
  ...unitDate(item, one),
});

const changeCause = ({ isChosen }: ComparedUnits, via: string | null): PlanChange['cause'] =>
  via === null || isChosen(via) ? 'plan' : 'roster';

function assignedChange(compared: ComparedUnits, one: PlanUnit): PlanChange {
  const name = plannedUnitName(compared.roster, one.unit);
  const cause = changeCause(compared, one.via);
  const why =
    cause === 'roster'
      ? text(`（名册中“${one.via ?? ''}”新增）`, ` (now in "${one.via ?? ''}")`)
      : text('', '');
  return byCommands(
    text(
      `增加 ${name} ${roleChange(one.role).zh}${why.zh}`,
      `add ${name} as ${roleChange(one.role).en}${why.en}`,
    ),
    [assignCommand(compared, one)],
    cause,
  );
}

const leadChange = ({ roster, reason }: ComparedUnits, unit: UnitId): PlanChange =>
  byCommands(text(`改由 ${plannedUnitName(roster, unit)} 牵头`, `${plannedUnitName(roster, unit)} leads`), [
    { type: 'changeLead', unit, reason },
  ]);

function releasedChanges(compared: ComparedUnits): readonly PlanChange[] {
  const { item, present, roster, reason } = compared;
  const planned = new Set(item.units.map(({ unit }) => unit));
  return [...present.values()]
    .filter((one) => isActive(one) && !planned.has(one.unit))
    .map(({ unit, via }) => {
      const cause = changeCause(compared, via);
      const name = plannedUnitName(roster, unit);
      const why =
        cause === 'roster'
          ? text(`（名册中“${via ?? ''}”已不含）`, ` (no longer in "${via ?? ''}")`)
          : text('', '');
      return byCommands(
        text(`解除 ${name}${why.zh}`, `release ${name}${why.en}`),
        [{ type: 'release', unit, reason }],
        cause,
      );
    });
}

function backAgain(compared: ComparedUnits, one: PlanUnit, from: Role): PlanChange {
  const name = plannedUnitName(compared.roster, one.unit);
  const { reason } = compared;
  return byCommands(
    text(
      `${name} ${roleChange(from).zh} → ${roleChange(one.role).zh}（解除后重新交办）`,
      `${name} ${roleChange(from).en} → ${roleChange(one.role).en} (released and assigned again)`,
    ),
    [{ type: 'release', unit: one.unit, reason }, assignCommand(compared, one)],
  );
}
