import type { Range } from './flow';
import type { ItemDraft } from './item';
import type { Doubt } from './outline/marks';
import type { Painter } from './lines/paint';

/** A section before its place has a line. */
export interface SectionDraft {
  readonly key: string;
  readonly no: string;
  readonly title: string;
  readonly at: Range;
}

/** What the walk through the outline gathers, in the order of the notice. */
export interface Collection {
  readonly source: string;
  readonly painter: Painter;
  readonly sections: SectionDraft[];
  readonly keys: Keys;
  readonly items: ItemDraft[];
  readonly doubts: Doubt[];
}

/** Gives out names that occur once; the second of a name gets "-2" behind it. */
export class Keys {
  private readonly given = new Set<string>();
  private readonly counts = new Map<string, number>();

  give(wanted: string): string {
    let key = wanted;
    let n = this.counts.get(wanted) ?? 1;
    for (; this.given.has(key); n += 1) key = `${wanted}-${n + 1}`;
    this.counts.set(wanted, n);
    this.given.add(key);
    return key;
  }
}

/** Adds a section and returns its key. */
export function addSection(into: Collection, draft: SectionDraft): string {
  const key = into.keys.give(draft.key);
  into.sections.push({ ...draft, key });
  return key;
}

/**
 * The keys of items: `no` where nothing else in the notice has it, else section and no, with "-2" behind where
 * even that is not unique.
 */
export function itemKeys({ items, sections }: Collection): readonly string[] {
  const counts = new Map<string, number>();
  for (const { no } of [...items, ...sections]) counts.set(no, (counts.get(no) ?? 0) + 1);
  const keys = new Keys();
  return items.map((item) => {
    const section = counts.get(item.no) === 1 ? null : item.section;
    return keys.give(section === null ? item.no : `${section}.${item.no}`);
  });
}
