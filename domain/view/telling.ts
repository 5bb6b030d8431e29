import { countDays } from '../calendar/calendar';
import { roundNumbered } from '../item/dates';
import type { FileRef, PhoneRecord } from '../item/commands/fields';
import type { DateSet, ItemEvent, ItemEventType, RaisedBody } from '../item/events';
import { inForce, outcomeText } from '../item/outcome';
import type { EntryRef, ItemState, Round } from '../item/types';
import { isUnsigned, roundNo } from '../item/view';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import { dateOf, type Instant } from '../time';
import { AUDIENCE, EVENT, ROLE, RUNG, TASK } from '../words';

/** What one event says to people. */
export interface Telling {
  /** Units that it concerns; empty: the item as a whole. */
  readonly units: readonly UnitId[];
  /** One sentence without who and when. */
  readonly what: Text;
  readonly changes: readonly {
    readonly what: Text;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly percentage: number | null;
  readonly text: string | null;
  readonly reason: string | null;
  readonly files: readonly FileRef[];
  /** A phone call (电话): what was answered; who was spoken to stands in an erasable table. */
  readonly answer: string | null;
  /** How late it was (逾期), or had been; null: not late. */
  readonly late: Text | null;
}

/** The moment of an event, and the item before and after it. */
export interface Around {
  readonly at: Instant;
  readonly before: ItemState | null;
  readonly after: ItemState;
  readonly office: Office;
}

type Bodies = { readonly [E in ItemEvent as E['type']]: E['body'] };

type Teller<T extends ItemEventType> = (body: Bodies[T], around: Around) => Partial<Telling>;

const TELLS_NOTHING: Telling = {
  units: [],
  what: text('', ''),
  changes: [],
  percentage: null,
  text: null,
  reason: null,
  files: [],
  answer: null,
  late: null,
};

const lateBy = (days: number): Text => text(`逾期${days}个工作日`, `${days} working days late`);

const toldRound = (state: ItemState | null, unit: UnitId, no: number): Round | null => {
  const assignment = state?.assignments.find((one) => one.unit === unit);
  return assignment ? roundNumbered(assignment, no) : null;
};

/** "第2期" of an item with several rounds. */
const roundWord = ({ kind }: ItemState, no: number): Text =>
  kind === 'recurring' ? text(`第${no}期`, `round ${no} `) : text('', '');

const dueBefore = ({ before }: Around, { unit, round: no }: { unit: UnitId; round: number }) => {
  const round = toldRound(before, unit, no);
  return round && inForce(round).due.date;
};

/** How late the round was at the moment of the event; null when it was not. */
function lateNote({ before, at, office }: Around, unit: UnitId, no: number): Text | null {
  const round = toldRound(before, unit, no);
  if (!round || at < inForce(round).due.lateFrom) return null;
  const { days } = countDays(office.calendar, inForce(round).due.date, dateOf(at, office.policy.zone));
  return lateBy(Math.max(1, days));
}

/** Date moves, one for each unit and round, or one for all where they agree. */
function moves(told: Around, sets: readonly DateSet[]): Telling['changes'] {
  const { after, office } = told;
  const all = sets.map((set) => ({
    set,
    before: dueBefore(told, set),
    after: set.due.date,
  }));
  const alike = new Set(all.map((one) => `${one.before ?? ''} ${one.after} ${one.set.round}`)).size === 1;
  return (alike ? all.slice(0, 1) : all)
    .filter((one) => one.before !== one.after)
    .map(({ set, before, after: to }) => {
      const round = roundWord(after, set.round);
      const unit = alike ? '' : nameOfUnit(office.roster, set.unit);
      return { what: text(`${unit}${round.zh}期限`, `${unit} ${round.en}date`.trim()), before, after: to };
    });
}

const eventWord = (type: ItemEventType, more: Text = text('', '')): Text =>
  text(`${EVENT[type].zh}${more.zh}`, `${EVENT[type].en}${more.en}`);

const ofRound = ({ after }: Around, type: ItemEventType, no: number): Text => {
  const { zh, en } = roundWord(after, no);
  return eventWord(type, zh === '' ? text('', '') : text(`（${zh}）`, ` (${en.trim()})`));
};

const toldByUnit =
  <T extends 'extensionWithdrawn' | 'handInWithdrawn'>(type: T): Teller<T> =>
  ({ unit, round }, told) => {
    return { units: [unit], what: ofRound(told, type, round) };
  };

/** Who of the unit agreed (同意), where it was said. */
const agreedBy = (approver: string, { zh, en }: Text): Text =>
  approver === '' ? text(zh, en) : text(`${zh}（${approver}同意）`, `${en} (agreed by ${approver})`);

const phoneOf = (phone: PhoneRecord | null): Partial<Telling> => (phone ? { answer: phone.answer } : {});

const LAPSED_BY: Readonly<Record<Bodies['extensionLapsed']['by'], Text>> = {
  handIn: text('已报办结', 'the unit handed in'),
  cancel: text('事项已取消', 'the item was cancelled'),
  change: text('期限已调整', 'the date was changed'),
  close: text('事项已销号', 'the item was closed'),
};

const YEAR_END: Readonly<Record<Bodies['yearEnded']['outcome'], Text>> = {
  accept: text('完成', 'done'),
  carry: text('结转', 'carried over'),
  stop: text('终止', 'stopped'),
};

/** "区数据局：临期提醒（联络员、分管领导）" of one raised entry; the round where there are several. */
function entryText(entry: EntryRef, { after, office }: Around): Text {
  const { zh, en } = RUNG[entry.rung];
  const no = roundNo(entry.ordinal);
  const round = no > 0 ? roundWord(after, no) : text('', '');
  const name = nameOfUnit(office.roster, entry.unit);
  return text(`${name} ${round.zh}${zh}`, `${name} ${round.en}${en}`);
}

/** What a look at the agenda raised, and what it did not, with the reason. */
function raisedTelling(body: RaisedBody, told: Around): Partial<Telling> {
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

const TELLERS: { readonly [T in ItemEventType]: Teller<T> } = {
  issued: (body, { office }) => {
    const units = body.units.map(({ unit, role }) =>
      text(
        `${nameOfUnit(office.roster, unit)}（${ROLE[role].zh}）`,
        `${nameOfUnit(office.roster, unit)} (${ROLE[role].en})`,
      ),
    );
    const dates = [
      ...new Set(body.units.flatMap(({ own }) => (own ?? body.dues).map(({ date }) => date))),
    ].sort();
    return {
      units: body.units.map(({ unit }) => unit),
      what: text(
        `交办${units.map(({ zh }) => zh).join('、')}，${dates.length > 0 ? `期限${dates.join('、')}` : '全年'}`,
        `issued to ${units.map(({ en }) => en).join(', ')}, ${dates.length > 0 ? `due ${dates.join(', ')}` : 'continuous'}`,
      ),
    };
  },
  acknowledged: (body) => ({ units: [body.unit], what: eventWord('acknowledged') }),
  reported: (body, { before }) => {
    const assignment = before?.assignments.find(({ unit }) => unit === body.unit);
    const signs = assignment !== undefined && isUnsigned(assignment);
    const { percentage, files } = body;
    return {
      units: [body.unit],
      what: text(
        `上报进展 ${percentage}%${signs ? '（视同签收）' : ''}`,
        `reported ${percentage} %${signs ? ' (which signs)' : ''}`,
      ),
      ...{ percentage, text: body.text, files },
    };
  },
  reportReturned: (body) => ({
    units: [body.unit],
    what: eventWord('reportReturned'),
    reason: body.reason,
  }),
  extensionRequested: (body, told) => {
    const { unit, round, asked, approver } = body;
    const present = dueBefore(told, body);
    return {
      units: [unit],
      what: agreedBy(approver, ofRound(told, 'extensionRequested', round)),
      changes: [{ what: text('申请期限', 'date asked'), before: present, after: asked }],
      reason: body.reason,
      text: body.progress,
      late: body.late ? (lateNote(told, unit, round) ?? lateBy(1)) : null,
    };
  },
  extensionWithdrawn: toldByUnit('extensionWithdrawn'),
  extensionLapsed: ({ unit, round, by }, told) => {
    const { zh, en } = ofRound(told, 'extensionLapsed', round);
    return { units: [unit], what: text(`${zh}：${LAPSED_BY[by].zh}`, `${en}: ${LAPSED_BY[by].en}`) };
  },
  extensionGranted: (body, told) => {
    return {
      units: [body.unit],
      what: ofRound(told, 'extensionGranted', body.round),
      changes: moves(told, [body]),
      late:
        body.daysLateBefore > 0
          ? text(`曾逾期${body.daysLateBefore}个工作日`, `was ${body.daysLateBefore} working days late`)
          : null,
    };
  },
  extensionRefused: ({ unit, round, reason }, told) => {
    return { units: [unit], what: ofRound(told, 'extensionRefused', round), reason };
  },
  handedIn: ({ unit, round, files, text: words }, told) => {
    const late = lateNote(told, unit, round);
    return {
      units: [unit],
      what: ofRound(told, 'handedIn', round),
      text: words,
      files,
      late,
    };
  },
  handInWithdrawn: toldByUnit('handInWithdrawn'),
  handInAccepted: ({ unit, round, outcome, text: words }, told) => {
    const { zh, en } = ofRound(told, 'handInAccepted', round);
    const how = outcomeText(outcome);
    return {
      units: [unit],
      what: text(`${zh}：${how.zh}`, `${en}: ${how.en}`),
      text: words,
      late: outcome.onTime ? null : lateBy(outcome.daysLate),
    };
  },
  acceptanceRevoked: ({ unit, round, reason }, told) => ({
    units: [unit],
    what: ofRound(told, 'acceptanceRevoked', round),
    reason,
  }),
  handInReturned: ({ unit, round, reason, date }, told) => {
    return {
      units: [unit],
      what: ofRound(told, 'handInReturned', round),
      changes: date ? moves(told, [date]) : [],
      reason,
    };
  },
  deadlineChanged: ({ reason, dates }, told) => {
    const units = [...new Set(dates.map(({ unit }) => unit))];
    return { units, what: eventWord('deadlineChanged'), changes: moves(told, dates), reason };
  },
  assigned: (body, { office }) => {
    const { unit, role, dues, reason } = body;
    const name = nameOfUnit(office.roster, unit);
    return {
      units: [unit],
      what: text(`增加${name}（${ROLE[role].zh}）`, `${name} added (${ROLE[role].en})`),
      changes: dues.map(({ date }) => ({ what: text('期限', 'date'), before: null, after: date })),
      reason,
    };
  },
  released: (body, { office }) => ({
    units: [body.unit],
    what: text(
      `解除${nameOfUnit(office.roster, body.unit)}`,
      `${nameOfUnit(office.roster, body.unit)} released`,
    ),
    reason: body.reason,
  }),
  leadChanged: ({ unit, from, reason, dates }, told) => {
    const names = from.map((one) => nameOfUnit(told.office.roster, one)).join('、');
    return {
      units: [unit, ...from],
      what: eventWord('leadChanged'),
      changes: [
        {
          what: ROLE.lead,
          before: names === '' ? null : names,
          after: nameOfUnit(told.office.roster, unit),
        },
        ...moves(told, dates),
      ],
      reason,
    };
  },
  taskOpened: (body) => ({
    units: body.unit === null ? [] : [body.unit],
    what: text(`新增待办：${TASK[body.kind].zh}`, `task opened: ${TASK[body.kind].en}`),
  }),
  taskDone: (body, { before }) => {
    const task = before?.tasks.find(({ id }) => id === body.task);
    const kind = task ? TASK[task.kind] : text('', '');
    const sent =
      task?.kind === 'approveR8'
        ? body.send
          ? text('，发送', ', to be sent')
          : text('，不发送', ', not to be sent')
        : text('', '');
    return {
      units: task?.unit ? [task.unit] : [],
      what: text(`办结待办：${kind.zh}${sent.zh}`, `task done: ${kind.en}${sent.en}`),
      text: body.result,
      ...phoneOf(body.phone),
    };
  },
  urged: (body) => ({
    units: body.units,
    what: body.phone ? text('电话催办', 'phoned') : eventWord('urged'),
    text: body.text,
    ...phoneOf(body.phone),
  }),
  cancelled: (body) => ({ what: eventWord('cancelled'), reason: body.reason }),
  closed: (body) => ({
    what: body.automatic ? text('销号（自动）', 'closed by itself') : eventWord('closed'),
    reason: body.reason,
  }),
  reopened: ({ units, dates, reason }, told) => {
    return { units, what: eventWord('reopened'), changes: moves(told, dates), reason };
  },
  yearEnded: (body) => {
    const { zh, en } = YEAR_END[body.outcome];
    const to =
      body.carriedTo === null ? text('', '') : text(`，转入${body.carriedTo}`, `, to ${body.carriedTo}`);
    return {
      what: text(`年终处置：${zh}${to.zh}`, `year-end review: ${en}${to.en}`),
      reason: body.reason,
    };
  },
  calendarApplied: (body) => ({
    units: [...new Set(body.dues.map(({ unit }) => unit))],
    what: eventWord('calendarApplied'),
  }),
  raised: raisedTelling,
};

/** What an event says to people, in both languages. */
export const tellingOf = <T extends ItemEventType>(
  { type, body }: { readonly type: T; readonly body: Bodies[T] },
  around: Around,
): Telling => ({ ...TELLS_NOTHING, ...TELLERS[type](body, around) });
