import type { Budget } from '../sources/limits';

/** Parts a line that is not in quotes; chosen by what the heading line holds most. */
const SEPARATORS = [',', '\t', ';'] as const;

function separatorOf(text: string): string {
  const [heading = ''] = text.split(/\r?\n/, 1);
  const count = (mark: string): number => heading.split(mark).length;
  return SEPARATORS.reduce<string>((best, mark) => (count(mark) > count(best) ? mark : best), ',');
}

/** A row of a CSV file and the line on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of a CSV text (RFC 4180; also tabs and semicolons): quotes double inside quotes, line feeds too may stand there.
 * Null when the budget has not as many cells. */
export function readCsv(text: string, budget: Budget): readonly CsvRow[] | null {
  const separator = separatorOf(text);
  const rows: CsvRow[] = [];
  let [cells, cell, quoted, line, begun]: [string[], string, boolean, number, number] = [[], '', false, 1, 1];
  const endCell = (): void => {
    cells.push(cell);
    budget.takeCells(1);
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (cells.some((one) => one !== '')) rows.push({ line: begun, cells });
    [cells, begun] = [[], line + 1];
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (quoted && char === '"' && text.charAt(i + 1) === '"') [cell, i] = [`${cell}"`, i + 1];
    else if (char === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && char === separator) endCell();
    else if (!quoted && char === '\n') endRow();
    else if (quoted || char !== '\r') cell += char;
    if (budget.isOverfull()) return null;
    if (char === '\n') line += 1;
    if (char === '\n' && !quoted && cells.length === 0 && cell === '') begun = line;
  }
  if (cell !== '' || cells.length > 0) endRow();
  return budget.isOverfull() ? null : rows;
}

/** What an office program would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const csvCell = (cell: string): string => {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\n\r\t;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A cell as it was before it was written: the mark that keeps it from being a formula is taken off. */
export const plainCell = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell).trim();

/** A row of a CSV file; what an office program would take for a formula is marked as text. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** Rows as CSV with a byte order mark, so that office programs see that it is UTF-8. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map(csvRow).join('')}`;
