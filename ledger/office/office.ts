import type { WorkCalendar } from '../../domain/calendar/types';
import { OFFICE } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import type { Policy } from '../../domain/policy';
import { text, type Problem } from '../../domain/problem';
import { makeRoster } from '../../domain/roster/roster';
import type { Roster } from '../../domain/roster/types';
import type { Instant } from '../../domain/time';
import { LedgerFault } from '../database/faults';
import { lastOfType, streamEnd } from '../journal/journal';
import { columnsOf, type Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';

/** Reads the office in force; loads the whole of it only after a change. */
export type OfficeReader = (db: Db) => Promise<Office>;

/** What the roster's own body holds; contacts and accounts, being personal, stand in tables of their own. */
export type RosterBody = Pick<Roster, 'units' | 'groups'>;

/** Reference data by kind. */
export interface ReferenceBodies {
  readonly calendar: WorkCalendar;
  readonly policy: Policy;
  readonly roster: RosterBody;
}

/** A reader that remembers the office until the stream `office` moves on. */
export function makeOfficeReader(): OfficeReader {
  let known: { readonly hash: string; readonly since: string | null; readonly office: Office } | null = null;
  return async (db) => {
    for (;;) {
      const { hash } = await streamEnd(db, OFFICE);
      if (known?.hash === hash) return known.office;
      // Most events are about who came in; reading the office for each would cost every process more than they do.
      const since = await lastChange(db);
      const office = known?.since === since ? known.office : await readOffice(db);
      // Whoever changed it between the questions may have mixed new and old.
      if ((await streamEnd(db, OFFICE)).hash === hash) known = { hash, since, office };
    }
  };
}

/** Events of the stream `office` that change what is read of it. */
const OFFICE_CHANGES = ['calendarSet', 'policySet', 'rosterSet', 'contactSet'];

/** Hash of the last change of the office, which no other event has; null before the first. */
async function lastChange(db: Db): Promise<string | null> {
  const event = await db
    .selectFrom('events')
    .select('hash')
    .where('stream', '=', OFFICE)
    .where('type', 'in', OFFICE_CHANGES)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return event?.hash ?? null;
}

const readOffice = async (db: Db, until?: Instant): Promise<Office> => ({
  calendar: await requiredReference(db, 'calendar', until),
  policy: await requiredReference(db, 'policy', until),
  roster: await storedRoster(db, until),
});

/**
 * The office as it stood at an instant: calendar, policy, units and groups are the versions in force then, or the first ones;
 * contacts and accounts, being personal, are kept only as they are now.
 */
export const officeAsOf = (db: Db, at: Instant): Promise<Office> => readOffice(db, at);

/** The reference data of a kind in force, now or at an instant (the first, where there was none yet); null when it was never set. */
export async function readReference<K extends keyof ReferenceBodies>(
  db: Db,
  kind: K,
  until?: Instant,
): Promise<{ readonly digest: string; readonly body: ReferenceBodies[K] } | null> {
  const set = until === undefined ? null : await lastOfType(db, OFFICE, `${kind}Set`, until);
  const row = await db
    .selectFrom('reference')
    .select(['digest', 'body'])
    .where('kind', '=', kind)
    .$if(set !== null, (asked) => asked.where('seq', '<=', set?.seq ?? null))
    .orderBy('seq', until === undefined || set ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const body: Json<ReferenceBodies[K]> = row.body;
  return { digest: row.digest, body: fromJson(body) };
}

/** Throws LedgerFault `no-office` when it was never set. */
async function requiredReference<K extends keyof ReferenceBodies>(
  db: Db,
  kind: K,
  until?: Instant,
): Promise<ReferenceBodies[K]> {
  const found = await readReference(db, kind, until);
  if (!found) throw new LedgerFault(officeMissing(kind));
  return found.body;
}

const officeMissing = (kind: string): Problem => ({
  code: 'no-office',
  message: text(
    `台账里还没有名册、制度或日历（缺 ${kind}）`,
    `the ledger holds no roster, policy or calendar yet (${kind} is missing)`,
  ),
  hint: text('先导入名册、制度和日历', 'import roster, policy and calendar first'),
});

/** The roster with its contacts and accounts; units and groups as they are, or were. Throws LedgerFault `no-office` when it was never set. */
export async function storedRoster(db: Db, until?: Instant): Promise<Roster> {
  const { units, groups } = await requiredReference(db, 'roster', until);
  const contacts = await db
    .selectFrom('contacts')
    .select(columnsOf('contacts'))
    .orderBy('position')
    .execute();
  const accounts = await db
    .selectFrom('accounts')
    .select(columnsOf('accounts'))
    .orderBy('position')
    .execute();
  return makeRoster({
    units,
    groups,
    contacts: contacts.map(({ from_day, until_day, position: _, phone, ...contact }) => ({
      ...contact,
      phone: phone ?? '',
      from: from_day,
      until: until_day,
    })),
    accounts: accounts.map(({ notices, position: _, ...account }) => ({
      ...account,
      notices: notices === null ? null : fromJson(notices),
    })),
  });
}
