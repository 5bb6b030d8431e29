import type { CivilDate } from '../time';
import { yearOf } from '../time';
import { itemKeys, Keys, type Collection } from './collect';
import { dateIn } from './times/dates';
import type { TimeFrame } from './times/candidates';
import { findingAt, Places } from './findings';
import { rangeOf, type Flow, type Range } from './flow';
import { closingTerms } from './lines/closing';
import { furnitureOf, titleText, type Furniture } from './lines/furniture';
import type { ItemDraft } from './item';
import { linesOf, type NoticeLine } from './lines/lines';
import type { Doubt } from './outline/marks';
import { markerAt } from './outline/markers';
import { applyFirstLeads } from './units/first-leads';
import { lexiconOf, type Lexicon } from './units/names';
import { misreadIn, normalise } from './lines/normalise';
import { outlineOf } from './outline/outline';
import { Painter } from './lines/paint';
import { noticeTables, type Tables } from './tables/tables';
import { titlesOf, yearIn, type Title } from './lines/titles';
import type { NoticeFinding, NoticeItem, NoticeReading, NoticeSource, Vocabulary } from './types';
import { Walk } from './outline/walk';

/** The first line that belongs to the tasks: a number, or a table. */
function noticeBody(lines: readonly NoticeLine[], tables: Tables): number {
  const first = lines.findIndex((line, index) => {
    const kind = markerAt(line.flow.text)?.kind;
    return tables.covers(index) || (kind !== undefined && kind !== 'bare' && kind !== 'dotted');
  });
  return first === -1 ? lines.length : first;
}

/** Lines at the start in which the day of a meeting is looked for. */
const HEAD_LINES = 6;

const PART = /^附件? ?(?:[\d一二三四五六七八九十]{0,2}|[\d一二三四五六七八九十]{1,2} ?:)$/;

/** Titles stand before the tasks and behind a line 附件; for want of one, a short first line is the title. */
function findTitles(
  lines: readonly NoticeLine[],
  body: number,
  furniture: Furniture,
  tables: Tables,
  source: string,
): readonly Title[] {
  let open = true;
  const isFree = lines.map((line, index) => {
    if (PART.test(line.flow.text) || furniture.lines.get(index)?.[0]?.[1] === 'date') open = true;
    else if (index >= body && (tables.covers(index) || markerAt(line.flow.text) !== null)) open = false;
    return open && !PART.test(line.flow.text) && !tables.covers(index) && !furniture.lines.has(index);
  });
  const isDated = (index: number): boolean => furniture.lines.get(index)?.[0]?.[1] === 'date';
  const titles = titlesOf(
    lines,
    (index) => isFree[index] === true,
    source,
    (index) => index > body && index < lines.length - 1 && isDated(index - 1),
  );
  if (titles.length > 0) return titles;
  const first = isFree.findIndex((free, index) => free && index < body);
  const line = lines[first];
  if (line === undefined || line.end - line.start > 60 || /[。;:,、]/.test(line.flow.text)) return [];
  return [{ from: first, to: first + 1, text: titleText([line], source) }];
}

/** Year and base date that the phrases of time are read against. */
function frameOf(titles: readonly Title[], furniture: Furniture, head: string): TimeFrame {
  const base = furniture.datedOn ?? furniture.issuedOn;
  const named = titles.map((title) => yearIn(title.text)).find((year) => year !== null) ?? null;
  const own = base === null ? null : yearOf(base);
  const isInRange = named !== null && own !== null && named.from <= own && own <= named.to;
  if (named === null && own === null) return { year: yearIn(issuedDate(head))?.from ?? null, base };
  return { year: isInRange && named.from !== named.to ? own : (named?.from ?? own), base };
}

/** The first full date of a text: minutes begin with the day of their meeting. */
function issuedDate(text: string): string {
  const found = dateIn(text);
  return found === null ? '' : text.slice(found.start, found.end);
}

const isCover = (text: string): boolean =>
  /:$/.test(text.trim()) ||
  /文件$/.test(text.trim()) ||
  /现将.{0,200}(?:印发|转发|通知如下)/.test(text.slice(0, 400).replace(/\s/g, ''));

class Reader {
  private readonly painter: Painter;
  private readonly places: Places;

  constructor(
    private readonly source: NoticeSource,
    private readonly lexicon: Lexicon,
  ) {
    this.painter = new Painter(source.text);
    this.places = new Places(source.text);
  }

  read(): NoticeReading {
    const { text } = this.source;
    const misread = misreadIn(text);
    const flow = normalise(text, misread);
    const lines = linesOf(flow);
    const tables = noticeTables(lines, this.source.merged ?? 'blank', this.lexicon);
    const body = noticeBody(lines, tables);
    const furniture = furnitureOf(lines, body, tables.covers, text, this.lexicon);
    const titles = findTitles(lines, body, furniture, tables, text);
    const head = lines.slice(0, HEAD_LINES).map((line) => line.flow.text.slice(0, 200));
    const frame = frameOf(titles, furniture, head.join('\n'));
    const into: Collection = {
      source: text,
      painter: this.painter,
      sections: [],
      keys: new Keys(),
      items: [],
      doubts: [
        ...furniture.doubts,
        ...[...misread.keys()].map((at): Doubt => ({ code: 'misread', at: { start: at, end: at + 1 } })),
      ],
    };
    this.paintFurniture(lines, furniture, titles);
    const titled = new Set(
      titles.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
    );
    const starts = new Set(titles.filter(({ from }, i) => i > 0 || from > body).map(({ from }) => from));
    const outline = outlineOf(flow, lines, {
      isNoise: (index) => furniture.lines.get(index)?.[0]?.[1] === 'noise',
      isFurniture: (index) =>
        furniture.lines.has(index) || titled.has(index) || PART.test(lines[index]?.flow.text ?? ''),
      startsPart: (index) => PART.test(lines[index]?.flow.text ?? '') || starts.has(index),
      startsLabel: this.lexicon.labels.starts,
      tableAt: tables.at,
    });
    for (const doubt of outline.doubts) into.doubts.push(doubt);
    const walk = new Walk(into, { lexicon: this.lexicon, frame });
    walk.root(outline.root, outline.parts);
    if (into.items.length === 0) walk.narrative(outline.root, isCover);
    for (const doubt of closingTerms(lines, this.painter, frame)) into.doubts.push(doubt);
    this.paintLost(flow.at);
    this.paintBars(flow);
    this.paintNoise(furniture);
    into.items.sort((a, b) => a.at.start - b.at.start);
    applyFirstLeads(flow, into);
    return this.reading(into, furniture, titles, frame);
  }

