import { sql } from 'kysely';
import type { FindingLine } from '../../domain/digest/snapshot';
import type { Office } from '../../domain/office';
import { nextWorkingDay } from '../../domain/slot';
import { clockText, type CivilDate, type Instant } from '../../domain/time';
import { columnsOf, type Db } from '../database/schema';
import { paused } from './pause';

/** So many missed days are named one by one. */
const NAMED_ITEMS = 5;

/** What every briefing of a slot says first: sending paused, slots and mails missed, items not begun, mails of unknown fate. */
export async function findingsAt(db: Db, slot: CivilDate, office: Office): Promise<readonly FindingLine[]> {
  const before = await db
    .selectFrom('slots')
    .select(columnsOf('slots'))
    .where('slot', '<', slot)
    .orderBy('slot', 'desc')
    .limit(1)
    .executeTakeFirst();
  return [
    ...(await pauseFinding(db, office)),
    ...(before ? missedSlots(before.slot, slot, office) : []),
    ...(before ? await mailsMissed(db, before.slot, slot) : []),
    ...(before ? await mailsUnknown(db, before.composed_at) : []),
    ...(await notBegunFinding(db, slot)),
  ];
}

async function pauseFinding(db: Db, office: Office): Promise<readonly FindingLine[]> {
  const stopped = await paused(db);
  if (!stopped) return [];
  const since = clockText(stopped.since, office.calendar.zone);
  return [
    {
      code: 'sending-paused',
      zh: `自 ${since} 起暂停发信：${stopped.reason}`,
      en: `Sending is paused since ${since}: ${stopped.reason}`,
    },
  ];
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

async function mailsMissed(db: Db, from: CivilDate, slot: CivilDate): Promise<readonly FindingLine[]> {
  const { n } = await db
    .selectFrom('mails')
    .select(sql<number>`count(*)`.as('n'))
    .where('state', '=', 'missed')
    .where('slot', '>=', from)
    .where('slot', '<', slot)
    .executeTakeFirstOrThrow();
  if (n === 0) return [];
  return [
    {
      code: 'mails-missed',
      zh: `上一发信日有 ${n} 份邮件未能在发信时间内发出，内容并入今日`,
      en: `${n} mails of the last sending day did not leave in time; what still stands is in today's`,
    },
  ];
}

async function mailsUnknown(db: Db, since: Instant): Promise<readonly FindingLine[]> {
  const { n } = await db
    .selectFrom('mails')
    .select(sql<number>`count(*)`.as('n'))
    .where('state', '=', 'unknown')
    .where('settled_at', '>=', since)
    .executeTakeFirstOrThrow();
  if (n === 0) return [];
  return [
    {
      code: 'mails-unknown',
      zh: `${n} 份邮件不知是否送达，请核实后决定是否重发`,
      en: `It is unknown whether ${n} mails arrived; check, and send them again if not`,
    },
  ];
}

/** Items issued whose workflow has not recorded anything: they have no state that a briefing could list. */
async function notBegunFinding(db: Db, slot: CivilDate): Promise<readonly FindingLine[]> {
  const rows = await db
    .selectFrom('items')
    .select(['notice', 'key'])
    .where('state', 'is', null)
    .where('open', '=', 1)
    .where('next_slot', '<=', slot)
    .orderBy('stream')
    .limit(20)
    .execute();
  if (rows.length === 0) return [];
  const named = rows.map(({ notice, key }) => `${notice}/${key}`).join('、');
  return [
    {
      code: 'items-not-begun',
      zh: `已交办而未开始登记的事项：${named}，系统正在恢复`,
      en: `Issued, but not begun yet: ${named}; the system is recovering them`,
    },
  ];
}
