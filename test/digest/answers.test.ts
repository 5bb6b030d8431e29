import fc from 'fast-check';
import { countDays, isWorkingDay } from '../../domain/calendar/calendar';
import { composeImmediate, recompose } from '../../domain/digest/compose';
import type { Snapshot } from '../../domain/digest/snapshot';
import type { Edition } from '../../domain/digest/types';
import { advance } from '../../domain/item/advance';
import type { Command } from '../../domain/item/commands';
import type { RecordedItemEvent } from '../../domain/item/events';
import { isPending } from '../../domain/item/dates';
import { unitOfCommand } from '../../domain/item/decide';
import type { ItemState, Round } from '../../domain/item/types';
import { isHandedIn, isOpen } from '../../domain/item/view';
import { civilDate, dateOf, dayOfMonth, monthOf, plusDays, type CivilDate } from '../../domain/time';
import { subjectOf } from '../../mail/subject';
import {
  accept,
  ask,
  cancel,
  changeDate,
  giveBack,
  grant,
  handIn,
  lead,
  refuse,
  reopen,
  report,
  returnReport,
  revoke,
  sign,
} from '../support/commands';
import {
  after,
  answer,
  issued,
  moment,
  officeSays,
  roundOf,
  STREAM,
  story,
  unitSays,
  type Said,
} from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const { calendar } = office;

const snapshotAt = (state: ItemState, at: string): Snapshot => ({
  ...{ office, items: [state], rows: [], tasks: [], findings: [], now: moment(at) },
  notices: [
    {
      ...{ id: 'n1', title: '2025年政务公开工作要点', number: '1号', year: 2025, demo: false },
      ...{ coordinator: 'ddy', deputies: ['ddy2'] },
    },
  ],
});

/** What was said, with the mails that go at once, written on that day. */
function said(
  before: ItemState,
  one: Said,
): {
  readonly state: ItemState;
  readonly mails: readonly Edition[];
  readonly events: readonly RecordedItemEvent[];
} {
  const { state, events } = story(before, [one], office);
  const day = dateOf(moment(one.at), calendar.zone);
  const { mails } = advance(before, events, STREAM);
  return {
    ...{ state, events },
    mails: mails.flatMap((mail) => composeImmediate(snapshotAt(state, one.at), mail, day) ?? []),
  };
}

const ROUNDS = ['2025-09-30', '2025-12-31'];

describe('an answer about one of several rounds', () => {
  const start = issued({ kind: 'recurring', dates: ROUNDS, units: { sjj: 'lead' } });
  const asked = after(start, [unitSays('2025-09-25', ask('sjj', '2025-10-17', 1))]);
  const handed = after(start, [unitSays('2025-09-25', handIn('sjj', 1))]);
  const done = after(handed, [officeSays('2025-09-26', accept('sjj', 1))]);

  it('speaks of a granted round with its new date, though another is due before', () => {
    const soon = issued({ kind: 'recurring', dates: ['2025-09-30', '2025-10-10'], units: { sjj: 'lead' } });
    const waits = after(soon, [unitSays('2025-09-25', ask('sjj', '2025-10-17', 1))]);
    const { mails } = said(waits, officeSays('2025-09-26', grant('sjj', '2025-10-17')));
    expect(mails).toMatchObject([
      {
        lines: [{ round: 1, due: '2025-10-17', lamp: 'unsigned' }],
        message: { text: '新的截止日为2025年10月17日。' },
      },
    ]);
    expect(mails.map(subjectOf)).toEqual([expect.stringMatching(/第1期延期申请已同意.*截止10月17日/)]);
  });

  it('speaks of the accepted round, not of the next one', () => {
    const { mails } = said(handed, officeSays('2025-09-26', accept('sjj', 1)));
    expect(mails).toMatchObject([
      { lines: [{ round: 1, due: '2025-09-30', lamp: 'accepted', reason: '按期', section: 'rest' }] },
    ]);
    expect(mails.map(subjectOf)).toEqual([expect.stringMatching(/第1期办结已通过审核.*截止9月30日/)]);
  });

  it('carries the calendar entry of the round whose date it moved, of that alone, and names it', () => {
    const { mails } = said(asked, officeSays('2025-09-26', grant('sjj', '2025-10-17')));
    const entries = mails.flatMap(({ events }) => events);
    expect(entries.map(({ uid, sequence, date }) => [uid, sequence, date])).toEqual([
      ['item.n1.a.sjj@duban', 2, '2025-10-17'],
    ]);
    expect(entries[0]?.summary).toMatch(/（第1期）$/);
  });

  it.each([
    ['accepted', handed, accept('sjj', 1)],
    ['returned with its date', handed, giveBack('sjj')],
    ['refused', asked, refuse('sjj')],
  ] as const)('carries no entry again under the same sequence when it is %s', (_name, before, command) => {
    const { mails } = said(before, officeSays('2025-09-26', command));
    expect(mails.map(({ kind, events }) => [kind, events])).toEqual([['answer', []]]);
  });

  it('speaks of the first round when it is the last to be accepted', () => {
    const both = after(start, [
      unitSays('2025-09-25', handIn('sjj', 2)),
      officeSays('2025-09-26', accept('sjj', 2)),
      unitSays('2025-10-10', handIn('sjj', 1)),
    ]);
    const { mails } = said(both, officeSays('2025-10-11', accept('sjj', 1)));
    expect(mails).toMatchObject([
      { lines: [{ round: 1, due: '2025-09-30', lamp: 'accepted', reason: '逾期2个工作日' }] },
    ]);
  });

  it('speaks of the revoked round, which waits again', () => {
    const { mails } = said(done, officeSays('2025-11-03', revoke('sjj', 1)));
    expect(mails).toMatchObject([
      { lines: [{ round: 1, due: '2025-09-30', lamp: 'handedIn', reason: '办结待审' }] },
    ]);
  });

  it('speaks of the returned round with the date of its rework', () => {
    const { mails } = said(handed, officeSays('2025-10-10', giveBack('sjj')));
    expect(mails).toMatchObject([{ lines: [{ round: 1, due: '2025-10-14', lamp: 'dueSoon' }] }]);
  });

  it('speaks of the round still when it is written again in the morning', () => {
    const { mails, state } = said(asked, officeSays('2025-09-26', refuse('sjj')));
    const later = after(state, [unitSays('2025-09-27', handIn('sjj', 1))]);
    const again = mails.map((mail) => recompose(snapshotAt(later, '2025-09-28'), mail));
    expect(again).toMatchObject([{ lines: [{ round: 1, lamp: 'handedIn' }] }]);
  });
});

