import { makeCalendar } from '../../../domain/calendar/calendar';
import { digestOf } from '../../../domain/journal/canonical';
import { OFFICE } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { readReference, storedRoster } from '../../office/office';
import type { Db } from '../../database/schema';
import { fromJson, type Json } from '../../database/stored';
import { compareRows, rowDiffers, type RowPlace } from './compare';

const REFERENCE_KINDS = ['calendar', 'policy', 'roster'] as const;

/** Compares calendar, policy and roster with the digests that the stream `office` names; contacts with the ids that it does. */
export async function checkReference(db: Db): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const kind of REFERENCE_KINDS) findings.push(...(await checkReferenceKind(db, kind)));
  return [
    ...findings,
    ...(await checkBodies(db)),
    ...(await checkContacts(db)),
    ...(await checkRoster(db)),
    ...(await checkPlaces(db)),
  ];
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
  const expected = events.map(({ seq, body }) => {
    const facts: Json<{ readonly digest: string }> = body;
    return { seq, digest: fromJson(facts).digest };
  });
  const actual = await db
    .selectFrom('reference')
    .select(['seq', 'digest'])
    .where('kind', '=', kind)
    .execute();
  return compareRows(
    { table: `reference (${kind})`, key: 'seq', expected, actual },
    { stream: OFFICE, seq: null },
  );
}

/** Calendar and policy are what their digests say; the roster with its people has a check of its own. */
async function checkBodies(db: Db): Promise<readonly Finding[]> {
  const calendar = await readReference(db, 'calendar');
  const policy = await readReference(db, 'policy');
  const place: RowPlace = { stream: OFFICE, seq: null };
  const wrong = [
    ...(calendar && makeCalendar(calendar.body.zone, calendar.body.tables).digest !== calendar.digest
      ? ['calendar']
      : []),
    ...(policy && digestOf(policy.body) !== policy.digest ? ['policy'] : []),
  ];
  return wrong.map((kind) => rowDiffers('reference', kind, ['body'], place));
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
      const roster: Json<{ readonly contacts: readonly string[] }> = body;
      ids = new Set(fromJson(roster).contacts);
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
