import { undeclaredYear } from '../calendar/calendar';
import { isOpen } from '../item/view';
import type { ItemState } from '../item/types';
import { yearOf, type CivilDate } from '../time';
import { byCodeUnits, numberKey } from './order';
import type { NoticeInfo } from './types';
import type { SnapshotIndex, FindingLine } from './snapshot';

/** Most items that are named as not recorded in time; more are counted. */
const NAMED_MISSING = 100;

const numbersOf = (items: readonly ItemState[]): readonly string[] =>
  items.map((item) => item.key).sort((a, b) => byCodeUnits(numberKey(a), numberKey(b)));

function undeclaredFinding(index: SnapshotIndex, slot: CivilDate): FindingLine[] {
  const year = undeclaredYear(index.snapshot.office.calendar, slot);
  if (year === null) return [];
  return [
    {
      code: 'year-undeclared',
      zh: `${year}年的节假日安排尚未录入，涉及该年的日期均为预计，请在公布后及时录入日历`,
      en: `The holidays of ${year} are not entered yet: every date that rests on them is provisional`,
    },
  ];
}

/** Continuous items of past years without a year-end review (年终评估); from the first working day of January on. */
const unreviewedItems = (items: readonly ItemState[], slot: CivilDate): readonly ItemState[] =>
  items.filter(
    (item) => item.kind === 'continuous' && isOpen(item) && item.yearEnd === null && item.year < yearOf(slot),
  );

function yearEndFinding(notice: NoticeInfo, items: readonly ItemState[], slot: CivilDate): FindingLine[] {
  const open = unreviewedItems(items, slot);
  if (open.length === 0) return [];
  const numbers = numbersOf(open).join('、');
  return [
    {
      code: 'year-end-unreviewed',
      zh: `《${notice.title}》有${open.length}项全年事项尚未作年终评估：第${numbers}项`,
      en: `${open.length} continuous items of ${notice.number} have had no year-end review: ${numbers}`,
    },
  ];
}

function missingItems(index: SnapshotIndex, notice: NoticeInfo, items: readonly ItemState[]): FindingLine[] {
  const streams = new Set(index.snapshot.missing);
  const lost = items.filter((item) => streams.has(item.stream));
  if (lost.length === 0) return [];
  const named = numbersOf(lost).slice(0, NAMED_MISSING).join('、');
  const [zh, en] = lost.length > NAMED_MISSING ? [`等${lost.length}项`, ` … (${lost.length})`] : ['', ''];
  return [
    {
      code: 'items-missing',
      zh: `《${notice.title}》第${named}项${zh}今日未能按时记录，其提醒不在今日邮件中，系统正在恢复`,
      en: `Items ${named}${en} of ${notice.number} had not recorded today's slot; their reminders are not in today's mails`,
    },
  ];
}

/** A notice with its items. */
export interface Holding {
  readonly notice: NoticeInfo;
  readonly items: readonly ItemState[];
}

/** The findings at the top of a briefing: `pressing` is reason enough to send one, `standing` only comes along, first. */
export function findingsOf(
  index: SnapshotIndex,
  holdings: readonly Holding[],
  slot: CivilDate,
): { readonly standing: readonly FindingLine[]; readonly pressing: readonly FindingLine[] } {
  return {
    standing: undeclaredFinding(index, slot),
    pressing: [
      ...holdings.flatMap(({ notice, items }) => yearEndFinding(notice, items, slot)),
      ...holdings.flatMap(({ notice, items }) => missingItems(index, notice, items)),
      ...index.snapshot.findings,
    ],
  };
}
