import { z } from 'zod';
import { ok, text, type Result } from '../../../domain/problem';
import { matchingForm } from '../../../domain/roster/names';
import { makeRoster, resolveUnit } from '../../../domain/roster/roster';
import type { Account, Contact, Group, Roster, Unit } from '../../../domain/roster/types';
import { refuseFaults, type Fault } from './faults';
import { address, dateShape, idShape, lineShape, readAs, shape } from './shapes';
import { readYaml, type FilePath, type YamlFile } from './yaml-file';

const contactShape = shape({
  id: idShape,
  role: z.enum(['liaison', 'supervisor', 'chief']),
  name: lineShape,
  phone: lineShape.or(z.literal('')).default(''),
  address,
  from: dateShape.nullable().default(null),
  until: dateShape.nullable().default(null),
});

const personFields = { id: idShape, name: lineShape, phone: lineShape, address };
const unitAccount = shape({ ...personFields, role: z.enum(['liaison', 'unitLeader']) });

const unitShape = shape({
  id: idShape,
  name: lineShape,
  aliases: z.array(lineShape).default([]),
  escalation: z.enum(['full', 'liaison', 'none']).default('full'),
  channel: z.enum(['mail', 'manual']).default('mail'),
  contacts: z.array(contactShape).default([]),
  accounts: z.array(unitAccount).default([]),
});

const account = shape({
  ...personFields,
  role: z.enum(['coordinator', 'reviewer', 'admin', 'auditor']),
  /** The unit that a coordinator or reviewer belongs to: may not review for it. */
  unit: lineShape.nullable().default(null),
  notices: z.array(idShape).nullable().default(null),
});

const rosterSchema = shape({
  units: z.array(unitShape),
  groups: z.record(lineShape, z.array(lineShape).nullable()).default({}),
  accounts: z.array(account),
});

type RosterFile = z.infer<typeof rosterSchema>;

/**
 * roster.yaml: units with their contacts and accounts, group words, accounts of the office. Refuses `bad-file`:
 * a name, alias or id used twice, a member that is no unit, a contact whose last day is before the first, an
 * administrator who is the auditor too.
 */
export async function readRoster(path: string): Promise<Result<Roster>> {
  const file = await readYaml(path);
  return file.ok ? toRoster(file.value) : file;
}

/** The roster of a file that was read. Refuses like readRoster. */
export function toRoster(file: YamlFile): Result<Roster> {
  const read = readAs(rosterSchema, file);
  if (!read.ok) return read;
  const units = unitsOfFile(read.value);
  const named = makeRoster({ units, groups: [], contacts: [], accounts: [] });
  const groups = groupsOfFile(read.value, named);
  const accounts = accountsIn(read.value, named);
  const faults = [...faultsOfNames(read.value), ...faultsOfIds(read.value), ...faultsOfTerms(read.value)];
  faults.push(...faultsOfDuties(read.value));
  faults.push(...groups.faults, ...accounts.faults);
  if (faults.length > 0) return refuseFaults('bad-file', file, faults);
  return ok(
    makeRoster({ units, groups: groups.value, contacts: contactsIn(read.value), accounts: accounts.value }),
  );
}

const unitsOfFile = ({ units }: RosterFile): Unit[] =>
  units.map(({ id, name, aliases, escalation, channel }) => ({ id, name, aliases, escalation, channel }));

const contactsIn = ({ units }: RosterFile): Contact[] =>
  units.flatMap((unit) => unit.contacts.map((contact) => ({ ...contact, unit: unit.id })));

interface RosterFound<T> {
  readonly value: T;
  readonly faults: Fault[];
}

function noUnit(path: FilePath, name: string, roster: Roster): Fault {
  const found = resolveUnit(roster, name);
  const near = found.type === 'unknown' ? found.suggestion : undefined;
  return {
    path,
    message:
      near === undefined
        ? text(`“${name}”不是名册中的单位`, `"${name}" is no unit of the roster`)
        : text(
            `“${name}”不是名册中的单位，是不是“${near}”？`,
            `"${name}" is no unit of the roster; did you mean "${near}"?`,
          ),
  };
}

