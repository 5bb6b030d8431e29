import { ok, type Result } from '../../../domain/problem';
import { archiveParts } from './archive';
import { tableLines, type GridCell } from './grid';
import { refuseBroken, refuseSlow, type Budget } from './limits';
import { feedMarkup, feedTags, localName, xmlText, type OpenedTag, type TagAttributes } from './markup';
import { Numbering, wordValue } from './numbering';

interface DocxParagraph {
  text: string;
  numId: string | null;
  level: number;
  style: string | null;
}

interface OpenDocxTable {
  rows: GridCell[][];
  cell: { lines: string[]; across: number; down: boolean } | null;
}

/** Deleted and moved text, fields, fallbacks that say a thing twice, phonetic hints. */
const SILENT_DOCX = new Set(['del', 'moveFrom', 'Fallback', 'rt', 'instrText', 'delText']);

/** Numbers that a style gives its paragraphs. */
type StyleNumbers = ReadonlyMap<string, { readonly numId: string; readonly level: number }>;

/** Gathers the text of word/document.xml. */
class DocxBody {
  readonly lines: string[] = [];
  private readonly paragraphs: DocxParagraph[] = [];
  private readonly tables: OpenDocxTable[] = [];
  private silent = 0;
  private isText = false;
  private isHidden = false;

  constructor(
    private readonly numbering: Numbering,
    private readonly styles: StyleNumbers,
    private readonly budget: Budget,
  ) {}

  open(name: string, attributes: TagAttributes): void {
    if (SILENT_DOCX.has(name)) this.silent += 1;
    if (this.silent > 0) return;
    const table = this.tables.at(-1);
    if (name === 'p') this.paragraphs.push({ text: '', numId: null, level: 0, style: null });
    else if (name === 'tbl') this.tables.push({ rows: [], cell: null });
    else if (name === 'tr') table?.rows.push([]);
    else if (name === 'tc' && table !== undefined) table.cell = { lines: [], across: 1, down: false };
    else if (name === 'gridSpan' && table?.cell) table.cell.across = Number(wordValue(attributes) ?? 1);
    else if (name === 'vMerge' && table?.cell) table.cell.down = wordValue(attributes) !== 'restart';
    else this.run(name, attributes);
  }

  private run(name: string, attributes: TagAttributes): void {
    const paragraph = this.paragraphs.at(-1);
    if (paragraph === undefined) return;
    if (name === 't') this.isText = true;
    else if (name === 'r') this.isHidden = false;
    else if (name === 'vanish') this.isHidden = wordValue(attributes) !== '0';
    else if (name === 'tab' && wordValue(attributes) === undefined) paragraph.text += '\t';
    else if (name === 'br' || name === 'cr') paragraph.text += '\n';
    else if (name === 'noBreakHyphen') paragraph.text += '-';
    else if (name === 'pStyle') paragraph.style = wordValue(attributes) ?? null;
    else if (name === 'numId') paragraph.numId = wordValue(attributes) ?? null;
    else if (name === 'ilvl') paragraph.level = Number(wordValue(attributes) ?? 0);
  }

  say(text: string): void {
    const paragraph = this.paragraphs.at(-1);
    if (this.isText && this.silent === 0 && !this.isHidden && paragraph !== undefined) paragraph.text += text;
  }

  close(name: string): void {
    if (SILENT_DOCX.has(name)) this.silent -= 1;
    if (this.silent > 0) return;
    if (name === 't') this.isText = false;
    else if (name === 'p') this.endParagraph();
    else if (name === 'tc') this.endCell();
    else if (name === 'tbl') this.endTable();
  }

  private endParagraph(): void {
    const paragraph = this.paragraphs.pop();
    if (paragraph === undefined) return;
    const text = `${this.number(paragraph)}${paragraph.text.replace(/^[\t ]+/, '')}`;
    const cell = this.tables.at(-1)?.cell;
    const into = cell?.lines ?? this.lines;
    for (const line of text.split('\n')) into.push(line);
  }

  private number({ numId, level, style, text }: DocxParagraph): string {
    const styled = style === null ? undefined : this.styles.get(style);
    const id = numId ?? styled?.numId;
    if (id === undefined || id === '0' || text.trim() === '') return '';
    return this.numbering.next(id, numId === null ? (styled?.level ?? 0) : level);
  }

  private endCell(): void {
    const table = this.tables.at(-1);
    if (table === undefined || table.cell === null) return;
    const { lines, across, down } = table.cell;
    table.rows.at(-1)?.push({ text: lines.join('\n'), across, rows: 1, down });
    table.cell = null;
  }

  private endTable(): void {
    const table = this.tables.pop();
    const lines = tableLines(table?.rows ?? [], this.budget);
    const outer = this.tables.at(-1)?.cell;
    const into = outer?.lines ?? this.lines;
    into.push('');
    for (const line of lines) into.push(outer ? line.replace(/\t+/g, ' ') : line);
    into.push('');
  }
}

/** The numbers that styles.xml gives: pStyle → numId and level. */
function styleNumbers(markup: string, budget: Budget): StyleNumbers {
  const styles = new Map<string, { numId: string; level: number }>();
  let style = '';
  let level = 0;
  const open: OpenedTag = (name, attributes) => {
    if (name === 'style') [style, level] = [wordValue(attributes, 'styleId') ?? '', 0];
    else if (name === 'ilvl') level = Number(wordValue(attributes) ?? 0);
    else if (name === 'numId' && style !== '')
      styles.set(style, { numId: wordValue(attributes) ?? '0', level });
  };
  feedTags(open, markup, budget);
  return styles;
}

/**
 * The text of a Word document: paragraphs with the automatic numbers that Word shows, tables as rows, text boxes
 * where they are anchored; without deleted or hidden text, notes, headers and footers. Refuses like partsOf.
 */
export async function docxText(bytes: Buffer, budget: Budget): Promise<Result<string>> {
  const parts = await archiveParts(bytes, '.docx', /^word\/(?:document|numbering|styles)\.xml$/, budget);
  if (!parts.ok) return parts;
  const part = (name: string): string => xmlText(parts.value.get(`word/${name}.xml`) ?? Buffer.alloc(0));
  const document = part('document');
  if (!/<(?:\w+:)?body[\s>]/.test(document)) return refuseBroken('.docx');
  const numbering = new Numbering();
  const opened: OpenedTag = (name, attributes) => {
    numbering.open(name, attributes);
  };
  feedTags(opened, part('numbering'), budget);
  const body = new DocxBody(numbering, styleNumbers(part('styles'), budget), budget);
  const inTime = feedMarkup(
    {
      onopentag: (name, attributes) => {
        body.open(localName(name), attributes);
      },
      onclosetag: (name) => {
        body.close(localName(name));
      },
      ontext: (text) => {
        body.say(text);
      },
    },
    document,
    'xml',
    budget,
  );
  return inTime && !budget.isSpent() ? ok(body.lines.join('\n')) : refuseSlow(budget);
}
