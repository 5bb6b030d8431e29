import type { Office } from '../office';
import { hint, text } from '../problem';
import { unitOf } from '../roster/roster';
import type { Unit, UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import { AUDIENCE } from '../words';
import { error, warning, type PlanPath, type PlanProblem, type Chosen } from './problems';
import { canBeReviewed, vacantRoles } from '../roster/staffing';
import type { Plan } from './types';

/** What a unit has to do with the chosen items. */
interface UnitPart {
  readonly unit: UnitId;
  /** Its first place. */
  readonly path: PlanPath;
  /** It answers for an item: reminders reach its leaders. */
  readonly answers: boolean;
  /** It hands in: it answers for an item that is not continuous. */
  readonly handsIn: boolean;
}

/**
 * Each unit of the chosen items once: known, reached, with leaders and with somebody who can review. Errors
 * `unknown-unit`, `no-liaison`, `no-reviewer`; warning `no-leader`.
 */
export function checkUnits(
  plan: Plan,
  chosen: readonly Chosen[],
  office: Office,
  today: CivilDate,
): PlanProblem[] {
  return unitParts(chosen).flatMap((part) => {
    const unit = unitOf(office.roster, part.unit);
    if (!unit) return [unknownUnitAt(part)];
    return [
      ...unreached(unit, part, office, today),
      ...leaderless(unit, part, office, today),
      ...unreviewedUnit(unit, part, plan, office),
    ];
  });
}

function unitParts(chosen: readonly Chosen[]): UnitPart[] {
  const parts = new Map<UnitId, UnitPart>();
  for (const { item, n } of chosen)
    for (const { unit, role } of item.units) {
      const known = parts.get(unit) ?? { unit, path: ['items', n], answers: false, handsIn: false };
      const answers = role !== 'support';
      const handsIn = answers && item.kind !== 'continuous';
      parts.set(unit, {
        ...known,
        answers: known.answers || answers,
        handsIn: known.handsIn || handsIn,
      });
    }
  return [...parts.values()];
}

const unknownUnitAt = ({ unit, path }: UnitPart): PlanProblem =>
  error(
    null,
    path,
    'unknown-unit',
    text(`名册里没有单位“${unit}”`, `the roster has no unit "${unit}"`),
    text('请在名册中登记', 'add it to the roster'),
  );

function unreached(unit: Unit, { path }: UnitPart, { roster }: Office, today: CivilDate): PlanProblem[] {
  if (!vacantRoles(roster, unit, today).includes('liaison')) return [];
  return [
    error(
      null,
      path,
      'no-liaison',
      text(`${unit.name} 没有在任的联络员邮箱`, `${unit.name} has no liaison with an address now`),
      hint(
        '请在名册中补联络员，或定为人工送达',
        'add a liaison to the roster, or have its mails brought by hand',
        'manual-channel',
      ),
    ),
  ];
}

/** Never silence: at the rung it becomes a task. */
function leaderless(
  unit: Unit,
  { path, answers }: UnitPart,
  { roster }: Office,
  today: CivilDate,
): PlanProblem[] {
  if (!answers) return [];
  return vacantRoles(roster, unit, today)
    .filter((role) => role !== 'liaison')
    .map((role) =>
      warning(
        null,
        path,
        'no-leader',
        text(
          `${unit.name} 没有${AUDIENCE[role].zh}邮箱，到该级催办时改为待办`,
          `${unit.name} has no address of a ${AUDIENCE[role].en}: that rung becomes a task`,
        ),
        text('可在名册中补上', 'add it to the roster'),
      ),
    );
}

function unreviewedUnit(
  unit: Unit,
  { path, handsIn }: UnitPart,
  plan: Plan,
  { roster }: Office,
): PlanProblem[] {
  if (!handsIn || canBeReviewed(plan, roster, unit.id)) return [];
  return [
    error(
      null,
      path,
      'no-reviewer',
      text(`${unit.name} 的办结没有人可以审核`, `nobody could review what ${unit.name} hands in`),
      text(
        '审核人须是本通知的督办员或审核领导，不属于该单位，也不是提交人：请在名册中增加帐号',
        'a reviewer is a coordinator of the notice or an 审核领导, not of that unit and not who entered it: add an account',
      ),
    ),
  ];
}
