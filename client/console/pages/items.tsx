import { isOpen } from '../../../domain/item/view';
import { chosenRows, type Filter, type ConsoleRow, type SortKey } from '../items/rows';
import type { Kit } from '../kit';
import { firstUnits, lateClass, StandingCells, BrokenItems } from '../web/item-table';
import { page } from '../web/layout';
import { DaySelect, lookingBack } from '../web/day-select';
import { problemPage } from '../web/refuse';
import { itemPath } from '../../../domain/journal/streams';
import { get, type Ctx, type Route } from '../web/route';
import { linkWith, paged, Pages, SortHead, type Paged } from '../web/table';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { ITEM_STATUS } from '../../../domain/words';
import { ALL_DEEDS, DEEDS, filterUnit, type Deed } from './all/deeds';
import { itemsFilter, chips, DueSoon, FilterForm } from './items-filter';

const ITEMS_PAGE_ROWS = 50;

const Results = ({
  visit,
  filter,
  of,
  deeds,
  notices,
}: {
  visit: Visit;
  filter: Filter;
  of: Paged<ConsoleRow>;
  deeds: readonly Deed[];
  /** Titles by id, where rows of several may stand in one table. */
  notices: ReadonlyMap<string, string>;
}) => {
  const { say, lang } = visit;
  const head = (name: SortKey, zh: string, en: string) => (
    <SortHead visit={visit} name={name} sorted={filter.sort === name} descending={filter.descending}>
      {say(zh, en)}
    </SortHead>
  );
  return (
    <div id="results">
      <ul class="chosen" aria-label={say('已选条件', 'Chosen')}>
        {chips(visit, filter).map(([label, href]) => (
          <li>
            <a class="tag" href={href}>
              {label} <span aria-hidden="true">×</span>
              <span class="visually-hidden">{say('去掉这个条件', 'remove')}</span>
            </a>
          </li>
        ))}
      </ul>
      <p data-count={say(`${of.total} 项`, `${of.total} items`)}>
        {say(
          `共 ${of.total} 项，第 ${of.page} / ${of.pages} 页。`,
          `${of.total} items, page ${of.page} of ${of.pages}.`,
        )}{' '}
        <span class="no-print">
          <a href={linkWith(visit.here, { page: null }).replace('/items', '/items.csv')}>CSV</a>{' '}
          <a href={linkWith(visit.here, { page: null }).replace('/items', '/items.xlsx')}>Excel</a>
        </span>{' '}
        <a class="jump" href="#filter">
          {say('筛选 ↓', 'Filter ↓')}
        </a>
      </p>
      <DueSoon visit={visit} />
      {deeds.length > 0 && of.total > 0 && (
        <p class="row no-print">
          <span>{say(`对这 ${of.total} 项：`, `All ${of.total}:`)}</span>
          {deeds.map((deed) => (
            <a
              class="button quiet"
              href={linkWith(visit.here, { page: null }).replace('/items', `/all-items/${deed}`)}
            >
              {say(DEEDS[deed].zh, DEEDS[deed].en)}…
            </a>
          ))}
        </p>
      )}
      <table class="cards">
        <caption>
          {say('台账', 'Items')}
          <span class="no-print">{say('。点列名可排序。', '. A heading sorts.')}</span>
        </caption>
        <thead>
          <tr>
            {head('no', '序号', 'No.')}
            {head('title', '事项', 'Item')}
            <th scope="col">{say('单位', 'Units')}</th>
            {head('status', '状态', 'State')}
            {head('lamp', '亮灯', 'Lamp')}
            {head('due', '截止', 'Due')}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((row) => (
            <tr class={lateClass(row)}>
              <td class="tight">{row.item.key}</td>
              <th scope="row">
                <a href={itemPath(row.item.stream)}>{row.item.title}</a>
                {notices.size > 1 && (
                  <>
                    <br />
                    <span class="small soft">{notices.get(row.item.notice)}</span>
                  </>
                )}
              </th>
              <td>{firstUnits(row.units, say)}</td>
              <td class="tight">{ITEM_STATUS[row.item.status][lang]}</td>
              <StandingCells visit={visit} {...row} ended={!isOpen(row.item)} />
            </tr>
          ))}
        </tbody>
      </table>
      <Pages visit={visit} paged={of} />
    </div>
  );
};

/** What an account can do to all that it found: acceptance only where something was handed in. */
const deedsOnAll = ({ account }: Visit, rows: readonly ConsoleRow[], filter: Filter): readonly Deed[] =>
  ALL_DEEDS.filter(
    (deed) =>
      account !== null &&
      DEEDS[deed].who.includes(account.role) &&
      rows.some((row) => isOpen(row.item) && DEEDS[deed].concerns(row, filterUnit(filter))),
  );

async function itemsPage(kit: Kit, c: Ctx) {
  const back = await lookingBack(kit, c);
  if (!back.ok) return problemPage(c, '/items', back.problem);
  const { visit, on, asOf } = back.value;
  const { say } = visit;
  const filter = itemsFilter(c.req.url);
  const found = chosenRows(await back.value.rows(), filter);
  const of = paged(found, c.req.query('page'), ITEMS_PAGE_ROWS);
  const notices = (await kit.ports.ledger.notices()).map(({ id, title }) => [id, title] as const);
  const where = of.page > 1 ? say(`第 ${of.page} 页`, `page ${of.page}`) : '';
  return page(
    c,
    {
      title: `${say('台账', 'Items')}${where === '' ? '' : `（${where}）`}`,
      heading: `${say('台账', 'Items')}${asOf}`,
      at: '/items',
      htmx: true,
    },
    <>
      <BrokenItems visit={visit} streams={await back.value.broken()} />
      <div class="columns wide-left">
        <Results
          visit={visit}
          filter={filter}
          of={of}
          deeds={on === '' ? deedsOnAll(visit, found, filter) : []}
          notices={new Map(filter.notice === '' ? notices : [])}
        />
        <div class="stack">
          <FilterForm visit={visit} filter={filter} notices={notices} />
          <DaySelect visit={c.get('visit')} action="/items" on={on} />
        </div>
      </div>
    </>,
  );
}

/** 台账: every item, filtered and sorted by its address. */
export const itemsRoutes = (kit: Kit): readonly Route[] => [
  get('/items', OFFICE_ROLE, (c) => itemsPage(kit, c)),
];
