import type { Recorded } from '../events';
import { inForce } from '../outcome';
import { lifted, onUnitRound, onUnit, settledRound, unheld, withDate } from '../reshape';
import type { Assignment, ItemState, Round } from '../types';
import { acceptedHandIn } from '../view';

const signed = (assignment: Assignment, at: Recorded<'acknowledged'>['at']): Assignment => ({
  ...assignment,
  status: assignment.status === 'issued' ? 'underway' : assignment.status,
  acknowledgedAt: assignment.acknowledgedAt ?? at,
});

/** 签收: 办理中 from the first one on. */
export const acknowledged = (state: ItemState, { body, at }: Recorded<'acknowledged'>): ItemState =>
  onUnit(state, body.unit, (assignment) => signed(assignment, at));

/** 进展报告; the first also signs. */
export const reported = (state: ItemState, { body, at, seq }: Recorded<'reported'>): ItemState =>
  onUnit(state, body.unit, (assignment) => ({
    ...signed(assignment, at),
    reports: [...assignment.reports, { seq, at, percentage: body.percentage, returned: false }],
  }));

/** 退回报告: it counts as not made, the signature stays. */
export const reportReturned = (state: ItemState, { body }: Recorded<'reportReturned'>): ItemState =>
  onUnit(state, body.unit, (assignment) => ({
    ...assignment,
    reports: assignment.reports.map((report) =>
      report.seq === body.report ? { ...report, returned: true } : report,
    ),
  }));

const requestOf = ({ body, at, seq }: Recorded<'extensionRequested'>): Round['request'] => {
  const { asked, late, reason, progress, approver } = body;
  return { asked, at, late, seq, reason, progress, approver };
};

const openHandInOf = ({ text, files }: Recorded<'handedIn'>['body']) =>
  ({ fate: 'open', text, files }) as const;

/** 申请延期: moves nothing by itself; what is held goes on being held when it was made in time. */
export const extensionRequested = (state: ItemState, event: Recorded<'extensionRequested'>): ItemState => {
  const { body } = event;
  return onUnitRound(state, body, (round) => ({
    ...round,
    request: requestOf(event),
    holdLifted: round.holdLifted && body.late,
  }));
};

const withoutRequest = (round: Round): Round => ({ ...round, request: null });

/** 撤回延期申请: as before. */
export const extensionWithdrawn = (state: ItemState, { body }: Recorded<'extensionWithdrawn'>): ItemState =>
  onUnitRound(state, body, (round) => lifted(withoutRequest(round)));

/** 延期申请失效: what it held waits for the event that made it lapse. */
export const extensionLapsed = (state: ItemState, { body }: Recorded<'extensionLapsed'>): ItemState =>
  onUnitRound(state, body, withoutRequest);

/** 同意延期: the date moves, the days overdue before stay on record. */
export const extensionGranted = (state: ItemState, { body, at }: Recorded<'extensionGranted'>): ItemState =>
  onUnitRound(state, body, (round) => ({
    ...withDate(withoutRequest(round), body, 'grant', at),
    grants: round.grants + 1,
    daysLateBefore: round.daysLateBefore + body.daysLateBefore,
  }));

/** 不同意延期: B begins anew when the request had been made in time. */
export const extensionRefused = (state: ItemState, { body }: Recorded<'extensionRefused'>): ItemState =>
  onUnitRound(state, body, (round) => {
    const without = withoutRequest(round);
    return body.backOn === null ? without : { ...unheld(without), backOn: body.backOn };
  });

/** 报办结: signs as a report does; frozen until reviewed. */
export const handedIn = (state: ItemState, event: Recorded<'handedIn'>): ItemState => {
  const { body, at, seq, actor } = event;
  const signedFor = onUnit(state, body.unit, (assignment) => signed(assignment, at));
  return onUnitRound(signedFor, body, (round) => ({
    ...round,
    handIns: [
      ...round.handIns,
      { ...{ at, by: actor, version: inForce(round).version, seq }, ...openHandInOf(body) },
    ],
    holdLifted: false,
  }));
};

/** 撤回办结: as if never handed in; the signature stays. */
export const handInWithdrawn = (state: ItemState, { body }: Recorded<'handInWithdrawn'>): ItemState =>
  onUnitRound(state, body, (round) => lifted(settledRound(round, 'withdrawn')));

/** 审核通过: the round is done; the assignment is 已办结 with the last. */
export const handInAccepted = (state: ItemState, { body }: Recorded<'handInAccepted'>): ItemState => {
  const done = onUnitRound(state, body, (round) => ({
    ...unheld(settledRound(round, 'accepted')),
    outcome: body.outcome,
  }));
  return body.last ? onUnit(done, body.unit, (assignment) => ({ ...assignment, status: 'accepted' })) : done;
};

/** 撤销通过: the hand-in that was accepted waits again. */
export const acceptanceRevoked = (state: ItemState, { body }: Recorded<'acceptanceRevoked'>): ItemState => {
  const waiting = onUnitRound(state, body, (round) => {
    const accepted = acceptedHandIn(round);
    return {
      ...round,
      outcome: null,
      handIns: round.handIns.map((one) => (one === accepted ? { ...one, fate: 'open' } : one)),
    };
  });
  return onUnit(waiting, body.unit, (assignment) => ({ ...assignment, status: 'underway' }));
};

/** 退回办结: B begins anew; a new date re-arms, the same date goes on with what was held. */
export const handInReturned = (state: ItemState, event: Recorded<'handInReturned'>): ItemState => {
  const { body, at } = event;
  return onUnitRound(state, body, (round) => {
    const returned = settledRound(round, 'returned');
    const next = body.date
      ? withDate(returned, body.date, body.rework ? 'rework' : 'change', at)
      : lifted(returned);
    return { ...next, backOn: body.backOn };
  });
};
