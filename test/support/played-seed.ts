import { decide } from '../../domain/item/decide';
import { readEnvelope } from '../../domain/item/read-envelope';
import type { RecordedItemEvent } from '../../domain/item/events';
import { advance, recordedAs } from '../../domain/item/advance';
import type { ItemState } from '../../domain/item/types';
import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import { issueItem } from '../../domain/plan/issue';
import { slotFor } from '../../domain/slot';
import { dateOf, type Instant } from '../../domain/time';
import type { PaperLedger } from '../../office/papers/make';
import { habitsOf } from '../../worker/rehearse/acts';
import { scripted } from '../../worker/rehearse/events';
import { readScript } from '../../worker/rehearse/script';
import { moment } from './item';
import { SEED, seedFolder } from './seed';
import { sure } from './sure';

/**
 * The seed's items as they stand at an instant when everybody did what the script and its habits say, by the rules
 * alone: no reminders are raised, no mails are written, nobody is stopped by an outage.
 */
export async function playedSeed(until: Instant): Promise<PaperLedger> {
  const { office, notice, planFile } = seedFolder();
  const { plan } = planFile;
  const script = sure(await readScript(SEED, undefined, SEED));
  const at = moment('2025-06-30');
  const states = new Map<StreamId, ItemState>();
  const stories = new Map<StreamId, readonly RecordedItemEvent[]>();
  for (const item of plan.items) {
    const stream = itemStream(plan.notice, item.key);
    const cause = { actor: plan.coordinator, requestKey: null, at };
    const { state, events } = advance(
      null,
      recordedAs(null, [sure(issueItem(plan, item, { office, at, batch: 1 }))], cause),
      stream,
    );
    if (state) states.set(stream, state);
    stories.set(stream, events);
  }
  const acts = [
    ...habitsOf(plan, office, script, dateOf(at, office.calendar.zone)),
    ...sure(scripted(plan, office, script)),
  ]
    .filter((act) => act.at <= until)
    .toSorted((a, b) => a.at - b.at);
  for (const [n, act] of acts.entries()) {
    const before = states.get(act.stream);
    const doing = before && act.decide(before);
    if (!doing) continue;
    const envelope = { key: `act-${n}`, digest: '0'.repeat(64), onBehalf: null, ...doing };
    const now = { office, now: act.at, slot: slotFor(office, act.at, null), urged: new Map() };
    const events = sure(decide(before, sure(readEnvelope(envelope)), now));
    const cause = { actor: doing.actor, requestKey: envelope.key, at: act.at };
    const after = advance(before, recordedAs(before, events, cause), act.stream);
    states.set(act.stream, after.state);
    stories.set(act.stream, [...(stories.get(act.stream) ?? []), ...after.events]);
  }
  const story = (stream: StreamId) => stories.get(stream) ?? [];
  return {
    office: () => Promise.resolve(office),
    item: (stream) => Promise.resolve(states.get(stream) ?? null),
    items: () => Promise.resolve([...states.values()]),
    story: (stream) => Promise.resolve(story(stream)),
    stories: (streams) => Promise.resolve(new Map(streams.map((stream) => [stream, story(stream)]))),
    lastCheckpoint: () => Promise.resolve(null),
    sentMails: () => Promise.resolve([]),
    notices: () => Promise.resolve([notice]),
  };
}
