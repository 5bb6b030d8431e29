import { makeCalendar } from '../../../domain/calendar/calendar';
import { digestOf } from '../../../domain/journal/canonical';
import { OFFICE } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { type Db, columnsOf } from '../../database/schema';
import { fromJson, type Json } from '../../database/stored';
import { readReference, storedRoster, type ReferenceBodies } from '../../office/office';
import { personDigest, type PersonNoted } from '../../office/persons';
import type { RosterSet } from '../../office/reference';
import { compareRows, rowDiffers } from './compare';
import { checkedEvents } from './events';

const REFERENCE_KINDS = ['calendar', 'policy', 'roster'] as const;

/** Compares calendar, policy and roster with the digests that the stream `office` names; contacts with the ids that it does. */
export async function checkReference(db: Db): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const kind of REFERENCE_KINDS) findings.push(...(await checkReferenceKind(db, kind)));
  return [...findings, ...(await checkContacts(db)), ...(await checkRoster(db)), ...(await checkPlaces(db))];
}

/** Accounts have an order in the roster; rows with one place in common would come in any order. */
async function checkPlaces(db: Db): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('accounts').select(['id', 'position']).orderBy('position').execute();
  return rows
    .filter(({ position }, n) => position !== n)
    .map(({ id }) => rowDiffers('accounts', id, ['position'], { stream: OFFICE, seq: null }));
}

async function checkReferenceKind(
  db: Db,
  kind: (typeof REFERENCE_KINDS)[number],
): Promise<readonly Finding[]> {
  const events = await db
    .selectFrom('events')
    .select(['seq', 'body'])
    .where('stream', '=', OFFICE)
    .where('type', '=', `${kind}Set`)
    .execute();
  const expected = events.flatMap(({ seq, body: facts }) => {
    const body: Json<SetFacts> = facts;
    const { digest, kept = digest, part = 0 } = fromJson(body);
    return part === 0 ? [{ seq, digest, body: kept }] : [];
  });
  const rows = await db
    .selectFrom('reference')
    .select(['seq', 'digest', 'body'])
    .where('kind', '=', kind)
    .execute();
  const actual = rows.map(({ seq, digest, body }) => ({ seq, digest, body: bodyDigest(kind, body) }));
  return compareRows(
    { table: `reference (${kind})`, key: 'seq', expected, actual },
    { stream: OFFICE, seq: null },
  );
}

/** What an event says of the version that it put into force. */
interface SetFacts extends Pick<RosterSet, 'digest'>, Partial<Pick<RosterSet, 'kept' | 'part'>> {}

/** Digest of a stored version, in force or of the past (which is shown as of a day); null when it cannot be read. */
function bodyDigest(kind: (typeof REFERENCE_KINDS)[number], stored: string): string | null {
  try {
    if (kind !== 'calendar') return digestOf(JSON.parse(stored));
    const body: Json<ReferenceBodies['calendar']> = stored;
    const { zone, tables } = fromJson(body);
    return makeCalendar(zone, tables).digest;
  } catch {
    return null;
  }
}

/** Contacts are those of the last roster and of every change of one since. */
async function checkContacts(db: Db): Promise<readonly Finding[]> {
  const events = await db
    .selectFrom('events')
    .select(['type', 'body'])
    .where('stream', '=', OFFICE)
    .where('type', 'in', ['rosterSet', 'contactSet'])
    .orderBy('seq')
    .execute();
  let ids = new Set<string>();
  for (const { type, body } of events)
    if (type === 'rosterSet') {
      const roster: Json<RosterSet> = body;
      const { part, contacts } = fromJson(roster);
      ids = new Set([...(part === 0 ? [] : ids), ...contacts]);
    } else {
      const one: Json<{ readonly contact: string }> = body;
      ids.add(fromJson(one).contact);
    }
  const expected = [...ids].map((id) => ({ id }));
  const actual = await db.selectFrom('contacts').select('id').execute();
  return compareRows({ table: 'contacts', key: 'id', expected, actual }, { stream: OFFICE, seq: null });
}

/** Units, groups, contacts and accounts, names and addresses too, have the digest that the last change of them gave. */
async function checkRoster(db: Db): Promise<readonly Finding[]> {
  const last = await db
    .selectFrom('events')
    .select(['seq', 'type', 'body'])
    .where('stream', '=', OFFICE)
    .where('type', 'in', ['rosterSet', 'contactSet'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last || !(await readReference(db, 'roster'))) return [];
  const body: Json<{ readonly digest?: string; readonly roster?: string }> = last.body;
  const { digest, roster } = fromJson(body);
  if ((await storedRoster(db)).digest === (last.type === 'rosterSet' ? digest : roster)) return [];
  return [
    rowDiffers('contacts, accounts, reference', 'roster', ['digest'], { stream: OFFICE, seq: last.seq }),
  ];
}

/** The names of people spoken to are those that were kept and not erased. */
export async function checkPersons(db: Db): Promise<readonly Finding[]> {
  const kept = new Map<string, string>();
  for (const { body } of await checkedEvents<PersonNoted>(db, OFFICE, ['personKept', 'personErased']))
    if (body.person === undefined) kept.delete(body.ref);
    else kept.set(body.ref, body.person);
  const rows = await db.selectFrom('persons').select(columnsOf('persons')).execute();
  const expected = [...kept].map(([ref, person]) => ({ ref, person }));
  const actual = rows.map(({ ref, name, blind }) => ({ ref, person: personDigest(name, blind) }));
  return compareRows({ table: 'persons', key: 'ref', expected, actual }, { stream: OFFICE, seq: null });
}
