import { stringify } from 'yaml';
import type { WorkCalendar } from '../../../domain/calendar/types';
import type { Policy } from '../../../domain/policy';
import { nameOfUnit } from '../../../domain/roster/roster';
import type { Account, Roster } from '../../../domain/roster/types';

const yamlText = (value: object): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

/** policy.yaml of a policy, every key written out. toPolicy reads it back as it was. */
export const policyYaml = (policy: Policy): string => yamlText(policy);

/** calendar.yaml of a calendar: the years that are declared; empty text when none is. toCalendar reads it back. */
export const calendarYaml = ({ tables }: WorkCalendar): string =>
  tables.length === 0
    ? ''
    : yamlText(
        new Map(
          tables.map(({ year, source, work, off }) => [
            String(year),
            { source, work, off: Object.fromEntries(off.map(({ name, days }) => [name, days])) },
          ]),
        ),
      );

/** True for the role of an account that belongs to a unit. */
export const isOfUnit = (role: unknown): boolean => role === 'liaison' || role === 'unitLeader';

const personOf = ({ id, role, name, phone, address }: Account) => ({ id, role, name, phone, address });

/** roster.yaml of a roster: each unit with its contacts and accounts below it. toRoster reads the same rows back. */
export function rosterYaml(roster: Roster): string {
  const { units, groups, contacts, accounts } = roster;
  return yamlText({
    units: units.map((unit) => ({
      ...unit,
      contacts: contacts
        .filter((one) => one.unit === unit.id)
        .map(({ id, role, name, phone, address, from, until }) => ({
          ...{ id, role, name },
          ...(phone === '' ? {} : { phone }),
          ...{ address, from, until },
        })),
      accounts: accounts.filter((one) => isOfUnit(one.role) && one.unit === unit.id).map(personOf),
    })),
    groups: Object.fromEntries(
      groups.map(({ name, members }) => [name, members?.map((id) => nameOfUnit(roster, id)) ?? null]),
    ),
    accounts: accounts
      .filter((one) => !isOfUnit(one.role))
      .map((one) => ({
        ...personOf(one),
        unit: one.unit === null ? null : nameOfUnit(roster, one.unit),
        notices: one.notices,
      })),
  });
}
