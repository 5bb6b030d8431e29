import type { AccountRole, ContactRole } from '../../../domain/roster/types';
import type { CivilDate } from '../../../domain/time';
import { addedSince, positiveColumn, integer, json, wordColumn, optional, table, textColumn } from '../table';

/** Reference data in force and before, by seq of the (first) event in `office` that put it into force; names and addresses of people are not in it. */
export const referenceTable = table({
  columns: {
    kind: wordColumn<'calendar' | 'policy' | 'roster'>({ calendar: true, policy: true, roster: true }),
    seq: positiveColumn(),
    digest: textColumn(),
    body: textColumn(),
  },
  key: ['kind', 'seq'],
  appendOnly: true,
});

export const contacts = table({
  columns: {
    id: textColumn(),
    unit: textColumn(),
    role: wordColumn<ContactRole>({ liaison: true, supervisor: true, chief: true }),
    name: textColumn(),
    address: textColumn(),
    from_day: optional(textColumn<CivilDate>()),
    until_day: optional(textColumn<CivilDate>()),
    position: integer(),
    phone: addedSince('0003-expand-telephones', textColumn()),
  },
  key: ['id'],
});

export const accounts = table({
  columns: {
    id: textColumn(),
    role: wordColumn<AccountRole>({
      liaison: true,
      unitLeader: true,
      coordinator: true,
      reviewer: true,
      admin: true,
      auditor: true,
    }),
    name: textColumn(),
    phone: textColumn(),
    address: textColumn(),
    unit: optional(textColumn()),
    notices: optional(json<readonly string[]>()),
    position: integer(),
  },
  key: ['id'],
});

/** Names of people spoken to, each with a random number that is erased with it: the journal's digest of both does not reveal the name. */
export const persons = table({
  columns: { ref: textColumn(), name: textColumn(), blind: textColumn() },
  key: ['ref'],
});

/** Single values: the salt of digests, the pause of sending. */
export const settings = table({ columns: { name: textColumn(), value: textColumn() }, key: ['name'] });
