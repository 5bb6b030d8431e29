import { bulkOutcome, planOrder } from '../../bulk/change-set';
import { previewChanges, type BulkPreview } from '../../bulk/preview';
import type { OutboxRow } from '../../../domain/item/outbox';
import { nameOfUnit } from '../../../domain/roster/roster';
import { AUDIENCE } from '../../../domain/words';
import type { ChangeSet } from '../../../ledger/database/tables/change-sets';
import type { ConsoleRow } from '../items/rows';
import type { Kit } from '../kit';
import { Area, FormField, Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { MailsByName } from '../web/mails-by-name';
import { postedWords, requestKeyIn } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import { sentence, type Visit } from '../web/visit';
import { ALL_DEEDS, askedOf, DEEDS, matching, filterUnit, type Deed, type Wish } from './all/deeds';
import { progressPage, Refusals } from './all/progress';
import { itemsFilter } from './items-filter';

/** A deed, and the items that its filter finds. */
interface OnAll {
  readonly deed: Deed;
  /** The query of the filter, as it stands in the address. */
  readonly search: string;
  readonly rows: readonly ConsoleRow[];
}

const ITEMS_NAMED = 8;

/** The first of the items by name, and how many there are. */
const Named = ({ visit: { say, office }, on }: { visit: Visit; on: OnAll }) => {
  const { rows, search } = on;
  const unit = filterUnit(itemsFilter(`/items${search}`));
  return (
    <>
      <p class="lead">
        {rows
          .slice(0, ITEMS_NAMED)
          .map(({ item }) => `${item.no} ${item.title}`)
          .join('；')}
        {rows.length > ITEMS_NAMED ? say(` 等 ${rows.length} 项`, ` … ${rows.length} in all`) : ''}
      </p>
      {unit !== undefined && (
        <p class="note">
          {say(
            `按筛选只对${nameOfUnit(office.roster, unit)}，同一事项的其他单位不受影响。`,
            `By the filter only ${nameOfUnit(office.roster, unit)}; other units of these items are left alone.`,
          )}
        </p>
      )}
    </>
  );
};

function wishPage(
  c: Ctx,
  on: OnAll,
  { wish, faults = [] }: { wish?: Wish; faults?: readonly FieldFault[] } = {},
) {
  const visit = c.get('visit');
  const { say } = visit;
  const { deed, rows, search } = on;
  const { zh, en, words } = DEEDS[deed];
  return page(
    c,
    {
      title: say(zh, en),
      heading: say(`${zh}：${rows.length} 项`, `${en}: ${rows.length} items`),
      at: '/items',
      crumbs: [[`/items${search}`, say('台账', 'Items')]],
      faults,
    },
    <>
      <Named visit={visit} on={on} />
      <div class="panel">
        <Form visit={visit} action={`/items/all/${deed}`}>
          <input type="hidden" name="filter" value={search} />
          {deed === 'move' && (
            <FormField
              name="date"
              label={say('都改到', 'to')}
              type="date"
              short
              value={wish?.date}
              faults={faults}
            />
          )}
          <Area name="words" label={say(...words)} rows={3} value={wish?.words} faults={faults} />
          <Submit>{say('下一步：看会发生什么', 'Next: what it will do')}</Submit>
        </Form>
      </div>
    </>,
  );
}

const TOLD_LINES = 50;

/** Whose coming digests will tell of it, with how many lines each; their subjects are made when they are sent. */
const DigestsToCome = ({ visit, rows }: { visit: Visit; rows: readonly OutboxRow[] }) => {
  const { say, lang, office } = visit;
  const of = new Map<string, number>();
  for (const { slot, unit, audience } of rows) {
    const whose = `${slot} ${nameOfUnit(office.roster, unit)} ${AUDIENCE[audience][lang]}`;
    of.set(whose, (of.get(whose) ?? 0) + 1);
  }
  return (
    <ul class="bullets">
      {[...of].slice(0, TOLD_LINES).map(([whose, lines]) => (
        <li>{say(`${whose}：${lines} 行`, `${whose}: ${lines} lines`)}</li>
      ))}
      {of.size > TOLD_LINES && <li>{say(`等 ${of.size} 封`, `… ${of.size} in all`)}</li>}
    </ul>
  );
};

/** What acts on many items would come to: mails by name, lines of digests, and what would be refused. */
const Foreseen = ({ visit, preview }: { visit: Visit; preview: BulkPreview }) => {
  const { say } = visit;
  const { immediate, rows, toldIn, ends } = preview;
  const { refused, unchanged } = bulkOutcome(ends);
  return (
    <div class="panel">
      <h2>{say('确认后会发生', 'What will happen')}</h2>
      <p>
        {say(
          `马上发出 ${immediate.length} 封，另有 ${toldIn} 封每日邮件里说明。`,
          `${immediate.length} mails at once, told in ${toldIn} digests.`,
        )}
      </p>
      {immediate.length > 0 && (
        <MailsByName
          visit={visit}
          mails={immediate}
          caption={say('马上发出的邮件', 'Mails that go at once')}
        />
      )}
      {rows.length > 0 && <DigestsToCome visit={visit} rows={rows} />}
      {unchanged.length > 0 && (
        <p>{say(`${unchanged.length} 项不必办。`, `${unchanged.length} need nothing.`)}</p>
      )}
      {refused.length > 0 && (
        <>
          <p>{say(`${refused.length} 项会被拒绝：`, `${refused.length} would be refused:`)}</p>
          <Refusals refused={refused} visit={visit} />
        </>
      )}
    </div>
  );
};

async function confirmPage(kit: Kit, c: Ctx, on: OnAll, { wish, set }: { wish: Wish; set: ChangeSet }) {
  const visit = c.get('visit');
  const { say } = visit;
  const preview = await previewChanges(kit.ports.ledger, set, { now: visit.now, withDigests: false });
  const { length } = bulkOutcome(preview.ends).done;
  const { zh, en } = DEEDS[on.deed];
  const leave = <a href={`/items${on.search}`}>{say('不办了', 'Leave it')}</a>;
  return page(
    c,
    {
      title: say(`确认${zh}`, `Confirm: ${en}`),
      heading: say(`确认${zh}：${length} 项？`, `${en}: ${length} items?`),
      at: '/items',
    },
    <>
      <Named visit={visit} on={on} />
      <Foreseen visit={visit} preview={preview} />
      {length === 0 ? (
        <p>{leave}</p>
      ) : (
        <Form visit={visit} action={`/items/all/${on.deed}`} requestKey={set.key}>
          <input type="hidden" name="filter" value={on.search} />
          <input type="hidden" name="words" value={wish.words} />
          <input type="hidden" name="date" value={wish.date} />
          <input type="hidden" name="confirmed" value="yes" />
          <p class="row">
            <Submit>{say(`${zh} ${length} 项`, `${en}: ${length}`)}</Submit>
            {leave}
          </p>
        </Form>
      )}
    </>,
  );
}

const found = async (kit: Kit, visit: Visit, deed: Deed, query: string): Promise<OnAll> => {
  const search = query.startsWith('?') ? query : '';
  return { deed, search, rows: matching(await kit.rows(visit), itemsFilter(`/items${search}`), deed) };
};

/** The page that confirms, then the acts themselves, which go on whoever leaves. */
async function runOnAll(kit: Kit, c: Ctx, deed: Deed) {
  const visit = c.get('visit');
  const posted = await postedWords(c);
  const { words = '', date = '', filter = '', confirmed } = posted;
  const on = await found(kit, visit, deed, filter);
  const wish: Wish = { deed, words, date, unit: filterUnit(itemsFilter(`/items${on.search}`)) };
  const asked = askedOf(wish, visit);
  if ('field' in asked) return wishPage(c, on, { wish, faults: [asked] });
  const key = requestKeyIn(posted);
  const { ledger, duban } = kit.ports;
  const progress = `/items/changes/${encodeURIComponent(key)}`;
  // Sent twice: what the first has begun stands, whatever matches the filter by now.
  if (confirmed === 'yes' && (await ledger.changeSet(key))) return c.redirect(progress, 303);
  const items = on.rows.map(({ item }) => item.stream);
  const set = await planOrder(ledger, { items, key, actor: visit.account?.id ?? '', onBehalf: null, asked });
  if (confirmed !== 'yes') return confirmPage(kit, c, on, { wish, set });
  const acts = await duban();
  const begun = acts.ok ? await acts.value.begin(set) : acts;
  return begun.ok
    ? c.redirect(progress, 303)
    : wishPage(c, on, { wish, faults: [{ field: 'words', message: sentence(begun.problem, visit) }] });
}

/** Acts on all items that match a filter: one page for each deed, with count, mails by name and a page that confirms. */
export const allRoutes = (kit: Kit): readonly Route[] => [
  ...ALL_DEEDS.flatMap((deed) => {
    const { who } = DEEDS[deed];
    const path = `/items/all/${deed}`;
    return [
      dangerous(
        get(path, who, async (c) =>
          wishPage(c, await found(kit, c.get('visit'), deed, new URL(c.req.url).search)),
        ),
      ),
      dangerous(post(path, who, (c) => runOnAll(kit, c, deed))),
    ];
  }),
  get('/items/changes/:key', ['coordinator', 'reviewer'], (c) => progressPage(kit, c)),
];
