import type { Ledger } from '../../ledger/ledger';

/** The office's own term behind the English one: "sign for an item (签收)". */
const TERM = / \([\p{Script=Han}、 ]+\)/gu;

const HAN = /\p{Script=Han}/u;

/** The Chinese words that a ledger holds: names, texts, and what people wrote; the longest first. */
export async function wordsOf(ledger: Ledger): Promise<readonly string[]> {
  const { roster, calendar } = await ledger.office();
  const items = await ledger.items({});
  const events = (await Promise.all(items.map(({ stream }) => ledger.story(stream)))).flat();
  const holidays = calendar.tables.flatMap(({ off }) => off.map(({ name }) => name));
  const texts = [
    '督办',
    // Values that are typed so in any language: the archive act's own terms.
    ...['永久', '30年', '10年'],
    // Between the days of a holiday, as offices write it.
    '至',
    // Placeholders of an office's own template.
    ...['{{代拟}}', '{{标题}}', '{{正文}}', '{{截至}}', '{{附件}}'],
    ...holidays.flatMap((name) => [name, ...name.split('、')]),
    ...roster.units.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...roster.groups.map(({ name }) => name),
    ...roster.accounts.map(({ name }) => name),
    ...roster.contacts.map(({ name }) => name),
    ...(await ledger.notices()).flatMap(({ title, number }) => [title, number]),
    ...items.flatMap(({ title, text, section, key }) => [title, text, section, key]),
    ...events.flatMap(({ body }) =>
      Object.values(body).filter((value): value is string => typeof value === 'string'),
    ),
    ...(await ledger.tasks({ open: false })).map(({ title }) => title),
    ...(await ledger.tasks({ open: true })).map(({ title }) => title),
  ];
  return [...new Set(texts)].filter((one) => HAN.test(one)).sort((a, b) => b.length - a.length);
}

/** A name that a column has cut off. */
const CUT = /\S+…/gu;

/** A text without the office's terms and these words, whole or cut off: what is left is the program's own. */
export function withoutWords(text: string, words: readonly string[]): string {
  const isWord = (cut: string): boolean => words.some((word) => word.startsWith(cut.slice(0, -1)));
  const uncut = text.replace(TERM, '').replace(CUT, (cut) => (isWord(cut) ? '' : cut));
  return words.reduce((rest, word) => rest.replaceAll(word, ''), uncut);
}
