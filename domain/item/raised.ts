import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import { AUDIENCE, RUNG, TASK } from '../words';
import { firstOpen } from './dates';
import type { EventEntry, OnUnit, TaskOpen } from './event-entry';
import { itemWithTasks, onRound, tasksDone } from './reshape';
import { roundWord, type Telling, type EventAround } from './told';
import { rungId, type Assignment, type Audience, type EntryRef, type ItemState, type Round } from './types';
import { roundNo } from './view';

/** An entry that goes into the outbox, one row for each audience. */
export interface RaisedEntry extends EntryRef {
  readonly audiences: readonly Audience[];
  /** Rests on an undeclared year: every place says 预计. */
  readonly provisional: boolean;
  /** Waits for the coordinator's approval (R8 with policy ask): audience chief only. */
  readonly waits: boolean;
}

/** The one event of a wake that looked at the agenda in (raisedThrough, slot]. */
export interface RaisedBody {
  readonly slot: CivilDate;
  readonly raised: readonly RaisedEntry[];
  readonly covered: readonly EntryRef[];
  readonly held: readonly EntryRef[];
  readonly skipped: readonly EntryRef[];
  readonly missed: readonly EntryRef[];
  /** Dropped: rungs for leaders of units with escalation none. */
  readonly dropped: readonly EntryRef[];
  readonly tasks: readonly TaskOpen[];
  /** R8 tasks not approved within 5 WD. */
  readonly lapsed: readonly string[];
  readonly letters: readonly { readonly unit: UnitId; readonly letterOn: CivilDate }[];
  /** B moved because an outage swallowed R3-R5. */
  readonly back: readonly (OnUnit & { readonly backOn: CivilDate })[];
}

/** Result of an R8 task that nobody approved within 5 working days. */
const LAPSED_REASON = 'lapsed';

/**
 * 催办: the watermark moves to the slot. Hold that had been lifted is spent; what this raise held is added to its
 * round (R1 belongs to the assignment and is kept with the round being worked on), and what fired is remembered. Tasks open on the slot's day; letters and B as found.
 */
const applyRaise: EventEntry<RaisedBody>['apply'] = (state, { body, at, actor }) => {
  const looked: ItemState = {
    ...state,
    raisedThrough: body.slot,
    assignments: state.assignments.map((assignment) => lookedAt(assignment, body)),
  };
  const lapsed = tasksDone(looked, body.lapsed, { at, by: actor, result: LAPSED_REASON });
  return itemWithTasks(lapsed, body.tasks, at, body.slot);
};

/** What is told of a unit, and nothing else, makes its assignment another one. */
const concerns = (body: RaisedBody, { unit, rounds }: Assignment): boolean =>
  rounds.some(({ holdLifted }) => holdLifted) ||
  [body.raised, body.dropped, body.held, body.letters, body.back].some((list) =>
    list.some((one) => one.unit === unit),
  );

function lookedAt(assignment: Assignment, body: RaisedBody): Assignment {
  if (!concerns(body, assignment)) return assignment;
  const letter = body.letters.find(({ unit }) => unit === assignment.unit);
  const fired = [...body.raised, ...body.dropped].filter(({ unit }) => unit === assignment.unit);
  const spent: Assignment = {
    ...assignment,
    fired: [...assignment.fired, ...fired.map(rungId)],
    letterOn: letter?.letterOn ?? assignment.letterOn,
    rounds: assignment.rounds.map((round) =>
      round.holdLifted ? { ...round, held: [], holdLifted: false } : round,
    ),
  };
  const working = firstOpen(assignment)?.no ?? 0;
  const hold = body.held
    .filter(({ unit }) => unit === assignment.unit)
    .reduce((next, entry) => {
      const no = entry.rung === 'R1' ? working : roundNo(entry.ordinal);
      return onRound(next, no, (round: Round) => ({ ...round, held: [...round.held, entry] }));
    }, spent);
  return body.back
    .filter(({ unit }) => unit === assignment.unit)
    .reduce((next, { round, backOn }) => onRound(next, round, (round) => ({ ...round, backOn })), hold);
}

/** "区数据局：临期提醒（联络员、分管领导）" of one raised entry; the round where there are several. */
function entryText(entry: EntryRef, { after, office }: EventAround): Text {
  const { zh, en } = RUNG[entry.rung];
  const no = roundNo(entry.ordinal);
  const round = no > 0 ? roundWord(after, no) : text('', '');
  const name = nameOfUnit(office.roster, entry.unit);
  return text(`${name} ${round.zh}${zh}`, `${name} ${round.en}${en}`);
}

/** What a look at the agenda raised, and what it did not, with the reason. */
function raisedTelling(body: RaisedBody, told: EventAround): Partial<Telling> {
  const sentAs = body.raised
    .filter(({ rung }) => rung !== 'C')
    .map((entry) => {
      const { zh, en } = entryText(entry, told);
      const to = entry.audiences.map((audience) => AUDIENCE[audience]);
      if (to.length === 0) return text(`${zh}（改为待办）`, `${en} (a task instead)`);
      return text(
        `${zh}（${to.map((one) => one.zh).join('、')}）`,
        `${en} (${to.map((one) => one.en).join(', ')})`,
      );
    });
  const kinds: readonly (readonly [
    keyof RaisedBody & ('covered' | 'held' | 'skipped' | 'missed' | 'dropped'),
    Text,
  ])[] = [
    ['covered', text('由交办通知代替', 'told by the letter')],
    ['held', text('待审期间暂不催', 'held while something waits')],
    ['skipped', text('定期限时已过', 'past when the date was set')],
    ['missed', text('同日有更高级别，未另催', 'missed: a higher one on the day')],
    ['dropped', text('该单位不向领导催办', 'dropped: no reminders to leaders')],
  ];
  const others = kinds.flatMap(([kind, why]) =>
    body[kind].map((entry) => {
      const { zh, en } = entryText(entry, told);
      return text(`${zh}：${why.zh}`, `${en}: ${why.en}`);
    }),
  );
  const tasks = body.tasks.map(({ kind, unit }) => {
    const name = unit === null ? '' : nameOfUnit(told.office.roster, unit);
    return text(`${name}待办：${TASK[kind].zh}`, `${name} task: ${TASK[kind].en}`);
  });
  const lapsed = body.lapsed.map(() =>
    text('提请主要负责人的件未获批准，不再发送', 'an edition for the chief lapsed'),
  );
  const all = [...sentAs, ...others, ...tasks, ...lapsed];
  const units = [body.raised, body.covered, body.held, body.skipped, body.missed, body.dropped]
    .flat()
    .map(({ unit }) => unit);
  return {
    units: [...new Set([...units, ...body.tasks.flatMap(({ unit }) => unit ?? [])])],
    what: text(
      all.map(({ zh }) => zh).join('；') || '看过日程，无可提醒',
      all.map(({ en }) => en).join('; ') || 'nothing to say',
    ),
  };
}

/** 提醒: the one event of a look at the agenda. */
export const raised: EventEntry<RaisedBody> = {
  words: text('提醒', 'reminders'),
  apply: applyRaise,
  tells: raisedTelling,
};
