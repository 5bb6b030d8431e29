import type { Child } from 'hono/jsx';
import type { CivilDate } from '../../../domain/time';
import { workingDays } from '../../../domain/calendar/calendar';
import { dateOf } from '../../../domain/time';
import type { Visit } from './visit';

/** A link that keeps the query of the page but for what it sets; null takes a name away. */
export function linkWith(here: string, set: Readonly<Record<string, string | null>>): string {
  const url = new URL(here, 'http://here');
  for (const [name, value] of Object.entries(set))
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  return url.pathname + url.search;
}

/** A page of many. */
export interface Paged<T> {
  readonly rows: readonly T[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** One page of a list; a page that is not there is the nearest that is. */
export function paged<T>(all: readonly T[], asked: string | undefined, size: number): Paged<T> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(pages, Math.max(1, Number.parseInt(asked ?? '1', 10) || 1));
  return { rows: all.slice((page - 1) * size, page * size), page, pages, total: all.length };
}

/** Links to the other pages of a list. */
export const Pages = ({ visit, paged: { page, pages } }: { visit: Visit; paged: Paged<unknown> }) => {
  const { say, here } = visit;
  if (pages <= 1) return <></>;
  const near = [1, page - 2, page - 1, page, page + 1, page + 2, pages];
  const shown = [...new Set(near)].filter((n) => n >= 1 && n <= pages).sort((a, b) => a - b);
  return (
    <nav aria-label={say('分页', 'Pages')}>
      <ul class="pages">
        {page > 1 && (
          <li>
            <a href={linkWith(here, { page: String(page - 1) })} rel="prev">
              {say('上一页', 'Previous')}
            </a>
          </li>
        )}
        {shown.map((n) => (
          <li>
            {n === page ? (
              <strong aria-current="page">{n}</strong>
            ) : (
              <a href={linkWith(here, { page: String(n) })} aria-label={say(`第 ${n} 页`, `page ${n}`)}>
                {n}
              </a>
            )}
          </li>
        ))}
        {page < pages && (
          <li>
            <a href={linkWith(here, { page: String(page + 1) })} rel="next">
              {say('下一页', 'Next')}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
};

/** A heading that sorts by its column. */
export const SortHead = ({
  visit,
  name,
  sorted,
  descending,
  children,
}: {
  visit: Visit;
  name: string;
  sorted: boolean;
  descending: boolean;
  children: Child;
}) => (
  <th scope="col" aria-sort={sorted ? (descending ? 'descending' : 'ascending') : 'none'}>
    <a href={linkWith(visit.here, { sort: name, order: sorted && !descending ? 'down' : null, page: null })}>
      {children}
      {sorted && <span aria-hidden="true">{descending ? ' ▼' : ' ▲'}</span>}
    </a>
  </th>
);

/** What a list can be narrowed to: its address, its name, and whether it is. */
export type ChoiceTag = readonly [href: string, name: string, inForce: boolean];

/** What a list is narrowed to, each a link; the one in force is marked. */
export const ChoiceTags = ({ label, choices }: { label: string; choices: readonly ChoiceTag[] }) => (
  <ul class="chosen" aria-label={label}>
    {choices.map(([href, name, inForce]) => (
      <li>
        <a class="tag" href={href} {...(inForce ? { 'aria-current': 'true' as const } : {})}>
          {name}
        </a>
      </li>
    ))}
  </ul>
);

/** A table that becomes a card for each row on a narrow screen: what it lists, and the heading of each column. */
export const CardTable = ({
  caption,
  heads,
  children,
}: {
  caption?: Child;
  heads: readonly (string | readonly [string, 'number'])[];
  children: Child;
}) => (
  <table class="cards">
    {caption !== undefined && <caption>{caption}</caption>}
    <thead>
      <tr>
        {heads.map((head) =>
          typeof head === 'string' ? (
            <th scope="col">{head}</th>
          ) : (
            <th scope="col" class={head[1]}>
              {head[0]}
            </th>
          ),
        )}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

/** A date with a word under it that says how far it is. */
export const DateCell = ({
  visit,
  date,
  provisional,
  before,
  plain,
}: {
  visit: Visit;
  date: CivilDate | null;
  provisional?: boolean;
  /** The date that it replaced. */
  before?: CivilDate | undefined;
  /** Without the word: what is done is not counted. */
  plain?: boolean;
}) => {
  const { say, office, now } = visit;
  if (date === null) return <span class="date">{say('全年', 'continuous')}</span>;
  const today = dateOf(now, office.policy.zone);
  const left =
    today <= date ? workingDays(office.calendar, today, date) : -workingDays(office.calendar, date, today);
  const word =
    today === date
      ? say('今天', 'today')
      : left > 0
        ? say(`还剩${left}个工作日`, `${left} working days left`)
        : today < date
          ? say('截止在即', 'due now')
          : say(`已过${-left}个工作日`, `${-left} working days past`);
  return (
    <span class="date">
      {before !== undefined && before !== date && <del>{before}</del>}
      {before === undefined || before === date ? '' : ' '}
      <strong>{date}</strong>
      {provisional === true && <span class="tag">{say('预计', 'provisional')}</span>}
      {plain !== true && <small>{word}</small>}
    </span>
  );
};
