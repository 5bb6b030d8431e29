import { LAMP_ORDER } from '../../../domain/item/lamp';
import { unitOf } from '../../../domain/roster/roster';
import { dateOf, mondayOf, parseDate, plusDays, type CivilDate } from '../../../domain/time';
import { type Filter, type SortKey } from '../items/rows';
import { CheckBox, FormField, Select } from '../web/form';
import { lampWord } from '../web/item-table';
import { linkWith } from '../web/table';
import type { Visit } from '../web/visit';
import { ITEM_STATUS } from '../../../domain/words';

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
export function chips(visit: Visit, filter: Filter): readonly (readonly [string, string])[] {
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
export const DueSoon = ({ visit }: { visit: Visit }) => {
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

export const FilterForm = ({
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
      {filter.descending && <input type="hidden" name="order" value="down" />}
      <button type="submit" class="button">
        {say('筛选', 'Filter')}
      </button>
    </form>
  );
};
