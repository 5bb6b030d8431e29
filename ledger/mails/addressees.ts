import { addresseeKey, mailKey } from '../../domain/digest/mail-ref';
import { byCodeUnits } from '../../domain/digest/order';
import type { Addressee } from '../../domain/digest/types';
import type { Office } from '../../domain/office';
import { isFullDay } from '../../domain/slot';
import type { CivilDate } from '../../domain/time';
import { listNotices } from '../notices/notices';
import type { Db } from '../database/schema';
import { unitsWaiting } from './rows';

/** A place in the order of composing: units first, because a briefing needs what their mails have opened. */
export const addresseeOrder = (to: Addressee): string => `${'unit' in to ? 0 : 1}|${addresseeKey(to)}`;

/** Everyone to whom this slot may have something to say and has not yet, in the order of composing. */
export async function addresseesAt(db: Db, slot: CivilDate, office: Office): Promise<readonly Addressee[]> {
  const all = [
    ...(await unitAddressees(db, slot, office)),
    ...(await coordinatorAddressees(db)),
    ...office.roster.accounts
      .filter(({ role }) => role === 'reviewer')
      .map(({ id }): Addressee => ({ account: id, audience: 'reviewer' })),
  ];
  const byPlace = new Map(all.map((to) => [addresseeOrder(to), to]));
  const written = await digestsOf(db, slot);
  return [...byPlace]
    .filter(([, to]) => !written.has(mailKey({ of: 'slot', to, slot })))
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, to]) => to);
}

async function unitAddressees(db: Db, slot: CivilDate, office: Office): Promise<readonly Addressee[]> {
  const waiting = (await unitsWaiting(db, slot)).flatMap(({ unit, audience }): Addressee[] =>
    audience === 'coordinator' || audience === 'reviewer' ? [] : [{ unit, audience }],
  );
  if (!isFullDay(office, slot)) return waiting;
  const open = await db.selectFrom('assignments').select('unit').distinct().where('open', '=', 1).execute();
  return [...waiting, ...open.map(({ unit }): Addressee => ({ unit, audience: 'liaison' }))];
}

const coordinatorAddressees = async (db: Db): Promise<readonly Addressee[]> =>
  (await listNotices(db))
    .flatMap(({ coordinator, deputies }) => [coordinator, ...deputies])
    .map((account) => ({ account, audience: 'coordinator' }));

/** Keys of the digests that this slot has already: one for an addressee and day, and later rows wait for the next. */
async function digestsOf(db: Db, slot: CivilDate): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('mails').select('key').where('slot', '=', slot).execute();
  return new Set(rows.map(({ key }) => key));
}
