import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../client/roster-files/csv';
import { budgetOf, LIMITS } from '../../client/sources/limits';
import { auditYear, type AuditYear } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf } from '../support/cli';
import { convertedTo, hasOfficeSuite } from '../support/office-suite';

/** CSV as LibreOffice reads the sheet: UTF-8, and cells as they are, so that a date is no text. */
const CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false';

/** An event as `audit show --json` gives it. */
interface Shown {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly body: Said;
}

/** What the test reads of bodies, whatever the type of the event. */
interface Said {
  readonly unit?: string;
  readonly percentage?: number;
  readonly due?: { readonly date: string };
  readonly dues?: readonly { readonly date: string }[];
  readonly title?: string;
  readonly outcome?: { readonly daysLate: number };
  readonly units?: readonly { readonly unit: string; readonly role: string }[];
}

const UNITS: Readonly<Record<string, string>> = {
  sjj: '区数据局',
  sfj: '区司法局',
  dag: '区档案馆',
  zjj: '朱家角镇',
};
const ROLES: Readonly<Record<string, string>> = { lead: '牵头单位', support: '配合单位' };

const folder = testFolder();
let year: AuditYear;

/** The date as LibreOffice writes a real one in its own English. */
const american = (iso: string | undefined): string =>
  iso === undefined ? '' : iso.replace(/^(\d+)-(\d+)-(\d+)$/, '$2/$3/$1');

/** Hangzhou and Beijing are eight hours ahead. */
const dayOf = (at: string | undefined): string =>
  american(
    at === undefined
      ? undefined
      : new Date(new Date(at).getTime() + 8 * 3_600_000).toISOString().slice(0, 10),
  );

/** The lines of the register that the events of an item make, told again without a line of the product's code. */
function linesFrom(events: readonly Shown[], no: number, lateness: number): readonly (readonly string[])[] {
  const all = events.map((event) => ({ ...event, said: event.body }));
  const issued = all.find(({ type }) => type === 'issued');
  return (issued?.said.units ?? []).map(({ unit, role }) => {
    const own = (type: string) => all.filter((event) => event.type === type && event.said.unit === unit);
    const firstDue = issued?.said.dues?.[0]?.date;
    const accepted = own('handInAccepted').at(-1);
    const report = own('reported').at(-1);
    const open = role === 'lead' && !accepted ? lateness : 0;
    return [
      `第${no}项`,
      issued?.said.title ?? '',
      UNITS[unit] ?? unit,
      ROLES[role] ?? role,
      dayOf(issued?.at),
      dayOf(own('acknowledged')[0]?.at),
      american(firstDue),
      american(own('extensionGranted').at(-1)?.said.due?.date ?? firstDue),
      report ? `${report.said.percentage ?? ''}%` : '',
      dayOf(report?.at),
      dayOf(own('handedIn').at(-1)?.at),
      dayOf(accepted?.at),
      String(accepted?.said.outcome?.daysLate ?? open),
      String(own('handInReturned').length),
    ];
  });
}

(hasOfficeSuite ? describe : describe.skip)('the register as LibreOffice reads it', () => {
  beforeAll(async () => {
    year = await auditYear();
  });
  afterAll(async () => {
    await year.close();
    folder.remove();
  });

  it('says row by row what the events of audit show say', async () => {
    const xlsx = join(folder.path, 'register.xlsx');
    expect(await year.cli()('paper', 'register', '--to', xlsx)).toMatchObject({ code: 0 });
    convertedTo(CSV, [xlsx], folder.path);
    const read = readFileSync(join(folder.path, 'register.csv'), 'utf8');
    const table = readCsv(read, budgetOf(LIMITS)) ?? [];
    const rows = table.slice(3, -1).map(({ cells }) => cells);
    const late = answerOf(await year.cli()('item', 'list', '--late', '--json')).data as readonly {
      readonly key: string;
      readonly lamp: { readonly daysLate: number };
    }[];
    const expected: (readonly string[])[] = [];
    for (let no = 1; no <= 8; no += 1) {
      const events = answerOf(await year.cli()('audit', 'show', String(no), '--json'))
        .data as readonly Shown[];
      const lateness = late.find(({ key }) => key === String(no))?.lamp.daysLate ?? 0;
      expected.push(...linesFrom(events, no, lateness));
    }
    const SHOWN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 18];
    const shown = rows.map((row) => SHOWN.map((n) => (row[n] ?? '').replace(/^《.+》（.+）/, '')));
    expect(shown).toEqual(expected);
    expect(rows.map(([n]) => n)).toEqual(expected.map((_, n) => String(n + 1)));
  }, 300_000);
});
