import { ok, type Result } from '../../../domain/problem';
import { tableLines, type GridCell } from './grid';
import { refuseSlow, type Budget } from './limits';
import { feedMarkup, type TagAttributes } from './markup';

const BLOCK = new Set(
  'address article aside blockquote body center dd div dl dt fieldset figure figcaption footer form h1 h2 h3 h4 h5 h6 header hr legend li main ol p pre section table tbody td tfoot th thead tr ul caption'.split(
    ' ',
  ),
);

/** What a reader of the page does not see as text. */
const SILENT_HTML = new Set(
  'head script style noscript template select option button textarea iframe object svg nav'.split(' '),
);

const isHidden = (attributes: TagAttributes): boolean =>
  'hidden' in attributes || /display\s*:\s*none/i.test(attributes['style'] ?? '');

interface OpenHtmlTable {
  rows: GridCell[][];
  cell: { across: number; rows: number } | null;
  /** A table around another one only places it on the page. */
  isLayout: boolean;
}

const countTags = (value: string | undefined): number => Math.max(1, Number.parseInt(value ?? '1', 10) || 1);

const isWide = (char: string): boolean => char > '\u2e7f' || /[‘’“”…—]/.test(char);

/** White space of the markup: a line end between two Chinese characters is nothing, other runs are one blank. */
const collapse = (text: string): string =>
  text
    .replace(/[ \t\r\n\f]+/g, (blank, at: number) =>
      blank.includes('\n') && isWide(text.charAt(at - 1)) && isWide(text.charAt(at + blank.length))
        ? ''
        : ' ',
    )
    .replace(/ *\v */g, '\v');

/** Gathers the text of a page. */
class HtmlPage {
  readonly lines: string[] = [];
  private readonly tables: OpenHtmlTable[] = [];
  private readonly lists: { next: number; isNumbered: boolean }[] = [];
  private silent: string[] = [];
  private text = '';

  constructor(private readonly budget: Budget) {}

  open(name: string, attributes: TagAttributes): void {
    if (this.silent.length > 0) {
      if (this.silent.at(-1) === name) this.silent.push(name);
      return;
    }
    if (SILENT_HTML.has(name) || (isHidden(attributes) && name !== 'br')) {
      if (!VOID.has(name)) this.silent.push(name);
    } else if (name === 'br') this.text += '\v';
    else if (BLOCK.has(name)) this.block(name, attributes);
  }

  private block(name: string, attributes: TagAttributes): void {
    const table = this.tables.at(-1);
    if (name === 'table') {
      if (table !== undefined) table.isLayout = true;
      this.flush();
      this.tables.push({ rows: [], cell: null, isLayout: false });
    } else if (name === 'tr' && table !== undefined) {
      this.endCell();
      table.rows.push([]);
    } else if ((name === 'td' || name === 'th') && table !== undefined) {
      this.endCell();
      if (table.rows.length === 0) table.rows.push([]);
      table.cell = { across: countTags(attributes['colspan']), rows: countTags(attributes['rowspan']) };
    } else this.flow(name, attributes);
  }

  private flow(name: string, attributes: TagAttributes): void {
    this.flush();
    const list = this.lists.at(-1);
    if (name === 'ol' || name === 'ul')
      this.lists.push({ next: countTags(attributes['start']), isNumbered: name === 'ol' });
    else if (name === 'li' && list?.isNumbered === true) {
      const value = attributes['value'] === undefined ? list.next : countTags(attributes['value']);
      this.text += `${value}. `;
      list.next = value + 1;
    }
  }

  close(name: string): void {
    if (this.silent.length > 0) {
      if (this.silent.at(-1) === name) this.silent.pop();
      return;
    }
    if (!BLOCK.has(name)) return;
    if (name === 'td' || name === 'th' || name === 'tr') this.endCell();
    else if (name === 'table') this.endTable();
    else {
      this.flush();
      if (name === 'ol' || name === 'ul') this.lists.pop();
    }
  }

  say(text: string): void {
    if (this.silent.length === 0) this.text += text;
  }

  /** Ends a line; inside a cell of a table it is a line break of the cell. */
  private flush(): void {
    const table = this.tables.at(-1);
    if (table !== undefined && table.cell !== null && !table.isLayout) {
      if (this.text !== '' && !this.text.endsWith('\v')) this.text += '\v';
      return;
    }
    for (const line of collapse(this.text).split('\v')) this.lines.push(line.trim());
    this.text = '';
  }

  private endCell(): void {
    const table = this.tables.at(-1);
    if (table?.cell === undefined || table.cell === null) {
      // text between the cells of a table: browsers show it before the table
      if (this.text.trim() !== '') this.lines.push(collapse(this.text).trim());
      this.text = '';
      return;
    }
    if (table.isLayout) this.flush();
    else table.rows.at(-1)?.push({ text: collapse(this.text), ...table.cell });
    this.text = '';
    table.cell = null;
  }

  private endTable(): void {
    if (this.tables.length === 0) return;
    this.endCell();
    const table = this.tables.pop();
    this.lines.push('');
    for (const line of tableLines(table?.rows ?? [], this.budget)) this.lines.push(line);
    this.lines.push('');
  }

  end(): string {
    while (this.tables.length > 0 && !this.budget.isSpent()) this.endTable();
    this.flush();
    return this.lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }
}

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/**
 * The text of a web page as it is seen: scripts, hidden parts and navigation left out, ordered lists with their
 * numbers, tables as rows. Refuses `source-too-slow`.
 */
export function htmlText(markup: string, budget: Budget): Result<string> {
  const page = new HtmlPage(budget);
  const inTime = feedMarkup(
    {
      onopentag: (name, attributes) => {
        page.open(name, attributes);
      },
      onclosetag: (name) => {
        page.close(name);
      },
      ontext: (text) => {
        page.say(text);
      },
    },
    markup,
    'html',
    budget,
  );
  const text = inTime ? page.end() : '';
  return budget.isSpent() ? refuseSlow(budget) : ok(text);
}
