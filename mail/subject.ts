import type { Edition, Line, Section } from '../domain/digest/types';
import { CHANGE } from '../domain/words';
import { headingOf, isSupplement } from './phrases';
import { itemTitle, messageTitle, shortDate } from './words';

/** A subject aims at so many characters; its title is cut for that, never below the second. */
const AIM = 40;
const SHORTEST_TITLE = 8;

/** A subject around a title: what must be read stands before it, dates first. */
function around(title: string, write: (title: string) => string): string {
  const letters = Array.from(title);
  const room = Math.max(SHORTEST_TITLE, AIM - Array.from(write('…')).length + 1);
  return write(letters.length > room ? `${letters.slice(0, room - 1).join('')}…` : title);
}

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

const demoMark = ({ demo }: Edition): string => (demo ? '【演示】' : '');

function letterSubject(edition: Edition): string {
  const [notice] = edition.notices;
  const kind = isSupplement(edition) ? '补充交办' : '交办';
  const facts = listedTitles([`${edition.lines.length}项请签收`, nearestDue(edition)]);
  return around(
    notice?.title ?? '',
    (title) => `${demoMark(edition)}【${kind}】${facts}《${title}》 ${edition.name}`,
  );
}

/** What is said about one item: its date, then its title. */
function itemSubject(edition: Edition, kind: string): string {
  const [line] = edition.lines;
  return around(
    line ? itemTitle(line) : '',
    (title) => `${demoMark(edition)}${kind}${listedTitles([dueSubject(edition), title])} ${edition.name}`,
  );
}

/** One item by its date and title, several by their number. */
const urgeSubject = (edition: Edition): string =>
  edition.lines.length > 1
    ? `${demoMark(edition)}【催办】${listedTitles([`${edition.lines.length}项`, nearestDue(edition)])} ${edition.name}`
    : itemSubject(edition, '【催办】');

/** Concise Chinese subject, e.g. 【督办】9月30日 3项待办·1项逾期 区数据局; a demonstration says so first. */
export function subjectOf(edition: Edition): string {
  switch (edition.kind) {
    case 'letter':
      return letterSubject(edition);
    case 'digest':
      return demoMark(edition) + digestSubject(edition);
    case 'change':
      return `${demoMark(edition)}【督办变更】${shortDate(edition.slot, edition.slot)} ${listedTitles([changesSubject(edition), nearestDue(edition)])} ${edition.name}`;
    case 'urge':
      return urgeSubject(edition);
    case 'answer':
      return itemSubject(edition, `【答复】${messageTitle(edition)} `);
  }
}

/** The title of a sheet that is handed over: what it is, of which day, for whom. */
export const sheetTitle = (edition: Edition): string =>
  `${demoMark(edition)}${headingOf(edition)} ${edition.slot} ${edition.name}`;
