import { wakeFor, type ForecastCourse } from '../forecast/course';
import { roundNumbered } from '../item/dates';
import type { RecordedItemEvent } from '../item/events';
import type { RaisedBody } from '../item/raised';
import { evolve } from '../item/evolve';
import type { Assignment, EntryRef, ItemState } from '../item/types';
import { isActive, isOpen, roundNo } from '../item/view';
import { agenda } from '../ladder/agenda';
import { backDay, targetDay } from '../ladder/days';
import { raise } from '../ladder/raise';
import { RUNGS } from '../ladder/rungs';
import { letterFactOf } from '../ladder/signing';
import type { Letters } from '../ladder/types';
import { inForce } from '../item/outcome';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { nameOfUnit, unitOf } from '../roster/roster';
import type { UnitId } from '../roster/types';
import { composedBefore, firstWindowDay, nextWorkingDay, slotAt, slotFor } from '../slot';
import { dateOf, type CivilDate, type Instant } from '../time';
import { AUDIENCE, RUNG } from '../words';
import { countOut, countText, whyOff } from './count';

/** sent: a reminder was raised for this unit on this day; the others say why none was. */
export type WhyVerdict =
  | 'sent'
  | 'dayOff'
  | 'beforeIssue'
  | 'ended'
  | 'letter'
  | 'covered'
  | 'held'
  | 'skipped'
  | 'missed'
  | 'dropped'
  | 'taskOnly'
  | 'lost'
  | 'nothingDue';

/** Why a reminder went to a unit on a day, or why none did (为什么催 / 为什么没催). */
export interface Why {
  readonly unit: UnitId;
  readonly day: CivilDate;
  readonly verdict: WhyVerdict;
  /** Sentences, the verdict first; then the working days counted out, the channel, what is ahead. */
  readonly because: readonly Text[];
  /** Looked ahead: the day has not come, nobody acting until then. */
  readonly ahead: boolean;
}

/** What is asked. */
export interface WhyCall {
  readonly stream: string;
  readonly events: readonly RecordedItemEvent[];
  readonly office: Office;
  readonly unit: UnitId;
  readonly day: CivilDate;
  readonly now: Instant;
  /** How letters went, for days that have not come. */
  readonly letters: Letters;
  /** Sending is paused: since when, and why; null: it is not. */
  readonly paused: { readonly reason: string; readonly since: Instant } | null;
  /** How the unit's mails of that day ended, in words of the mailroom; empty: none. */
  readonly mails: readonly Text[];
}

/** The item as it stood when it looked at the agenda of a day: before the look, and the look. */
interface WhyLook {
  readonly state: ItemState | null;
  readonly raised: RaisedBody | null;
}

function whyLook({ stream, events, office, day }: WhyCall): WhyLook {
  let state: ItemState | null = null;
  for (const event of events) {
    if (event.type === 'raised' && event.body.slot >= day)
      return { state, raised: event.body.slot === day ? event.body : null };
    // What was issued after the slot of its day counts for that day: its letter went then.
    const late =
      event.type === 'issued' ? dateOf(event.at, office.calendar.zone) > day : event.at > slotAt(office, day);
    if (late) return { state, raised: null };
    state = evolve(state, event, stream);
  }
  return { state, raised: null };
}

/** What a rung's day is counted from, and by how many working days. */
function ordinalOf(entry: EntryRef, state: ItemState, assignment: Assignment, office: Office): Text | null {
  const nth = Number(entry.ordinal.split('.').at(-1) ?? 1);
  const quarterly = !/^\d+\./.test(entry.ordinal);
  const rule = RUNGS.find(
    ({ rung, from }) =>
      rung === entry.rung && (from === 'quarter') === (quarterly && state.kind === 'continuous'),
  );
  const n = rule?.days[nth - 1];
  if (!rule || n === undefined) return null;
  const round = roundNumbered(assignment, roundNo(entry.ordinal));
  if (rule.from === 'letter') {
    const { letterOn } = assignment;
    return letterOn && whyLine('交办通知送达日', 'the day of the letter', letterOn, n, office);
  }
  if (!round) return null;
  const due = inForce(round).due.date;
  return rule.from === 'T'
    ? whyLine(`期限 ${due}，T`, `due ${due}; T`, targetDay(office, inForce(round)).date, n, office)
    : whyLine(`期限 ${due}，起算日 B`, `due ${due}; B`, backDay(office, round).date, n, office);
}

