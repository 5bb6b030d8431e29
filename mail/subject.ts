import type { Edition, Line, Section } from '../domain/digest/types';
import { CHANGE } from '../domain/words';
import { headingOf, isSupplement } from './phrases';
import { itemTitle, messageTitle, shortDate } from './words';

/** Longest title of an item or notice in a subject, in characters. */
const TITLE_LENGTH = 24;

const cutSubject = (title: string): string => {
  const letters = Array.from(title);
  return letters.length > TITLE_LENGTH ? `${letters.slice(0, TITLE_LENGTH - 1).join('')}…` : title;
};

/** "最近10月15日到期": the nearest date not yet past; empty when all are past or there is none. */
function nearestDue({ lines, slot }: Edition): string {
  const dates = lines
    .flatMap(({ due, lamp }) =>
      due !== null && due >= slot && lamp !== 'ended' && lamp !== 'accepted' ? [due] : [],
    )
    .sort();
  return dates[0] === undefined ? '' : `最近${shortDate(dates[0], slot)}到期`;
}

const listedTitles = (facts: readonly string[]): string => facts.filter((fact) => fact !== '').join('·');

/** "1项改期·2项取消", in the order of the lines. */
function changesSubject({ lines }: Edition): string {
  const types = lines.flatMap(({ changes }) => changes.map(({ type }) => type));
  return [...new Set(types)]
    .map((type) => `${types.filter((one) => one === type).length}项${CHANGE[type].zh}`)
    .join('·');
}

const countSection = (lines: readonly Line[], section: Section): number =>
  lines.filter((line) => line.section === section).length;

const parts = (all: readonly (readonly [number, string])[]): string =>
  all
    .filter(([n]) => n > 0)
    .map(([n, words]) => `${n}项${words}`)
    .join('·');

function digestSubject(edition: Edition): string {
  const { lines, to, name, slot } = edition;
  const day = shortDate(slot, slot);
  const late = countSection(lines, 'overdue');
  switch (to.audience) {
    case 'coordinator': {
      const waiting = countSection(lines, 'waiting') + edition.tasks.length;
      const items = new Set(lines.filter((line) => line.section === 'overdue').map((line) => line.stream));
      return `【督办日报】${day} ${listedTitles([
        parts([
          [waiting, '待处理'],
          [items.size, '逾期'],
          [edition.totalOpen, '在办'],
        ]),
        nearestDue(edition),
      ])}`;
    }
    case 'reviewer':
      return `【督办待审】${day} ${lines.length}项须审核`;
    case 'supervisor':
      return `【督办】${day} ${lines.length}项请分管领导关注 ${name}`;
    case 'chief':
      return `【督办】${day} ${lines.length}项逾期请主要负责人督促 ${name}`;
    case 'liaison':
      return `【督办】${day} ${listedTitles([
        parts([
          [lines.length, '待办'],
          [late, '逾期'],
        ]),
        nearestDue(edition),
      ])} ${name}`;
  }
}

/** "截止10月15日" of the one item that an urge or answer is about. */
const dueSubject = ({ lines: [line], slot }: Edition): string =>
  line?.due ? `截止${shortDate(line.due, slot)}` : '';

function letterSubject(edition: Edition): string {
  const [notice] = edition.notices;
  return `【${isSupplement(edition) ? '补充交办' : '交办'}】《${cutSubject(notice?.title ?? '')}》${listedTitles([`${edition.lines.length}项请签收`, nearestDue(edition)])} ${edition.name}`;
}

/** One item by its title and date, several by their number. */
const urgeSubject = (edition: Edition, item: string): string => {
  const { lines, name } = edition;
  const facts = lines.length > 1 ? [`${lines.length}项`, nearestDue(edition)] : [item, dueSubject(edition)];
  return `【催办】${listedTitles(facts)} ${name}`;
};

/** Concise Chinese subject, e.g. 【督办】9月30日 3项待办·1项逾期 区数据局; a demonstration says so first. */
export function subjectOf(edition: Edition): string {
  const [line] = edition.lines;
  const item = line ? cutSubject(itemTitle(line)) : '';
  const demo = edition.demo ? '【演示】' : '';
  switch (edition.kind) {
    case 'letter':
      return demo + letterSubject(edition);
    case 'digest':
      return demo + digestSubject(edition);
    case 'change':
      return `${demo}【督办变更】${shortDate(edition.slot, edition.slot)} ${listedTitles([changesSubject(edition), nearestDue(edition)])} ${edition.name}`;
    case 'urge':
      return demo + urgeSubject(edition, item);
    case 'answer':
      return `${demo}【答复】${messageTitle(edition)} ${listedTitles([item, dueSubject(edition)])} ${edition.name}`;
  }
}

/** The title of a sheet that is handed over: what it is, of which day, for whom. */
export const sheetTitle = (edition: Edition): string =>
  `${edition.demo ? '【演示】' : ''}${headingOf(edition)} ${edition.slot} ${edition.name}`;
