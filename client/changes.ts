import { diffBetween, type DiffLine, type ItemStory } from '../domain/item/diff';
import { parseStream } from '../domain/journal/streams';
import { instantAt, plusDays, startOfDay, type CivilDate, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';

/** Between which days changes are looked for, and in which notice; undefined: until now, in all. */
export interface ChangesAsked {
  readonly from: CivilDate;
  readonly to?: CivilDate | undefined;
  readonly notice?: string | undefined;
  readonly now: Instant;
}

/**
 * What is otherwise than it was (自上次例会以来), from the events of the items: from the beginning of one day to the end
 * of another.
 */
export async function changesIn(
  ledger: Pick<Ledger, 'office' | 'streams' | 'story'>,
  { from, to, notice, now }: ChangesAsked,
): Promise<readonly DiffLine[]> {
  const office = await ledger.office();
  const { zone } = office.calendar;
  const until = to === undefined ? now : startOfDay(plusDays(to, 1), zone);
  const stories: ItemStory[] = [];
  for (const { stream } of await ledger.streams()) {
    const parsed = parseStream(stream);
    if (parsed.type === 'item' && (notice === undefined || parsed.notice === notice))
      stories.push({ stream, events: await ledger.story(stream) });
  }
  return diffBetween(stories, office, instantAt(from, '00:00', zone), until);
}
