import { OFFICE } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { columnsOf, type Db } from '../../database/schema';
import { personDigest, type PersonNoted } from '../../office/persons';
import { compareRows } from './compare';
import { checkedEvents } from './events';

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
