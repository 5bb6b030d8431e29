import { TILE_WIDTH } from '../../../domain/journal/tiles';
import type { Finding } from '../../../domain/journal/types';
import { logSize } from '../../log/entries';
import type { Db } from '../../database/schema';
import { rowDiffers, rowExtra } from './compare';

/** What stands beside the chains that `verify` recomputes: the times of heads, and tiles beyond the end of the log. */
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
