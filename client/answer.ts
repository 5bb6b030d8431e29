import type { RecordedItemEvent } from '../domain/item/events';
import type { StreamId } from '../domain/journal/types';
import { happenedBy, type Happened } from '../domain/view/answer';
import type { Ledger } from '../ledger/ledger';

/** What a command did, its events, and the zone of their instants. */
export interface Told {
  readonly happened: Happened;
  readonly events: readonly RecordedItemEvent[];
  readonly zone: string;
}

/** What a command did, as the ledger has it; also one that was answered before under the same key. */
export async function answerTo(
  ledger: Pick<Ledger, 'story' | 'item' | 'nextSlot' | 'office'>,
  stream: StreamId,
  key: string,
): Promise<Told | null> {
  const state = await ledger.item(stream);
  if (!state) return null;
  const story = await ledger.story(stream);
  const events = story.filter(({ requestKey }) => requestKey === key);
  const office = await ledger.office();
  const next = await ledger.nextSlot(stream);
  const seqs = new Set(events.map(({ seq }) => seq));
  const happened = happenedBy(seqs, { state, events: story, office, next });
  return { happened, events, zone: office.policy.zone };
}
