import type { ReadItem } from './supplement';

/** Longest title of an item in lists and subject lines, characters. */
const MOST_TITLE = 30;
/** A title that says less goes on past its first comma. */
const LEAST = 20;

const charsOf = (words: string): readonly string[] => Array.from(words);

const cutTitle = (words: string, most: number): string => {
  const all = charsOf(words);
  return all.length <= most ? words : `${all.slice(0, most - 1).join('')}…`;
};

/** What stands behind the words of a title in the item's text ends it: a heading, a whole sentence, the whole text. */
function standsAlone(title: string, words: string): boolean {
  if (title.endsWith('…')) return false;
  const at = words.indexOf(title);
  if (at < 0) return true;
  const next = words.slice(at + title.length).trimStart();
  return next === '' || /^[。；;！!？?.]/u.test(next) || /^\s*\n/u.test(words.slice(at + title.length));
}

/** Clauses from the first on, as many as fit; where that says too little, the sentence cut at its most. */
function clauses(sentence: string): string {
  const parts = sentence.split(/(?<=[，,；;：:])/u);
  let title = '';
  for (const part of parts) {
    if (charsOf(trimmedTitle(title + part)).length > MOST_TITLE) break;
    title += part;
    if (charsOf(trimmedTitle(title)).length >= LEAST) break;
  }
  const whole = trimmedTitle(title);
  return charsOf(whole).length >= LEAST || whole === trimmedTitle(sentence)
    ? whole
    : cutTitle(trimmedTitle(sentence), MOST_TITLE);
}

const trimmedTitle = (words: string): string => words.replace(/[，,；;：:、\s]+$/u, '');

function planTitle({ title, text }: ReadItem): string {
  if (standsAlone(title, text)) return charsOf(title).length <= MOST_TITLE ? title : clauses(title);
  return clauses(/^[^。；;！!？?\n]+/u.exec(text)?.[0].trim() ?? title);
}

/** The words of an item from where it first differs from another of the same title. */
function wordsApart(own: ReadItem, other: ReadItem): string {
  const [a, b] = [charsOf(own.text), charsOf(other.text)];
  const at = a.findIndex((letter, n) => letter !== b[n]);
  return at < 0
    ? ''
    : a
        .slice(at)
        .join('')
        .replace(/[。；;！!？?\n][^]*$/u, '');
}

const TITLE_HEAD = 12;

/** A title that another item has too: its beginning, and the words that only this item has; else its number. */
function toldApart(item: ReadItem, title: string, other: ReadItem | null): string {
  const own = other ? trimmedTitle(wordsApart(item, other)) : '';
  return own === ''
    ? `${cutTitle(title, MOST_TITLE - charsOf(item.key).length - 2)}（${item.key}）`
    : cutTitle(`${charsOf(title).slice(0, TITLE_HEAD).join('')}…${own}`, MOST_TITLE);
}

/**
 * Short titles of the items of a notice by key: its heading or first sentence where that fits, else its first clauses, 20
 * to 30 characters; no two alike (the second and later say where they differ, or their number).
 */
export function shortTitles(items: readonly ReadItem[]): ReadonlyMap<string, string> {
  const taken = new Map<string, ReadItem>();
  const titles = new Map<string, string>();
  for (const item of items) {
    const first = planTitle(item);
    const alike = taken.get(first);
    const second = alike ? toldApart(item, first, alike) : first;
    const title = taken.has(second) && second !== '' ? toldApart(item, first, null) : second;
    taken.set(title, item);
    titles.set(item.key, title);
  }
  return titles;
}
