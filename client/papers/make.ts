import type { ItemEventType } from '../../domain/item/events';
import type { StreamId } from '../../domain/journal/types';
import { parseCheckpoint, shortCheckpoint } from '../../domain/journal/checkpoint';
import { parseNote } from '../../domain/journal/note';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import { dateOf, mondayOf, type CivilDate, type Instant } from '../../domain/time';
import { historyOf, sentenceOf } from '../../domain/view/history';
import type { Ledger } from '../../ledger/ledger';
import { bulletinOf, type Bulletin } from '../../papers/bulletin';
import type { Happening } from '../../papers/happenings';
import { noticeSlip, unfinished, unitReport, urgingSlip, type ItemMatter } from '../../papers/orders';
import { inWords, type CountedPaper, type Paper } from '../../papers/paper';
import { annualOf, weeklyOf, yearWindow } from '../../papers/periods';
import { registerOf, type ItemWithStory, type RegisterRow } from '../../papers/register';

/** What papers ask of the ledger, as it is or as it was. */
export type PaperLedger = Pick<Ledger, 'office' | 'item' | 'items' | 'story' | 'lastCheckpoint' | 'mails'>;

/** From where a paper is made: a ledger, the moment of which it speaks, and the notice; undefined: all. */
export interface PaperSource {
  readonly ledger: PaperLedger;
  readonly now: Instant;
  readonly notice?: string | undefined;
}

/** The day of which a paper speaks. */
export const dayOf = async ({ ledger, now }: PaperSource): Promise<CivilDate> =>
  dateOf(now, (await ledger.office()).calendar.zone);

const itemsOf = ({ ledger, notice }: PaperSource) => ledger.items(notice === undefined ? {} : { notice });

/** The register. */
export async function registerFor(source: PaperSource): Promise<readonly RegisterRow[]> {
  const items: ItemWithStory[] = [];
  for (const state of await itemsOf(source))
    items.push({ state, story: await storyOf(source, state.stream) });
  return registerOf(items, await source.ledger.office(), source.now);
}

/** The events of an item until then. */
const storyOf = async ({ ledger, now }: PaperSource, stream: StreamId) =>
  (await ledger.story(stream)).filter(({ at }) => at <= now);

/** Everything that happened to the items until then, in the order of the items. */
export async function happenedUntil(source: PaperSource): Promise<readonly Happening[]> {
  const { zone } = (await source.ledger.office()).calendar;
  const all: Happening[] = [];
  for (const { stream, title } of await itemsOf(source))
    for (const event of await storyOf(source, stream))
      all.push({ stream, title, event, day: dateOf(event.at, zone) });
  return all;
}

/** 督查通报. */
export const bulletinFor = async (source: PaperSource): Promise<Bulletin> =>
  bulletinOf(await registerFor(source), inWords(await dayOf(source)));

/** 督查周报 of the week to that day. */
export async function weeklyFor(source: PaperSource): Promise<CountedPaper> {
  const to = await dayOf(source);
  return weeklyOf(await registerFor(source), await happenedUntil(source), { from: mondayOf(to), to });
}

/** The paragraph for the annual report. Refuses `bad-date` and `future-date`. */
export async function annualFor(source: PaperSource, year: string): Promise<Result<CountedPaper>> {
  if (!/^20\d\d$/.test(year)) return badYear(year);
  const window = yearWindow(Number(year), await dayOf(source));
  return window.to < window.from ? notBegun(year) : ok(annualOf(await happenedUntil(source), window));
}

const badYear = (given: string): Result<never> =>
  refuse(
    'bad-date',
    text(`“${given}”不是年份`, `"${given}" is not a year`),
    text('例：2025', 'for example 2025'),
  );

const notBegun = (year: string): Result<never> =>
  refuse(
    'future-date',
    text(`${year} 年还没有到`, `${year} has not come yet`),
    text('写今年或以前的年份', 'give this year or an earlier one'),
  );

/** An item as papers speak of it; with a unit only that unit's line. Refuses `item-not-found`, `not-found-unit`. */
async function matterOf(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId | null,
): Promise<Result<ItemMatter>> {
  const { ledger, now } = source;
  const state = await ledger.item(stream);
  if (!state) return notYet(stream);
  const assignments = state.assignments.filter((one) => unit === null || one.unit === unit);
  const story = await storyOf(source, stream);
  const rows = registerOf([{ state: { ...state, assignments }, story }], await ledger.office(), now);
  if (rows.length === 0) return notTheirs(stream, unit ?? '');
  return ok({ rows, text: state.text, asOf: inWords(await dayOf(source)) });
}

const notYet = (stream: StreamId): Result<never> =>
  refuse(
    'item-not-found',
    text(`事项 ${stream} 那时还没有交办`, `item ${stream} was not yet issued then`),
    text('写交办以后的日期', 'give a later day'),
  );

const notTheirs = (stream: StreamId, unit: string): Result<never> =>
  refuse(
    'not-found-unit',
    text(`事项 ${stream} 没有交给“${unit}”`, `item ${stream} was not given to "${unit}"`),
    text('用 duban item show 查看责任单位', 'see duban item show'),
  );

/** 督办通知单. */
export async function noticeSlipFor(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId | null,
): Promise<Result<Paper>> {
  const matter = await matterOf(source, stream, unit);
  return matter.ok ? ok(noticeSlip(matter.value)) : matter;
}

/** 催办单. Refuses `wrong-state` when nobody has anything left to do. */
export async function urgingSlipFor(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId | null,
): Promise<Result<Paper>> {
  const matter = await matterOf(source, stream, unit);
  if (!matter.ok) return matter;
  return unfinished(matter.value.rows).length > 0 ? ok(urgingSlip(matter.value)) : nothingLeft;
}

const nothingLeft = refuse(
  'wrong-state',
  text('没有尚未办结的责任单位，不需要催办', 'no unit has anything left to do'),
  text('用 duban item list --late 查看逾期事项', 'see duban item list --late'),
);

/** What a unit itself did: signed, reported, asked, handed in. */
const OWN: readonly ItemEventType[] = ['acknowledged', 'reported', 'extensionRequested', 'handedIn'];

/** 办理情况报告 of a unit, filled in. */
export async function unitReportFor(
  source: PaperSource,
  stream: StreamId,
  unit: UnitId,
): Promise<Result<Paper>> {
  const matter = await matterOf(source, stream, unit);
  if (!matter.ok) return matter;
  const [row] = matter.value.rows;
  if (!row) return notTheirs(stream, unit);
  const office = await source.ledger.office();
  const events = await storyOf(source, stream);
  const course = historyOf(stream, events, office, unit)
    .filter(({ type }) => OWN.includes(type))
    .map((line) => sentenceOf(line, office.calendar.zone).zh);
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
