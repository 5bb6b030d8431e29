import { makeCalendar } from '../domain/calendar/calendar';
import type { WorkCalendar } from '../domain/calendar/types';
import { canonical, digestOf } from '../domain/journal/canonical';
import type { Office } from '../domain/office';
import { warning, type PlanProblem } from '../domain/plan/problems';
import type { Policy } from '../domain/policy';
import { text, type Text } from '../domain/problem';
import { diffLines, rosterDiff, type RosterChange } from './intake/rosters/diff';

/** A kind of reference data. */
export type OfficePart = 'policy' | 'calendar' | 'roster';

const OFFICE_PART_WORDS: Readonly<Record<OfficePart, Text>> = {
  policy: text('规则', 'policy'),
  calendar: text('日历', 'calendar'),
  roster: text('名册', 'roster'),
};

/** The parts by name, "规则、名册". */
export const partsText = (parts: readonly OfficePart[]): Text =>
  text(
    parts.map((part) => OFFICE_PART_WORDS[part].zh).join('、'),
    parts.map((part) => OFFICE_PART_WORDS[part].en).join(', '),
  );

/** In what the reference data of a folder differs from that of the ledger, which is in force. */
export interface OfficeDifference {
  readonly parts: readonly OfficePart[];
  /** Rows of the roster that loading the folder would change. */
  readonly rows: readonly RosterChange[];
  /** Keys of the policy that it would change. */
  readonly keys: readonly PolicyChange[];
  /** Years of the calendar that it would change. */
  readonly years: readonly number[];
}

/** A key of policy.yaml with what it says and would say, as JSON. */
export interface PolicyChange {
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** Every key of a policy that has no keys below it, "mail.chunks", with its value as JSON. */
function policyKeys(value: object, above = ''): ReadonlyMap<string, string> {
  const found = Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    const path = `${above}${key}`;
    return typeof part === 'object' && part !== null && !Array.isArray(part)
      ? [...policyKeys(part, `${path}.`)]
      : [[path, canonical(part)] as const];
  });
  return new Map(found);
}

function policyDiff(before: Policy, after: Policy): readonly PolicyChange[] {
  const was = policyKeys(before);
  return [...policyKeys(after)].flatMap(([key, value]) =>
    was.get(key) === value ? [] : [{ key, before: was.get(key) ?? '', after: value }],
  );
}

/** In what `folder` differs from what is in force; no parts where it does not. */
export function officeDifference(inForce: Office, folder: Office): OfficeDifference {
  const parts: OfficePart[] = [];
  if (digestOf(inForce.policy) !== digestOf(folder.policy)) parts.push('policy');
  if (inForce.calendar.digest !== folder.calendar.digest) parts.push('calendar');
  if (inForce.roster.digest !== folder.roster.digest) parts.push('roster');
  return {
    parts,
    rows: rosterDiff(inForce.roster, folder.roster),
    keys: policyDiff(inForce.policy, folder.policy),
    years: yearsChanged(inForce.calendar, folder.calendar),
  };
}

/** Everything that would change, a line each: keys of the policy, years of the calendar, rows of the roster. */
export const differenceLines = ({ keys, years, rows }: OfficeDifference): readonly Text[] => [
  ...keys.map(({ key, before, after }) =>
    text(`~ 规则 ${key} ${before}→${after}`, `~ policy ${key} ${before}→${after}`),
  ),
  ...years.map((year) => text(`~ 日历 ${year} 年`, `~ calendar ${year}`)),
  ...rows.map((row) => text(diffLines([row], 'zh'), diffLines([row], 'en'))),
];

const SHOWN_KEYS = 5;

/** Rows that differ, the first few. */
function rowsText(rows: readonly RosterChange[]): Text {
  if (rows.length === 0) return text('', '');
  const more = rows.length - SHOWN_KEYS;
  const first = (lang: 'zh' | 'en'): string => diffLines(rows.slice(0, SHOWN_KEYS), lang);
  return text(
    `（${first('zh').replaceAll('\n', '；')}${more > 0 ? `；另有 ${more} 处` : ''}）`,
    ` (${first('en').replaceAll('\n', '; ')}${more > 0 ? `; ${more} more` : ''})`,
  );
}

/** Warning `office-differs`: the ledger is in force, and the folder says something else. */
export function officeDiffers({ parts, rows }: OfficeDifference): readonly PlanProblem[] {
  if (parts.length === 0) return [];
  const [named, which] = [partsText(parts), rowsText(rows)];
  return [
    warning(
      null,
      ['notice'],
      'office-differs',
      text(
        `目录中的${named.zh}与台账不同${which.zh}：以台账为准`,
        `the folder's ${named.en} is not the ledger's${which.en}: the ledger's holds`,
      ),
      text(
        '要换成目录里的：duban office load 目录 --dry-run；要取出台账的名册：duban unit export 名册.xlsx',
        "to take the folder's: duban office load FOLDER --dry-run; to see the ledger's: duban unit export roster.xlsx",
      ),
    ),
  ];
}

/** A calendar after years were declared, and which of them are other than before. */
interface DeclaredYears {
  readonly calendar: WorkCalendar;
  readonly years: readonly number[];
}

/** The years of a file replace those in force; other years stay. */
export function declareYears(before: WorkCalendar, file: Pick<WorkCalendar, 'tables'>): DeclaredYears {
  const own = new Set(file.tables.map(({ year }) => year));
  const kept = before.tables.filter(({ year }) => !own.has(year));
  const calendar = makeCalendar(before.zone, [...kept, ...file.tables]);
  return { calendar, years: yearsChanged(before, calendar) };
}

/** Years whose tables differ between two calendars, declared in one of them only or otherwise. */
function yearsChanged(before: WorkCalendar, after: WorkCalendar): readonly number[] {
  const table = ({ tables }: WorkCalendar, year: number): string =>
    canonical(tables.find((one) => one.year === year) ?? null);
  const years = new Set([...before.tables, ...after.tables].map(({ year }) => year));
  return [...years].filter((year) => table(before, year) !== table(after, year)).sort((a, b) => a - b);
}
