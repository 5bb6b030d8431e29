import { concat, joined, part, type Flow, rangeIn, type Range } from '../flow';
import { wrapWidth, type NoticeLine } from '../lines/lines';
import type { Doubt } from './marks';
import { markerAt, type Marker, type MarkerKind } from './markers';

/** A stretch of running text that belongs together, soft line ends inside. */
export interface OutlineParagraph {
  readonly kind: 'paragraph';
  readonly flow: Flow;
  /** One line without a sentence's end: a heading of its own. */
  readonly isHeading: boolean;
}

/** Anything that stands by itself between paragraphs: a table. */
export interface Insert<T> {
  readonly kind: 'table';
  readonly table: T;
}

/** A marker with all that it governs; the root has none. */
export interface Node<T> {
  readonly kind: 'node';
  readonly marker: Marker | null;
  readonly at: Range;
  readonly blocks: (OutlineParagraph | Insert<T> | Node<T>)[];
}

/** What the outline needs of a line: it is furniture, begins a new part, or is in a table. */
export interface OutlinePlan<T> {
  readonly isFurniture: (index: number) => boolean;
  readonly isNoise: (index: number) => boolean;
  readonly startsPart: (index: number) => boolean;
  /** True when a text begins with the label of a list or of a time. */
  readonly startsLabel: (text: string) => boolean;
  readonly tableAt: (index: number) => { readonly table: T; readonly to: number } | null;
}

interface Open {
  /** Stretches of the notice without the noise between them: a page number amid a sentence. */
  runs: [number, number][];
  start: number;
  end: number;
  lines: number;
  depth: number;
  opened: number;
  last: NoticeLine;
  /** Begins behind the marker of a section: its first line is a heading even with a comma in it. */
  isSection: boolean;
}

const MAX_TORN = 300;
const MAX_HEADING = 30;
/** A line that begins with a number, in what may be the rest of a torn bracket. */
const NUMBERED_HEADING = /\n *(?:\d{1,3}[.、]|[一二三四五六七八九十]{1,3}、|第.{1,3}[条章])|\n *\n *\n/;

/** Builds the tree of markers from the lines. A marker of a kind that is open is a sibling, else a child. */
class Outline<T> {
  readonly root: Node<T> = { kind: 'node', marker: null, at: { start: 0, end: 0 }, blocks: [] };
  readonly doubts: Doubt[] = [];
  /** Indices in the root's blocks at which a new part of the notice begins. */
  readonly parts: number[] = [];
  private stack: Node<T>[] = [this.root];
  private open: Open | null = null;
  private cut = false;
  private readonly latest = new Map<MarkerKind, number>();

  constructor(
    private readonly whole: Flow,
    private readonly width: number,
    private readonly startsLabel: (text: string) => boolean,
  ) {}

  private get top(): Node<T> {
    return this.stack.at(-1) ?? this.root;
  }

  /** Ends the running paragraph. */
  close(): void {
    const { open } = this;
    if (open === null) return;
    const flow = joined(concat(open.runs.map(([start, end]) => part(this.whole, start, end))));
    this.top.blocks.push({ kind: 'paragraph', flow, isHeading: this.isHeading(open) });
    this.open = null;
  }

  /** A new part of the notice (an attachment): its markers belong to nothing before it. */
  newPart(): void {
    this.close();
    this.stack = [this.root];
    this.latest.clear();
    this.parts.push(this.root.blocks.length);
  }

  /** A line of noise that the running paragraph leaves out. */
  skip(): void {
    this.cut = true;
  }

  insert(table: T): void {
    this.close();
    this.top.blocks.push({ kind: 'table', table });
  }

  /** Takes a line of running text. */
  add(line: NoticeLine): void {
    const marker = markerAt(line.flow.text);
    const accepted = marker === null ? null : this.accept(marker, line);
    if (accepted !== null) this.start(accepted, line);
    else if (/^附 {0,4}则$/.test(line.flow.text)) this.supplementary(line);
    else if (
      this.open !== null &&
      (line.inline ||
        ((this.isTorn(this.open) || !this.startsLabel(line.flow.text)) && this.joins(this.open, line)))
    )
      this.extend(this.open, line, line.start);
    else {
      this.close();
      this.begin(line, line.start);
    }
  }

