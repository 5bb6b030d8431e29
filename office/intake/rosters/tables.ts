import { z } from 'zod';
import { ok, refuse, text, type Result, type Text } from '../../../domain/problem';
import { isolated } from '../sources/isolated';
import { ROSTER_COLUMNS, REQUIRED, TABLE_KINDS, TABLE_NAMES, type TableKind } from './columns';
import { readGrids, type RosterGrid, type TableFile } from './grids';

/** A row of a table: its cells by field, and the place of each. */
export interface TableRow {
  readonly cells: ReadonlyMap<string, string>;
  readonly placeOf: (field: string) => Text;
}

/** One of the four tables as a file has it. */
export interface RosterTable {
  readonly kind: TableKind;
  readonly rows: readonly TableRow[];
}

/** "AB" for 28. */
function columnLetters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return `${rest > 0 ? columnLetters(rest) : ''}${String.fromCharCode(65 + ((column - 1) % 26))}`;
}

const gridsShape: z.ZodType<readonly RosterGrid[]> = z.array(
  z.object({
    name: z.string(),
    rows: z.array(z.object({ no: z.number(), cells: z.map(z.number(), z.string()) })),
  }),
);

const gridsOf = (file: TableFile): Promise<Result<readonly RosterGrid[]>> =>
  isolated({ reader: 'tables', path: file.name, bytes: file.bytes }, gridsShape, () => readGrids(file));

const plainHeading = (heading: string): string => heading.replace(/[\s*]/g, '').toLowerCase();

/** Column numbers of a heading row by field, for the kind whose headings fit best; null: it is none. */
function tableHeading(
  cells: ReadonlyMap<number, string>,
): { kind: TableKind; columns: Map<string, number> } | null {
  const first = new Map<string, number>();
  for (const [no, cell] of cells) if (!first.has(plainHeading(cell))) first.set(plainHeading(cell), no);
  const found = TABLE_KINDS.flatMap((kind) => {
    const columns = new Map<string, number>();
    for (const { field, heading, also } of ROSTER_COLUMNS[kind]) {
      const places = [heading, ...also].flatMap((word) => first.get(plainHeading(word)) ?? []);
      if (places.length > 0) columns.set(field, Math.min(...places));
    }
    return REQUIRED[kind].every((field) => columns.has(field)) ? [{ kind, columns }] : [];
  });
  const most = Math.max(0, ...found.map(({ columns }) => columns.size));
  return found.find(({ columns }) => columns.size === most) ?? null;
}

function rosterTable(grid: RosterGrid): RosterTable | null {
  for (const [at, row] of grid.rows.entries()) {
    const heading = tableHeading(row.cells);
    if (!heading) continue;
    const { kind, columns } = heading;
    const rows = grid.rows.slice(at + 1).map(({ no, cells }): TableRow => ({
      cells: new Map([...columns].map(([field, column]) => [field, cells.get(column) ?? ''])),
      placeOf: (field) => {
        const cell = `${columnLetters(columns.get(field) ?? 1)}${no}`;
        const said = ROSTER_COLUMNS[kind].find((one) => one.field === field)?.heading ?? '';
        return text(`${grid.name} ${cell}${said === '' ? '' : ` ${said}`}`, `${grid.name} ${cell} ${field}`);
      },
    }));
    return { kind, rows: rows.filter((one) => [...one.cells.values()].some((cell) => cell !== '')) };
  }
  return null;
}

/**
 * The tables in these files (.xlsx or .csv), each recognised by its headings; sheets without any are left out. Refuses
 * `no-table` when a file holds none, `table-twice`, `file-too-large` (5 MB), and what the readers of such files refuse.
 */
export async function readTables(files: readonly TableFile[]): Promise<Result<readonly RosterTable[]>> {
  const tables: RosterTable[] = [];
  for (const file of files) {
    const grids = await gridsOf(file);
    if (!grids.ok) return grids;
    const found = grids.value.flatMap((grid) => rosterTable(grid) ?? []);
    if (found.length === 0) return noTable(file.name);
    tables.push(...found);
  }
  const twice = tables.find(({ kind }, n) => tables.findIndex((one) => one.kind === kind) !== n);
  if (!twice) return ok(tables);
  const name = TABLE_NAMES[twice.kind];
  return refuse(
    'table-twice',
    text(`“${name}”表给了两次`, `the table "${name}" is given twice`),
    text('一次导入每种表只给一张', 'give each table once'),
  );
}

function noTable(name: string): Result<never> {
  const legal = TABLE_KINDS.map(
    (kind) =>
      `${TABLE_NAMES[kind]}(${ROSTER_COLUMNS[kind].map(({ heading, field }) => `${heading}${REQUIRED[kind].includes(field) ? '*' : ''}`).join('、')})`,
  ).join(';');
  return refuse(
    'no-table',
    text(`${name} 里认不出名册的表：没有相符的表头`, `${name} holds no table of a roster: no heading fits`),
    text(`可用的表和列（*必有）：${legal}`, `tables and columns (* needed): ${legal}`),
  );
}
