import type { WorkCalendar } from '../../domain/calendar/types';
import { OFFICE } from '../../domain/journal/streams';
import type { Policy } from '../../domain/policy';
import { makeRoster } from '../../domain/roster/roster';
import type { Contact, Roster } from '../../domain/roster/types';
import { digestOf, partsThatFit } from '../../domain/journal/canonical';
import { appendOne, appendParts, type JournalChange } from '../journal/journal';
import { owe } from '../journal/errands';
import { mailboxesRevived } from './health';
import { readReference, storedRoster, type OfficeReader, type ReferenceBodies } from './office';
import { addressDigest } from './identity';
import type { Db } from '../database/schema';
import { chunks, toJson } from '../database/stored';

/** Reference data to be put into force; of its event, the facts beside the digest, in parts where one event cannot hold them. */
interface NewReference<K extends keyof ReferenceBodies> {
  readonly body: ReferenceBodies[K];
  readonly digest: string;
  readonly facts: readonly object[];
}

/**
 * Puts reference data into force: an event in the stream `office` with its digest, and others of its type for what it cannot
 * hold; the same digest again writes nothing.
 */
async function set<K extends keyof ReferenceBodies>(
  db: Db,
  kind: K,
  { body, digest, facts }: NewReference<K>,
  by: JournalChange,
): Promise<boolean> {
  if ((await digestInForce(db, kind)) === digest) return false;
  const end = await appendParts(db, OFFICE, {
    type: `${kind}Set`,
    bodies: facts.map((some) => ({ digest, ...some })),
    at: by.now,
    actor: by.actor,
    requestKey: by.requestKey,
  });
  const seq = end.seq - facts.length + 1;
  await db
    .insertInto('reference')
    .values({ kind, seq, digest, body: toJson(body) })
    .execute();
  return true;
}

/** A roster goes on changing contact by contact after it was set. */
async function digestInForce(db: Db, kind: keyof ReferenceBodies): Promise<string | null> {
  const set = await readReference(db, kind);
  return set && kind === 'roster' ? (await storedRoster(db)).digest : (set?.digest ?? null);
}

/** Open items have to look at their agenda again; one errand for all changes not yet signalled to them. */
const oweAgenda = (db: Db, by: JournalChange): Promise<void> =>
  owe(db, 'agenda', { type: 'wake', streams: null, cause: by.requestKey });

/** The calendar in force from now on; that open items look at it is an errand. */
export async function setCalendar(db: Db, calendar: WorkCalendar, by: JournalChange): Promise<void> {
  const facts = [{ years: calendar.tables.map(({ year }) => year) }];
  const isNew = await set(db, 'calendar', { body: calendar, digest: calendar.digest, facts }, by);
  if (isNew) await oweAgenda(db, by);
}

/** The policy in force from now on; that open items look at it is an errand. */
export async function setPolicy(db: Db, policy: Policy, by: JournalChange): Promise<void> {
  if (await set(db, 'policy', { body: policy, digest: digestOf(policy), facts: [{}] }, by))
    await oweAgenda(db, by);
}

/** Body of `rosterSet`; a roster of many has several, of which `part` counts from 0. */
export interface RosterSet extends Readonly<Record<RosterList, readonly string[]>> {
  readonly digest: string;
  /** Digest of units and groups alone: contacts and accounts can be erased, and those of the past are not kept. */
  readonly kept: string;
  readonly part: number;
}

type RosterList = 'units' | 'contacts' | 'accounts';

const ROSTER_LISTS: readonly RosterList[] = ['units', 'contacts', 'accounts'];

/** What the journal says of a roster: ids alone. */
const rosterFacts = ({ units, groups, ...roster }: Roster): readonly Omit<RosterSet, 'digest'>[] => {
  const kept = digestOf({ units, groups });
  const named = ROSTER_LISTS.flatMap((list) => ({ units, ...roster })[list].map(({ id }) => ({ list, id })));
  return partsThatFit(named).map((some, part) => {
    const idsOf = (wanted: RosterList) => some.flatMap(({ list, id }) => (list === wanted ? [id] : []));
    return { kept, part, units: idsOf('units'), contacts: idsOf('contacts'), accounts: idsOf('accounts') };
  });
};

/**
 * The roster in force from now on. The journal names units, contacts and accounts by id only. A mailbox with a new address
 * counts as alive again.
 */
export async function setRoster(db: Db, roster: Roster, by: JournalChange): Promise<void> {
  const { units, groups, contacts, accounts, digest } = roster;
  if (!(await set(db, 'roster', { body: { units, groups }, digest, facts: rosterFacts(roster) }, by))) return;
  const before = await db.selectFrom('contacts').select(['id', 'address']).execute();
  const addresses = new Map(before.map(({ id, address }) => [id, address]));
  const moved = contacts.filter(({ id, address }) => addresses.get(id) !== address);
  for (const part of chunks(moved))
    await mailboxesRevived(
      db,
      part.flatMap(({ id, unit, role }) => [id, `${unit}|${role}`]),
      by.now,
    );
  await db.deleteFrom('contacts').execute();
  await db.deleteFrom('accounts').execute();
  for (const [position, contact] of contacts.entries()) await writeContact(db, contact, position);
  for (const [position, { notices, ...account }] of accounts.entries())
    await db
      .insertInto('accounts')
      .values({ ...account, position, notices: notices === null ? null : toJson(notices) })
      .execute();
}

/** Sets one contact (联络员 and leaders); a mailbox with a new address counts as alive again. */
export async function setContact(
  db: Db,
  contact: Contact,
  officeOf: OfficeReader,
  by: JournalChange,
): Promise<void> {
  const { roster } = await officeOf(db);
  const place = roster.contacts.findIndex(({ id }) => id === contact.id);
  const before = roster.contacts[place];
  if (before && digestOf(before) === digestOf(contact)) return;
  const digest = await addressDigest(db);
  const contacts = before ? roster.contacts.with(place, contact) : [...roster.contacts, contact];
  await appendOne(db, OFFICE, {
    type: 'contactSet',
    body: {
      contact: contact.id,
      unit: contact.unit,
      role: contact.role,
      address: digest(contact.address),
      from: contact.from,
      until: contact.until,
      roster: makeRoster({ ...roster, contacts }).digest,
    },
    at: by.now,
    actor: by.actor,
    requestKey: by.requestKey,
  });
  await writeContact(db, contact, place < 0 ? roster.contacts.length : place);
  if (before?.address !== contact.address)
    await mailboxesRevived(db, [contact.id, `${contact.unit}|${contact.role}`], by.now);
}

async function writeContact(db: Db, { from, until, ...rest }: Contact, position: number): Promise<void> {
  const row = { ...rest, from_day: from, until_day: until, position };
  const { id: _, ...changed } = row;
  await db
    .insertInto('contacts')
    .values(row)
    .onConflict((c) => c.column('id').doUpdateSet(changed))
    .execute();
}