  /** 附则 without a number: a section of its own, below nothing. */
  private supplementary(line: NoticeLine): void {
    this.close();
    const marker: Marker = { kind: 'chapter', value: 0, no: '附则', length: 0 };
    const node: Node<T> = { kind: 'node', marker, at: rangeIn(this.whole, line.start, line.end), blocks: [] };
    this.root.blocks.push(node);
    this.stack = [this.root, node];
    this.begin(line, line.start, true);
  }

  private start(marker: Marker, line: NoticeLine): void {
    this.close();
    const depth = this.stack.findIndex((node) => node.marker?.kind === marker.kind);
    if (depth > 0) this.stack = this.stack.slice(0, depth);
    else if (/^(?:han|chapter)$/.test(marker.kind) || (marker.kind === 'parenHan' && marker.value > 1))
      this.leaveLower();
    const at = rangeIn(this.whole, line.start, line.start + marker.length);
    this.checkNumber(marker, depth > 0, at);
    const node: Node<T> = { kind: 'node', marker, at, blocks: [] };
    this.top.blocks.push(node);
    this.stack.push(node);
    this.latest.set(marker.kind, marker.value);
    const from = line.start + marker.length;
    if (this.whole.text.slice(from, line.end).trim() !== '')
      this.begin(line, from, /^(?:han|parenHan|chapter)$/.test(marker.kind));
  }

  /** A heading of the highest kinds stands below no number of a lower one. */
  private leaveLower(): void {
    const lower = this.stack.findIndex((node) =>
      /^(?:parenHan|num|parenNum|numParen|circled|dotted)$/.test(node.marker?.kind ?? ''),
    );
    if (lower > 0) this.stack = this.stack.slice(0, lower);
  }

  /** Numbers run on, or begin again at 1; anything else is worth a look. */
  private checkNumber(marker: Marker, isSibling: boolean, at: Range): void {
    const before = this.latest.get(marker.kind);
    if (marker.value === (before ?? 0) + 1) return;
    if (marker.value === 1 && !isSibling) return;
    this.doubts.push({ code: marker.value === before ? 'number-repeat' : 'number-gap', at });
  }

  private begin(line: NoticeLine, start: number, isSection = false): void {
    this.open = { runs: [], start, end: start, lines: 0, depth: 0, opened: start, last: line, isSection };
    this.extend(this.open, line, start);
  }

  private extend(open: Open, line: NoticeLine, from: number): void {
    for (let i = from; i < line.end; i += 1) {
      const char = this.whole.text.charAt(i);
      if ('([【〔'.includes(char)) {
        if (open.depth === 0) open.opened = i;
        open.depth += 1;
      } else if (')]】〕'.includes(char)) open.depth = Math.max(0, open.depth - 1);
    }
    const last = open.runs.at(-1);
    if (last === undefined || this.cut) open.runs.push([from, line.end]);
    else last[1] = line.end;
    this.cut = false;
    open.end = line.end;
    open.lines += 1;
    open.last = line;
  }

  private isTorn = (open: Open): boolean => open.depth > 0 && open.end - open.opened <= MAX_TORN;

  private ends(open: Open): string {
    return this.whole.text.slice(Math.max(open.start, open.end - 1), open.end);
  }

  private endsWithLabel = (open: Open): boolean =>
    /(?:单位|部门|科室|时限|时间|牵头|配合|主办|协办):$/.test(
      this.whole.text.slice(Math.max(open.start, open.end - 8), open.end),
    );

