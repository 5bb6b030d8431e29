import { sql } from 'kysely';
import type { ChainedEvent, StreamId } from '../../domain/journal/types';
import type { Instant } from '../../domain/time';
import { columnsOf, type Db } from '../database/schema';
import { toEvent } from './journal';

/** Filters of a search of events; one that is left out filters nothing. */
export interface EventWishes {
  readonly stream?: StreamId | undefined;
  /** A unit that the event names. */
  readonly unit?: string | undefined;
  readonly actor?: string | undefined;
  readonly type?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

/** How many events are found at most. */
export const MOST_FOUND = 1_000;

const literal = (words: string): string => words.replace(/[\\%_]/g, (mark) => `\\${mark}`);

/** The latest events that fit, the newest first, at most 1,000. */
export async function findEvents(db: Db, wishes: EventWishes): Promise<readonly ChainedEvent[]> {
  const { stream, unit, actor, type, from, to } = wishes;
  let query = db.selectFrom('events').select(columnsOf('events'));
  if (stream !== undefined) query = query.where('stream', '=', stream);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (type !== undefined) query = query.where('type', '=', type);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (to !== undefined) query = query.where('at', '<=', to);
  if (unit !== undefined)
    query = query.where((x) => x(x.ref('body'), 'like', sql<string>`${`%"${literal(unit)}"%`} escape '\\'`));
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('stream')
    .orderBy('seq', 'desc')
    .limit(MOST_FOUND)
    .execute();
  return rows.map(toEvent);
}
