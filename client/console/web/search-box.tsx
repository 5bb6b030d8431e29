import type { Ctx } from './route';
import type { Visit } from './visit';

/** What a list is searched for, from the address. */
export const searchedFor = (c: Ctx): string => (c.req.query('q') ?? '').trim().slice(0, 200);

/** Whether one of some words holds what is searched for; nothing searched for: yes. */
export const wordsHold = (q: string, ...words: readonly string[]): boolean =>
  q === '' || words.some((word) => word.toLowerCase().includes(q.toLowerCase()));

/** Searches a list by a word that stands in the address. */
export const SearchBox = ({
  visit: { say },
  action,
  label,
  q,
}: {
  visit: Visit;
  action: string;
  label: string;
  q: string;
}) => (
  <form method="get" action={action} class="row no-print search">
    <label for="q">{label}</label>
    <input id="q" name="q" type="search" class="short" value={q} />
    <button type="submit" class="button quiet">
      {say('查找', 'Search')}
    </button>
    {q !== '' && <a href={action}>{say('全部', 'all')}</a>}
  </form>
);