function whyLine(zh: string, en: string, base: CivilDate, n: number, { calendar }: Office): Text {
  if (n === 0) return text(`${zh} 即 ${base}，就是当天`, `${en} is ${base}, the day itself`);
  const counted = countText(countOut(calendar, base, n));
  return text(`${zh} 即 ${base}：${counted.zh}`, `${en} is ${base}: ${counted.en}`);
}

const LISTS = ['held', 'covered', 'skipped', 'missed', 'dropped'] as const;

const LIST_WORDS: Readonly<Record<(typeof LISTS)[number], Text>> = {
  held: text('办结或延期申请在等审核，期间暂不催', 'held while a hand-in or a request waits'),
  covered: text('交办通知刚刚写明，由它代替', 'told by the letter of assignment'),
  skipped: text('定下这个期限时，这一天已过', 'its day was past when the date was set'),
  missed: text('当天有更高的级别，只催一次', 'a higher rung was raised on the day'),
  dropped: text('该单位不向领导催办', 'no reminders to leaders of this unit'),
};

function rungText({ rung, ordinal }: EntryRef, state: ItemState): Text {
  const no = roundNo(ordinal);
  const round = state.kind === 'recurring' && no > 0 ? text(`第${no}期 `, `round ${no}, `) : text('', '');
  return text(`${round.zh}${rung} ${RUNG[rung].zh}`, `${round.en}${rung} ${RUNG[rung].en}`);
}

const entriesOfUnit = <T extends EntryRef>(entries: readonly T[], unit: UnitId): readonly T[] =>
  entries.filter((one) => one.unit === unit && one.rung !== 'C');

/** What the look of the day says of the unit; null when it says nothing. */
function fromLook(
  body: RaisedBody,
  state: ItemState,
  call: WhyCall,
): Omit<Why, 'unit' | 'day' | 'ahead'> | null {
  const assignment = state.assignments.find((one) => one.unit === call.unit);
  if (!assignment) return null;
  const [top] = entriesOfUnit(body.raised, call.unit);
  const others = LISTS.flatMap((list) =>
    entriesOfUnit(body[list], call.unit).map((entry) => ({ list, entry, name: rungText(entry, state) })),
  );
  const otherTexts = others.map(({ list, name }) =>
    text(`${name.zh}：${LIST_WORDS[list].zh}`, `${name.en}: ${LIST_WORDS[list].en}`),
  );
  if (top) {
    const name = rungText(top, state);
    const to = top.audiences.map((audience) => AUDIENCE[audience]);
    const count = ordinalOf(top, state, assignment, call.office);
    const waits = top.waits
      ? [text('提请主要负责人的件要先批准', 'the edition for the chief waits for approval')]
      : [];
    const first =
      to.length === 0
        ? text(`${name.zh}：没有可用的收件人，改为待办`, `${name.en}: nobody to mail to, a task instead`)
        : text(
            `${name.zh}，发给${to.map(({ zh }) => zh).join('、')}`,
            `${name.en}, to ${to.map(({ en }) => en).join(', ')}`,
          );
    return {
      verdict: to.length === 0 ? 'taskOnly' : 'sent',
      because: [first, ...(count ? [count] : []), ...waits, ...otherTexts],
    };
  }
  const [first] = others;
  if (!first) return null;
  const count = ordinalOf(first.entry, state, assignment, call.office);
  return { verdict: first.list, because: [...otherTexts, ...(count ? [count] : [])] };
}

const onlyBecause = (verdict: WhyVerdict, zh: string, en: string) => ({ verdict, because: [text(zh, en)] });

