import type { Role } from '../item/types';
import type { NoticeItem } from '../notice/types';
import { text } from '../problem';
import { matchingForm } from '../roster/names';
import { resolveUnit, type Resolved } from '../roster/roster';
import type { Roster, UnitId } from '../roster/types';
import type { DraftItem } from './draft';
import { resolveChoice, unknownUnit, type Members } from './names';
import { error, type PlanPath, type PlanProblem } from './problems';
import type { PlanUnit } from './types';

/** The units of one item, in the roster's order, and what could not be understood. */
export interface UnitsOfItem {
  readonly units: readonly PlanUnit[];
  /** Group words without members. */
  readonly unresolved: readonly string[];
  /** Group words that the item names, in the matching form. */
  readonly groups: readonly string[];
  readonly problems: readonly PlanProblem[];
}

/** A name of the notice or of plan.yaml and what it stands for; a group without members is unresolved. */
interface NamedUnit {
  readonly name: string;
  readonly role: Role;
  readonly path: PlanPath;
  readonly target:
    | { readonly type: 'unit'; readonly unit: UnitId }
    | { readonly type: 'group'; readonly members: readonly UnitId[] | null }
    | { readonly type: 'unknown'; readonly suggestion: string | undefined };
}

/** Where names of an item are looked up. */
export interface NamedIn {
  readonly roster: Roster;
  /** Members of group words as chosen for the whole plan. */
  readonly members: Members;
  /** What names of the notice mean, as confirmed, by matching form. */
  readonly names: ReadonlyMap<string, { readonly written: string; readonly means: string | false | null }>;
}

const UNIT_ROLES = ['lead', 'each', 'support'] as const;

/**
 * Who answers for an item. What plan.yaml names itself wins over what the notice names itself, and that over
 * members of a group; members are the item's choice, else the plan's, else the roster's.
 * Problems: `unknown-unit`, `group-in-group`, `group-lead`, `duplicate-unit`, `unused-group`, `unused-date`.
 */
export function unitsOfItem(
  draft: DraftItem,
  read: Pick<NoticeItem, 'units'>,
  { roster, members: planMembers, names }: NamedIn,
  path: PlanPath,
): UnitsOfItem {
  const own = resolveChoice(draft.groups, roster, draft.key, [...path, 'groups']);
  const members = new Map([...planMembers, ...own.members]);
  const noted = read.units.flatMap((unit): NamedUnit[] => {
    const given = names.get(matchingForm(unit.name));
    if (given?.means === false) return [];
    const { role } = unit;
    const at = given ? ['names', given.written] : path;
    const name = given?.means ?? unit.name;
    const found = given?.means ? resolveUnit(roster, name) : resolveNoted(roster, name, unit.nameplate);
    return [{ name, role, path: at, target: namedTarget(name, found, members, unit.kind === 'group') }];
  });
  const written = UNIT_ROLES.flatMap((role) =>
    draft[role].map((name, n): NamedUnit => {
      const target = namedTarget(name, resolveUnit(roster, name), members, false);
      return { name, role, path: [...path, role, n], target };
    }),
  );
  const all = [...noted, ...written];
  const groups = new Set(all.filter((n) => n.target.type === 'group').map((n) => matchingForm(n.name)));
  const units = assemble(all);
  const dated = ownDates(draft, roster, units, path);
  return {
    units: roster.units.flatMap(({ id }) => dated.units.get(id) ?? []),
    unresolved: unresolvedIn(all),
    groups: [...groups],
    problems: [
      ...own.problems,
      ...all.flatMap((named) => unitProblem(draft.key, named)),
      ...duplicates(draft.key, written),
      ...unused(draft, groups, path),
      ...dated.problems,
    ],
  };
}

/** A name with a nameplate (区建设管理委（区交通委）) may stand in the roster with or without it. */
export function resolveNoted(roster: Roster, name: string, nameplate: string | undefined): Resolved {
  const found = resolveUnit(roster, name);
  if (found.type !== 'unknown' || nameplate === undefined) return found;
  return resolveUnit(roster, `${name}(${nameplate})`);
}

