import type { InboxSource, StuckMail } from '../../domain/view/inbox-entry';
import type { ItemState } from '../../domain/item/types';
import { MAILROOM } from '../../domain/journal/streams';
import { dateOf, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { MailRow } from '../../ledger/mails/list';

const stuck =
  (state: StuckMail['state']) =>
  ({ key, kind, to, slot, settledAt, edition }: MailRow): StuckMail => ({
    ...{ key, kind, to, slot, state, settledAt },
    name: edition.name,
    notices: edition.notices.map(({ id }) => id),
  });

/** All that inboxes are made from, as the ledger has it at a moment; `known`: its items, where they have been read. */
export async function inboxSource(
  ledger: Pick<Ledger, 'office' | 'notices' | 'items' | 'tasks' | 'mails' | 'findings'>,
  now: Instant,
  known: readonly ItemState[] | null = null,
): Promise<InboxSource> {
  const office = await ledger.office();
  const [notices, items, tasks, failed, unknown, findings] = await Promise.all([
    ledger.notices(),
    known ?? ledger.items({}),
    ledger.tasks({ open: true }),
    ledger.mails({ state: 'failed' }),
    ledger.mails({ state: 'unknown' }),
    ledger.findings(dateOf(now, office.calendar.zone)),
  ]);
  return {
    ...{ office, now, notices, items, findings },
    tasks: tasks.filter(({ stream }) => stream === MAILROOM),
    mails: [...failed.map(stuck('failed')), ...unknown.map(stuck('unknown'))],
  };
}