function groupsOfFile({ groups }: RosterFile, roster: Roster): RosterFound<Group[]> {
  const faults: Fault[] = [];
  const value = Object.entries(groups).map(([name, members]): Group => {
    const ids = members?.flatMap((member, n) => {
      const found = resolveUnit(roster, member);
      if (found.type === 'unit') return [found.unit.id];
      faults.push(noUnit(['groups', name, n], member, roster));
      return [];
    });
    return { name, members: ids ?? null };
  });
  return { value, faults };
}

function accountsIn({ units, accounts }: RosterFile, roster: Roster): RosterFound<Account[]> {
  const faults: Fault[] = [];
  const ofUnits = units.flatMap((unit) =>
    unit.accounts.map((account): Account => ({ ...account, unit: unit.id, notices: null })),
  );
  const ofOffice = accounts.map((account, n): Account => {
    if (account.unit === null) return { ...account, unit: null };
    const found = resolveUnit(roster, account.unit);
    if (found.type === 'unit') return { ...account, unit: found.unit.id };
    faults.push(noUnit(['accounts', n, 'unit'], account.unit, roster));
    return { ...account, unit: null };
  });
  return { value: [...ofOffice, ...ofUnits], faults };
}

/** Each value after its first appearance, compared by `form`. */
function repeats(
  all: readonly { readonly value: string; readonly path: FilePath }[],
  what: { readonly zh: string; readonly en: string },
): Fault[] {
  const seen = new Set<string>();
  return all.flatMap(({ value, path }): Fault[] => {
    const form = matchingForm(value);
    if (!seen.has(form)) {
      seen.add(form);
      return [];
    }
    return [{ path, message: text(`${what.zh}“${value}”已经用过`, `${what.en} "${value}" is used already`) }];
  });
}

/** A name, alias or group word stands for one thing only. */
const faultsOfNames = ({ units, groups }: RosterFile): Fault[] =>
  repeats(
    [
      ...units.flatMap(({ id, name, aliases }, n) => [
        { value: id, path: ['units', n, 'id'] },
        { value: name, path: ['units', n, 'name'] },
        ...aliases.map((alias, a) => ({ value: alias, path: ['units', n, 'aliases', a] })),
      ]),
      ...Object.keys(groups).map((value) => ({ value, path: ['groups', value] })),
    ],
    text('名称', 'the name'),
  );

/** Actors of the journal that are no accounts. */
const RESERVED = ['temporal', 'duban'];

function faultsOfIds({ units, accounts }: RosterFile): Fault[] {
  const ids = [
    ...accounts.map(({ id }, n) => ({ value: id, path: ['accounts', n, 'id'] })),
    ...units.flatMap((unit, u) =>
      unit.accounts.map(({ id }, n) => ({ value: id, path: ['units', u, 'accounts', n, 'id'] })),
    ),
  ];
  const contacts = units.flatMap((unit, u) =>
    unit.contacts.map(({ id }, n) => ({ value: id, path: ['units', u, 'contacts', n, 'id'] })),
  );
  const reserved = ids.filter(({ value }) => RESERVED.includes(value));
  return [
    ...repeats(ids, text('帐号', 'the account')),
    ...repeats(contacts, text('联系人编号', 'the contact id')),
    ...reserved.map(({ value, path }) => ({
      path,
      message: text(`帐号“${value}”是保留的`, `the account "${value}" is reserved`),
    })),
  ];
}

/** Whoever keeps accounts does not audit what is done by them (三员分立): not under a second account either. */
function faultsOfDuties({ accounts }: RosterFile): Fault[] {
  const admins = new Set(
    accounts.filter(({ role }) => role === 'admin').map(({ address }) => address.toLowerCase()),
  );
  return accounts.flatMap(({ role, address }, n): Fault[] =>
    role === 'auditor' && admins.has(address.toLowerCase())
      ? [
          {
            path: ['accounts', n, 'address'],
            message: text(
              `“${address}”已是管理员的：管理员和审计不能是同一人`,
              `"${address}" is an administrator's: nobody is administrator and auditor`,
            ),
          },
        ]
      : [],
  );
}

const faultsOfTerms = ({ units }: RosterFile): Fault[] =>
  units.flatMap((unit, u) =>
    unit.contacts.flatMap(({ from, until }, n): Fault[] =>
      from === null || until === null || from <= until
        ? []
        : [
            {
              path: ['units', u, 'contacts', n, 'until'],
              message: text(`${until} 早于 from ${from}`, `${until} is before from, ${from}`),
            },
          ],
    ),
  );