/** Nothing was raised: nothing fell on that day, or what fell was lost; with what came before and what comes next. */
function nothingRaised(state: ItemState, call: WhyCall): Omit<Why, 'unit' | 'day' | 'ahead'> {
  const { unit, day, office, letters } = call;
  const assignment = state.assignments.find((one) => one.unit === unit);
  if (!assignment || !isOpen(state) || !isActive(assignment))
    return onlyBecause('ended', '该单位在这一事项上已没有要办的', 'the unit has nothing left to do here');
  const entries = agenda(state, assignment, office, letterFactOf(state, assignment, letters));
  const today = entries.filter((entry) => entry.day === day);
  const before = entries.filter((entry) => entry.day < day).at(-1);
  const next = entries.find((entry) => entry.day > day);
  const around = [
    ...(before
      ? [
          text(
            `上一次：${before.day} ${rungText(before, state).zh}`,
            `before: ${before.day} ${rungText(before, state).en}`,
          ),
        ]
      : []),
    ...(next
      ? [
          text(
            `下一次：${next.day} ${rungText(next, state).zh}`,
            `next: ${next.day} ${rungText(next, state).en}`,
          ),
        ]
      : []),
  ];
  const [lost] = today;
  if (!lost) {
    return {
      verdict: 'nothingDue',
      because: [text('这一天没有排到任何级别', 'no rung falls on this day'), ...around],
    };
  }
  const name = rungText(lost, state);
  return {
    verdict: 'lost',
    because: [
      text(
        `${name.zh} 排在这一天，但事项当天没有看日程（停运或已先行催过）`,
        `${name.en} falls on this day, but the item did not look at its agenda (an outage, or told before)`,
      ),
      ...around,
    ],
  };
}

/** The item before a slot that has not come, nobody acting until then: it looks at its agenda slot by slot. */
function stateAhead(state: ItemState, { office, day, now, letters }: WhyCall): ItemState {
  const first = slotFor(office, now, composedBefore(office, now));
  let course: ForecastCourse = { state, next: first };
  for (let slot = first; slot < day; slot = nextWorkingDay(office, slot))
    course = wakeFor(course, slot, { office, letters }).course;
  return course.state;
}

function judgedEntry(call: WhyCall): Omit<Why, 'unit' | 'day'> {
  const { office, unit, day, now, letters } = call;
  const off = whyOff(office.calendar, day);
  if (off)
    return {
      ...onlyBecause('dayOff', `${day} 不上班（${off.zh}），不发邮件`, `${day} is off (${off.en}): no mail`),
      ahead: false,
    };
  const { state: known, raised } = whyLook(call);
  if (!known) return { ...onlyBecause('beforeIssue', '这一天还没有交办', 'not issued yet'), ahead: false };
  const ahead = !raised && now < slotAt(office, day);
  const state = ahead ? stateAhead(known, call) : known;
  const assignment = state.assignments.find((one) => one.unit === unit);
  if (!assignment)
    return {
      ...onlyBecause('ended', '该单位不在这一事项中', 'the unit has no part in this item'),
      ahead: false,
    };
  const body = raised ?? (ahead ? raise(state, day, { office, letters }) : null);
  const said = body && fromLook(body, state, call);
  if (said) return { ...said, ahead };
  if (firstWindowDay(office, assignment.assignedAt) === day)
    return {
      ...onlyBecause('letter', '这一天发的是交办通知', 'the letter of assignment went on this day'),
      ahead,
    };
  return { ...nothingRaised(state, call), ahead };
}

/**
 * Why a reminder went to a unit of an item on a day, or why none did: from what was raised, covered, held, skipped and
 * missed, the working days counted out, the unit's channel, a pause, and how its mails ended. A day that has not come is
 * looked ahead to, nobody acting.
 */
export function whyOf(call: WhyCall): Why {
  const { unit, day, office, paused, mails } = call;
  const found = judgedEntry(call);
  const channel = unitOf(office.roster, unit)?.channel;
  const sent = found.verdict === 'sent';
  const because = [
    ...found.because,
    ...(sent && channel === 'manual'
      ? [
          text(
            `${nameOfUnit(office.roster, unit)}没有邮件，由人工送达`,
            'the unit has no mail: a sheet is handed over',
          ),
        ]
      : []),
    ...(sent && paused
      ? [text(`现已暂停发信：${paused.reason}`, `sending is paused: ${paused.reason}`)]
      : []),
    ...mails,
  ];
  return { ...found, because, unit, day };
}
