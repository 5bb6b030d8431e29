import * as digest from '../../domain/digest/compose';
import type { ToUnit } from '../../domain/digest/mail-ref';
import type { MovedSince } from '../../domain/digest/since';
import type { Snapshot } from '../../domain/digest/snapshot';
import { faultFinding, faultText } from '../../domain/digest/sound';
import type { Addressee } from '../../domain/digest/types';
import type { StatePair } from '../../domain/item/diff';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import { firstOfWeek, slotAt, weekBefore } from '../../domain/slot';
import type { CivilDate, Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { stateUpTo } from '../items/as-of';
import { recordedOf } from '../items/replay';
import { readEvents } from '../journal/journal';
import { noteItemFault } from '../journal/faults-at';
import { lastNote } from '../log/checkpoint';
import type { OfficeReader } from '../office/office';
import { addresseesAt, addresseeOrder } from './addressees';
import { recoverLeft } from './claim';
import { noteComposed, type MailDigests } from './composed';
import { findingsAt } from './findings';
import { composeLateLetters } from './letters';
import { putMail, type MailPosting } from './mailbox';
import { missing } from './missing';
import { freeRows, officeRows, takeRows } from './rows';
import { loadSnapshot, seqsOf } from './snapshot';
import { makeSoundFor } from './sound';
import { expireDigests } from './window';

export interface ComposeCall {
  readonly slot: CivilDate;
  readonly now: Instant;
  /** The last addressee of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** A page composed: how many mails, and where the next begins; null: there is none. */
export interface Composed {
  readonly composed: number;
  readonly next: string | null;
}

/** What the editions of one page are written with. */
interface ComposePage {
  readonly db: Db;
  readonly office: Office;
  readonly slot: CivilDate;
  readonly now: Instant;
  readonly checkpoint: string | null;
}

/**
 * Composes one page of a slot's editions (编发): every raised row for this slot or an earlier one that is in no mail and
 * waits for no approval, full lists on their days, briefings. One edition for an addressee and slot: where one exists
 * already, rows wait for the next. The first page clears away what earlier slots left unsent and writes late letters.
 */
export async function composeMails(db: Db, call: ComposeCall, officeOf: OfficeReader): Promise<Composed> {
  const { slot, now, after, limit } = call;
  const office = await officeOf(db);
  if (after === null) {
    // Late letters first: they wait for items, which must be done before rows are held.
    await composeLateLetters(db, now, office);
    await recoverLeft(db, call, officeOf);
    await expireDigests(db, slot, now);
  }
  const ahead = (await addresseesAt(db, slot, office)).filter(
    (to) => after === null || addresseeOrder(to) > after,
  );
  const asked = ahead.slice(0, limit);
  const page: ComposePage = { db, office, slot, now, checkpoint: await lastNote(db) };
  const units = asked.filter((to) => 'unit' in to);
  const others = asked.filter((to) => 'account' in to);
  let composed = 0;
  if (units.length > 0) composed += await writeMails(page, await unitSnapshot(page, units), units);
  if (others.length > 0) composed += await writeMails(page, await officeSnapshot(page), others);
  const last = asked.at(-1);
  return { composed, next: last && ahead.length > asked.length ? addresseeOrder(last) : null };
}

async function unitSnapshot(
  { db, office, slot, now }: ComposePage,
  to: readonly ToUnit[],
): Promise<Snapshot> {
  const units = [...new Set(to.map(({ unit }) => unit))];
  const { rows, broken } = await freeRows(db, slot, units);
  return naming(broken, await loadSnapshot(db, { office, now, units, streams: [], everything: false, rows }));
}

/** Rows that cannot be read any more are told of as their items would be. */
const naming = (broken: readonly StreamId[], snapshot: Snapshot): Snapshot =>
  broken.length === 0
    ? snapshot
    : { ...snapshot, unreadable: [...new Set([...(snapshot.unreadable ?? []), ...broken])] };

async function officeSnapshot({ db, office, slot, now }: ComposePage): Promise<Snapshot> {
  const { rows, broken: unread } = await officeRows(db, slot);
  const scope = { office, now, units: [], streams: [], everything: true, rows };
  const snapshot = naming(unread, await loadSnapshot(db, scope));
  const { moved, broken } = await movedSinceWeek(db, slot, office, now);
  const faulted = [...(snapshot.unreadable ?? []), ...broken];
  const findings = [
    ...(await findingsAt(db, slot, office)),
    ...(faulted.length > 0 ? [faultFinding(faulted)] : []),
  ];
  const { streams: lost } = await missing(db, slot, null);
  return { ...snapshot, missing: lost, findings, ...(moved && { moved }) };
}

/** Writes the editions that have something to say, with their rows; how many. */
async function writeMails(
  page: ComposePage,
  snapshot: Snapshot,
  addressees: readonly Addressee[],
): Promise<number> {
  const { db, office, now, checkpoint, slot } = page;
  const digests: MailDigests = new Map();
  const posting: MailPosting = { office, now, checkpoint, digests, seqOf: seqsOf(snapshot) };
  let composed = 0;
  let sound = snapshot;
  for (const to of addressees) {
    const worked = await makeSoundFor(db, to, { snapshot: sound, slot }, (whole) =>
      digest.composeOne(whole, slot, to),
    );
    sound = worked.snapshot;
    const edition = worked.value;
    if (!edition || !(await putMail(db, edition, posting))) continue;
    await takeRows(db, edition);
    composed += 1;
  }
  await noteComposed(db, digests, now);
  return composed;
}

/** What moved in a week, and the items whose journal cannot be read any more. */
interface MovedInWeek {
  readonly moved?: MovedSince;
  readonly broken: readonly StreamId[];
}

/**
 * The items that something happened to since the weekly briefing before that of a slot, as they stood then and at the
 * slot; none when the slot is not the first of a week. Looks at the agenda alone change nothing that is told. One whose
 * journal cannot be read is left out, which is journaled.
 */
async function movedSinceWeek(db: Db, slot: CivilDate, office: Office, now: Instant): Promise<MovedInWeek> {
  if (!firstOfWeek(office, slot)) return { broken: [] };
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
  const pairs: StatePair[] = [];
  const broken: StreamId[] = [];
  for (const { stream } of streams) {
    // A fault of the database itself is none of the item's.
    const events = await readEvents(db, stream);
    try {
      const story = events.map(recordedOf);
      const is = stateUpTo(stream, story, until);
      if (is) pairs.push({ was: stateUpTo(stream, story, since), is });
    } catch (error) {
      broken.push(stream);
      await noteItemFault(db, { stream, why: faultText(error) }, { slot, now });
    }
  }
  return { moved: { from, pairs }, broken };
}
