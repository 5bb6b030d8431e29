import { civilDate, inWords, plusDays, type CivilDate } from '../domain/time';
import { bulletinCounted, bulletinOf } from './bulletin';
import type { NamedChart } from './chart';
import { closingsByWeek, lampsByUnit } from './charts';
import { countHappenings, referenceOf, inPeriod, type Happening, type Window } from './happenings';
import { unfinished } from './orders';
import { shareOf, type CountedItems, type CountedPaper } from './paper';
import { lineName, type RegisterRow } from './register';

const listedPeriods = (counted: readonly CountedItems[]): string =>
  counted.map(({ name, value }) => `${name}${value}件次`).join('，');

/** 督查周报 of the days of a window: what happened, what is late, what falls due in the seven days after it. */
export function weeklyOf(
  register: readonly RegisterRow[],
  happened: readonly Happening[],
  window: Window,
): CountedPaper {
  const asOf = inWords(window.to);
  const bulletin = bulletinOf(register, asOf);
  const week = inPeriod(happened, window);
  const counted = [
    countHappenings('新交办', week, 'issued'),
    countHappenings('报送进展', week, 'reported'),
    countHappenings('提交办结', week, 'handedIn'),
    countHappenings('审核办结', week, 'handInAccepted'),
    countHappenings('退回', week, 'handInReturned'),
    countHappenings('准予延期', week, 'extensionGranted'),
    countHappenings('人工催办', week, 'urged'),
  ];
  const until = plusDays(window.to, 7);
  const soon = unfinished(register).filter(({ due }) => due !== null && window.to < due && due <= until);
  const late = register.filter((row) => row.late && row.owing);
  const paper = {
    title: '督查周报',
    to: null,
    asOf,
    sections: [
      ...bulletin.sections.slice(0, 1),
      {
        title: '本周情况',
        paragraphs: [`${inWords(window.from)}至${asOf}，${listedPeriods(counted)}。`],
      },
      {
        title: '下周到期',
        paragraphs: [
          `${inWords(plusDays(window.to, 1))}至${inWords(until)}到期${soon.length}件（见附件2）。`,
        ],
      },
    ],
    annexes: [
      { title: '逾期事项', rows: late },
      { title: '下周到期事项', rows: soon },
    ],
    charts: [lampsByUnit(register, asOf), closingsByWeek(register, happened, asOf)],
    signature: null,
  };
  const due = { name: '下周到期', value: soon.length, basis: soon.map(lineName) };
  return { paper, counted: [...bulletinCounted(bulletin), due, ...counted] };
}

/** The year's window of the report on openness: 1 January to 31 December, to `asOf` while it lasts. */
export function yearWindow(year: number, asOf: CivilDate): Window {
  const end = civilDate(`${year}-12-31`);
  return { from: civilDate(`${year}-01-01`), to: asOf < end ? asOf : end };
}

/** The paragraph for the annual report (总体情况); counts an acceptance of a unit as one. */
export function annualOf(
  happened: readonly Happening[],
  window: Window,
  charts: readonly NamedChart[],
): CountedPaper {
  const year = inPeriod(happened, window);
  const issued = countHappenings('交办事项', year, 'issued');
  const accepted = year.filter(({ event }) => event.type === 'handInAccepted');
  const onTime = accepted.filter(({ event }) => event.type === 'handInAccepted' && event.body.outcome.onTime);
  const granted = countHappenings('准予延期', year, 'extensionGranted');
  const returned = countHappenings('退回', year, 'handInReturned');
  const counted = [
    issued,
    { name: '审核办结', value: accepted.length, basis: accepted.map(referenceOf) },
    { name: '按期办结', value: onTime.length, basis: onTime.map(referenceOf) },
    granted,
    returned,
  ];
  const asOf = inWords(window.to);
  const text =
    `${inWords(window.from)}至${asOf}，对重点工作逐项立项督办，交办事项${issued.value}件；` +
    `各责任单位办结${accepted.length}件次，其中按期${onTime.length}件次，占${shareOf(onTime.length, accepted.length)}；` +
    `准予延期${granted.value}件次，退回整改${returned.value}件次。`;
  const paper = {
    title: '政府信息公开工作年度报告（督办工作段落）',
    to: null,
    asOf,
    sections: [{ title: '总体情况', paragraphs: [text] }],
    annexes: [],
    charts,
    signature: null,
  };
  return { paper, counted };
}
