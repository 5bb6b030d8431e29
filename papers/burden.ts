import { byCodeUnits } from '../domain/digest/order';
import type { MailKind } from '../domain/digest/types';
import type { RecordedItemEvent } from '../domain/item/events';
import type { UnitId } from '../domain/roster/types';
import type { CivilDate } from '../domain/time';
import type { Happening } from './happenings';
import type { Sheet } from './sheet';

/** A mail that went to a unit: to its liaisons or to its leaders. */
export interface UnitMail {
  readonly unit: UnitId;
  readonly kind: MailKind;
  readonly day: CivilDate;
}

/** What is counted: mails by kind, calls, what the unit sent in, and how much it wrote. */
type Count = MailKind | 'call' | 'signed' | 'report' | 'handIn' | 'request' | 'characters' | 'files';

type Counts = Readonly<Partial<Record<Count, number>>>;

/** One line of the account of burden (减负账): a unit in a month. */
export interface BurdenRow {
  /** 2025-07. */
  readonly month: string;
  readonly unit: UnitId;
  readonly name: string;
  readonly counts: Counts;
}

/** What an account of burden is made from. */
export interface BurdenBasis {
  readonly mails: readonly UnitMail[];
  readonly happened: readonly Happening[];
  /** The unit that a task concerns; null: none. */
  readonly unitOfTask: (stream: string, task: string) => UnitId | null;
  readonly nameOf: (unit: UnitId) => string;
}

/** Characters as people count them, without white space. */
const lengthOf = (...words: readonly string[]): number =>
  Array.from(words.join('').replace(/\s/gu, '')).length;

/** What a unit sent in by an event; null: nothing. */
function sentIn({
  type,
  body,
}: RecordedItemEvent): { readonly unit: UnitId; readonly counts: Counts } | null {
  switch (type) {
    case 'acknowledged':
      return { unit: body.unit, counts: { signed: 1 } };
    case 'reported':
      return {
        unit: body.unit,
        counts: { report: 1, characters: lengthOf(body.text), files: body.files.length },
      };
    case 'handedIn':
      return {
        unit: body.unit,
        counts: { handIn: 1, characters: lengthOf(body.text), files: body.files.length },
      };
    case 'extensionRequested':
      return { unit: body.unit, counts: { request: 1, characters: lengthOf(body.reason, body.progress) } };
    default:
      return null;
  }
}

/** The units that were called, where an event records a call. */
function called(
  { stream, event }: Happening,
  unitOfTask: BurdenBasis['unitOfTask'],
): readonly (UnitId | null)[] {
  const { type, body } = event;
  if (type === 'urged') return body.phone ? body.units : [];
  return type === 'taskDone' && body.phone ? [unitOfTask(stream, body.task)] : [];
}

/**
 * The account of burden (减负账): what each unit got and had to write, a line for each month in which there was anything.
 * Counted from what went and what was recorded, so that nobody reports it. What was said in one call counts once, of
 * however many items.
 */
export function burdenOf({ mails, happened, unitOfTask, nameOf }: BurdenBasis): readonly BurdenRow[] {
  const rows = new Map<string, BurdenRow>();
  const count = (unit: UnitId, day: CivilDate, counts: Counts): void => {
    const month = day.slice(0, 7);
    const row = rows.get(`${month} ${unit}`) ?? { month, unit, name: nameOf(unit), counts: {} };
    rows.set(`${month} ${unit}`, { ...row, counts: sumOf(row.counts, counts) });
  };
  for (const { unit, kind, day } of mails) count(unit, day, { [kind]: 1 });
  const calls = new Set<string>();
  for (const happening of happened) {
    const { event, day } = happening;
    const done = sentIn(event);
    if (done) count(done.unit, day, done.counts);
    for (const unit of called(happening, unitOfTask)) {
      const call = `${unit} ${event.at} ${event.actor}`;
      if (unit === null || calls.has(call)) continue;
      calls.add(call);
      count(unit, day, { call: 1 });
    }
  }
  return [...rows.values()].toSorted(
    (a, b) => byCodeUnits(a.month, b.month) || byCodeUnits(a.name, b.name) || byCodeUnits(a.unit, b.unit),
  );
}

const sumOf = (a: Counts, b: Counts): Counts => ({
  ...a,
  ...Object.fromEntries(COUNTS.filter((one) => one in b).map((one) => [one, (a[one] ?? 0) + (b[one] ?? 0)])),
});

const MAILS = ['letter', 'digest', 'change', 'urge', 'answer'] as const satisfies readonly MailKind[];
const FORMS = ['report', 'handIn', 'request'] as const satisfies readonly Count[];
const COUNTS: readonly Count[] = [...MAILS, ...FORMS, 'call', 'signed', 'characters', 'files'];

const countedBy =
  (...of: readonly Count[]) =>
  ({ counts }: Pick<BurdenRow, 'counts'>): number =>
    of.reduce((sum, one) => sum + (counts[one] ?? 0), 0);

/** All mails of a line. */
export const mailsOf = countedBy(...MAILS);

/** 减负账 as a sheet. */
export const BURDEN: Sheet<BurdenRow> = {
  title: '减负账',
  columns: [
    { heading: '月份', width: 10, cell: ({ month }) => month },
    { heading: '单位', width: 20, cell: ({ name }) => name },
    { heading: '邮件合计', width: 7, cell: mailsOf },
    { heading: '交办通知', width: 7, cell: countedBy('letter') },
    { heading: '每日提醒', width: 7, cell: countedBy('digest') },
    { heading: '变更通知', width: 7, cell: countedBy('change') },
    { heading: '即时催办', width: 7, cell: countedBy('urge') },
    { heading: '答复', width: 7, cell: countedBy('answer') },
    { heading: '催办电话', width: 7, cell: countedBy('call') },
    { heading: '签收', width: 7, cell: countedBy('signed') },
    { heading: '报送合计', width: 7, cell: countedBy(...FORMS) },
    { heading: '进展报告', width: 7, cell: countedBy('report') },
    { heading: '报办结', width: 7, cell: countedBy('handIn') },
    { heading: '延期申请', width: 7, cell: countedBy('request') },
    { heading: '填写字数', width: 8, cell: countedBy('characters') },
    { heading: '附件', width: 6, cell: countedBy('files') },
  ],
};
