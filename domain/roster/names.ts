/** The form in which names are compared: full-width and half-width alike, brackets as (), no spaces. */
export const matchingForm = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200d\ufeff]/gu, '')
    .replace(/[〔[【]/gu, '(')
    .replace(/[〕\]】]/gu, ')');

/** Number of characters to insert, delete or replace to get from one text to the other. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = b.map((_, i) => i + 1);
  a.forEach((char, i) => {
    let diagonal = i;
    let left = i + 1;
    row = row.map((up, j) => {
      const best = Math.min(up + 1, left + 1, diagonal + (char === b[j] ? 0 : 1));
      diagonal = up;
      left = best;
      return best;
    });
  });
  return row.at(-1) ?? a.length;
}

/** Every character of the shorter name stands in the longer one, in order: 区人社 in 区人力资源社会保障局. */
function isShortFor(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  let at = 0;
  for (const char of long) if (char === short[at]) at++;
  return short.length >= 3 && at === short.length;
}

/** The name most like the one given, for "did you mean"; undefined when none is like it. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const chars = Array.from(matchingForm(name));
  let best: { name: string; away: number } | undefined;
  for (const candidate of candidates) {
    const other = Array.from(matchingForm(candidate));
    const away = isShortFor(chars, other) ? 1 : distance(chars, other);
    if (away * 3 <= Math.max(chars.length, other.length) && away < (best?.away ?? Infinity))
      best = { name: candidate, away };
  }
  return best?.name;
}
