import { sql } from 'kysely';
import type { Finding } from '../../../domain/journal/types';
import { text } from '../../../domain/problem';
import { sharesRows } from '../../database/locks';
import { TABLES, type Db } from '../../database/schema';
import type { Table } from '../../database/table';

/** The triggers that stand, and fire for everybody, with the table of each. */
async function standingTriggers(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = sharesRows(db)
    ? await sql<{ readonly name: string }>`select tgname as name from pg_catalog.pg_trigger
        join pg_catalog.pg_class on pg_class.oid = tgrelid
        where not tgisinternal and tgenabled = 'A' and relnamespace =
          (select oid from pg_catalog.pg_namespace where nspname = current_schema())`.execute(db)
    : await sql<{ readonly name: string }>`select name from sqlite_master where type = 'trigger'`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

/** Tables that only grow have the triggers that keep them so: `trigger-missing`. */
export async function checkTriggers(db: Db): Promise<readonly Finding[]> {
  const there = await standingTriggers(db);
  const ends = sharesRows(db) ? ['append_only'] : ['no_update', 'no_delete', 'no_replace'];
  return Object.entries<Pick<Table, 'appendOnly'>>(TABLES)
    .filter(([, { appendOnly }]) => appendOnly)
    .flatMap(([table]) => ends.map((end) => `${table}_${end}`))
    .filter((name) => !there.has(name))
    .map((name) => ({
      code: 'trigger-missing',
      stream: null,
      seq: null,
      message: text(
        `触发器 ${name} 不在了，台账可以被改`,
        `the trigger ${name} is gone: the journal can be changed`,
      ),
    }));
}