describe('a hand-in that waits when its item is cancelled', () => {
  const start = issued({ kind: 'recurring', dates: ROUNDS, units: { sjj: 'lead' } });
  const cancelled = after(start, [
    unitSays('2025-09-25', handIn('sjj', 1)),
    officeSays('2025-09-26', cancel),
  ]);

  it('is not forgotten: the row speaks of the next round', () => {
    expect(roundOf(cancelled, 'sjj').no).toBe(2);
  });

  it('waits again once the item is reopened, whose new date is of the next round', () => {
    const again = after(cancelled, [officeSays('2025-10-10', reopen('2025-11-28'))]);
    expect([1, 2].map((no) => roundOf(again, 'sjj', no).versions.at(-1)?.due.date)).toEqual([
      '2025-09-30',
      '2025-11-28',
    ]);
    const { mails } = said(again, officeSays('2025-10-11', accept('sjj', 1)));
    expect(mails).toMatchObject([
      { lines: [{ round: 1, due: '2025-09-30', lamp: 'accepted', reason: '按期' }] },
    ]);
  });
});

/** Dates as they follow from the events, kept apart from the code: one for each unit and round. */
type Dates = Map<string, CivilDate>;

function follow(dates: Dates, events: readonly RecordedItemEvent[]): void {
  const put = (set: {
    readonly unit: string;
    readonly round: number;
    readonly due: { readonly date: CivilDate };
  }): void => {
    dates.set(`${set.unit}|${set.round}`, set.due.date);
  };
  for (const event of events) {
    if (event.type === 'extensionGranted') put(event.body);
    if (event.type === 'handInReturned' && event.body.date) put(event.body.date);
    if (event.type === 'deadlineChanged' || event.type === 'leadChanged' || event.type === 'reopened')
      event.body.dates.forEach(put);
  }
}

const TITLES: Readonly<Record<string, string>> = {
  extensionGranted: '延期申请已同意',
  extensionRefused: '延期申请未同意',
  handInAccepted: '办结已通过审核',
  handInReturned: '办结材料退回',
  acceptanceRevoked: '办结通过已撤销，重新待审',
};

/** The round, date, lamp and subject that the answer to one event has to show; null: it is no answer about a round. */
function expected(event: RecordedItemEvent, dates: Dates) {
  const { type, body, at } = event;
  if (!(type in TITLES) || !('round' in body)) return null;
  const due = dates.get(`${body.unit}|${body.round}`) ?? civilDate('1970-01-01');
  const today = dateOf(at, calendar.zone);
  // A date is late from the first working day after it when it is a day off.
  const lateDays = today <= due ? 0 : countDays(calendar, due, today).days;
  const lamp = type === 'handInAccepted' ? 'accepted' : type === 'acceptanceRevoked' ? 'handedIn' : null;
  return {
    ...{ round: body.round, due, daysLate: lamp === null ? lateDays : 0, lamp },
    subject: `第${body.round}期${TITLES[type] ?? ''}`,
    date: `${monthOf(due)}月${dayOfMonth(due)}日`,
  };
}

