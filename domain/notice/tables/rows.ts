import { isDitto } from './cells';
import { headingUnits } from '../units/charges';
import { addSection, type Collection } from '../collect';
import { columnMarks, ROLE_COLUMNS } from './column-marks';
import { concat, rangeOf, rawTitle, part, type Flow, type Range } from '../flow';
import { distinctUnits, itemOf, INHERITS_NOTHING, type Inherited, type ItemDraft } from '../item';
import { markerAt, type MarkerKind } from '../outline/markers';
import type { Context, Doubt } from '../outline/marks';
import type { Row, NoticeTable } from './row';
import { tasksOf, type NoticeTask } from '../outline/tasks';
import type { ColumnKind } from '../types';

/**
 * Columns whose empty cells take the cell above them. Nobody inherits supporters or notes, and no date is taken from
 * another row unless the cells are known to be merged.
 */
const INHERITS: readonly ColumnKind[] = ['area', 'task', 'lead', 'units'];

const CLASS = {
  no: 'item',
  area: 'heading',
  task: 'item',
  content: 'item',
  lead: 'units',
  units: 'units',
  support: 'units',
  deadline: 'deadline',
  person: 'item',
  note: 'item',
} as const;

const isSpoken = (cell: Flow): boolean => cell.text.trim() !== '' && !isDitto(cell);

interface RowLevel {
  readonly kind: MarkerKind | null;
  readonly key: string;
}

/** A numeral in a cell of its own, before the heading in the next. */
function bareNumeral(text: string): { readonly no: string; readonly length: number } | null {
  const no = /^[一二三四五六七八九十]{1,3}(?=\p{Script=Han})/u.exec(text)?.[0];
  return no === undefined ? null : { no, length: no.length };
}

/** Turns the rows of one table into items. */
class NoticeRows {
  /** The cells above in each column. */
  private readonly above = new Map<number, readonly Flow[]>();
  private readonly levels: RowLevel[] = [];
  private area: string | null = null;
  private inherited: Inherited = INHERITS_NOTHING;
  private count = 0;
  private no = '';
  private subs = 0;

  constructor(
    private readonly table: NoticeTable,
    private readonly section: string | null,
    private readonly into: Collection,
    private readonly context: Context,
  ) {}

  add(row: Row): void {
    const { painter } = this.into;
    if (row.kind === 'rule' || row.kind === 'noise')
      for (const line of row.lines) painter.paint(rangeOf(line), 'noise');
    else if (row.kind === 'aside') this.aside(row);
    else if (row.kind === 'header') for (const line of row.lines) painter.paint(rangeOf(line), 'heading');
    else if (row.kind === 'section') this.heading(row);
    else this.task(row);
  }

  /** A note or a sum among the rows: no task, and pointed out. */
  private aside(row: Row): void {
    for (const line of row.lines) {
      this.into.painter.paint(rangeOf(line), 'preamble');
      this.into.doubts.push({ code: 'table-aside', at: rangeOf(line) });
    }
  }

  private get standing(): string | null {
    return this.area ?? this.levels.at(-1)?.key ?? this.section;
  }

  private heading(row: Row): void {
    const said = row.cells.flat().filter(isSpoken);
    const flow = said.length === 2 ? concat(said) : said[0];
    for (const line of row.lines) this.into.painter.paint(rangeOf(line), 'heading');
    if (flow === undefined) return;
    const kind = markerAt(flow.text)?.kind ?? null;
    const depth = this.levels.findIndex((level) => level.kind === kind);
    if (depth !== -1) this.levels.length = depth;
    this.area = null;
    this.above.clear();
    this.levels.push({ kind, key: this.open(flow) });
    const marker = markerAt(flow.text)?.length ?? 0;
    const charge = headingUnits(part(flow, marker), this.context);
    this.inherited = charge === null ? INHERITS_NOTHING : { lists: [charge.list], terms: [] };
    if (charge !== null) this.into.painter.paint(charge.at, 'units');
  }

  /** Opens a section: by its number, or by its words where it has none. */
  private open(flow: Flow): string {
    const marker = markerAt(flow.text) ?? bareNumeral(flow.text);
    const title = rawTitle(part(flow, marker?.length ?? 0), this.into.source);
    const no = marker?.no ?? '';
    const own = no === '' ? title : no;
    const outer = this.levels.at(-1)?.key ?? this.section;
    const key = outer === null ? own : `${outer}.${own}`;
    return addSection(this.into, { key, no, title, at: rangeOf(flow) });
  }

  private column(row: Row, kind: ColumnKind): readonly Flow[] {
    return row.cells
      .filter((_, i) => this.table.columns[i] === kind)
      .flatMap((cell) => cell.filter(isSpoken));
  }

  /** What a column says for this row: its own cells, or where they are merged those above. */
  private said(row: Row, index: number, doubts: Doubt[]): readonly Flow[] {
    const own = row.cells[index] ?? [];
    const kind = this.table.columns[index];
    if (own.some(isSpoken)) {
      this.above.set(index, own);
      return own.filter(isSpoken);
    }
    const above = this.above.get(index) ?? [];
    if (own.some(isDitto)) return above;
    if (this.table.merged === 'ditto' || kind === undefined) return [];
    if (kind === 'deadline' && above.length > 0) doubts.push({ code: 'empty-deadline', at: this.start(row) });
    if (!INHERITS.includes(kind)) return [];
    // a row that names who answers for it takes nobody from above
    if (
      ROLE_COLUMNS[kind] !== undefined &&
      this.column(row, 'lead').length + this.column(row, 'units').length > 0
    )
      return [];
    // a task of its own number has words of its own
    if (kind === 'task' && this.column(row, 'content').length === 0 && this.column(row, 'no').length > 0)
      return [];
    if (above.length > 0 && kind !== 'area') doubts.push({ code: 'inherited-cell', at: this.start(row) });
    return above;
  }

