import { unitOf } from '../../../domain/roster/roster';
import { isOpen } from '../../../domain/item/view';
import { dateOf, mondayOf, parseDate, plusDays, type CivilDate } from '../../../domain/time';
import { chosenRows, LAMP_ORDER, type Filter, type ConsoleRow, type SortKey } from '../items/rows';
import type { Kit } from '../kit';
import { BrokenItems } from '../web/broken-items';
import { CheckBox, FormField, Select } from '../web/form';
import { lateClass, StandingCells } from '../web/item-table';
import { lampWord } from '../web/lamp';
import { page } from '../web/layout';
import { DaySelect, lookingBack } from '../web/day-select';
import { problemPage } from '../web/problem-page';
import { itemPath } from '../web/paths';
import { get, type Ctx, type Route } from '../web/route';
import { linkWith, paged, Pages, SortHead, type Paged } from '../web/table';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { ITEM_STATUS } from '../../../domain/words';
import { ALL_DEEDS, DEEDS, filterUnit, type Deed } from './all/deeds';

const ITEMS_PAGE_ROWS = 50;
const TABLE_SORTS: readonly SortKey[] = ['no', 'lamp', 'due', 'title', 'status'];
const STATES = ['open', 'all', 'issued', 'underway', 'toBeClosed', 'closed', 'cancelled'] as const;

/** The filter in an address; whatever is no filter is left out, so that nothing in it is ever more than a comparison. */
export function itemsFilter(url: string): Filter {
  const query = new URL(url, 'http://here').searchParams;
  const one = (name: string): string => query.get(name)?.slice(0, 200) ?? '';
  const asked = query.getAll('lamp');
  const day = (name: string): CivilDate | null => {
    const read = parseDate(one(name));
    return read.ok ? read.value : null;
  };
  return {
    q: one('q'),
    notice: one('notice'),
    unit: one('unit'),
    lamps: LAMP_ORDER.filter((lamp) => asked.includes(lamp)),
    ...{ from: day('from'), to: day('to') },
    state: STATES.find((state) => state === one('state')) ?? 'open',
    sort: TABLE_SORTS.find((sort) => sort === one('sort')) ?? 'lamp',
    descending: one('order') === 'down',
  };
}

/** What is filtered by, each with the address that leaves it out. */
function chips(visit: Visit, filter: Filter): readonly (readonly [string, string])[] {
  const { say, here, office } = visit;
  const without = (name: string): string => linkWith(here, { [name]: null, page: null });
  return [
    ...(filter.q === '' ? [] : [[say(`含“${filter.q}”`, `with "${filter.q}"`), without('q')] as const]),
    ...(filter.notice === ''
      ? []
      : [[say(`通知 ${filter.notice}`, `notice ${filter.notice}`), without('notice')] as const]),
    ...(filter.unit === ''
      ? []
      : [[unitOf(office.roster, filter.unit)?.name ?? filter.unit, without('unit')] as const]),
    ...(filter.lamps.length === 0
      ? []
      : [[filter.lamps.map((lamp) => lampWord(visit, lamp)).join('、'), without('lamp')] as const]),
    ...(filter.from === null && filter.to === null
      ? []
      : [[dueWords(visit, filter), linkWith(here, { from: null, to: null, page: null })] as const]),
    ...(filter.state === 'open' ? [] : [[filterWord(visit, filter.state), without('state')] as const]),
  ];
}

/** The days between which dates lie. */
const dueWords = ({ say }: Visit, { from, to }: Filter): string =>
  say(
    from === null ? `截止到 ${to}` : to === null ? `截止从 ${from} 起` : `截止 ${from} 至 ${to}`,
    `due ${from ?? '…'} to ${to ?? '…'}`,
  );

/** Dates that are often asked for. */
const DueSoon = ({ visit }: { visit: Visit }) => {
  const { say, now, office, here } = visit;
  const monday = mondayOf(dateOf(now, office.policy.zone));
  const weeks = [
    [say('本周', 'this week'), 0, 6],
    [say('下周', 'next week'), 7, 13],
    [say('四周内', 'within four weeks'), 0, 27],
  ] as const;
  return (
    <p class="row small no-print">
      <span>{say('截止在：', 'Due:')}</span>
      {weeks.map(([word, first, last]) => (
        <a href={linkWith(here, { from: plusDays(monday, first), to: plusDays(monday, last), page: null })}>
          {word}
        </a>
      ))}
    </p>
  );
};

const filterWord = ({ say, lang }: Visit, state: Filter['state']): string =>
  state === 'open' ? say('在办', 'open') : state === 'all' ? say('全部', 'all') : ITEM_STATUS[state][lang];

