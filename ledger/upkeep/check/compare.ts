import { canonical } from '../../../domain/journal/canonical';
import type { Finding, StreamId } from '../../../domain/journal/types';
import { text } from '../../../domain/problem';

type ComparedRow = Readonly<Record<string, unknown>>;

/** Rows of a table as they should be, and as they are; the actual ones may say more. */
export interface Comparison {
  readonly table: string;
  /** The column that identifies the rows of the comparison. */
  readonly key: string;
  readonly expected: readonly ComparedRow[];
  readonly actual: readonly ComparedRow[];
}

/** Where a finding lies. */
export interface RowPlace {
  readonly stream: StreamId | null;
  readonly seq: number | null;
}

/** Differences between what the journal gives and what a table says: `row-missing`, `row-extra`, `row-differs`. */
export function compareRows(comparison: Comparison, place: RowPlace): readonly Finding[] {
  const { table, key, expected, actual } = comparison;
  const nameOf = (row: ComparedRow): string => String(row[key]);
  const found = new Map(actual.map((row) => [nameOf(row), row]));
  const wanted = new Set(expected.map(nameOf));
  const missing = expected.flatMap((row): readonly Finding[] => {
    const there = found.get(nameOf(row));
    if (!there) return [rowMissing(table, nameOf(row), place)];
    const fields = differing(row, there);
    return fields.length > 0 ? [rowDiffers(table, nameOf(row), fields, place)] : [];
  });
  const extra = actual
    .filter((row) => !wanted.has(nameOf(row)))
    .map((row) => rowExtra(table, nameOf(row), place));
  return [...missing, ...extra];
}

/** Names of the fields of a row that are not as expected; JSON texts count by their values. */
const differing = (expected: ComparedRow, actual: ComparedRow): readonly string[] =>
  Object.entries(expected)
    .filter(([name, value]) => comparedValue(value) !== comparedValue(actual[name]))
    .map(([name]) => name);

/** The order of members in a stored JSON text says nothing. */
function comparedValue(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('{')) return canonical(value ?? null);
  try {
    return canonical(JSON.parse(value));
  } catch {
    return value;
  }
}

/** What the journal gives is not in the table. */
export const rowMissing = (table: string, name: string, place: RowPlace): Finding => ({
  code: 'row-missing',
  ...place,
  message: text(`表 ${table} 缺少 ${name}`, `${table} lacks ${name}`),
});

/** The table has what the journal does not give. */
export const rowExtra = (table: string, name: string, place: RowPlace): Finding => ({
  code: 'row-extra',
  ...place,
  message: text(`表 ${table} 多出 ${name}，台账中没有它的来历`, `${table} has ${name}, which no event made`),
});

/** Table and journal say different things. */
export const rowDiffers = (
  table: string,
  name: string,
  fields: readonly string[],
  place: RowPlace,
): Finding => ({
  code: 'row-differs',
  ...place,
  message: text(
    `表 ${table} 的 ${name} 与台账不符（${fields.join('、')}）`,
    `${name} in ${table} is not what the journal gives (${fields.join(', ')})`,
  ),
});
