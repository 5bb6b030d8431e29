import { text } from '../problem';
import { matchingForm } from '../roster/names';
import { resolveUnit } from '../roster/roster';
import type { Roster, UnitId } from '../roster/types';
import type { GroupChoice } from './draft';
import { error, type PlanPath, type PlanProblem } from './problems';

/** Members of group words by their matching form. */
export type Members = ReadonlyMap<string, readonly UnitId[]>;

/** A name that is no unit, no alias and no group word of the roster. */
export function unknownUnit(
  item: string | null,
  path: PlanPath,
  name: string,
  suggestion: string | undefined,
): PlanProblem {
  return error(
    item,
    path,
    'unknown-unit',
    text(`名册里没有“${name}”`, `no unit is called "${name}"`),
    suggestion === undefined
      ? text('请在名册中登记这个单位或别名', 'add the unit, or an alias, to the roster')
      : text(
          `是不是“${suggestion}”？若是，请改成它，或在名册中登记为别名`,
          `did you mean "${suggestion}"? write that, or add an alias to the roster`,
        ),
  );
}

/** The members that a plan or an item chose for group words. Problems: `unknown-unit`, `group-in-group`. */
export function resolveChoice(
  choice: GroupChoice,
  roster: Roster,
  item: string | null,
  path: PlanPath,
): { readonly members: Members; readonly problems: readonly PlanProblem[] } {
  const members = new Map<string, UnitId[]>();
  const problems: PlanProblem[] = [];
  for (const [group, names] of Object.entries(choice)) {
    const units: UnitId[] = [];
    names.forEach((name, n) => {
      const found = resolveUnit(roster, name);
      const at = [...path, group, n];
      if (found.type === 'unit') units.push(found.unit.id);
      else if (found.type === 'group') problems.push(groupInGroup(item, at, name));
      else problems.push(unknownUnit(item, at, name, found.suggestion));
    });
    members.set(matchingForm(group), units);
  }
  return { members, problems };
}

const groupInGroup = (item: string | null, path: PlanPath, name: string): PlanProblem =>
  error(
    item,
    path,
    'group-in-group',
    text(`“${name}”是集合名称，不能作成员`, `"${name}" is a group and cannot be a member`),
    text('请逐一写出单位', 'write the units one by one'),
  );
