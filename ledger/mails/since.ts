import type { MovedSince } from '../../domain/digest/since';
import type { Office } from '../../domain/office';
import { firstOfWeek, slotAt, weekBefore } from '../../domain/slot';
import type { CivilDate } from '../../domain/time';
import { stateAsOf } from '../items/as-of';
import type { Db } from '../database/schema';

/**
 * The items that something happened to since the weekly briefing before that of a slot, as they stood then and at the
 * slot; undefined when the slot is not the first of a week. Looks at the agenda alone change nothing that is told.
 */
export async function movedSince(db: Db, slot: CivilDate, office: Office): Promise<MovedSince | undefined> {
  if (!firstOfWeek(office, slot)) return undefined;
  const from = weekBefore(office, slot);
  const [since, until] = [slotAt(office, from), slotAt(office, slot)];
  const streams = await db
    .selectFrom('heads')
    .innerJoin('events', 'events.stream', 'heads.stream')
    .select('heads.stream')
    .distinct()
    .where('heads.at', '>', since)
    .where('heads.stream', 'like', 'item/%')
    .where('events.at', '>', since)
    .where('events.at', '<=', until)
    .where('events.type', '<>', 'raised')
    .execute();
  const pairs = [];
  for (const { stream } of streams) {
    const is = await stateAsOf(db, stream, until);
    if (is) pairs.push({ was: await stateAsOf(db, stream, since), is });
  }
  return { from, pairs };
}
