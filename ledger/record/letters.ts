import type { ItemState } from '../../domain/item/types';
import { isUnsigned } from '../../domain/item/view';
import type { LetterFact, Letters } from '../../domain/ladder/types';
import type { Office } from '../../domain/office';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { officeDay } from '../office/slots';
import type { MailState } from '../database/tables/mails';

const WAITING: LetterFact = { state: 'waiting' };

/**
 * How the letters (交办通知) that name an item went, by unit: accepted by the mail server (or handed over by a person),
 * bounced, or still waiting. A later letter to the same unit counts instead of an earlier one.
 */
export async function lettersOf(db: Db, state: ItemState, office: Office): Promise<Letters> {
  const facts = new Map<string, LetterFact>();
  const asks = state.assignments.some((a) => isUnsigned(a) && a.letterOn === null);
  if (asks) {
    const rows = await db
      .selectFrom('mail_items')
      .innerJoin('mails', 'mails.key', 'mail_items.mail')
      .select(['mails.unit', 'mails.state', 'mails.settled_at'])
      .where('mail_items.stream', '=', state.stream)
      .where('mails.kind', '=', 'letter')
      .orderBy('mails.composed_at')
      .execute();
    for (const row of rows) if (row.unit !== null) facts.set(row.unit, letterFact(row, office));
  }
  return (unit) => facts.get(unit) ?? WAITING;
}

/** A manual letter is settled when its task is done. */
function letterFact(
  row: { readonly state: MailState; readonly settled_at: Instant | null },
  office: Office,
): LetterFact {
  if (row.state === 'failed') return { state: 'bounced' };
  const gone = row.state === 'sent' || row.state === 'manual';
  return gone && row.settled_at !== null
    ? { state: 'accepted', on: officeDay(office, row.settled_at) }
    : WAITING;
}
