import { ok, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { endOfDay, past } from '../../as-of';
import type { Kit } from '../kit';
import type { Ctx } from './route';
import type { Visit } from './visit';

/** What a page looks at: the ledger now, or at the end of the day that ?on= names. */
export interface LookingBack {
  readonly ledger: Ledger;
  /** The visit, its now being the moment that is looked at. */
  readonly visit: Visit;
  /** The day; "" is now. */
  readonly on: string;
}

/** Where a page looks. Refuses `bad-date`, `future-date`. */
export function lookingBack(kit: Kit, c: Ctx): Result<LookingBack> {
  const visit = c.get('visit');
  const { ledger } = kit.ports;
  const on = c.req.query('on') ?? '';
  if (on === '') return ok({ ledger, visit, on });
  const at = endOfDay(on, visit.office.calendar.zone, visit.now);
  return at.ok ? ok({ ledger: past(ledger, at.value), visit: { ...visit, now: at.value }, on }) : at;
}
