import { text, type Result, type Text } from '../../../domain/problem';
import { matchingForm, nearestName } from '../../../domain/roster/names';
import type { Account, Contact, Roster } from '../../../domain/roster/types';
import { refuseFaults, type Fault } from '../files/faults';
import { toRoster } from '../files/roster-file';
import type { FilePath, YamlFile } from '../files/yaml-file';
import { ROSTER_COLUMNS, type RosterColumn, type TableKind } from './columns';
import type { RosterTable, TableRow } from './tables';
import { isOfUnit } from '../files/office-write';

/** A row as roster.yaml would have it, and the places of its fields. */
interface WrittenEntry {
  readonly value: Record<string, unknown>;
  readonly placeOf: (field: string) => Text;
}

const HERE = text('现有名册', 'the present roster');

const keptEntry = (value: Record<string, unknown>): WrittenEntry => ({ value, placeOf: () => HERE });

/** Puts tables over a roster, gathering what is wrong with them. */
class Merge {
  private readonly places = new Map<string, Text>();
  private readonly faults: Fault[] = [];
  private readonly units: readonly WrittenEntry[];
  /** Numbers of units by every name of theirs. */
  private readonly names: ReadonlyMap<string, number>;

  constructor(
    private readonly before: Roster,
    private readonly tables: ReadonlyMap<TableKind, RosterTable>,
  ) {
    this.units = this.rows(
      'units',
      before.units.map((unit) => keptEntry({ ...unit })),
    );
    this.names = unitNames(this.units);
  }

  roster(): Result<Roster> {
    const { units } = this;
    for (const [n, unit] of units.entries()) this.place(['units', n], unit);
    const contacts = this.under(this.contactRows());
    const accounts = this.accountRows();
    const ofUnits = this.under(accounts.filter(({ value }) => isOfUnit(value['role'])));
    const ofOffice = accounts.filter(({ value }) => !isOfUnit(value['role']));
    for (const [n, account] of ofOffice.entries()) this.place(['accounts', n], account);
    const value = {
      units: units.map(({ value: unit }, n) => ({
        ...unit,
        contacts: this.inside(['units', n, 'contacts'], contacts.get(n) ?? []),
        accounts: this.inside(['units', n, 'accounts'], ofUnits.get(n) ?? []),
      })),
      groups: this.groups(),
      accounts: ofOffice.map(({ value: account }) => account),
    };
    const file: YamlFile = { name: '名册', value, lineOf: () => 1, placeOf: (path) => this.placeOf(path) };
    return this.faults.length > 0 ? refuseFaults('bad-file', file, this.faults) : toRoster(file);
  }

  private place(path: FilePath, { placeOf, value }: WrittenEntry): void {
    this.places.set(JSON.stringify(path), placeOf(''));
    for (const field of Object.keys(value)) this.places.set(JSON.stringify([...path, field]), placeOf(field));
  }

  /** The place of a path, or of the nearest part above it that is in a file. */
  private placeOf(path: FilePath): Text {
    for (let length = path.length; length > 0; length -= 1) {
      const found = this.places.get(JSON.stringify(path.slice(0, length)));
      if (found) return found;
    }
    return HERE;
  }

  private fault(place: Text, message: Text): void {
    const path = ['fault', this.faults.length];
    this.places.set(JSON.stringify(path), place);
    this.faults.push({ path, message });
  }

  /** The rows of a table that was given, else those of the roster before. */
  private rows(kind: TableKind, before: readonly WrittenEntry[]): readonly WrittenEntry[] {
    const table = this.tables.get(kind);
    if (!table) return before;
    return table.rows.map((row) => ({ value: this.valueOf(kind, row), placeOf: row.placeOf }));
  }

