import type { Account } from '../../../domain/roster/types';
import { ok, type Result } from '../../../domain/problem';
import { inboxOf, type InboxEntry } from '../../../domain/view/inbox';
import type { Ledger } from '../../../ledger/ledger';
import { endOfDay, pastLedger } from '../../as-of';
import { inboxSource } from '../../inbox';
import type { ConsoleRow } from '../items/rows';
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
  /** Behind a heading: the day that is looked at; "" for now. */
  readonly asOf: string;
  /** Every item as a row. */
  rows(): Promise<readonly ConsoleRow[]>;
  /** What waits for an account. */
  inbox(account: Account): Promise<readonly InboxEntry[]>;
}

/** Where a page looks. Refuses `bad-date`, `future-date`. */
export function lookingBack(kit: Kit, c: Ctx): Result<LookingBack> {
  const visit = c.get('visit');
  const { ledger } = kit.ports;
  const on = c.req.query('on') ?? '';
  if (on === '')
    return ok({
      ...{ ledger, visit, on, asOf: '' },
      rows: () => kit.rows(visit),
      inbox: (account) => kit.inbox(visit, account),
    });
  const at = endOfDay(on, visit.office.calendar.zone, visit.now);
  if (!at.ok) return at;
  const then = pastLedger(ledger, at.value);
  const visitThen = { ...visit, now: at.value };
  return ok({
    ...{ ledger: then, visit: visitThen, on, asOf: visit.say(`（截至 ${on}）`, ` as of ${on}`) },
    rows: async () => kit.rowsOf(await then.items({}), visitThen),
    inbox: async (account) => inboxOf(account, await inboxSource(then, at.value)),
  });
}
