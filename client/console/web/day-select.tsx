import type { ItemState } from '../../../domain/item/types';
import type { StreamId } from '../../../domain/journal/types';
import { ok, type Result } from '../../../domain/problem';
import type { Account } from '../../../domain/roster/types';
import { dateOf, parseDate, type CivilDate } from '../../../domain/time';
import { inboxOf } from '../../../domain/view/inbox';
import type { InboxEntry } from '../../../domain/view/inbox-entry';
import type { Ledger } from '../../../ledger/ledger';
import { endOfDay, pastLedger } from '../../../office/lists/as-of';
import { inboxSource } from '../../../office/lists/inbox';
import type { ConsoleRow } from '../items/rows';
import type { Kit } from '../kit';
import { FormField } from './form';
import type { Ctx } from './route';
import type { Visit } from './visit';

/** Asks for the end of a past day (截至): the page is shown as it was then. */
export const DaySelect = ({ visit, action, on }: { visit: Visit; action: string; on: string }) => {
  const { say, now, office } = visit;
  const today = dateOf(now, office.calendar.zone);
  return (
    <details class="card no-print" open={on !== ''}>
      <summary>{say('截至某一天', 'As of a day')}</summary>
      <form method="get" action={action} class="filter">
        <FormField
          name="on"
          type="date"
          short
          label={say('日期', 'day')}
          hint={say(
            `${today} 或以前，由台账重算；联系人、帐号是现在的`,
            `${today} or earlier, from the journal; contacts and accounts as they are now`,
          )}
          value={on}
        />
        <button type="submit" class="button">
          {say('查看', 'Show')}
        </button>
        {on !== '' && <a href={action}>{say('回到现在', 'back to now')}</a>}
      </form>
    </details>
  );
};

/** What a page looks at: the ledger now, or at the end of the day that ?on= names. */
export interface LookingBack {
  readonly ledger: Ledger;
  /** The visit, its now and its office being those of the moment that is looked at. */
  readonly visit: Visit;
  /** The day; "" is now. */
  readonly on: string;
  /** Behind a heading: the day that is looked at; "" for now. */
  readonly asOf: string;
  /** Every item as a row, without those that are broken. */
  rows(): Promise<readonly ConsoleRow[]>;
  /** Items whose stored state cannot be read; none in the past, which is made from the journal. */
  broken(): Promise<readonly StreamId[]>;
  /** One item; null: it had not begun. */
  item(stream: StreamId): Promise<ItemState | 'broken' | null>;
  /** What waits for an account. */
  inbox(account: Account): Promise<readonly InboxEntry[]>;
}

/** Where a page looks. Refuses `bad-date`, `future-date`. */
export async function lookingBack(
  kit: Kit,
  c: Ctx,
  on = c.req.query('on') ?? '',
): Promise<Result<LookingBack>> {
  const visit = c.get('visit');
  const { ledger } = kit.ports;
  if (on === '')
    return ok({
      ...{ ledger, visit, on, asOf: '' },
      rows: () => kit.rows(visit),
      broken: () => kit.cache.broken(),
      item: async (stream) => {
        const { states, unreadable } = await ledger.soundStates([stream]);
        return unreadable.length > 0 ? 'broken' : (states[0] ?? null);
      },
      inbox: (account) => kit.inbox(visit, account),
    });
  const at = endOfDay(on, visit.office.calendar.zone, visit.now);
  if (!at.ok) return at;
  const then = pastLedger(ledger, at.value);
  const visitThen = { ...visit, now: at.value, office: await then.office() };
  return ok({
    ...{ ledger: then, visit: visitThen, on, asOf: visit.say(`（截至 ${on}）`, ` as of ${on}`) },
    rows: async () => kit.rowsOf(await then.items({}), visitThen),
    broken: () => Promise.resolve([]),
    item: (stream) => then.item(stream),
    inbox: async (account) => inboxOf(account, await inboxSource(then, at.value)),
  });
}

/** The day that a page is asked about (`on`); today when it is asked about none. Refuses `bad-date`. */
export const askedDay = (c: Ctx) => {
  const { now, office } = c.get('visit');
  return parseDate(c.req.query('on') || dateOf(now, office.calendar.zone));
};

/** The field and the button of a form that asks about a day, which may lie ahead. */
export const DayAndShow = ({ visit: { say }, day }: { visit: Visit; day: CivilDate }) => (
  <>
    <FormField
      name="on"
      type="date"
      short
      label={say('日期', 'Day')}
      hint={say('以后的日子按“其间无人办理”预推', 'later days are looked ahead to, nobody acting')}
      value={day}
    />
    <button type="submit" class="button">
      {say('查看', 'Show')}
    </button>
  </>
);
