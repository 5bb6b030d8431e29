import type { Kysely } from 'kysely';
import type { RowOf, Table } from './table';
import { credentials, invitations, link_ends, link_keys, sessions, tries } from './tables/access';
import { assignments, items, notices, outbox, plan_drafts, plan_items, plans, tasks } from './tables/items';
import { events, heads, log_entries, log_tiles, requests } from './tables/journal';
import {
  buckets,
  contact_health,
  delayed_letters,
  mail_items,
  mails,
  post_runs,
  recipients,
  slots,
} from './tables/mails';
import { change_sets, changesTable } from './tables/change-sets';
import { errands } from './tables/errands';
import { accounts, contacts, persons, referenceTable, settings } from './tables/office';

/** All tables; one that others refer to stands before them. */
export const TABLES = {
  events,
  heads,
  log_entries,
  log_tiles,
  requests,
  reference: referenceTable,
  contacts,
  accounts,
  persons,
  settings,
  errands,
  change_sets,
  changes: changesTable,
  sessions,
  credentials,
  invitations,
  link_keys,
  link_ends,
  tries,
  notices,
  plans,
  plan_items,
  plan_drafts,
  items,
  assignments,
  mails,
  mail_items,
  delayed_letters,
  recipients,
  contact_health,
  post_runs,
  buckets,
  slots,
  outbox,
  tasks,
} as const;

/**
 * Steps of the schema, oldest first; a released one is never edited. The first makes every table and column that names no
 * step of its own. One with `expand` in its name only adds: programs that do not know it go on beside it.
 */
export const STEPS = ['0001-ledger', '0002-expand-calls', '0003-expand-telephones'] as const;

/** Rows of all tables. */
export type Schema = { [T in keyof typeof TABLES]: RowOf<(typeof TABLES)[T]> };

/** The database, or an open transaction on it. */
export type Db = Kysely<Schema>;

/** The names of all columns of a table in this release; whatever a later one adds is not selected. */
export function columnsOf<T extends keyof Schema>(table: T): readonly (keyof Schema[T] & string)[] {
  const { columns }: Table = TABLES[table];
  const isColumn = (name: string): name is keyof Schema[T] & string => name in columns;
  return Object.keys(columns).filter(isColumn);
}

/** The same as columns of a query over several tables. */
export const columnsAmong = <T extends keyof Schema>(table: T) =>
  columnsOf(table).map((name) => `${table}.${name}` as const);