const UNITS = ['sjj', 'sfj'] as const;
const WHAT = [
  ...(['handIn', 'handIn', 'handIn', 'accept', 'accept', 'return', 'ask', 'ask', 'grant', 'refuse'] as const),
  ...(['revoke', 'sign', 'move', 'lead', 'cancel', 'report', 'returnReport'] as const),
];
const step = fc.record({
  days: fc.integer({ min: 0, max: 9 }),
  pick: fc.nat({ max: 5 }),
  ahead: fc.integer({ min: 7, max: 60 }),
  what: fc.constantFrom(...WHAT),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const workday = (day: CivilDate): CivilDate =>
  isWorkingDay(calendar, day) ? day : workday(plusDays(day, 1));

/** The kinds of step for which a round has to be in a state of its own. */
const FITS: Readonly<Partial<Record<Step['what'], (round: Round) => boolean>>> = {
  accept: isHandedIn,
  return: isHandedIn,
  handIn: isPending,
  ask: (round) => isPending(round) && round.request === null,
  grant: ({ request }) => request !== null,
  refuse: ({ request }) => request !== null,
  revoke: ({ outcome }) => outcome !== null,
};

function spoken({ pick, ahead, what }: Step, state: ItemState, day: CivilDate): Command {
  const to = workday(plusDays(day, ahead));
  const all = state.assignments.flatMap(({ unit, rounds }) => rounds.map((round) => ({ unit, round })));
  const fitting = all.filter(({ round }) => FITS[what]?.(round) ?? true);
  const { unit, round } = fitting[pick % fitting.length] ?? { unit: 'sjj', round: roundOf(state, 'sjj') };
  if (!isOpen(state)) return reopen(to);
  switch (what) {
    case 'handIn':
      return handIn(unit, round.no);
    case 'accept':
      return accept(unit, round.no);
    case 'return':
      return { ...giveBack(unit), round: round.no };
    case 'ask':
      return ask(unit, to, round.no);
    case 'grant':
      return { ...grant(unit, round.request?.asked ?? to), round: round.no };
    case 'refuse':
      return { ...refuse(unit), round: round.no };
    case 'revoke':
      return revoke(unit, round.no);
    case 'sign':
      return sign(unit);
    case 'move':
      return changeDate(to, { unit, round: round.no });
    case 'lead':
      return lead(unit);
    case 'cancel':
      return cancel;
    case 'report':
      return report(unit);
    case 'returnReport':
      return returnReport(unit);
  }
}

const OWN: readonly Command['type'][] = ['handIn', 'requestExtension', 'acknowledge', 'report'];
const REVIEWS: readonly Command['type'][] = ['accept', 'return', 'grant', 'refuse', 'revokeAcceptance'];

const speaker = (command: Command): string =>
  OWN.includes(command.type)
    ? `ll-${unitOfCommand(command) ?? ''}`
    : REVIEWS.includes(command.type)
      ? 'shld'
      : 'ddy';

/** What one life of an item shows that is not as expected, and how many answers about a round it gave. */
function live(steps: readonly Step[]): { readonly wrong: readonly unknown[]; readonly answers: number } {
  const dues = ['2025-09-08', '2025-10-20', '2025-12-19'];
  let state = issued({
    kind: 'recurring',
    dates: dues,
    units: { sjj: 'lead', sfj: 'each' },
    on: '2025-08-25',
  });
  const dates: Dates = new Map(
    UNITS.flatMap((unit) => dues.map((due, n) => [`${unit}|${n + 1}`, civilDate(due)] as const)),
  );
  const wrong: unknown[] = [];
  let [day, answers] = [civilDate('2025-08-25'), 0];
  for (const one of steps) {
    day = workday(plusDays(day, one.days));
    const at = `${day} 14:00`;
    const command = spoken(one, state, day);
    const call: Said = { at, by: speaker(command), command };
    if (!answer(state, call).ok) continue;
    const before = state;
    const told = said(before, call);
    state = told.state;
    follow(dates, told.events);
    for (const event of told.events) {
      const want = expected(event, dates);
      if (!want) continue;
      answers += 1;
      const mail = told.mails.find(({ ref }) => ref.of === 'event' && ref.seq === event.seq);
      const [line] = mail?.lines ?? [];
      const subject = mail ? subjectOf(mail) : '';
      const right =
        line?.round === want.round &&
        line.due === want.due &&
        line.daysLate === want.daysLate &&
        (want.lamp === null
          ? line.lamp !== 'accepted' && line.lamp !== 'handedIn'
          : line.lamp === want.lamp) &&
        subject.includes(want.subject) &&
        subject.includes(want.date);
      if (!right) wrong.push({ at, type: event.type, want, line, subject });
    }
  }
  return { wrong, answers };
}

describe('every answer in random lives of an item', () => {
  it('speaks of the round that it answers: round, date, days late, row and subject', () => {
    let answers = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 60 }), (steps) => {
        const lived = live(steps);
        answers += lived.answers;
        expect(lived.wrong).toEqual([]);
      }),
      { numRuns: 80 },
    );
    expect(answers).toBeGreaterThan(200);
  });
});
