import { text, type Text } from '../../../domain/problem';
import { nameOfUnit } from '../../../domain/roster/roster';
import { planOrder } from '../../../office/bulk/change-set';
import type { Kit } from '../kit';
import { postedWords } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import type { Visit } from '../web/visit';
import { actOnMany, wishPage, type OnMany } from './all/act-on-many';
import { ALL_DEEDS, askedOf, DEEDS, filterUnit, matching, type Deed } from './all/deeds';
import { inboxAllRoutes } from './all/inbox-all';
import { progressPage } from './all/progress';
import { itemsFilter } from './items-filter';

const unitNote = (unit: string | undefined, { office }: Visit): Text | null => {
  if (unit === undefined) return null;
  const name = nameOfUnit(office.roster, unit);
  return text(
    `按筛选只对${name}，同一事项的其他单位不受影响。`,
    `By the filter only ${name}; other units of these items are left alone.`,
  );
};

/** A deed on the items that the filter in an address finds. */
async function onItems(kit: Kit, visit: Visit, deed: Deed, query: string) {
  const filter = query.startsWith('?') ? query : '';
  const wanted = itemsFilter(`/items${filter}`);
  const rows = matching(await kit.rows(visit), wanted, deed);
  const { zh, en, words, dated } = DEEDS[deed];
  const unit = filterUnit(wanted);
  const on: OnMany = {
    ...{ path: `/all-items/${deed}`, name: text(zh, en), unit: text('项', 'items') },
    named: rows.map(({ item }) => `${item.key} ${item.title}`),
    note: unitNote(unit, visit),
    ...{ words: text(...words), usual: '', dated, filter },
    from: ['/items', visit.say('台账', 'Items')],
  };
  return { on, unit, items: rows.map(({ item }) => item.stream) };
}

async function runOnItems(kit: Kit, c: Ctx, deed: Deed) {
  const visit = c.get('visit');
  const { filter = '' } = await postedWords(c);
  const { on, unit, items } = await onItems(kit, visit, deed, filter);
  return actOnMany(kit, c, on, async (wish, key) => {
    const asked = askedOf({ ...wish, deed, unit }, visit);
    if ('field' in asked) return asked;
    return planOrder(kit.ports.ledger, { items, key, actor: visit.account?.id ?? '', onBehalf: null, asked });
  });
}

/**
 * Acts on all that match a filter, of the ledger or of the inbox: one page for each deed, with count, mails by name and a
 * page that confirms.
 */
export const allRoutes = (kit: Kit): readonly Route[] => [
  ...ALL_DEEDS.flatMap((deed) => {
    const { who } = DEEDS[deed];
    const path = `/all-items/${deed}`;
    return [
      dangerous(
        get(path, who, async (c) =>
          wishPage(c, (await onItems(kit, c.get('visit'), deed, new URL(c.req.url).search)).on),
        ),
      ),
      dangerous(post(path, who, (c) => runOnItems(kit, c, deed))),
    ];
  }),
  ...inboxAllRoutes(kit),
  get('/change-sets/:key', ['coordinator', 'reviewer'], (c) => progressPage(kit, c)),
];
