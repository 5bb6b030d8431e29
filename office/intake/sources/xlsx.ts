import { DateTime } from 'luxon';
import { ok, type Result } from '../../../domain/problem';
import { archiveParts, type ArchiveParts } from './archive';
import { tableLines } from './grid';
import { refuseBroken, refuseSlow, type Budget } from './limits';
import { feedMarkup, feedTags, localName, xmlText, type OpenedTag } from './markup';
import { sheetRows, type SheetText, type SheetCell } from './sheet';

const WORKBOOK_PARTS =
  /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/;

interface NamedSheet {
  readonly id: string;
  readonly name: string;
  readonly isShown: boolean;
}

/** A sheet that is shown: its name, and its part of the archive. */
interface ListedSheet {
  readonly name: string;
  readonly part: string;
}

/** What all sheets of a workbook share. */
interface Book {
  readonly sheets: readonly ListedSheet[];
  readonly strings: readonly string[];
  readonly isDay: (style: number) => boolean;
  readonly from1904: boolean;
}

/** Path of a sheet's part, from the relation's target. */
const partName = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`);

function sheetNames(
  parts: ArchiveParts,
  budget: Budget,
): { sheets: readonly ListedSheet[]; from1904: boolean } {
  const named: NamedSheet[] = [];
  const targets = new Map<string, string>();
  let from1904 = false;
  const book: OpenedTag = (name, attributes) => {
    if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
    if (name !== 'sheet') return;
    const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
    named.push({
      id,
      name: attributes['name'] ?? '',
      isShown: (attributes['state'] ?? 'visible') === 'visible',
    });
  };
  const relation: OpenedTag = (name, attributes) => {
    if (name === 'Relationship') targets.set(attributes['Id'] ?? '', partName(attributes['Target'] ?? ''));
  };
  feedTags(book, workbookPart(parts, 'xl/workbook.xml'), budget);
  feedTags(relation, workbookPart(parts, 'xl/_rels/workbook.xml.rels'), budget);
  const shown = named.filter(({ isShown }) => isShown);
  return { sheets: shown.map(({ id, name }) => ({ name, part: targets.get(id) ?? '' })), from1904 };
}

/** The text of a part; empty when the archive has none. */
const workbookPart = (parts: ArchiveParts, part: string): string =>
  xmlText(parts.get(part) ?? Buffer.alloc(0));

function sharedStrings(parts: ArchiveParts, budget: Budget): readonly string[] {
  const strings: string[] = [];
  let [text, inText, phonetic] = ['', false, false];
  const close = (name: string): void => {
    if (name === 't') inText = false;
    else if (name === 'rPh') phonetic = false;
    else if (name === 'si') strings.push(text);
  };
  feedMarkup(
    {
      onopentag: (name) => {
        const own = localName(name);
        if (own === 'si') text = '';
        inText = own === 't';
        phonetic ||= own === 'rPh';
      },
      ontext: (piece) => {
        if (inText && !phonetic) text += piece;
      },
      onclosetag: (name) => {
        close(localName(name));
      },
    },
    workbookPart(parts, 'xl/sharedStrings.xml'),
    'xml',
    budget,
  );
  return strings;
}

/** Which cell styles show a number as a day. */
function dayStyles(parts: ArchiveParts, budget: Budget): (style: number) => boolean {
  const custom = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  const open: OpenedTag = (name, attributes) => {
    if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
    else if (name === 'cellXfs') inCells = true;
    else if (name === 'cellStyles' || name === 'dxfs') inCells = false;
    else if (name === 'xf' && inCells) formats.push(Number(attributes['numFmtId'] ?? 0));
  };
  feedTags(open, workbookPart(parts, 'xl/styles.xml'), budget);
  return (style) => {
    const format = formats[style] ?? 0;
    return isDayFormat(format, custom.get(format));
  };
}

/** What a cell shows; a day as 2025年12月31日. */
function shownSheet(cell: SheetCell, book: Book): string {
  const text = cell.shared ? (book.strings[Number(cell.text)] ?? '') : cell.text;
  return cell.isNumber && book.isDay(cell.style) ? dayText(Number(text), book.from1904) : text;
}

/** The lines of one sheet; a column that no cell uses is no column. */
function sheetLines(sheet: SheetText, book: Book, budget: Budget): readonly string[] {
  const used = [...new Set(sheet.rows.flatMap((row) => row.map((cell) => cell.column)))].sort(
    (a, b) => a - b,
  );
  if (!budget.takeCells(used.length * sheet.rows.length)) return [];
  const columns = new Map(used.map((column, i) => [column, i]));
  const rows = sheet.rows.map((row) => {
    const cells = used.map(() => ({ text: '', across: 1, rows: 1, down: false }));
    for (const cell of row)
      cells[columns.get(cell.column) ?? 0] = {
        text: shownSheet(cell, book),
        across: 1,
        rows: 1,
        down: cell.isBelow,
      };
    return cells;
  });
  return tableLines(rows, budget);
}

/** A workbook taken apart: its visible sheets, and what they share. */
async function openedSheet(
  bytes: Buffer,
  budget: Budget,
): Promise<
  Result<{ readonly book: Book; readonly sheets: readonly (SheetText & { readonly name: string })[] }>
> {
  const parts = await archiveParts(bytes, '.xlsx', WORKBOOK_PARTS, budget);
  if (!parts.ok) return parts;
  const { sheets: listed, from1904 } = sheetNames(parts.value, budget);
  if (listed.length === 0) return refuseBroken('.xlsx');
  const strings = sharedStrings(parts.value, budget);
  const book: Book = { sheets: listed, strings, isDay: dayStyles(parts.value, budget), from1904 };
  const sheets: (SheetText & { name: string })[] = [];
  for (const { name, part } of listed) {
    const markup = parts.value.get(part);
    if (markup === undefined) return refuseBroken('.xlsx');
    const sheet = sheetRows(xmlText(markup), budget);
    if (sheet === null) return refuseSlow(budget);
    sheets.push({ ...sheet, name });
  }
  return budget.isSpent() ? refuseSlow(budget) : ok({ book, sheets });
}

/**
 * The text of a workbook: its visible sheets one after the other, rows as lines, vertically merged cells as 〃, days
 * as 2025年12月31日, formulas by their stored value. Refuses like partsOf.
 */
export async function xlsxText(bytes: Buffer, budget: Budget): Promise<Result<string>> {
  const read = await openedSheet(bytes, budget);
  if (!read.ok) return read;
  const { book, sheets } = read.value;
  const lines: string[] = [];
  for (const sheet of sheets) {
    for (const line of sheetLines(sheet, book, budget)) lines.push(line);
    lines.push('');
  }
  return budget.isSpent() ? refuseSlow(budget) : ok(lines.join('\n'));
}

/** A visible sheet as a grid: rows by their numbers, in each the texts by column from 1. */
export interface SheetGrid {
  readonly name: string;
  readonly rows: readonly { readonly no: number; readonly cells: ReadonlyMap<number, string> }[];
}

/** The visible sheets of a workbook, cell by cell; days as 2025年12月31日. Refuses like partsOf. */
export async function xlsxGrids(bytes: Buffer, budget: Budget): Promise<Result<readonly SheetGrid[]>> {
  const read = await openedSheet(bytes, budget);
  if (!read.ok) return read;
  const { book, sheets } = read.value;
  return ok(
    sheets.map(({ name, rows, numbers }) => ({
      name,
      rows: rows.map((row, i) => ({
        no: numbers[i] ?? 0,
        cells: new Map(row.map((cell) => [cell.column, shownSheet(cell, book).trim()])),
      })),
    })),
  );
}

/** Excel's own formats for days: 14-17, 22 and the East Asian 27-36, 50-58. */
const isBuiltIn = (format: number): boolean =>
  (format >= 14 && format <= 17) ||
  format === 22 ||
  (format >= 27 && format <= 31) ||
  format === 36 ||
  (format >= 50 && format <= 58);

/** Whether a number format shows a day; `code` is that of a custom format. Times alone are none. */
function isDayFormat(format: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltIn(format);
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  return /[yd]/i.test(bare) || /年|日/.test(code);
}

/** "2025年12月31日" for the serial number of a day; the fraction is the time and left out. */
function dayText(serial: number, from1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_465) return String(serial);
  const epoch = from1904 ? DateTime.utc(1904, 1, 1) : DateTime.utc(1899, 12, 30);
  return epoch.plus({ days: Math.floor(serial) }).toFormat("yyyy'年'L'月'd'日'");
}