  /** A full stop of half width: behind a Chinese character or a bracket. */
  private endsWithDot = (open: Open): boolean =>
    /[\p{Script=Han})\]】〕]\.$/u.test(this.whole.text.slice(Math.max(open.start, open.end - 2), open.end));

  private isWide = (line: NoticeLine): boolean => line.end - line.start >= this.width;

  private isHeading(open: Open): boolean {
    const text = this.whole.text.slice(open.start, open.end).trim();
    if (open.lines > 1 || text.length > MAX_HEADING || open.depth > 0) return false;
    return (
      !(open.isSection ? /[。;:!?]|[,、]$/ : /[,。;:、!?]/).test(text.replace(/[(][^()]*[)]/g, '')) &&
      !/[的和与及在对将把等是为以]$/.test(text)
    );
  }

  private joins(open: Open, line: NoticeLine): boolean {
    if (this.isTorn(open) && line.gap <= 2 && this.closesSoon(line)) return true;
    const last = this.ends(open);
    if (last === ':' && line.gap === 0 && this.endsWithLabel(open)) return true;
    if (/[、,]/.test(last)) return line.gap <= 1;
    if (line.gap > 0 || /[。!?;:]/.test(last) || this.endsWithDot(open)) return false;
    if (this.isWide(open.last)) return true;
    return !/[)\]】〕”"]/.test(last) && !this.isHeading(open);
  }

  /** The next bracket from this line on is a closing one, before any line that begins with a number. */
  private closesSoon(line: NoticeLine): boolean {
    const ahead = this.whole.text.slice(line.start, line.start + MAX_TORN);
    const next = ahead.search(/[([【〔)\]】〕]/);
    return next >= 0 && /[)\]】〕]/.test(ahead.charAt(next)) && !NUMBERED_HEADING.test(ahead.slice(0, next));
  }

  /** The text before goes on: a number at the start of this line may be part of a sentence. */
  private isMidSentence(line: NoticeLine): boolean {
    const { open } = this;
    // a line of units or of time ends where it ends
    const isLabel = open !== null && this.startsLabel(this.whole.text.slice(open.start, open.start + 24));
    if (isLabel) return /[、,]/.test(this.ends(open));
    if (open === null || line.gap > 0) return open !== null && /[、,]/.test(this.ends(open));
    return !/[。!?;:)\]】〕”"]/.test(this.ends(open)) && !this.isHeading(open);
  }

  private follows(kind: MarkerKind, value: number): boolean {
    const running = this.latest.get(kind);
    const sibling = this.stack.findLast((node) => node.marker?.kind === kind)?.marker?.value;
    return running === value - 1 || sibling === value - 1;
  }

  /** Whether a marker is one in this place; a number without dot counts only when the numbering expects it. */
  private accept(marker: Marker, line: NoticeLine): Marker | null {
    const { kind, value, no } = marker;
    if (kind === 'bare') {
      const isNext = this.follows('num', value) && !this.isMidSentence(line);
      return isNext && !line.inline ? { ...marker, kind: 'num' } : null;
    }
    if (kind === 'dotted' && !this.isDotted(no)) return null;
    if (this.isReference(line)) return null;
    if (this.follows(kind, value)) return marker;
    if (line.inline) return value === 1 && !this.latest.has(kind) ? marker : null;
    if (this.open !== null && this.isTorn(this.open) && line.gap === 0 && this.closesSoon(line)) return null;
    if (!this.isMidSentence(line) || this.open === null || !this.isWide(this.open.last)) return marker;
    this.doubts.push({
      code: 'unsure-number',
      at: rangeIn(this.whole, line.start, line.start + marker.length),
    });
    return null;
  }

  /** The number ends a reference that the line before begins: 详见第 / （三）项. */
  private isReference(line: NoticeLine): boolean {
    const { open } = this;
    if (open === null || line.gap > 0 || line.inline) return false;
    return /(?:第|详见|参见|本条|按照|依据|根据)$/.test(
      this.whole.text.slice(Math.max(open.start, open.end - 4), open.end),
    );
  }

  /** "3.2" belongs below 3, behind 3.1, or where no plain number stands at all. */
  private isDotted(no: string): boolean {
    const parent = Number(no.slice(0, no.lastIndexOf('.')));
    const last = this.latest.get('num');
    return last === undefined || last === parent || no.split('.').length > 2;
  }
}

/** The tree of a notice's lines. */
export function outlineOf<T>(whole: Flow, lines: readonly NoticeLine[], plan: OutlinePlan<T>): Outline<T> {
  const outline = new Outline<T>(whole, wrapWidth(lines), plan.startsLabel);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    const found = plan.tableAt(index);
    if (plan.startsPart(index)) outline.newPart();
    if (found !== null) {
      outline.insert(found.table);
      index = found.to - 1;
    } else if (line === undefined) continue;
    else if (plan.isNoise(index)) outline.skip();
    else if (plan.isFurniture(index)) outline.close();
    else outline.add(line);
  }
  outline.close();
  return outline;
}