function namedTarget(name: string, found: Resolved, members: Members, isGroup: boolean): NamedUnit['target'] {
  if (found.type === 'unit') return { type: 'unit', unit: found.unit.id };
  const chosen = members.get(matchingForm(name));
  if (chosen) return { type: 'group', members: chosen };
  if (found.type === 'group') return { type: 'group', members: found.group.members };
  return isGroup ? { type: 'group', members: null } : { type: 'unknown', suggestion: found.suggestion };
}

/** Later entries win: groups first, then the notice's own names, then the plan's. */
function assemble(all: readonly NamedUnit[]): ReadonlyMap<UnitId, PlanUnit> {
  const units = new Map<UnitId, PlanUnit>();
  for (const { name, role, target } of all)
    if (target.type === 'group')
      for (const unit of target.members ?? []) units.set(unit, { unit, role, via: name, due: null });
  for (const { role, target } of all)
    if (target.type === 'unit') units.set(target.unit, { unit: target.unit, role, via: null, due: null });
  return units;
}

const unresolvedIn = (all: readonly NamedUnit[]): string[] => [
  ...new Set(all.flatMap((n) => (n.target.type === 'group' && n.target.members === null ? [n.name] : []))),
];

function unitProblem(item: string, { name, role, path, target }: NamedUnit): PlanProblem[] {
  if (target.type === 'unknown') return [unknownUnit(item, path, name, target.suggestion)];
  if (target.type === 'unit' || role !== 'lead') return [];
  return [
    error(
      item,
      path,
      'group-lead',
      text(`“${name}”是集合名称，不能牵头`, `"${name}" is a group and cannot lead`),
      text('请写明由哪个单位牵头', 'name the unit that leads'),
    ),
  ];
}

/** The same unit twice in the lists that the coordinator wrote. */
function duplicates(item: string, written: readonly NamedUnit[]): PlanProblem[] {
  const seen = new Set<UnitId>();
  return written.flatMap(({ name, path, target }) => {
    if (target.type !== 'unit') return [];
    if (!seen.has(target.unit)) {
      seen.add(target.unit);
      return [];
    }
    return [
      error(
        item,
        path,
        'duplicate-unit',
        text(`“${name}”在这一事项中写了两次`, `"${name}" is written twice for this item`),
        text('一个单位在一个事项中只有一种角色', 'a unit has one role in an item'),
      ),
    ];
  });
}

/** Members chosen for a word that the item does not have: a slip that would otherwise go unseen. */
const unused = (draft: DraftItem, groups: ReadonlySet<string>, path: PlanPath): PlanProblem[] =>
  Object.keys(draft.groups)
    .filter((group) => !groups.has(matchingForm(group)))
    .map((group) =>
      error(
        draft.key,
        [...path, 'groups', group],
        'unused-group',
        text(`这一事项没有“${group}”`, `this item has no "${group}"`),
        text(
          groups.size > 0 ? `它的集合名称：${[...groups].join('、')}` : '它没有集合名称',
          groups.size > 0 ? `its group words: ${[...groups].join(', ')}` : 'it has no group word',
        ),
      ),
    );

function ownDates(
  draft: DraftItem,
  roster: Roster,
  units: ReadonlyMap<UnitId, PlanUnit>,
  path: PlanPath,
): { readonly units: ReadonlyMap<UnitId, PlanUnit>; readonly problems: readonly PlanProblem[] } {
  const dated = new Map(units);
  const problems: PlanProblem[] = [];
  for (const [name, due] of Object.entries(draft.dueOf)) {
    const found = resolveUnit(roster, name);
    const unit = found.type === 'unit' ? units.get(found.unit.id) : undefined;
    const at = [...path, 'dueOf', name];
    if (unit) dated.set(unit.unit, { ...unit, due });
    else if (found.type === 'unknown') problems.push(unknownUnit(draft.key, at, name, found.suggestion));
    else
      problems.push(
        error(
          draft.key,
          at,
          'unused-date',
          text(`“${name}”不是这一事项的责任单位`, `"${name}" is not a unit of this item`),
          text('单独的期限只能给这一事项中的单位', 'a date of its own is for a unit of this item'),
        ),
      );
  }
  return { units: dated, problems };
}
