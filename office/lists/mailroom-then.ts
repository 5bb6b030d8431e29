import { byCodeUnits } from '../../domain/digest/order';
import type { FindingLine } from '../../domain/digest/snapshot';
import { itemStream, MAILROOM, noticeStream } from '../../domain/journal/streams';
import { slotFor } from '../../domain/slot';
import type { CivilDate, Instant } from '../../domain/time';
import type { Pause } from '../../domain/view/pause';
import { fromJson, type Json } from '../../ledger/database/stored';
import type { Ledger } from '../../ledger/ledger';
import type { Delivered, DeliveryEntry } from '../../ledger/mails/deliveries';
import {
  findingsAtSlot,
  lettersBefore,
  NOT_BEGUN_NAMED,
  type FindingFacts,
} from '../../ledger/mails/findings';
import type { MailRow } from '../../ledger/mails/list';
import type { NoticeIssued } from '../../ledger/notices/issue';
import type { SlotComposed } from '../../ledger/office/slots';

interface EndedSlot {
  readonly entry: DeliveryEntry;
  readonly at: Instant;
}

/** What the stream of the mailroom says up to an instant. */
export interface MailroomThen {
  /** How mails had ended; one that was to be tried again is not among them. */
  readonly ended: ReadonlyMap<string, EndedSlot>;
  readonly paused: FindingFacts['paused'];
  /** Composed slots, in the order in which they were composed. */
  readonly slots: readonly SlotComposed[];
}

/** Reads the stream of the mailroom up to an instant. */
export async function mailroomThen(ledger: Pick<Ledger, 'history'>, at: Instant): Promise<MailroomThen> {
  const ended = new Map<string, EndedSlot>();
  const slots: SlotComposed[] = [];
  let paused: FindingFacts['paused'] = null;
  for (const event of await ledger.history(MAILROOM)) {
    if (event.at > at) continue;
    if (event.type === 'delivered') {
      const body: Json<Delivered> = event.body;
      for (const entry of fromJson(body).entries) ended.set(entry.mail, { entry, at: event.at });
    } else if (event.type === 'mailsRetried') {
      const body: Json<{ readonly mails: readonly string[] }> = event.body;
      for (const mail of fromJson(body).mails) ended.delete(mail);
    } else if (event.type === 'slotComposed') {
      const body: Json<SlotComposed> = event.body;
      slots.push(fromJson(body));
    } else if (event.type === 'sendingPaused') {
      const body: Json<Pick<Pause, 'reason' | 'until'>> = event.body;
      paused = { ...fromJson(body), since: event.at };
    } else if (event.type === 'sendingResumed') paused = null;
  }
  return { ended, paused, slots };
}

/** A mail as it stood then. One that ended before it was tried again has its moment from the journal. */
export const mailThen = (mail: MailRow, ended: EndedSlot | undefined): MailRow =>
  ended
    ? {
        ...mail,
        state: ended.entry.outcome,
        settledAt: mail.settledAt !== null && mail.settledAt <= ended.at ? mail.settledAt : ended.at,
        response: ended.entry.response,
      }
    : { ...mail, state: 'ready', settledAt: null, response: null };

/** What the briefing of a slot said first; `then` is the ledger as it stood, `mailroom` its mailroom's stream. */
export async function findingsThen(
  then: Pick<Ledger, 'office' | 'notices' | 'history' | 'item' | 'mails'>,
  { paused, slots }: MailroomThen,
  slot: CivilDate,
): Promise<readonly FindingLine[]> {
  const before = latest(slots.filter((one) => one.slot < slot));
  const [missed, unknown] = before
    ? await Promise.all([then.mails({ state: 'missed' }), then.mails({ state: 'unknown' })])
    : [[], []];
  const office = await then.office();
  const letters = (await then.mails({ state: 'ready' })).filter(({ kind }) => kind === 'letter');
  return findingsAtSlot(slot, office, {
    paused,
    before,
    missed: missed.filter((mail) => before && mail.slot >= before.slot && mail.slot < slot).length,
    unknown: unknown.filter(({ settledAt }) => before && settledAt !== null && settledAt >= before.at).length,
    letters: letters.filter(({ composedAt }) => composedAt < lettersBefore(slot, office)).length,
    notBegun: await slotNotBegun(then, slots, slot),
  });
}

const latest = (slots: readonly SlotComposed[]): SlotComposed | null =>
  slots.toSorted((a, b) => byCodeUnits(a.slot, b.slot)).at(-1) ?? null;

/** Items of issued runs without an event whose slot had come. */
async function slotNotBegun(
  then: Pick<Ledger, 'office' | 'notices' | 'history' | 'item'>,
  slots: readonly SlotComposed[],
  slot: CivilDate,
): Promise<readonly string[]> {
  const office = await then.office();
  const found: string[] = [];
  for (const { id } of await then.notices())
    for (const event of await then.history(noticeStream(id))) {
      if (event.type !== 'noticeIssued') continue;
      const body: Json<NoticeIssued> = event.body;
      const composed = latest(slots.filter(({ at }) => at <= event.at));
      if (slotFor(office, event.at, composed?.slot ?? null) > slot) continue;
      for (const key of fromJson(body).items)
        if ((await then.item(itemStream(id, key))) === null) found.push(`${id}/${key}`);
    }
  return found.toSorted(byCodeUnits).slice(0, NOT_BEGUN_NAMED);
}