  /** Bars that stand alone in their line. */
  private paintBars({ text, at }: Flow): void {
    for (const match of text.matchAll(/^[ \t]*\|[| \t]*$/gm))
      for (let i = match.index; i < match.index + match[0].length; i += 1)
        if (text.charAt(i) === '|') this.painter.paint({ start: at[i] ?? 0, end: (at[i] ?? 0) + 1 }, 'noise');
  }

  /** Noise stays noise where a task runs around it: a page number amid a sentence. */
  private paintNoise(furniture: Furniture): void {
    for (const pieces of furniture.lines.values())
      for (const [range, kind] of pieces) if (kind === 'noise') this.painter.paint(range, kind);
  }

  /** Zero-width characters and "??" are in the source and not in the matching text. */
  private paintLost(at: Int32Array): void {
    let next = 0;
    for (let i = 0; i <= at.length; i += 1) {
      const offset = at[i] ?? this.source.text.length;
      for (; next < offset; next += 1)
        if (!/\s/.test(this.source.text.charAt(next)))
          this.painter.paint({ start: next, end: next + 1 }, 'noise');
      next = offset + 1;
    }
  }

  private paintFurniture(lines: readonly NoticeLine[], furniture: Furniture, titles: readonly Title[]): void {
    for (const pieces of furniture.lines.values())
      for (const [range, kind] of pieces) this.painter.paint(range, kind);
    for (const { from, to } of titles)
      for (const line of lines.slice(from, to)) this.painter.paint(rangeOf(line.flow), 'title');
    for (const line of lines) if (PART.test(line.flow.text)) this.painter.paint(rangeOf(line.flow), 'title');
  }

  private reading(
    into: Collection,
    furniture: Furniture,
    titles: readonly Title[],
    frame: TimeFrame,
  ): NoticeReading {
    const keys = itemKeys(into);
    const items = into.items.map((item, i) => this.item(item, keys[i] ?? item.no));
    const title = titles.find((one) => /(?:通知|意见|方案|决定|通报|函)$/.test(one.text)) ?? titles[0];
    const start = { start: 0, end: 0 };
    const missing: Doubt[] = [
      ...(title === undefined ? [{ code: 'no-title', at: start } as const] : []),
      ...(items.length === 0 ? [{ code: 'no-item', at: start } as const] : []),
      ...this.painter.bare().map((at): Doubt => ({ code: 'unread', at })),
    ];
    const findings = [
      ...[...into.doubts, ...missing].map((doubt) => this.finding(doubt)),
      ...into.items.flatMap((item, i) => item.doubts.map((doubt) => this.finding(doubt, keys[i]))),
    ];
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    return {
      title: title?.text ?? '',
      number: furniture.number,
      datedOn: furniture.datedOn,
      issuedOn: furniture.issuedOn,
      year: frame.year,
      sections: into.sections.map((section) => ({ ...section, at: this.places.of(section.at) })),
      items,
      findings,
      classes: this.painter.spans(),
    };
  }

  private item(draft: ItemDraft, key: string): NoticeItem {
    const { no, section, title, text, open } = draft;
    const units = draft.units.map(({ name, form, role, nameplate, at }) => ({
      name,
      kind: form.kind,
      role,
      ...(nameplate === undefined ? {} : { nameplate }),
      at: this.places.of(at),
    }));
    const findings = [...new Set(draft.doubts.map((doubt) => doubt.code))];
    return {
      key,
      no,
      section,
      title,
      text,
      units,
      open,
      deadline: this.deadline(draft),
      findings,
      at: this.places.of(draft.at),
    };
  }

  private deadline({ deadline }: ItemDraft): NoticeItem['deadline'] {
    if (deadline === null) return null;
    const { kind, terms } = deadline;
    const dated = kind === 'date' || kind === 'recurring' ? terms.flatMap((term) => term.dates) : [];
    const dates = [...new Set<CivilDate>(dated)].sort();
    const phrase = [...new Set(terms.map((term) => this.phrase(term.at)))].join('；');
    return { kind, dates, phrase, at: terms.map((term) => this.places.of(term.at)) };
  }

  private phrase = (at: Range): string => this.places.text(at).replace(/\s+/g, '');

  private finding = (doubt: Doubt, item?: string): NoticeFinding => findingAt(this.places, doubt, item);
}

/**
 * Reads a notice: sections, items, units, deadlines, dates, and what is doubtful. Pure and linear in the length
 * of the text; it refuses nothing, a text without any task gives the finding `no-item`.
 */
export function readNotice(source: NoticeSource, vocabulary: Vocabulary): NoticeReading {
  return new Reader(source, lexiconOf(vocabulary)).read();
}