  private start(row: Row): Range {
    const [first] = row.lines;
    const start = first === undefined ? 0 : rangeOf(first).start;
    const task = [...this.column(row, 'task'), ...this.column(row, 'content')][0];
    return task === undefined ? { start, end: start } : rangeOf(task);
  }

  private paint(row: Row): void {
    const { painter } = this.into;
    for (const line of row.lines) painter.paint(rangeOf(line), 'item');
    row.cells.forEach((cell, i) => {
      const kind = this.table.columns[i] ?? 'note';
      for (const flow of cell) if (flow.text !== '') painter.paint(rangeOf(flow), CLASS[kind]);
    });
  }

  private task(row: Row): void {
    this.paint(row);
    const doubts: Doubt[] = [];
    const said = this.table.columns.map((_, i) => this.said(row, i, doubts));
    const of = (...kinds: ColumnKind[]): readonly Flow[] =>
      said.flatMap((cells, i) => (kinds.includes(this.table.columns[i] ?? 'note') ? cells : []));
    const isMore =
      this.into.items.length > 0 &&
      this.count > 0 &&
      (['area', 'task', 'content', 'no'] as const).every((kind) => this.column(row, kind).length === 0);
    this.enterArea(row);
    if (isMore) {
      this.more(row);
      return;
    }
    if (row.cells.length > this.table.columns.length) doubts.push({ code: 'odd-row', at: this.start(row) });
    this.item(row, said, of, doubts);
  }

  private enterArea(row: Row): void {
    const area = this.column(row, 'area')[0];
    if (area !== undefined) this.area = null;
    if (area !== undefined) this.area = this.open(area);
  }

  /** The number of a row: its own, that of the merged cell with ".2" behind it, or its place in the table. */
  private number(row: Row, marked: string | null): string {
    const own = this.column(row, 'no')[0];
    this.count += 1;
    if (own !== undefined) {
      this.no = /[\d.]*\d|[一二三四五六七八九十百]+/.exec(own.text)?.[0] ?? own.text;
      this.subs = 1;
      return this.no;
    }
    if (marked !== null) return marked;
    if (!this.table.columns.includes('no') || this.no === '') return String(this.count);
    this.subs += 1;
    return `${this.no}.${this.subs}`;
  }

  private item(
    row: Row,
    said: readonly (readonly Flow[])[],
    of: (...kinds: ColumnKind[]) => readonly Flow[],
    doubts: readonly Doubt[],
  ): void {
    const lead = of('task')[0] ?? of('content')[0];
    const marker = this.table.columns.includes('no') || lead === undefined ? null : markerAt(lead.text);
    const no = this.number(row, marker?.no ?? null);
    const texts = [...of('task'), ...of('content'), ...of('note')].map((flow) =>
      flow === lead ? part(flow, marker?.length ?? 0) : flow,
    );
    const { tasks } = tasksOf(
      texts.map((flow) => ({ kind: 'paragraph', flow, isHeading: false })),
      this.context,
    );
    const marks = columnMarks(this.table.columns, said, this.context);
    const task: NoticeTask = {
      paragraphs: tasks.flatMap((one) => one.paragraphs),
      marks: [...marks, ...tasks.flatMap((one) => one.marks)],
      isHeaded: of('task').length > 0 && of('content').length > 0,
      doubts: [...doubts, ...tasks.flatMap((one) => one.doubts)],
    };
    for (const mark of tasks.flatMap((one) => one.marks)) this.into.painter.paint(mark.at, mark.kind);
    const begin = Math.min(
      this.start(row).start,
      ...row.lines.slice(0, 1).map((line) => rangeOf(line).start),
    );
    const at = { start: begin, end: begin };
    const draft = itemOf(
      task,
      { no, section: this.standing, at, inherited: this.inherited },
      this.context,
      this.into.source,
    );
    this.into.items.push({ ...draft, at: { start: at.start, end: rowEnd(row, draft) } });
  }

  /** A row that names only more units or another time goes on the item above. */
  private more(row: Row): void {
    const last = this.into.items.pop();
    if (last === undefined) return;
    const own = row.cells.map((cell) => cell.filter(isSpoken));
    const at = { start: last.at.end, end: last.at.end };
    const draft = itemOf(
      {
        paragraphs: [],
        marks: columnMarks(this.table.columns, own, this.context),
        isHeaded: false,
        doubts: [],
      },
      { no: last.no, section: last.section, at, inherited: INHERITS_NOTHING },
      this.context,
      this.into.source,
    );
    const named = last.units.length + draft.units.length > 0;
    const doubts = [...last.doubts, ...draft.doubts].filter(({ code }) => code !== 'no-units' || !named);
    this.into.items.push({
      ...last,
      units: distinctUnits([...last.units, ...draft.units]),
      open: last.open || draft.open,
      deadline: last.deadline ?? draft.deadline,
      doubts,
      at: { start: last.at.start, end: rowEnd(row, last) },
    });
  }
}

const rowEnd = (row: Row, draft: ItemDraft): number =>
  row.lines.reduce((end, line) => Math.max(end, rangeOf(line).end), draft.at.start);

/** Adds the items of a table; its section rows and its column of areas become sections. */
export function addRows(
  table: NoticeTable,
  section: string | null,
  into: Collection,
  context: Context,
): void {
  const rows = new NoticeRows(table, section, into, context);
  for (const row of table.rows) rows.add(row);
  const first = table.rows[0]?.lines[0];
  if (table.isGuessed && first !== undefined) into.doubts.push({ code: 'no-header', at: rangeOf(first) });
}
