import type { Roster } from '../../../domain/roster/types';
import { unitOf } from '../../../domain/roster/roster';
import { ROSTER_COLUMNS, TABLE_KINDS, TABLE_NAMES, type RosterColumn, type TableKind } from './columns';
import { writeCsv } from './csv';

type WrittenCells = Readonly<Record<string, unknown>>;

/** The rows of each table with their headings, names instead of ids. */
function rosterTables(roster: Roster): Readonly<Record<TableKind, readonly (readonly string[])[]>> {
  const name = (id: string | null): string => (id === null ? '' : (unitOf(roster, id)?.name ?? id));
  const rows: Readonly<Record<TableKind, readonly WrittenCells[]>> = {
    units: roster.units.map((unit) => ({ ...unit })),
    groups: roster.groups.map((group) => ({ group: group.name, members: group.members?.map(name) ?? [] })),
    contacts: roster.contacts.map((contact) => ({ ...contact, unit: name(contact.unit) })),
    accounts: roster.accounts.map((account) => ({
      ...account,
      account: account.id,
      unit: name(account.unit),
    })),
  };
  const table = (kind: TableKind): readonly (readonly string[])[] => [
    ROSTER_COLUMNS[kind].map(({ heading }) => heading),
    ...rows[kind].map((row) => ROSTER_COLUMNS[kind].map((column) => rosterCell(column, row[column.field]))),
  ];
  return {
    units: table('units'),
    groups: table('groups'),
    contacts: table('contacts'),
    accounts: table('accounts'),
  };
}

function rosterCell({ words }: RosterColumn, value: unknown): string {
  if (Array.isArray(value)) return value.join('、');
  if (typeof value !== 'string') return '';
  return words?.[value] ?? value;
}

/** A roster as a workbook of four sheets. Cells are text, so that ids and days stay as they are written. */
export async function rosterWorkbook(roster: Roster): Promise<Buffer> {
  // Loaded when it is needed: no other call writes a workbook.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const tables = rosterTables(roster);
  const sheets = TABLE_KINDS.map((kind) => ({
    sheet: TABLE_NAMES[kind],
    stickyRowsCount: 1,
    columns: ROSTER_COLUMNS[kind].map(({ list, field }) => ({
      width: list || field === 'address' ? 40 : 16,
    })),
    data: tables[kind].map((row, n) =>
      row.map((value) => ({ type: String, value, ...(n === 0 ? { fontWeight: 'bold' as const } : {}) })),
    ),
  }));
  return writeXlsxFile(sheets).toBuffer();
}

/** A roster as four CSV files, by the name of the table. */
export const rosterCsv = (roster: Roster): readonly { readonly table: string; readonly text: string }[] => {
  const tables = rosterTables(roster);
  return TABLE_KINDS.map((kind) => ({ table: TABLE_NAMES[kind], text: writeCsv(tables[kind]) }));
};
