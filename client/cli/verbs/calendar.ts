import { isDeclared, isWorkingDay } from '../../../domain/calendar/calendar';
import type { WorkCalendar } from '../../../domain/calendar/types';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { civilDate, dateOf, monthOf, plusDays, yearOf, type CivilDate } from '../../../domain/time';
import { resolve } from 'node:path';
import type { Ledger } from '../../../ledger/ledger';
import { declareYears } from '../../../office/office-differs';
import { readCalendar } from '../../../office/intake/files/calendar-file';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { printTable } from '../table';
import { DRY_RUN, example, flagOption, KEY_FLAG, type Options, type Verb } from '../verb';
import { wakeAfterChange } from '../wake-items';

function daysOfYear(year: number): readonly CivilDate[] {
  const days: CivilDate[] = [];
  for (let day = civilDate(`${year}-01-01`); yearOf(day) === year; day = plusDays(day, 1)) days.push(day);
  return days;
}

/** Months with their working days, the make-up days and the days off of the table. */
function yearTable(session: Session, calendar: WorkCalendar, year: number): string {
  const found = calendar.tables.find((one) => one.year === year);
  const short = (day: CivilDate): string => day.slice(5);
  const rows = Array.from({ length: 12 }, (_, n) => n + 1).map((month) => {
    const inMonth = (day: CivilDate): boolean => monthOf(day) === month;
    const off = (found?.off ?? []).flatMap(({ name, days }) => {
      const own = days.filter(inMonth);
      return own.length > 0 ? [`${name} ${own.map(short).join(' ')}`] : [];
    });
    const working = daysOfYear(year).filter((day) => inMonth(day) && isWorkingDay(calendar, day));
    return [month, working.length, (found?.work ?? []).filter(inMonth).map(short).join(' '), off.join(';')];
  });
  const head =
    session.style.lang === 'zh'
      ? ['月', '工作日', '调休上班', '放假（周一至周五）']
      : ['month', 'working days', 'make-up days', 'days off (Mon-Fri)'];
  return printTable(head, rows);
}

async function showCalendar(
  session: Session,
  ledger: Ledger,
  given: string | undefined,
): Promise<Result<Output>> {
  const { calendar } = await ledger.office();
  const year = given === undefined ? yearOf(dateOf(session.now(), calendar.zone)) : Number(given);
  if (!Number.isInteger(year) || year < 2000 || year > 2100) {
    return refuse(
      'usage',
      text(`“${given ?? ''}”不是年份`, `"${given ?? ''}" is no year`),
      text('例：duban calendar show 2025', 'for example duban calendar show 2025'),
    );
  }
  const declared = isDeclared(calendar, year);
  const source = calendar.tables.find((one) => one.year === year)?.source ?? null;
  const working = daysOfYear(year).filter((day) => isWorkingDay(calendar, day)).length;
  const note = declared
    ? `${pick(session, '依据', 'source')}: ${source ?? ''}`
    : pick(
        session,
        '预计：放假安排尚未登记，按周一至周五减去固定法定日推算',
        'provisional: not declared; Monday to Friday less the fixed public days',
      );
  return ok({
    data: {
      year,
      declared,
      source,
      workingDays: working,
      table: calendar.tables.find((one) => one.year === year) ?? null,
    },
    text: `${year}  ${pick(session, `${working} 个工作日`, `${working} working days`)}\n${note}\n${yearTable(session, calendar, year)}`,
  });
}

/** Years of the file replace those in force; other years stay. */
async function importCalendar(
  session: Session,
  ledger: Ledger,
  given: string,
  options: Options,
): Promise<Result<Output>> {
  const by = await changedBy(session, ledger, ['admin'], options);
  if (!by.ok) return by;
  const { calendar: before } = await ledger.office();
  const read = await readCalendar(resolve(session.io.cwd, given), before.zone);
  if (!read.ok) return read;
  const { calendar, years: names } = declareYears(before, read.value);
  if (names.length === 0) {
    return ok({
      data: { changed: [] },
      text: pick(session, '与现用的日历相同，没有改变', 'nothing is different'),
    });
  }
  if (flagOption(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, changed: names, mails: [] },
      text: pick(
        session,
        `将登记 ${names.join('、')} 年；未结事项随之重算日程，不会产生任何邮件`,
        `would declare ${names.join(', ')}; open items look at their agenda again; no mails`,
      ),
    });
  }
  await ledger.setCalendar(calendar, by.value);
  const woken = await wakeAfterChange(session);
  return ok({
    data: { changed: names, woken: woken.reached },
    text: pick(
      session,
      `已登记 ${names.join('、')} 年；${woken.said}`,
      `declared ${names.join(', ')}; ${woken.said}`,
    ),
  });
}

/** duban calendar …: working days by year. */
export const calendarVerbs: readonly Verb[] = [
  {
    usage: 'show [年]',
    about: text('一年的工作日、调休和放假', 'working days, make-up days and days off of a year'),
    flags: [],
    examples: [example('calendar show 2025', '2025 年', '2025')],
    action: onLedger((session, ledger, [year]) => showCalendar(session, ledger, year)),
  },
  {
    usage: 'import <文件>',
    about: text(
      '登记放假安排：文件中的年份替换现有的，其余不变；未结事项随之重算',
      'declare years: those of the file replace the present ones; open items are derived again',
    ),
    flags: [KEY_FLAG, DRY_RUN],
    examples: [example('calendar import calendar.yaml --as gly', '管理员登记', 'an admin declares')],
    action: onLedger((session, ledger, [file], options) =>
      importCalendar(session, ledger, file ?? '', options),
    ),
  },
];
