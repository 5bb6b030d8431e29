import { canonical } from '../../../domain/journal/canonical';
import type { Roster } from '../../../domain/roster/types';
import { ROSTER_COLUMNS, TABLE_NAMES, type TableKind } from './columns';

/** One row in which two rosters differ. */
export interface RosterChange {
  readonly table: TableKind;
  readonly change: 'added' | 'removed' | 'changed';
  /** Name of the unit or group, id of the contact or account. */
  readonly name: string;
  /** Headings of what differs, with before and after; empty unless changed. */
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

type RosterRows = ReadonlyMap<
  string,
  { readonly name: string; readonly row: Readonly<Record<string, unknown>> }
>;

function rosterRows(roster: Roster, kind: TableKind): RosterRows {
  switch (kind) {
    case 'units':
      return new Map(roster.units.map((unit) => [unit.id, { name: unit.name, row: { ...unit } }]));
    case 'groups':
      return new Map(
        roster.groups.map(({ name, members }) => [
          name,
          { name, row: { group: name, members: members ?? [] } },
        ]),
      );
    case 'contacts':
      return new Map(roster.contacts.map((one) => [one.id, { name: one.id, row: { ...one } }]));
    case 'accounts':
      return new Map(
        roster.accounts.map((one) => [one.id, { name: one.id, row: { ...one, account: one.id } }]),
      );
  }
}

function shownCell(value: unknown): string {
  if (Array.isArray(value)) return value.join('、');
  return typeof value === 'string' ? value : '';
}

const ROSTER_KINDS: readonly TableKind[] = ['units', 'groups', 'contacts', 'accounts'];

/** What another roster would change, table by table: rows added, removed, changed. */
export const rosterDiff = (before: Roster, after: Roster): readonly RosterChange[] =>
  ROSTER_KINDS.flatMap((table) => {
    const [was, is] = [rosterRows(before, table), rosterRows(after, table)];
    const gone = [...was].filter(([id]) => !is.has(id));
    return [
      ...gone.map(([, { name }]): RosterChange => ({ table, change: 'removed', name, fields: [] })),
      ...[...is].flatMap(([id, { name, row }]): readonly RosterChange[] => {
        const old = was.get(id);
        if (!old) return [{ table, change: 'added', name, fields: [] }];
        const fields = ROSTER_COLUMNS[table]
          .filter(({ field }) => canonical(old.row[field] ?? null) !== canonical(row[field] ?? null))
          .map(({ field, heading }) => ({
            field: heading,
            before: shownCell(old.row[field]),
            after: shownCell(row[field]),
          }));
        return fields.length === 0 ? [] : [{ table, change: 'changed', name, fields }];
      }),
    ];
  });

const DIFF_MARKS = { added: '+', removed: '-', changed: '~' } as const;

/** The changes as lines: mark, table, name, what was and what will be; columns under the headings of the files. */
export const diffLines = (changes: readonly RosterChange[], lang: 'zh' | 'en'): string =>
  changes
    .map(({ table, change, name, fields }) => {
      const what = fields.map(({ field, before, after }) =>
        lang === 'zh' ? `${field}“${before}”→“${after}”` : `${field} "${before}" → "${after}"`,
      );
      const of = lang === 'zh' ? TABLE_NAMES[table] : table;
      return [DIFF_MARKS[change], of, name, what.join(lang === 'zh' ? '；' : '; ')].join(' ').trimEnd();
    })
    .join('\n');
