import { sql } from 'kysely';
import type { FindingLine } from '../../domain/digest/snapshot';
import type { Office } from '../../domain/office';
import { shift } from '../../domain/calendar/calendar';
import { nextWorkingDay, windowOf } from '../../domain/slot';
import type { CivilDate, Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { pauseText, type Pause } from '../../domain/view/pause';
import { paused } from './pause';

/** Most missed days that are named one by one. */
const NAMED_ITEMS = 5;

/** What the findings of a slot are said of. */
export interface FindingFacts {
  /** Why and since when all sending is paused; null when it is not. */
  readonly paused: Pause | null;
  /** The last slot composed before this one; null before the first. */
  readonly before: { readonly slot: CivilDate; readonly at: Instant } | null;
  /** Mails of the slots from that one on that were missed. */
  readonly missed: number;
  /** Mails that ended since then without anybody knowing whether they arrived. */
  readonly unknown: number;
  /** Letters of assignment that could have left before `lettersBefore` and have not. */
  readonly letters: number;
  /** The first of the items issued and not begun, NOTICE/KEY. */
  readonly notBegun: readonly string[];
}

/** Most items not begun that are named. */
export const NOT_BEGUN_NAMED = 20;

/** Letters composed before this moment have had a window of their own before a slot: the end of that of the day before it. */
export const lettersBefore = (slot: CivilDate, office: Office): Instant =>
  windowOf(office, shift(office.calendar, slot, -1).date).to;

/** What every briefing of a slot says first: sending paused, slots and mails missed, letters that wait, items not begun, mails of unknown fate. */
export const findingsAtSlot = (
  slot: CivilDate,
  office: Office,
  facts: FindingFacts,
): readonly FindingLine[] => [
  ...pauseFinding(facts, office),
  ...(facts.before ? missedSlots(facts.before.slot, slot, office) : []),
  ...mailsMissed(facts),
  ...mailsUnknown(facts),
  ...lettersWaiting(facts),
  ...notBegunFinding(facts),
];

/** The findings of a slot, as the ledger has them now. */
export async function findingsAt(db: Db, slot: CivilDate, office: Office): Promise<readonly FindingLine[]> {
  const before = await db
    .selectFrom('slots')
    .select(['slot', 'composed_at as at'])
    .where('slot', '<', slot)
    .orderBy('slot', 'desc')
    .limit(1)
    .executeTakeFirst();
  return findingsAtSlot(slot, office, {
    paused: await paused(db),
    before: before ?? null,
    missed: before ? await countMissed(db, before.slot, slot) : 0,
    unknown: before ? await countUnknown(db, before.at) : 0,
    letters: await countLetters(db, lettersBefore(slot, office)),
    notBegun: await namesNotBegun(db, slot),
  });
}

function pauseFinding({ paused: stopped }: FindingFacts, office: Office): readonly FindingLine[] {
  if (!stopped) return [];
  const { zh, en } = pauseText(stopped, office.calendar.zone);
  return [{ code: 'sending-paused', zh, en }];
}

function missedSlots(before: CivilDate, slot: CivilDate, office: Office): readonly FindingLine[] {
  const days: CivilDate[] = [];
  for (let day = nextWorkingDay(office, before); day < slot; day = nextWorkingDay(office, day))
    days.push(day);
  if (days.length === 0) return [];
  const named =
    days.length > NAMED_ITEMS
      ? `${days[0] ?? ''} 至 ${days.at(-1) ?? ''}（${days.length} 个工作日）`
      : days.join('、');
  return [
    {
      code: 'slots-missed',
      zh: `${named} 的提醒未能发出（系统停运），未尽事项并入今日`,
      en: `The reminders of ${days.length} working days (${days[0] ?? ''} to ${days.at(-1) ?? ''}) were not sent: the system was down; what still stands is in today's`,
    },
  ];
}

async function countMissed(db: Db, from: CivilDate, slot: CivilDate): Promise<number> {
  const { n } = await db
    .selectFrom('mails')
    .select(sql<number>`count(*)`.as('n'))
    .where('state', '=', 'missed')
    .where('slot', '>=', from)
    .where('slot', '<', slot)
    .executeTakeFirstOrThrow();
  return n;
}

function mailsMissed({ missed: n }: FindingFacts): readonly FindingLine[] {
  if (n === 0) return [];
  return [
    {
      code: 'mails-missed',
      zh: `上一发信日有 ${n} 份邮件未能在发信时间内发出，内容并入今日`,
      en: `${n} mails of the last sending day did not leave in time; what still stands is in today's`,
    },
  ];
}

async function countUnknown(db: Db, since: Instant): Promise<number> {
  const { n } = await db
    .selectFrom('mails')
    .select(sql<number>`count(*)`.as('n'))
    .where('state', '=', 'unknown')
    .where('settled_at', '>=', since)
    .executeTakeFirstOrThrow();
  return n;
}

function mailsUnknown({ unknown: n }: FindingFacts): readonly FindingLine[] {
  if (n === 0) return [];
  return [
    {
      code: 'mails-unknown',
      zh: `${n} 份邮件不知是否送达，请核实后决定是否重发`,
      en: `It is unknown whether ${n} mails arrived; check, and send them again if not`,
    },
  ];
}

async function countLetters(db: Db, before: Instant): Promise<number> {
  const { n } = await db
    .selectFrom('mails')
    .select(sql<number>`count(*)`.as('n'))
    .where('state', 'in', ['ready', 'sending'])
    .where('kind', '=', 'letter')
    .where('composed_at', '<', before)
    .executeTakeFirstOrThrow();
  return n;
}

function lettersWaiting({ letters: n }: FindingFacts): readonly FindingLine[] {
  if (n === 0) return [];
  return [
    {
      code: 'letters-waiting',
      zh: `${n} 封交办通知一个工作日以上还没有发出，仍在重试；急的请另行送达`,
      en: `${n} letters of assignment have not gone for a working day or more and are still tried; hand over what is urgent by other means`,
    },
  ];
}

async function namesNotBegun(db: Db, slot: CivilDate): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('items')
    .select(['notice', 'key'])
    .where('state', 'is', null)
    .where('open', '=', (x) => x.lit(1))
    .where('next_slot', '<=', slot)
    .orderBy('stream')
    .limit(NOT_BEGUN_NAMED)
    .execute();
  return rows.map(({ notice, key }) => `${notice}/${key}`);
}

/** Items issued whose workflow has not recorded anything: they have no state that a briefing could list. */
function notBegunFinding({ notBegun }: FindingFacts): readonly FindingLine[] {
  if (notBegun.length === 0) return [];
  const named = notBegun.join('、');
  return [
    {
      code: 'items-not-begun',
      zh: `已交办而未开始登记的事项：${named}，系统正在恢复`,
      en: `Issued, but not begun yet: ${named}; the system is recovering them`,
    },
  ];
}
