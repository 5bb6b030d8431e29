import { ok, refuse, text, type Result } from '../../../domain/problem';
import { decodeText } from '../sources/decode';
import { budgetOf, LIMITS, refuseSlow } from '../sources/limits';
import { xlsxGrids } from '../sources/xlsx';
import { plainCell, readCsv } from './csv';

export interface TableFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Rows before any heading is known. */
export interface RosterGrid {
  readonly name: string;
  readonly rows: readonly { readonly no: number; readonly cells: ReadonlyMap<number, string> }[];
}

/** The rows of an Excel or CSV file. Refuses `file-too-large` (5 MB), and what the readers of such files refuse. */
export async function readGrids(file: TableFile): Promise<Result<readonly RosterGrid[]>> {
  const { name, bytes } = file;
  if (bytes.length > LIMITS.bytes) return tableTooLarge(name);
  const budget = budgetOf(LIMITS);
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') {
    const sheets = await xlsxGrids(bytes, budget);
    return sheets.ok ? ok(sheets.value.map((one) => ({ ...one, name: `${name} ${one.name}` }))) : sheets;
  }
  const content = decodeText(bytes);
  if (!content.ok) return content;
  const read = readCsv(content.value.replace(/^\ufeff/, ''), budget);
  if (read === null) return refuseSlow(budget);
  const rows = read.map(({ line, cells }) => ({
    no: line,
    cells: new Map(cells.map((cell, i) => [i + 1, plainCell(cell)])),
  }));
  return ok([{ name, rows }]);
}

const tableTooLarge = (name: string): Result<never> =>
  refuse(
    'file-too-large',
    text(`${name} 超过 5 MB`, `${name} is larger than 5 MB`),
    text('这不像一份名册，请核对文件', 'this does not look like a roster; check the file'),
  );
