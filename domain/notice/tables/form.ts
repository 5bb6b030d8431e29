import { cellsOf } from './cells';
import { columnOf, isDutyColumn, looseColumnOf, mayHead } from './columns';
import type { ColumnKind } from '../types';
import { part, trimmed, type Flow } from '../flow';
import type { NoticeLine } from '../lines/lines';
import type { Lexicon } from '../units/names';
import { lineRow, type FoundTable, type Row } from './row';

/** One line of a form: a key with its value, or the rest of the value above it. */
interface FormEntry {
  readonly key: Flow | null;
  readonly value: Flow;
  readonly line: NoticeLine;
}

/** A record of a form: what stands under each of its keys. */
interface Record {
  readonly lines: Flow[];
  readonly cells: Map<string, Flow[]>;
}

const FORM_KEY = /^.{2,20}?:/;
/** Lines of the first record in which the keys must be found. */
const MAX_KEYS = 30;

const isFormKey = (cell: Flow, lexicon: Lexicon): boolean =>
  cell.text !== '' &&
  (cell.text.endsWith(':') ? cell.text.length <= 30 : columnOf(cell, lexicon) !== null && mayHead(cell));

/** A key without the number of its record: 任务1： 项目二： */
const keyWord = (key: Flow): string => key.text.replace(/(?:\d{1,3}|[一二三四五六七八九十]{1,3}):?$/, '');

const withoutNumber = (key: Flow): Flow => part(key, 0, keyWord(key).length);

const bareKey = (flow: Flow): Flow =>
  flow.text.endsWith('|') ? trimmed(part(flow, 0, flow.text.length - 1)) : flow;

/** A line as key and value: two cells, or a known key before a colon. Null when it is neither. */
function formEntry(line: NoticeLine, lexicon: Lexicon): FormEntry | null {
  const cells = cellsOf(line)?.cells.filter((cell, i) => i === 0 || cell.text !== '');
  if (cells !== undefined) {
    const [key, value] = cells;
    if (cells.length > 2 || key === undefined || !isFormKey(key, lexicon)) return null;
    return { key, value: value ?? part(key, key.text.length), line };
  }
  const flow = bareKey(line.flow);
  const match = FORM_KEY.exec(flow.text);
  if (match === null) return null;
  const key = part(flow, 0, match[0].length);
  return columnOf(withoutNumber(key), lexicon) === null && flow.text !== match[0]
    ? null
    : { key, value: trimmed(part(flow, key.text.length)), line };
}

/** The entries from `index` on; lines of no key belong to the value above them, in a form with bars. */
function entriesAt(
  lines: readonly NoticeLine[],
  index: number,
  lexicon: Lexicon,
  most = Infinity,
): readonly FormEntry[] {
  const entries: FormEntry[] = [];
  const hasBars = lines[index]?.flow.text.includes('|') === true;
  for (let i = index; i < lines.length && entries.length < most; i += 1) {
    const line = lines[i];
    if (line === undefined) break;
    const entry = formEntry(line, lexicon);
    const isRest = entry === null && hasBars && entries.length > 0 && line.flow.text.endsWith('|');
    if (entry === null && !isRest) break;
    entries.push(entry ?? { key: null, value: bareKey(line.flow), line });
  }
  return entries;
}

/** Records begin with the first key again. */
function recordsOf(entries: readonly FormEntry[]): readonly Record[] {
  const records: Record[] = [];
  const first = entries[0]?.key ? keyWord(entries[0].key) : null;
  let into: Flow[] = [];
  for (const { key, value, line } of entries) {
    if (key !== null && keyWord(key) === first) records.push({ lines: [], cells: new Map() });
    const record = records.at(-1);
    record?.lines.push(line.flow);
    if (key !== null) into = record?.cells.get(keyWord(key)) ?? [];
    if (key !== null) record?.cells.set(keyWord(key), into);
    if (value.text !== '') into.push(value);
  }
  return records;
}

/** The column of each key. The first one names the task where none other does. */
function formColumns(entries: readonly FormEntry[], lexicon: Lexicon): ReadonlyMap<FormEntry, ColumnKind> {
  const kinds = new Map<FormEntry, ColumnKind>();
  for (const entry of entries)
    if (entry.key !== null) kinds.set(entry, looseColumnOf(withoutNumber(entry.key), lexicon) ?? 'note');
  return kinds;
}

const isForm = (kinds: readonly ColumnKind[]): boolean =>
  kinds.length >= 3 &&
  kinds.some((kind) => kind === 'task' || kind === 'content') &&
  kinds.some((kind) => isDutyColumn(kind) && kind !== 'deadline');

/**
 * Reads a form whose lines are a key and its value (重点工作：… 牵头单位：… 进展情况：…) as a table of as many rows as it has
 * records. Null where no such form begins: it needs three keys, of a task and of units among them.
 */
export function formAt(lines: readonly NoticeLine[], index: number, lexicon: Lexicon): FoundTable | null {
  const first = lines[index];
  const head = first === undefined ? null : formEntry(first, lexicon);
  if (head === null || head.key === null) return null;
  const opens = looseColumnOf(withoutNumber(head.key), lexicon);
  if (opens !== 'task' && opens !== 'content' && opens !== 'no' && opens !== 'area') return null;
  if (!isForm([...formColumns(entriesAt(lines, index, lexicon, MAX_KEYS), lexicon).values()])) return null;
  const entries = entriesAt(lines, index, lexicon);
  const kinds = formColumns(entries, lexicon);
  const records = recordsOf(entries);
  const asked = new Map<string, ColumnKind>();
  for (const [{ key }, kind] of kinds)
    if (key !== null && !asked.has(keyWord(key))) asked.set(keyWord(key), kind);
  const rows = records.map(({ lines: own, cells }): Row => ({
    kind: 'task',
    lines: own,
    cells: [...asked.keys()].map((key) => cells.get(key) ?? []),
  }));
  const columns = [...asked.values()];
  const keys = entries.flatMap(({ key }) => (key === null ? [] : [lineRow('header', key)]));
  return { columns, rows: [...rows, ...keys], to: index + entries.length };
}
