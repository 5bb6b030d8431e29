import type { Edition, Line } from '../domain/digest/types';
import type { LampLook, LampName } from '../domain/policy';
import { ROLE, RUNG } from '../domain/words';
import { decidingCommand, itemWord } from './commands';
import { changeText, mailDay, EXPECTED, itemTitle, shortDate } from './words';

export interface MailLine {
  /** Shape, word and colour; never colour alone. */
  readonly lamp: LampLook;
  /** The highest rung, e.g. 催办; null when none was raised. */
  readonly rung: string | null;
  readonly title: string;
  /** Due date, reason, role, units: short facts in one line. */
  readonly facts: readonly string[];
  /** Whole sentences below: the item's text, changes, units of a briefing. */
  readonly notes: readonly string[];
  /** Where whoever decides acts in a browser; null: nowhere, or nothing is to be decided. */
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly red: boolean;
}

/** Where the office acts on an item in a browser; null: there is no console. */
export type ItemLink = ((stream: string) => string) | null;

export type LampLooks = Readonly<Record<LampName, LampLook>>;

interface RowParts {
  readonly lamps: LampLooks;
  readonly itemLink: ItemLink;
}

/** "第2期，截止9月30日（周二）": which round, and its date; 预计 only where the date itself lies in an undeclared year. */
function dueText({ round, due, dueProvisional }: Line, edition: Edition): string {
  if (due === null) return '全年事项';
  const date = `截止${mailDay(due, edition.slot)}${dueProvisional ? EXPECTED : ''}`;
  return round === null ? date : `第${round}期，${date}`;
}

const alsoLateRows = ({ alsoLate: late }: Line, edition: Edition): readonly string[] =>
  late.map(
    ({ round, due, daysLate }) =>
      `另：第${round}期（截止${shortDate(due, edition.slot)}）逾期${daysLate}个工作日`,
  );

const rowMarks = (line: Line): readonly string[] =>
  line.marks.length === 0 ? [] : [`另有：${line.marks.map((rung) => RUNG[rung].zh).join('、')}`];

const sheetNote = (line: Line, edition: Edition): readonly string[] =>
  edition.sheets.some(({ stream, round }) => stream === line.stream && round === line.round)
    ? ['附催办单，见下']
    : [];

const reasonText = ({ reason, reasonProvisional }: Line): string =>
  reasonProvisional ? `${reason}${EXPECTED}` : reason;

const isRed = (line: Line): boolean => line.lamp === 'late' || line.waitsTooLong;

/** The date, or that there is none, then the reason; neither the lamp's word nor that there is no date is said twice. */
const datedReason = (line: Line, edition: Edition, lamps: LampLooks): readonly string[] => {
  const due = dueText(line, edition);
  return [lamps[line.lamp].word, due].includes(line.reason) ? [due] : [due, reasonText(line)];
};

/** Longest text of a request or hand-in in a mail, characters; the whole stands in the item. */
const LONGEST = 300;

const cutWords = (words: string): string => {
  const letters = Array.from(words);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…（全文见事项）` : words;
};

/** "9月30日 → 10月15日；理由：…；进展：…；王局长同意", or what was handed in, with its files. */
function askedText({ asked }: Line, { slot }: Edition): readonly string[] {
  if (asked?.request) {
    const { from, asked: to, reason, progress, approver } = asked.request;
    return [
      `申请由${shortDate(from, slot)}延至${mailDay(to, slot)}${approver === '' ? '' : `，${approver}同意`}`,
      `理由：${cutWords(reason)}`,
      `进展：${cutWords(progress)}`,
    ];
  }
  if (!asked?.handIn) return [];
  const { text, files } = asked.handIn;
  return [
    ...(text === '' ? [] : [`办结说明：${cutWords(text)}`]),
    ...(files.length === 0 ? [] : [`附件：${files.map(({ name }) => name).join('、')}`]),
  ];
}

/** How to decide what waits, where no link leads to it. */
const decideText = (line: Line): readonly string[] =>
  line.asked
    ? [
        `办理：${decidingCommand({
          item: itemWord(line.stream),
          unitName: line.unitName,
          round: line.round,
          asked: line.asked.request?.asked ?? null,
        })}`,
      ]
    : [];

/** One unit's item: for the unit itself, its leaders, and what waits in a briefing. */
function single(line: Line, edition: Edition, { lamps, itemLink }: RowParts): MailLine {
  const forUnit = 'unit' in edition.to;
  return {
    lamp: lamps[line.lamp],
    rung: line.rung && (forUnit || line.rung !== 'C') ? RUNG[line.rung].zh : null,
    title: itemTitle(line),
    facts: [
      ...(forUnit ? [] : [line.unitName]),
      ...datedReason(line, edition, lamps),
      ROLE[line.role].zh,
      ...rowMarks(line),
      ...sheetNote(line, edition),
    ],
    notes: [
      ...(line.text === null ? [] : [line.text]),
      ...alsoLateRows(line, edition),
      ...line.changes.map(changeText),
      ...askedText(line, edition),
      ...(itemLink ? [] : decideText(line)),
    ],
    link: itemLink && line.asked ? { label: '审核', url: itemLink(line.stream) } : null,
    red: isRed(line),
  };
}

const unitText = (line: Line, first: Line, edition: Edition): string => {
  const details = [
    ...(line.due === first.due && line.round === first.round ? [] : [dueText(line, edition)]),
    ...(line.reason === first.reason && line.lamp === first.lamp ? [] : [reasonText(line)]),
    ...(line.rung && line.rung !== 'C' ? [RUNG[line.rung].zh] : []),
    ...alsoLateRows(line, edition),
    ...line.changes.map(changeText),
  ];
  return details.length === 0 ? line.unitName : `${line.unitName}（${details.join('，')}）`;
};

/** One item of a briefing with all its units in one section. */
function grouped(lines: readonly Line[], first: Line, edition: Edition, { lamps }: RowParts): MailLine {
  const units = lines.map((line) => unitText(line, first, edition)).join('、');
  return {
    lamp: lamps[first.lamp],
    rung: null,
    title: itemTitle(first),
    facts: [...datedReason(first, edition, lamps), ...(lines.length > 1 ? [`${lines.length}家单位`] : [])],
    notes: [units],
    link: null,
    red: lines.some(isRed),
  };
}

/** Rows of one section in their order; in a briefing the units of an item share a row, but for what waits. */
export function sectionRows(lines: readonly Line[], edition: Edition, parts: RowParts): readonly MailLine[] {
  const apart = 'unit' in edition.to || lines.every((line) => line.section === 'waiting');
  if (apart) return lines.map((line) => single(line, edition, parts));
  const items = new Map<string, Line[]>();
  for (const line of lines) items.set(line.stream, [...(items.get(line.stream) ?? []), line]);
  return [...items.values()].flatMap((group) => {
    const [first] = group;
    return first ? [grouped(group, first, edition, parts)] : [];
  });
}
