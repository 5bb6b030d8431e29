import { byCodeUnits, placeInNotice } from '../../domain/digest/order';
import type { ItemEventType } from '../../domain/item/events';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import { parseCheckpoint, shortCheckpoint } from '../../domain/journal/checkpoint';
import { parseNote } from '../../domain/journal/note';
import { hint, ok, refuse, text, type Result } from '../../domain/problem';
import { nameOfUnit } from '../../domain/roster/roster';
import type { UnitId } from '../../domain/roster/types';
import { dateOf, inWords, mondayOf, type CivilDate, type Instant } from '../../domain/time';
import { detailsOf, historyOf, type HistoryLine } from '../../domain/view/history';
import { onTimeOf } from '../../domain/view/on-time';
import { MAIL_KIND } from '../../domain/words';
import type { Ledger } from '../../ledger/ledger';
import { bulletinOf, type Bulletin } from '../../papers/bulletin';
import { burdenOf, type BurdenRow } from '../../papers/burden';
import { closingsByWeek, lampsByUnit, mailsByMonth } from '../../papers/charts';
import type { Happening } from '../../papers/happenings';
import { noticeSlip, unfinished, unitReport, urgingSlip, type ItemMatter } from '../../papers/orders';
import { type CountedPaper, type Paper } from '../../papers/paper';
import { annualOf, weeklyOf, yearWindow } from '../../papers/periods';
import { registerOf, type RegisterRow } from '../../papers/register';
import { scoresOf, type Score, type ScoredRound, type ScoreTable } from '../../papers/scores';
import { storiesInTurn } from '../lists/stories';

/** What papers ask of the ledger, as it is or as it was. */
export type PaperLedger = Pick<
  Ledger,
  'office' | 'item' | 'items' | 'story' | 'stories' | 'lastCheckpoint' | 'sentMails' | 'notices'
>;

/** From where a paper is made: a ledger, the moment of which it speaks, and the notice; undefined: all. */
export interface PaperSource {
  readonly ledger: PaperLedger;
  readonly now: Instant;
  readonly notice?: string | undefined;
}

/** The day of which a paper speaks. */
export const paperDay = async ({ ledger, now }: PaperSource): Promise<CivilDate> =>
  dateOf(now, (await ledger.office()).calendar.zone);

/** What papers are made from: the register, and everything that happened to the items until then, in their order. */
interface PaperBasis {
  readonly register: readonly RegisterRow[];
  readonly happened: readonly Happening[];
  /** How every round stands against its dates. */
  readonly rounds: readonly ScoredRound[];
  readonly units: readonly UnitId[];
  readonly states: ReadonlyMap<StreamId, ItemState>;
}

/** Reads the events of all items, once. */
async function paperBasis(source: PaperSource): Promise<PaperBasis> {
  const { ledger, now, notice } = source;
  const view = await viewOf(source);
  const { zone } = view.office.calendar;
  const states = await ledger.items(notice === undefined ? {} : { notice });
  const inOrder = states.toSorted(
    (a, b) => byCodeUnits(a.notice, b.notice) || byCodeUnits(placeInNotice(a), placeInNotice(b)),
  );
  const byStream = new Map(inOrder.map((state) => [state.stream, state]));
  const rounds: ScoredRound[] = [];
  const register: RegisterRow[] = [];
  const happened: Happening[] = [];
  for await (const [stream, events] of storiesInTurn(ledger, [...byStream.keys()])) {
    const state = byStream.get(stream);
    if (!state) continue;
    const story = events.filter(({ at }) => at <= now);
    const onTime = onTimeOf(stream, story, view.office, now);
    register.push(...registerOf({ state, onTime }, view));
    rounds.push(...onTime.map((row) => ({ ...row, stream })));
    for (const event of story)
      happened.push({ stream, title: state.title, event, day: dateOf(event.at, zone) });
  }
  const units = [...new Set(states.flatMap(({ assignments }) => assignments.map(({ unit }) => unit)))];
  return { register, happened, rounds, units, states: byStream };
}

