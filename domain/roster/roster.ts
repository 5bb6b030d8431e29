import { canonical, sha256 } from '../journal/canonical';
import { memo } from '../memo';
import type { CivilDate } from '../time';
import { matchingForm, nearestName } from './names';
import type { Account, AccountId, Contact, ContactRole, Group, Roster, Unit, UnitId } from './types';

/** Contacts of ledgers older than telephone numbers have none, and keep their digest. */
const digested = ({ phone, ...contact }: Contact) => (phone === '' ? contact : { ...contact, phone });

/** A roster value with its digest. */
export const makeRoster = (parts: Omit<Roster, 'digest'>): Roster =>
  Object.freeze({
    units: parts.units,
    groups: parts.groups,
    contacts: parts.contacts,
    accounts: parts.accounts,
    digest: sha256(canonical([parts.units, parts.groups, parts.contacts.map(digested), parts.accounts])),
  });

/** What a name in a notice or plan stands for. A near match is only ever suggested. */
export type Resolved =
  | { readonly type: 'unit'; readonly unit: Unit }
  | { readonly type: 'group'; readonly group: Group }
  | { readonly type: 'unknown'; readonly suggestion?: string };

interface Lookup {
  readonly units: ReadonlyMap<UnitId, Unit>;
  readonly accounts: ReadonlyMap<AccountId, Account>;
  readonly names: ReadonlyMap<string, Resolved>;
  readonly contacts: ReadonlyMap<string, readonly Contact[]>;
}

const lookup = memo(makeLookup);

function makeLookup(roster: Roster): Lookup {
  const names = new Map<string, Resolved>();
  for (const group of roster.groups) names.set(matchingForm(group.name), { type: 'group', group });
  for (const unit of roster.units)
    for (const name of [unit.id, unit.name, ...unit.aliases])
      names.set(matchingForm(name), { type: 'unit', unit });
  const contacts = new Map<string, Contact[]>();
  for (const contact of roster.contacts) {
    const key = `${contact.unit}|${contact.role}`;
    contacts.set(key, [...(contacts.get(key) ?? []), contact]);
  }
  return {
    units: new Map(roster.units.map((unit) => [unit.id, unit])),
    accounts: new Map(roster.accounts.map((account) => [account.id, account])),
    names,
    contacts,
  };
}

/** The unit of an id. */
export const unitOf = (roster: Roster, id: UnitId): Unit | undefined => lookup(roster).units.get(id);

/** The name of a unit for people, its id when it is no longer in the roster. */
export const nameOfUnit = (roster: Roster, id: UnitId): string => unitOf(roster, id)?.name ?? id;

const LINK = 'link/';

/** Who acts when somebody follows the signed link of a unit's mail (链接): the unit, and no person. */
export const linkActor = (unit: UnitId): AccountId => `${LINK}${unit}`;

/** The account of an id; a unit that acts by its link answers as its own liaison without a name. */
export const accountOf = (roster: Roster, id: AccountId): Account | undefined =>
  lookup(roster).accounts.get(id) ?? (id.startsWith(LINK) ? byLink(roster, id) : undefined);

function byLink(roster: Roster, id: AccountId): Account | undefined {
  const unit = unitOf(roster, id.slice(LINK.length));
  return (
    unit && {
      id,
      role: 'liaison',
      name: `${unit.name}（邮件链接）`,
      phone: '',
      address: '',
      unit: unit.id,
      notices: null,
    }
  );
}

/** The contacts of a unit in a role who are in office on a day; several liaisons get the same mail. */
export function contactsOf(
  roster: Roster,
  unit: UnitId,
  role: ContactRole,
  day: CivilDate,
): readonly Contact[] {
  const all = lookup(roster).contacts.get(`${unit}|${role}`) ?? [];
  return all.filter(({ from, until }) => (from === null || from <= day) && (until === null || day <= until));
}

/** Who is called about what a unit has to do (联络员), and on which number; without one of its own, that of its account. */
export interface Telephone {
  readonly name: string;
  readonly phone: string;
}

/** The liaisons of a unit on a day, to be called. */
export const telephonesOf = (roster: Roster, unit: UnitId, day: CivilDate): readonly Telephone[] =>
  contactsOf(roster, unit, 'liaison', day).map(({ name, phone, address }) => {
    const own = roster.accounts.find((one) => one.unit === unit && one.address === address);
    return { name, phone: phone === '' ? (own?.phone ?? '') : phone };
  });

/**
 * The unit or group word of a name: by id, name or alias in the matching form (width, spaces and brackets do
 * not count). Anything else is unknown, with the nearest name as a suggestion and never as an answer.
 */
export function resolveUnit(roster: Roster, name: string): Resolved {
  const exact = lookup(roster).names.get(matchingForm(name));
  if (exact) return exact;
  const names = roster.units.flatMap((unit) => [unit.name, ...unit.aliases]);
  const suggestion = nearestName(name, [...names, ...roster.groups.map((group) => group.name)]);
  return suggestion === undefined ? { type: 'unknown' } : { type: 'unknown', suggestion };
}
