import type { PhoneRecord } from '../item/commands/fields';
import type { ItemEvent, ItemEventType } from '../item/events';
import { outcomeText } from '../item/outcome';
import { isUnsigned } from '../item/view';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import { ROLE, TASK } from '../words';
import { dueBefore, eventWord, lateBy, lateNote, moves, ofRound, type Around, type Telling } from './told';
import { raisedTelling } from './told-raised';

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