/** The register. */
export const registerFor = async (source: PaperSource): Promise<readonly RegisterRow[]> =>
  (await paperBasis(source)).register;

/** 计分, of all units that the items have or had. */
export async function scoresFor(source: PaperSource, table: ScoreTable): Promise<readonly Score[]> {
  const { happened, rounds, units } = await paperBasis(source);
  return scoresOf(happened, rounds, { table, units });
}

/** 减负账, of every notice: a mail is of the unit and not of one notice. */
export async function burdenFor({ ledger, now }: PaperSource): Promise<readonly BurdenRow[]> {
  const { happened, states } = await paperBasis({ ledger, now });
  const { calendar, roster } = await ledger.office();
  const mails = (await ledger.sentMails()).flatMap(({ to, kind, settledAt }) =>
    'unit' in to && settledAt !== null && settledAt <= now
      ? [{ unit: to.unit, kind, day: dateOf(settledAt, calendar.zone) }]
      : [],
  );
  return burdenOf({
    ...{ mails, happened },
    unitOfTask: (stream, task) => states.get(stream)?.tasks.find(({ id }) => id === task)?.unit ?? null,
    nameOf: (unit) => nameOfUnit(roster, unit),
  });
}

/** The office at that moment, and how papers name an item's notice: “《要点》（1号）第3项”. */
async function viewOf({ ledger, now }: PaperSource) {
  const notices = new Map((await ledger.notices()).map((notice) => [notice.id, notice]));
  const sourceOf = ({ notice, key }: ItemState): string => {
    const { title, number } = notices.get(notice) ?? { title: notice, number: null };
    return `《${title}》${number === null || number === '' ? '' : `（${number}）`}第${key}项`;
  };
  return { office: await ledger.office(), now, sourceOf };
}

/** The events of an item until then. */
const paperStory = async ({ ledger, now }: PaperSource, stream: StreamId) =>
  (await ledger.story(stream)).filter(({ at }) => at <= now);

/** 督查通报. */
export const bulletinFor = async (source: PaperSource): Promise<Bulletin> =>
  bulletinOf(await registerFor(source), inWords(await paperDay(source)));

/** 督查周报 of the week to that day. */
export async function weeklyFor(source: PaperSource): Promise<CountedPaper> {
  const to = await paperDay(source);
  const { register, happened } = await paperBasis(source);
  return weeklyOf(register, happened, { from: mondayOf(to), to });
}

/** The paragraph for the annual report. Refuses `bad-date` and `future-date`. */
export async function annualFor(source: PaperSource, year: string): Promise<Result<CountedPaper>> {
  if (!/^20\d\d$/.test(year)) return badYear(year);
  const window = yearWindow(Number(year), await paperDay(source));
  if (window.to < window.from) return yearNotBegun(year);
  const basis = await paperBasis(source);
  const { weeks, mails } = await chartsOf(source, basis);
  return ok(annualOf(basis.happened, window, [weeks, mails]));
}

/** 亮灯、每周办结、全年邮件, the same for console and papers. */
export const chartsFor = async (source: PaperSource) => chartsOf(source, await paperBasis(source));

async function chartsOf(source: PaperSource, { register, happened }: PaperBasis) {
  const day = await paperDay(source);
  const asOf = inWords(day);
  const mails = (await source.ledger.sentMails())
    .filter(({ slot }) => slot <= day)
    .map(({ slot, kind, key }) => ({ slot, kind: MAIL_KIND[kind].zh, name: key }));
  return {
    lamps: lampsByUnit(register, asOf),
    weeks: closingsByWeek(register, happened, asOf),
    mails: mailsByMonth(mails, asOf),
  };
}

const badYear = (given: string): Result<never> =>
  refuse(
    'bad-date',
    text(`“${given}”不是年份`, `"${given}" is not a year`),
    text('例：2025', 'for example 2025'),
  );

