import { hint, type HintParts, refuse, text, type Text } from '../../problem';
import type { Instant } from '../../time';
import type { EventEntry, ToldAt } from '../event-entry';
import type { Change } from '../outbox';
import { settledRound, unitTold } from '../reshape';
import type { Assignment, ItemState, YearEnd } from '../types';
import { isActive, isResponsible } from '../view';
import { okEvents, unitNameIn } from './case';
import { lapses } from './dates';
import { commandEntry } from './entry';
import { choice, freeText, reasonField } from './fields';
import { handedInRounds, handedInAmong, wrongItemState } from './find';

/**
 * A hand-in that waits when the item ends waits again once it is reopened. Absent in journals up to 0.4.0, where it was
 * as if never made.
 */
interface HandInsKept {
  readonly handInsKept?: true;
}

/** Told, unless the unit was out already. */
const stoppedFor = (assignment: Assignment, { handInsKept }: HandInsKept): Assignment => ({
  ...(assignment.status === 'released' || assignment.status === 'cancelled'
    ? assignment
    : unitTold(assignment)),
  status: isActive(assignment) ? 'cancelled' : assignment.status,
  rounds: handInsKept
    ? assignment.rounds
    : assignment.rounds.map((round) => settledRound(round, 'withdrawn')),
});

const stoppedItem = (state: ItemState, at: Instant, body: HandInsKept): ItemState => ({
  ...state,
  status: 'cancelled',
  assignments: state.assignments.map((assignment) => stoppedFor(assignment, body)),
  closedAt: at,
});

/** What is still active ends with the item: supporting units, and the units of a continuous item at year-end. */
const finished = (state: ItemState, at: Instant): ItemState => ({
  ...state,
  status: 'closed',
  assignments: state.assignments.map((assignment) =>
    isActive(assignment) ? { ...assignment, status: 'accepted' } : assignment,
  ),
  closedAt: at,
});

/** What a unit reads of the end of its item. */
const toldCancelled = ({ reason }: { readonly reason: string }): Change => ({
  type: 'cancelled',
  from: null,
  to: null,
  reason,
});

/** 取消. */
const cancelled: EventEntry<ToldAt & HandInsKept & { readonly reason: string }> = {
  words: text('取消', 'cancelled'),
  apply: (state, { body, at }) => stoppedItem(state, at, body),
  tells: ({ reason }) => ({ reason }),
  change: toldCancelled,
};

/** 取消: requests lapse, every unit reads it once in the next digest; also from Temporal's own UI. */
const cancel = commandEntry('cancel', {
  words: text('取消事项', 'cancel the item'),
  by: 'coordinator',
  fields: { reason: reasonField },
  decide: (c, { reason: why }) =>
    okEvents(...lapses(c.state.assignments, 'cancel'), {
      type: 'cancelled',
      body: { reason: why, slot: c.slot, handInsKept: true },
    }),
});

/** 销号. */
const closed: EventEntry<{ readonly reason: string; readonly automatic: boolean }> = {
  words: text('销号', 'closed'),
  apply: (state, { at }) => finished(state, at),
  tells: ({ automatic, reason }, { word }) => ({
    what: automatic ? text('销号（自动）', 'closed by itself') : word,
    reason,
  }),
};

/** 销号 of an item 待销号; refuses `wrong-state` before. */
const close = commandEntry('close', {
  words: text('销号', 'close the item'),
  by: 'reviewer',
  fields: { reason: reasonField },

  decide(c, { reason }) {
    if (c.state.status === 'toBeClosed') {
      return okEvents(...lapses(c.state.assignments, 'close'), {
        type: 'closed',
        body: { reason, automatic: false },
      });
    }
    const pending = c.state.assignments
      .filter((assignment) => isResponsible(assignment) && isActive(assignment))
      .map((assignment) => unitNameIn(c, assignment.unit))
      .join('、');
    return wrongItemState(c.state, [
      `尚未办结：${pending}；全部办结或解除后才能销号`,
      `not accepted yet: ${pending}; close it when all are accepted or released`,
    ]);
  },
});

const YEAR_END: Readonly<Record<YearEnd, Text>> = {
  accept: text('完成', 'done'),
  carry: text('结转', 'carried over'),
  stop: text('终止', 'stopped'),
};

const outcome = choice(['accept', 'carry', 'stop'], text('结论', 'outcome'), [
  YEAR_END.accept,
  YEAR_END.carry,
  YEAR_END.stop,
]);

/** 年终处置: 完成、结转 close the item, 终止 cancels it. */
const yearEnded: EventEntry<
  ToldAt &
    HandInsKept & { readonly outcome: YearEnd; readonly carriedTo: string | null; readonly reason: string }
> = {
  words: text('年终处置', 'year-end review'),
  apply: (state, { body, at }) => ({
    ...(body.outcome === 'stop' ? stoppedItem(state, at, body) : finished(state, at)),
    yearEnd: body.outcome,
  }),
  tells: ({ outcome: decided, carriedTo, reason }) => {
    const { zh, en } = YEAR_END[decided];
    const to = carriedTo === null ? text('', '') : text(`，转入${carriedTo}`, `, to ${carriedTo}`);
    return { what: text(`年终处置：${zh}${to.zh}`, `year-end review: ${en}${to.en}`), reason };
  },
  change: toldCancelled,
};

/**
 * 年终处置 of a continuous item, or of a recurring one with rounds that are not accepted: 完成, 结转 to a new item, 终止;
 * never by itself. Open requests lapse. Refuses `not-continuous`, and `handed-in` for 完成 and 结转 while a hand-in waits.
 */
const yearEnd = commandEntry('yearEnd', {
  words: text('年终处置', 'the year-end review'),
  by: 'coordinator',
  fields: {
    outcome,
    carriedTo: freeText('结转到的事项', 'item carried to', '2026/8').exactOptional(),
    reason: freeText('理由', 'reason', '全年达标'),
  },
  needs: (command) =>
    command.outcome === 'stop' ? ['reason'] : command.outcome === 'carry' ? ['carriedTo'] : [],
  decide(c, command) {
    if (c.state.kind === 'dated') {
      return refuse(
        'not-continuous',
        text(
          `事项 ${c.state.key} 只有一个截止日期，不作年终处置`,
          `item ${c.state.key} has one due date and no year-end review`,
        ),
        hint('办结后销号，不办了就取消', 'close it when accepted, or cancel it', 'close-or-cancel'),
      );
    }
    const { outcome, carriedTo = null, reason } = command;
    const waiting = outcome === 'stop' ? [] : handedInAmong(c.state.assignments.filter(isActive));
    if (waiting.length > 0) return handedInRounds(c, waiting, REVIEW_FIRST);
    return okEvents(...lapses(c.state.assignments, outcome === 'stop' ? 'cancel' : 'close'), {
      type: 'yearEnded',
      body: { slot: c.slot, outcome, carriedTo, reason, ...(outcome === 'stop' && { handInsKept: true }) },
    });
  },
});

const REVIEW_FIRST: HintParts = ['请先审核办结', 'review the hand-in first', 'review'];

/** The item's end (取消、销号、年终). */
export const lifeCycleCommands = { cancel, close, yearEnd };

export const lifeCycleEvents = { cancelled, closed, yearEnded };
