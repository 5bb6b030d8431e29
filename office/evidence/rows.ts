import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { entryOf } from '../../domain/journal/chain';
import { HASH_NAME, type ChainHash } from '../../domain/journal/canonical';
import { clockText } from '../../domain/time';
import type { LogEntry } from '../../ledger/log/entries';
import type { LogDoor } from '../../ledger/log/door';
import { csvRow } from '../intake/rosters/csv';

/** Entries that are read at once. */
const ROWS_A_QUERY = 1_000;

/** The log in its order, by pages. */
async function* logPages(
  ledger: Pick<LogDoor, 'entries'>,
  size: number,
): AsyncGenerator<readonly LogEntry[]> {
  for (let from = 0; from < size; from += ROWS_A_QUERY)
    yield await ledger.entries({ from, limit: Math.min(ROWS_A_QUERY, size - from) });
}

async function writeFileLines(path: string, lines: AsyncGenerator<string>): Promise<void> {
  const file = createWriteStream(path);
  for await (const line of lines) if (!file.write(line)) await once(file, 'drain');
  file.end();
  await finished(file);
}

/** How far an export goes, and by which hash the events are chained. */
interface Exported {
  readonly size: number;
  readonly hash: ChainHash;
}

/** One entry a line: its place, its hash, by what that was made, and the exact text that was hashed. */
export async function* jsonLines(
  ledger: Pick<LogDoor, 'entries'>,
  { size, hash: algorithm }: Exported,
): AsyncGenerator<string> {
  for await (const page of logPages(ledger, size))
    for (const { idx, event } of page)
      yield `${JSON.stringify({ index: idx, algorithm, hash: event.hash, entry: entryOf(event) })}\n`;
}

/** The lines of jsonLines in a file. */
export const exportJsonl = (
  ledger: Pick<LogDoor, 'entries'>,
  path: string,
  exported: Exported,
): Promise<void> => writeFileLines(path, jsonLines(ledger, exported));

const rowsHead = (hash: ChainHash): readonly string[] => [
  '总序',
  '流',
  '序',
  '时间',
  '事件',
  '谁',
  '请求号',
  '内容',
  '前一条哈希',
  `哈希（${HASH_NAME[hash]}）`,
];

const rowCells = ({ idx, event }: LogEntry, zone: string): readonly (string | number)[] => [
  idx,
  event.stream,
  event.seq,
  clockText(event.at, zone),
  event.type,
  event.actor,
  event.requestKey ?? '',
  event.body,
  event.previous,
  event.hash,
];

/** Rows as CSV in UTF-8 with a byte order mark. */
export const exportCsv = (
  ledger: Pick<LogDoor, 'entries'>,
  path: string,
  { size, zone, hash }: Exported & { readonly zone: string },
): Promise<void> =>
  writeFileLines(
    path,
    (async function* () {
      yield `\ufeff${csvRow([...rowsHead(hash)])}`;
      for await (const page of logPages(ledger, size))
        for (const entry of page) yield csvRow(rowCells(entry, zone).map(String));
    })(),
  );

/** A cell of a workbook holds no more. */
const CELL_CHARS = 32_000;

/** Rows as a workbook, all in memory: for logs of which a spreadsheet can show all. */
export async function exportXlsx(
  ledger: Pick<LogDoor, 'entries'>,
  path: string,
  { size, zone, hash }: Exported & { readonly zone: string },
): Promise<void> {
  // Loaded when it is needed: no other call writes a workbook.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const rows: (string | number)[][] = [];
  for await (const page of logPages(ledger, size))
    for (const entry of page) rows.push([...rowCells(entry, zone)]);
  const cells = [rowsHead(hash), ...rows].map((row, n) =>
    row.map((value) => ({
      value: typeof value === 'string' ? value.slice(0, CELL_CHARS) : value,
      ...(n === 0 ? { fontWeight: 'bold' as const } : {}),
    })),
  );
  await writeXlsxFile(cells, { stickyRowsCount: 1 }).toFile(path);
}
