import { text } from '../../../../domain/problem';
import { unitOf } from '../../../../domain/roster/roster';
import type { InboxEntry } from '../../../../domain/view/inbox-entry';
import type { Kit } from '../../kit';
import { postedWords } from '../../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../../web/route';
import type { Visit } from '../../web/visit';
import { actOnMany, wishPage, type OnMany } from './act-on-many';
import {
  deedsAmong,
  deedEntries,
  INBOX_DEEDS,
  inboxChanges,
  isInboxDeed,
  type InboxDeed,
} from './inbox-deeds';

/** What waits for the account of a visit and fits the filter in an address, of those that a deed is about. */
async function entriesAsked(kit: Kit, visit: Visit, deed: InboxDeed, filter: string) {
  const { account, office } = visit;
  const all = account ? await kit.inbox(visit, account) : [];
  const query = new URLSearchParams(filter);
  const unit = unitOf(office.roster, query.get('unit') ?? '')?.id;
  return deedEntries(all, deed).filter((entry) => unit === undefined || entry.unit === unit);
}

const entryName = ({ title, unitName }: InboxEntry): string =>
  unitName === null ? title : `${title} · ${unitName}`;

async function onInbox(kit: Kit, visit: Visit, deed: InboxDeed, query: string) {
  const filter = query.startsWith('?') ? query : '';
  const entries = await entriesAsked(kit, visit, deed, filter);
  const { name, words, usual } = INBOX_DEEDS[deed];
  const on: OnMany = {
    ...{ path: `/inbox/all/${deed}`, name, unit: text('件', 'entries') },
    named: entries.map(entryName),
    ...{ note: null, words, usual, dated: false, filter },
    from: ['/inbox', visit.say('待我处理', 'Inbox')],
  };
  return { on, entries };
}

async function runOnInbox(kit: Kit, c: Ctx, deed: InboxDeed) {
  const visit = c.get('visit');
  const { filter = '' } = await postedWords(c);
  const { on, entries } = await onInbox(kit, visit, deed, filter);
  return actOnMany(kit, c, on, ({ words }, key) =>
    Promise.resolve(inboxChanges(entries, { deed, words, key, actor: visit.account?.id ?? '' })),
  );
}

/** What can be done to all that the inbox shows, each with its count; one of a kind is done beside it. */
export const InboxDeeds = ({ visit, entries }: { visit: Visit; entries: readonly InboxEntry[] }) => {
  const { say, lang, here } = visit;
  const offered = deedsAmong(entries).filter(({ count }) => count > 1);
  if (offered.length === 0) return <></>;
  return (
    <p class="row no-print">
      {offered.map(({ deed, count }) => (
        <a class="button quiet" href={`/inbox/all/${deed}${new URL(here, 'http://here').search}`}>
          {INBOX_DEEDS[deed].name[lang]} {say(`${count} 件…`, `(${count})…`)}
        </a>
      ))}
    </p>
  );
};

/** Acts on all entries of the inbox that match: its entries say whom one may decide for, whatever the address names. */
export function inboxAllRoutes(kit: Kit): readonly Route[] {
  const path = '/inbox/all/:deed';
  const run =
    (work: (c: Ctx, deed: InboxDeed) => Promise<Response>): Route['run'] =>
    (c) => {
      const deed = c.req.param('deed') ?? '';
      return isInboxDeed(deed) ? work(c, deed) : c.notFound();
    };
  const showWish = async (c: Ctx, deed: InboxDeed) =>
    wishPage(c, (await onInbox(kit, c.get('visit'), deed, new URL(c.req.url).search)).on);
  return [
    dangerous(get(path, ['coordinator', 'reviewer'], run(showWish))),
    dangerous(
      post(
        path,
        ['coordinator', 'reviewer'],
        run((c, deed) => runOnInbox(kit, c, deed)),
      ),
    ),
  ];
}
