import type { Range } from '../flow';
import type { CharClass, ClassSpan } from '../types';

const CLASSES: readonly CharClass[] = [
  'finding',
  'title',
  'number',
  'date',
  'heading',
  'item',
  'units',
  'deadline',
  'preamble',
  'ending',
  'noise',
];

const UNPAINTED = 255;

/** Gives each character of a source its class; a later coat covers an earlier one. */
export class Painter {
  private readonly coat: Uint8Array;

  constructor(private readonly source: string) {
    this.coat = new Uint8Array(source.length).fill(UNPAINTED);
  }

  paint(range: Range, kind: CharClass): void {
    this.coat.fill(CLASSES.indexOf(kind), range.start, range.end);
  }

  /** The class of the character at an offset, null before any coat. */
  classAt(offset: number): CharClass | null {
    return CLASSES[this.coat[offset] ?? UNPAINTED] ?? null;
  }

  /** What is neither blank nor painted yet: stretches that no stage has understood. */
  bare(): readonly Range[] {
    const ranges: Range[] = [];
    for (let i = 0; i < this.coat.length; i += 1) {
      if (this.coat[i] !== UNPAINTED || /\s/.test(this.source.charAt(i))) continue;
      const last = ranges.at(-1);
      if (last?.end === i) ranges[ranges.length - 1] = { start: last.start, end: i + 1 };
      else ranges.push({ start: i, end: i + 1 });
    }
    return ranges;
  }

  /** Blanks take the class of what stands before them in their line, else of what follows; a blank line is noise. */
  private spread(): void {
    let start = 0;
    while (start < this.source.length) {
      const stop = this.source.indexOf('\n', start);
      const end = stop === -1 ? this.source.length : stop + 1;
      this.spreadLine(start, end);
      start = end;
    }
  }

  private spreadLine(start: number, end: number): void {
    let first = start;
    while (first < end && this.coat[first] === UNPAINTED) first += 1;
    let last = first === end ? CLASSES.indexOf('noise') : (this.coat[first] ?? UNPAINTED);
    for (let i = start; i < end; i += 1) {
      const now = this.coat[i] ?? UNPAINTED;
      if (now === UNPAINTED) this.coat[i] = last;
      else last = now;
    }
  }

  /** The runs of one class, without gap or overlap. */
  spans(): readonly ClassSpan[] {
    for (const range of this.bare()) this.paint(range, 'finding');
    this.spread();
    const spans: ClassSpan[] = [];
    let start = 0;
    for (let i = 1; i <= this.coat.length; i += 1) {
      if (i < this.coat.length && this.coat[i] === this.coat[start]) continue;
      const kind = CLASSES[this.coat[start] ?? 0];
      if (kind !== undefined) spans.push({ start, end: i, class: kind });
      start = i;
    }
    return spans;
  }
}
