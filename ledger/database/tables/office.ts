import type { AccountRole, ContactRole } from '../../../domain/roster/types';
import type { CivilDate } from '../../../domain/time';
import { counted, integer, json, oneOf, optional, table, text } from '../table';

/** Reference data in force and before, by seq of its event in `office`; names and addresses of people are not in it. */
export const reference = table({
  columns: {
    kind: oneOf<'calendar' | 'policy' | 'roster'>({ calendar: true, policy: true, roster: true }),
    seq: counted(),
    digest: text(),
    body: text(),
  },
  key: ['kind', 'seq'],
});

export const contacts = table({
  columns: {
    id: text(),
    unit: text(),
    role: oneOf<ContactRole>({ liaison: true, supervisor: true, chief: true }),
    name: text(),
    address: text(),
    from_day: optional(text<CivilDate>()),
    until_day: optional(text<CivilDate>()),
    position: integer(),
  },
  key: ['id'],
});

export const accounts = table({
  columns: {
    id: text(),
    role: oneOf<AccountRole>({
      liaison: true,
      unitLeader: true,
      coordinator: true,
      reviewer: true,
      admin: true,
      auditor: true,
    }),
    name: text(),
    phone: text(),
    address: text(),
    unit: optional(text()),
    notices: optional(json<readonly string[]>()),
    position: integer(),
  },
  key: ['id'],
});

/** Names of people spoken to, each with a random number that is erased with it: the journal's digest of both tells nobody the name. */
export const persons = table({ columns: { ref: text(), name: text(), blind: text() }, key: ['ref'] });

/** Single values: the salt of digests, the pause of sending. */
export const settings = table({ columns: { name: text(), value: text() }, key: ['name'] });