  private valueOf(kind: TableKind, row: TableRow): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const column of ROSTER_COLUMNS[kind]) {
      const cell = row.cells.get(column.field) ?? '';
      if (cell === '' && column.list === undefined) continue;
      value[column.field] = this.cellOf(column, cell, row);
    }
    return value;
  }

  private cellOf({ field, words, list, date }: RosterColumn, cell: string, row: TableRow): unknown {
    if (list)
      return cell
        .split(/[、，,;；\n]/)
        .map((one) => one.trim())
        .filter(Boolean);
    if (date) return isoDay(cell);
    if (!words) return cell;
    const found = Object.entries(words).find(([key, word]) => key === cell || word === cell);
    if (found) return found[0];
    const legal = Object.values(words).join('、');
    this.fault(
      row.placeOf(field),
      text(`“${cell}”不对，可用的值：${legal}`, `"${cell}" is not legal; legal: ${legal}`),
    );
    return cell;
  }

  private contactRows(): readonly WrittenEntry[] {
    const before = this.before.contacts.map((contact) => keptEntry(namedUnits({ ...contact })));
    if (!this.tables.has('contacts')) return before;
    const taken = new Set<unknown>();
    return this.rows('contacts', before).map((row) => {
      const id = row.value['id'] ?? this.contactId(row.value, taken);
      taken.add(id);
      return { ...row, value: namedUnits({ ...row.value, id }) };
    });
  }

  /** The id of the same contact before, else the first that is free. */
  private contactId(value: Record<string, unknown>, taken: ReadonlySet<unknown>): string {
    const unit = this.idOf(String(value['unit']));
    const same = this.before.contacts.find(
      (one: Contact) =>
        one.unit === unit &&
        one.role === value['role'] &&
        one.address === value['address'] &&
        !taken.has(one.id),
    );
    if (same) return same.id;
    const used = new Set<unknown>([...taken, ...this.before.contacts.map(({ id }) => id)]);
    let n = 1;
    while (used.has(`${unit}-${String(value['role'])}-${n}`.toLowerCase())) n += 1;
    return `${unit}-${String(value['role'])}-${n}`.toLowerCase();
  }

  private idOf(name: string): string {
    const at = this.names.get(matchingForm(name));
    const id = at === undefined ? name : this.units[at]?.value['id'];
    return typeof id === 'string' ? id : name;
  }

  private accountRows(): readonly WrittenEntry[] {
    const before = this.before.accounts.map((account: Account) => keptEntry({ ...account }));
    if (!this.tables.has('accounts')) return before;
    return this.rows('accounts', before).map(({ value: { account, notices, ...rest }, placeOf }) => ({
      value: { ...rest, id: account, notices: Array.isArray(notices) && notices.length > 0 ? notices : null },
      placeOf: (field) => placeOf(field === 'id' ? 'account' : field),
    }));
  }

  /** Rows of a unit under its number; what the roster before has for a unit that is gone goes with it. */
  private under(rows: readonly WrittenEntry[]): ReadonlyMap<number, WrittenEntry[]> {
    const found = new Map<number, WrittenEntry[]>();
    for (const row of rows) {
      const name = typeof row.value['unit'] === 'string' ? row.value['unit'] : '';
      const at = this.names.get(matchingForm(name));
      if (at !== undefined) found.set(at, [...(found.get(at) ?? []), row]);
      else if (row.placeOf('unit') !== HERE) this.fault(row.placeOf('unit'), this.noUnit(name));
    }
    return found;
  }

  private noUnit(name: string): Text {
    if (name === '') return text('缺少单位', 'the unit is missing');
    const table = this.tables.get('units');
    const names = table
      ? table.rows.map(({ cells }) => cells.get('name') ?? '')
      : this.before.units.flatMap((unit) => [unit.name, ...unit.aliases]);
    const near = nearestName(name, names);
    return text(
      `“${name}”不是名册中的单位${near === undefined ? '' : `，是不是“${near}”？`}`,
      `"${name}" is no unit of the roster${near === undefined ? '' : `; did you mean "${near}"?`}`,
    );
  }

  private inside(path: FilePath, rows: readonly WrittenEntry[]): readonly unknown[] {
    return rows.map((row, n) => {
      this.place([...path, n], row);
      const fields = ['id', 'role', 'name', 'address', 'phone', 'from', 'until'];
      const isContact = path.at(-1) === 'contacts';
      const own = fields.filter((field) => isContact || (field !== 'from' && field !== 'until'));
      return Object.fromEntries(
        own.filter((field) => field in row.value).map((field) => [field, row.value[field]]),
      );
    });
  }

  private groups(): Record<string, unknown> {
    const table = this.tables.get('groups');
    if (!table) return this.groupsBefore();
    const groups: Record<string, unknown> = {};
    for (const row of table.rows) {
      const { group, members } = this.valueOf('groups', row);
      const name = typeof group === 'string' ? group : '';
      if (name === '') this.fault(row.placeOf('group'), text('缺少集合名称', 'the group has no name'));
      else if (name in groups)
        this.fault(row.placeOf('group'), text(`“${name}”写了两次`, `"${name}" is written twice`));
      groups[name] = Array.isArray(members) && members.length > 0 ? members : null;
      this.places.set(JSON.stringify(['groups', name]), row.placeOf('members'));
    }
    return groups;
  }

  private groupsBefore(): Record<string, unknown> {
    const there = new Set(this.units.map(({ value }) => value['id']));
    return Object.fromEntries(
      this.before.groups.map(({ name, members }) => [name, members?.filter((id) => there.has(id)) ?? null]),
    );
  }
}

/** A contact without a name is called after its role. */
const namedUnits = (contact: Record<string, unknown>): Record<string, unknown> => {
  const words = ROSTER_COLUMNS.contacts.find(({ field }) => field === 'role')?.words ?? {};
  const role = words[String(contact['role'])] ?? '联系人';
  return { ...contact, name: contact['name'] || role };
};

/** Numbers of units by every name of theirs. */
function unitNames(units: readonly WrittenEntry[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  units.forEach(({ value: { id, name, aliases } }, n) => {
    const others: readonly unknown[] = Array.isArray(aliases) ? aliases : [];
    for (const one of [id, name, ...others]) if (typeof one === 'string') names.set(matchingForm(one), n);
  });
  return names;
}

/** 2025年9月30日 and 2025/9/30 as 2025-09-30; anything else as it stands, for the check to refuse. */
function isoDay(cell: string): string {
  const [, year, month = '', day = ''] = /^(\d{4})\D(\d{1,2})\D(\d{1,2})日?$/.exec(cell) ?? [];
  return year === undefined ? cell : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/**
 * A roster with the tables in place of its own; tables that are not given stay, without what belongs to units that are
 * gone. Refuses `bad-file` with every fault and its cell; names that come close are suggested, never taken.
 */
export function mergeTables(before: Roster, tables: readonly RosterTable[]): Result<Roster> {
  return new Merge(before, new Map(tables.map((table) => [table.kind, table]))).roster();
}
