import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../office/intake/rosters/csv';
import { budgetOf, LIMITS } from '../../office/intake/sources/limits';
import { auditYear, RENAMED, type AuditYear } from '../audit/year';
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
  readonly date?: string;
  readonly due?: { readonly date: string };
  readonly dues?: readonly { readonly date: string }[];
  readonly title?: string;
  readonly outcome?: { readonly daysLate: number };
  readonly units?: readonly { readonly unit: string; readonly role: string }[];
}

const UNITS: Readonly<Record<string, string>> = {
  sjj: RENAMED,
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

/** The day on which the register is made, and the days of autumn 2025 on which work differs from Monday to Friday. */
const TODAY = '2025-10-31';
const WORKED: readonly string[] = ['2025-09-28', '2025-10-11'];
const isOff = (day: string): boolean => day >= '2025-10-01' && day <= '2025-10-08';
const isWorked = (day: string): boolean =>
  WORKED.includes(day) || (!isOff(day) && ![0, 6].includes(new Date(day).getUTCDay()));

/** Working days after a day, to another and with it. */
function daysBetween(after: string, to: string): number {
  let n = 0;
  for (let at = new Date(after); ;) {
    at = new Date(at.getTime() + 86_400_000);
    const day = at.toISOString().slice(0, 10);
    if (day > to) return n;
    if (isWorked(day)) n += 1;
  }
}

/** A day of the office, ISO. */
const isoOf = (at: string): string =>
  new Date(new Date(at).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/** The lines of the register that the events of an item make, told again without a line of the product's code. */
function linesFrom(
  events: readonly Shown[],
  { no, lateness, notice }: { readonly no: number; readonly lateness: number; readonly notice: string },
): readonly (readonly string[])[] {
  const all = events.map((event) => ({ ...event, said: event.body }));
  const issued = all.find(({ type }) => type === 'issued');
  const closed = all.find(({ type }) => type === 'closed');
  const done = all.some(({ type }) => type === 'handInAccepted');
  return (issued?.said.units ?? []).map(({ unit, role }) => {
    const own = (type: string) => all.filter((event) => event.type === type && event.said.unit === unit);
    const firstDue = issued?.said.dues?.[0]?.date;
    const accepted = own('handInAccepted').at(-1);
    const report = own('reported').at(-1);
    const open = role === 'lead' && !accepted ? lateness : 0;
    const handedIn = own('handedIn').at(-1);
    const granted = own('extensionGranted');
    const due = granted.at(-1)?.said.due?.date ?? firstDue ?? '';
    const until = accepted && handedIn ? isoOf(handedIn.at) : TODAY;
    const asked = own('extensionRequested')[0];
    return [
      `${notice}第${no}项`,
      issued?.said.title ?? '',
      UNITS[unit] ?? unit,
      ROLES[role] ?? role,
      dayOf(issued?.at),
      dayOf(own('acknowledged')[0]?.at),
      american(firstDue),
      american(due),
      report ? `${report.said.percentage ?? ''}%` : '',
      dayOf(report?.at),
      dayOf(handedIn?.at),
      dayOf(accepted?.at),
      dayOf(closed?.at),
      accepted ? '已办结' : own('acknowledged').length > 0 ? '办理中' : '待签收',
      lampWord(role, { done, due }),
      String(accepted?.said.outcome?.daysLate ?? open),
      String(role === 'lead' ? daysBetween(firstDue ?? '', until) : 0),
      String(own('handInReturned').length),
      granted
        .map(
          ({ at, said }) =>
            `${isoOf(at)} ${firstDue ?? ''} → ${said.due?.date ?? ''} ${isoOf(asked?.at ?? at)}`,
        )
        .join('；'),
    ];
  });
}

/** Everybody had signed, and who leads had handed in what was accepted. */
function lampWord(role: string, { done, due }: { readonly done: boolean; readonly due: string }): string {
  if (done) return role === 'lead' ? '✓ 已办结' : '● 正常';
  if (due < TODAY) return role === 'lead' ? '■ 逾期' : '● 正常';
  return daysBetween(TODAY, due) <= 9 ? '▲ 临近' : '● 正常';
}

/** When a date was moved, from which to which, and when that was asked for. */
const moveIn = (words: string): string =>
  words.replace(/^(\S+) .+准予延期：(\S+) → (\S+)（(\S+)申请.*）$/, '$1 $2 → $3 $4');

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
    const [named] = answerOf(await year.cli()('notice', 'list', '--json')).data as readonly {
      readonly title: string;
      readonly number: string;
    }[];
    const notice = `《${named?.title ?? ''}》（${named?.number ?? ''}）`;
    const late = answerOf(await year.cli()('item', 'list', '--late', '--json')).data as readonly {
      readonly key: string;
      readonly lamp: { readonly daysLate: number };
    }[];
    const expected: (readonly string[])[] = [];
    for (let no = 1; no <= 8; no += 1) {
      const events = answerOf(await year.cli()('audit', 'show', String(no), '--json'))
        .data as readonly Shown[];
      const lateness = late.find(({ key }) => key === String(no))?.lamp.daysLate ?? 0;
      expected.push(...linesFrom(events, { no, lateness, notice }));
    }
    const shown = rows.map((row) => row.map((cell, n) => (n === 19 ? moveIn(cell) : cell)));
    expect(shown).toEqual(expected.map((cells, n) => [String(n + 1), ...cells]));
  }, 300_000);
});
