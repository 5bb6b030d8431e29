import { stringify } from 'yaml';
import type { NoticeReading } from '../../domain/notice/types';
import type { Plan, PlanItem } from '../../domain/plan/types';
import { resolveNoted } from '../../domain/plan/units';
import { nameOfUnit } from '../../domain/roster/roster';
import type { Roster } from '../../domain/roster/types';

type PlanFields = Record<string, unknown>;

/** Leaves out what says nothing. */
const saying = (fields: PlanFields): PlanFields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== null &&
        value !== false &&
        value !== '' &&
        !(typeof value === 'object' && Object.keys(value).length === 0),
    ),
  );

function dateFields({ kind, dates }: PlanItem): PlanFields {
  if (kind === 'continuous') return { continuous: true };
  return kind === 'recurring' ? { dates } : { due: dates[0] ?? null };
}

function itemFields(item: PlanItem, roster: Roster): PlanFields {
  const name = (id: string): string => nameOfUnit(roster, id);
  // Group words too: the plan may have given one another role than the notice.
  const named = (role: PlanItem['units'][number]['role']): readonly string[] => [
    ...new Set(item.units.filter((one) => one.role === role).map(({ unit, via }) => via ?? name(unit))),
  ];
  const words = [...new Set(item.units.flatMap(({ via }) => via ?? []))];
  return saying({
    key: item.key,
    title: item.title,
    supplement: item.supplement ? item.text : null,
    ...dateFields(item),
    lead: named('lead'),
    each: named('each'),
    support: named('support'),
    groups: Object.fromEntries(
      words.map((word) => [word, item.units.filter(({ via }) => via === word).map(({ unit }) => name(unit))]),
    ),
    dueOf: Object.fromEntries(
      item.units.flatMap(({ unit, due }) => (due === null ? [] : [[name(unit), due] as const])),
    ),
    policy: item.policy,
  });
}

/** Names of the notice that the roster lacks, as they were said to mean; else each item says itself which units it has. */
const namesLeft = ({ names = {} }: Plan, reading: NoticeReading, roster: Roster): PlanFields =>
  Object.fromEntries(
    reading.items
      .flatMap(({ units }) => units)
      .filter(({ kind, name, nameplate }) => kind === 'unit' && !isKnown(roster, name, nameplate))
      .map(({ name }) => [name, names[name] ?? false]),
  );

const isKnown = (roster: Roster, name: string, nameplate: string | undefined): boolean =>
  resolveNoted(roster, name, nameplate).type !== 'unknown';

/**
 * plan.yaml of a plan as it was confirmed: read with the same notice and roster it is that plan again. Units stand by
 * name with their roles; lines of the notice that were looked at before it was issued count as looked at.
 */
export function issuedYaml(plan: Plan, reading: NoticeReading, roster: Roster): string {
  const { notice, title, number, year, demo, coordinator, deputies, policy, items } = plan;
  const lookedAt = reading.findings.flatMap(({ code, line }) => (code === 'unaccounted' ? [line] : []));
  return stringify(
    {
      ...saying({ notice, title, number, year, demo, coordinator, deputies, policy }),
      ...saying({ lookedAt: [...new Set(lookedAt)], names: namesLeft(plan, reading, roster) }),
      items: items.map((item) => itemFields(item, roster)),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