const FilterForm = ({
  visit,
  filter,
  notices,
}: {
  visit: Visit;
  filter: Filter;
  notices: readonly (readonly [string, string])[];
}) => {
  const { say, office } = visit;
  return (
    <form
      method="get"
      action="/items"
      class="filter card"
      id="filter"
      hx-get="/items"
      hx-target="#results"
      hx-select="#results"
      hx-swap="outerHTML"
      hx-push-url="true"
      hx-trigger="change, submit, input changed delay:400ms from:#q"
    >
      <h2>{say('筛选', 'Filter')}</h2>
      <FormField name="q" label={say('事项、单位', 'Item or unit')} type="search" value={filter.q} />
      <Select
        name="notice"
        label={say('通知', 'Notice')}
        value={filter.notice}
        options={[['', say('全部通知', 'all')], ...notices]}
      />
      <Select
        name="unit"
        label={say('单位', 'Unit')}
        value={filter.unit}
        options={[
          ['', say('全部单位', 'all')],
          ...office.roster.units.map(({ id, name }) => [id, name] as const),
        ]}
      />
      <Select
        name="state"
        label={say('状态', 'State')}
        value={filter.state}
        options={STATES.map((state) => [state, filterWord(visit, state)] as const)}
      />
      <FormField name="from" label={say('截止从', 'Due from')} type="date" short value={filter.from ?? ''} />
      <FormField name="to" label={say('截止到', 'Due until')} type="date" short value={filter.to ?? ''} />
      <fieldset>
        <legend>{say('亮灯', 'Lamp')}</legend>
        {LAMP_ORDER.map((lamp) => (
          <CheckBox
            name="lamp"
            value={lamp}
            label={lampWord(visit, lamp)}
            checked={filter.lamps.includes(lamp)}
          />
        ))}
      </fieldset>
      <input type="hidden" name="sort" value={filter.sort} />
      {filter.descending ? <input type="hidden" name="order" value="down" /> : ''}
      <button type="submit" class="button">
        {say('筛选', 'Filter')}
      </button>
    </form>
  );
};

const UNITS_SHOWN = 3;

const UnitNames = ({ visit, row }: { visit: Visit; row: ConsoleRow }) => {
  const more = row.units.length - UNITS_SHOWN;
  return (
    <>
      {row.units
        .slice(0, UNITS_SHOWN)
        .map(({ name }) => name)
        .join('、')}
      {more > 0 ? visit.say(` 等 ${row.units.length} 个`, ` and ${more} more`) : ''}
    </>
  );
};

const Results = ({
  visit,
  filter,
  of,
  deeds,
}: {
  visit: Visit;
  filter: Filter;
  of: Paged<ConsoleRow>;
  deeds: readonly Deed[];
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
        <a href={linkWith(visit.here, { page: null }).replace('/items', '/items.csv')}>CSV</a>{' '}
        <a href={linkWith(visit.here, { page: null }).replace('/items', '/items.xlsx')}>Excel</a>{' '}
        <a class="jump" href="#filter">
          {say('筛选 ↓', 'Filter ↓')}
        </a>
      </p>
      <DueSoon visit={visit} />
      {deeds.length > 0 && of.total > 0 ? (
        <p class="row no-print">
          <span>{say(`对这 ${of.total} 项：`, `All ${of.total}:`)}</span>
          {deeds.map((deed) => (
            <a
              class="button quiet"
              href={linkWith(visit.here, { page: null }).replace('/items', `/items/all/${deed}`)}
            >
              {say(DEEDS[deed].zh, DEEDS[deed].en)}…
            </a>
          ))}
        </p>
      ) : (
        ''
      )}
      <table class="cards">
        <caption>{say('台账。点列名可排序。', 'Items. A heading sorts.')}</caption>
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
              <td class="tight">{row.item.no}</td>
              <th scope="row">
                <a href={itemPath(row.item.stream)}>{row.item.title}</a>
              </th>
              <td>
                <UnitNames visit={visit} row={row} />
              </td>
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
    { title: `${say('台账', 'Items')}${where === '' ? '' : `（${where}）`}`, at: '/items', htmx: true },
    <>
      <h1>
        {say('台账', 'Items')}
        {asOf}
      </h1>
      <BrokenItems visit={visit} streams={await back.value.broken()} />
      <div class="columns wide-left">
        <Results
          visit={visit}
          filter={filter}
          of={of}
          deeds={on === '' ? deedsOnAll(visit, found, filter) : []}
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
