import type { Learned, NoticeItem, NoticeReading, NoticeRole } from '../notice/types';
import type { Roster } from '../roster/types';
import type { DraftItem, PlanDraft } from './draft';

/** One word that may explain a correction. */
type LearnedEntry = readonly ['units', string] | readonly ['labels' | 'headings', string, NoticeRole];

/** What a plan was corrected against: its notice as it was read, and how it would be read with other words. */
interface Corrected {
  readonly draft: PlanDraft;
  readonly text: string;
  readonly roster: Roster;
  readonly learned: Learned;
  readonly reread: (learned: Learned) => NoticeReading;
}

/** More words than this are not tried: each takes a reading of the notice. */
const MOST_TRIED = 60;

const LEARNED_ROLES: readonly NoticeRole[] = ['lead', 'each', 'support'];

const itemUnits = (item: DraftItem): readonly (readonly [string, NoticeRole])[] =>
  LEARNED_ROLES.flatMap((role) => item[role].map((name) => [name, role] as const));

/** The word before the colon that the name follows in its line: 认领方：县财政局、县审计局. */
function learnedLabel(raw: string, name: string): string | null {
  const line =
    raw
      .slice(0, raw.indexOf(name))
      .split(/[\n。；;]/)
      .at(-1) ?? '';
  return /([\p{Script=Han}()（）]{2,12})[：:][^：:]*$/u.exec(line)?.[1] ?? null;
}

const learnedCells = (line: string): readonly string[] => line.split(/[\t|]/).map((cell) => cell.trim());

/** The heading above the cell that holds the name: in the first line above of as many cells, none of them a number. */
function learnedHeading(text: string, { at }: NoticeItem, name: string): string | null {
  const start = text.lastIndexOf('\n', at.start - 1) + 1;
  const stop = text.indexOf('\n', start);
  const cells = learnedCells(text.slice(start, stop === -1 ? undefined : stop));
  const column = cells.findIndex((cell) => cell.includes(name));
  if (cells.length < 3 || column === -1) return null;
  const above = text.slice(0, start).split('\n').map(learnedCells);
  const header = above.find((row) => row.length === cells.length && row.every((cell) => !/\d/.test(cell)));
  return header?.[column] || null;
}

/** The words that may explain what was corrected, those that stand for two roles left out. */
function learnCandidates(
  { draft, text }: Corrected,
  items: ReadonlyMap<string, NoticeItem>,
): readonly LearnedEntry[] {
  const found = new Map<string, LearnedEntry>();
  const torn = new Set<string>();
  const add = (part: 'labels' | 'headings', word: string | null, role: NoticeRole): void => {
    if (word === null) return;
    const id = `${part} ${word}`;
    if ((found.get(id)?.[2] ?? role) !== role) torn.add(id);
    found.set(id, [part, word, role]);
  };
  for (const [name, means] of Object.entries(draft.names))
    if (typeof means === 'string') found.set(`units ${name}`, ['units', name]);
  for (const item of draft.items) {
    const read = items.get(item.key);
    if (read === undefined) continue;
    const raw = text.slice(read.at.start, read.at.end);
    for (const [name, role] of itemUnits(item)) {
      if (!raw.includes(name)) continue;
      add('labels', learnedLabel(raw, name), role);
      add('headings', learnedHeading(text, read, name), role);
    }
  }
  return [...found].flatMap(([id, entry]) => (torn.has(id) ? [] : [entry])).slice(0, MOST_TRIED);
}

const plus = (learned: Learned, entry: LearnedEntry): Learned => {
  const [part, word, role] = entry;
  if (part === 'units') return { ...learned, units: [...new Set([...learned.units, word])] };
  if (part === 'labels') return { ...learned, labels: { ...learned.labels, [word]: role } };
  return { ...learned, headings: { ...learned.headings, [word]: role === 'each' ? 'units' : role } };
};

/** How many of the corrected units a reading finds by itself; -1 when its items are others. */
function score(reading: NoticeReading, { draft, roster }: Corrected, keys: string): number {
  if (learnedKeys(reading) !== keys) return -1;
  const own = new Map(roster.units.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name])));
  const idOf = (name: string, role: NoticeRole): string => `${own.get(name) ?? name} ${role}`;
  const items = new Map(reading.items.map((item) => [item.key, item]));
  return draft.items.reduce((sum, item) => {
    const read = new Set((items.get(item.key)?.units ?? []).map(({ name, role }) => idOf(name, role)));
    return sum + itemUnits(item).filter(([name, role]) => read.has(idOf(name, role))).length;
  }, 0);
}

const learnedKeys = ({ items }: NoticeReading): string => items.map(({ key }) => key).join(' ');

/**
 * The words that make the reader find by itself what a coordinator corrected in plan.yaml: names that were confirmed,
 * and each label and heading with which more of the corrected units are read, the items staying the same.
 */
export function learnFrom(corrected: Corrected): Learned {
  const reading = corrected.reread(corrected.learned);
  const keys = learnedKeys(reading);
  let learned = corrected.learned;
  let best = score(reading, corrected, keys);
  for (const entry of learnCandidates(corrected, new Map(reading.items.map((item) => [item.key, item])))) {
    const more = plus(learned, entry);
    const got = score(corrected.reread(more), corrected, keys);
    if (got < best || (got === best && entry[0] !== 'units')) continue;
    [learned, best] = [more, got];
  }
  return learned;
}
