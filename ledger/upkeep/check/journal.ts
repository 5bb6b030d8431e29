import { sql } from 'kysely';
import { TILE_WIDTH } from '../../../domain/journal/tiles';
import type { Finding } from '../../../domain/journal/types';
import { text } from '../../../domain/problem';
import { sharesRows } from '../../database/locks';
import { type Db, TABLES } from '../../database/schema';
import type { Table } from '../../database/table';
import { logSize } from '../../log/entries';
import { rowDiffers, rowExtra } from './compare';

/** What is checked beside the chains that `verify` recomputes: the times of heads, and tiles beyond the end of the log. */
export const checkJournal = async (db: Db): Promise<readonly Finding[]> => [
  ...(await checkHeadTimes(db)),
  ...(await checkTiles(db)),
];

async function checkHeadTimes(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('heads')
    .innerJoin('events', (on) =>
      on.onRef('events.stream', '=', 'heads.stream').onRef('events.seq', '=', 'heads.seq'),
    )
    .select(['heads.stream', 'heads.seq'])
    .whereRef('heads.at', '<>', 'events.at')
    .execute();
  return rows.map(({ stream, seq }) => rowDiffers('heads', stream, ['at'], { stream, seq }));
}

async function checkTiles(db: Db): Promise<readonly Finding[]> {
  const size = await logSize(db);
  const rows = await db.selectFrom('log_tiles').select(['level', 'n']).execute();
  return rows
    .filter(({ level, n }) => n * TILE_WIDTH >= Math.floor(size / TILE_WIDTH ** level))
    .map(({ level, n }) => rowExtra('log_tiles', `${level}/${n}`, { stream: null, seq: null }));
}

/** The triggers that exist and fire for everybody, with the table of each. */
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