const yearNotBegun = (year: string): Result<never> =>
  refuse(
    'future-date',
    text(`${year} 年还没有到`, `${year} has not come yet`),
    text('写今年或以前的年份', 'give this year or an earlier one'),
  );

/** An item as papers speak of it; with a unit only that unit's line. Refuses `item-not-found`, `unit-not-found`. */
async function paperMatter(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId | null,
): Promise<Result<ItemMatter>> {
  const { ledger } = source;
  const state = await ledger.item(stream);
  if (!state) return notYet(stream);
  const assignments = state.assignments.filter((one) => unit === null || one.unit === unit);
  const story = await paperStory(source, stream);
  const view = await viewOf(source);
  const onTime = onTimeOf(stream, story, view.office, view.now);
  const rows = registerOf({ state: { ...state, assignments }, onTime }, view);
  if (rows.length === 0) return notTheirs(stream, unit ?? '');
  return ok({ rows, text: state.text, asOf: inWords(await paperDay(source)) });
}

const notYet = (stream: StreamId): Result<never> =>
  refuse(
    'item-not-found',
    text(`事项 ${stream} 那时还没有交办`, `item ${stream} was not yet issued then`),
    text('写交办以后的日期', 'give a later day'),
  );

const notTheirs = (stream: StreamId, unit: string): Result<never> =>
  refuse(
    'unit-not-found',
    text(`事项 ${stream} 没有交给“${unit}”`, `item ${stream} was not given to "${unit}"`),
    hint('请查看事项的责任单位', 'look at the units of the item', 'look-at-item'),
  );

/** 督办通知单. */
export async function noticeSlipFor(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId | null,
): Promise<Result<Paper>> {
  const matter = await paperMatter(source, stream, unit);
  return matter.ok ? ok(noticeSlip(matter.value)) : matter;
}

/** 催办单. Refuses `wrong-state` when nobody has anything left to do. */
export async function urgingSlipFor(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId | null,
): Promise<Result<Paper>> {
  const matter = await paperMatter(source, stream, unit);
  if (!matter.ok) return matter;
  return unfinished(matter.value.rows).length > 0 ? ok(urgingSlip(matter.value)) : nothingLeft;
}

const nothingLeft = refuse(
  'wrong-state',
  text('没有尚未办结的责任单位，不需要催办', 'no unit has anything left to do'),
  hint('请查看还有哪些事项逾期', 'look which items are late', 'look-at-late-items'),
);

/** What a unit itself did: signed, reported, asked, handed in. */
const OWN: readonly ItemEventType[] = ['acknowledged', 'reported', 'extensionRequested', 'handedIn'];

/** What a unit did, as it writes of itself: “2025年7月15日，上报进展 30%；内容：…。” */
const courseLine = (line: HistoryLine, zone: string): string =>
  `${inWords(dateOf(line.at, zone))}，${[line.what, ...detailsOf(line)].map(({ zh }) => zh).join('；')}。`;

/** 办理情况报告 of a unit, filled in. */
export async function unitReportFor(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId,
): Promise<Result<Paper>> {
  const matter = await paperMatter(source, stream, unit);
  if (!matter.ok) return matter;
  const [row] = matter.value.rows;
  if (!row) return notTheirs(stream, unit);
  const office = await source.ledger.office();
  const events = await paperStory(source, stream);
  const course = historyOf(stream, events, office, unit)
    .filter(({ type }) => OWN.includes(type))
    .map((line) => courseLine(line, office.calendar.zone));
  return ok(unitReport(row, course, matter.value.asOf));
}

/** The checkpoint that a paper names, so that paper bears witness too. */
export async function checkpointLine(ledger: Pick<Ledger, 'lastCheckpoint'>): Promise<string> {
  const note = parseNote((await ledger.lastCheckpoint())?.note ?? '');
  const read = note.ok ? parseCheckpoint(note.value.text) : note;
  return read.ok
    ? `存证点 ${read.value.origin} ${shortCheckpoint(read.value)} 根 ${read.value.root.toString('base64')}`
    : '存证点尚未生成';
}
