import { workingDays } from '../calendar/calendar';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { dateOf, type Instant } from '../time';
import type { DateVersion, Round, RoundOutcome } from './types';

/** The version of a date that is in force: the last. */
export function inForce(round: Round): DateVersion {
  const last = round.versions.at(-1);
  if (!last) throw new RangeError(`round ${round.no} has no date`);
  return last;
}

/** The version against which lateness is judged: the last that is not a rework. */
export const judgedBy = (round: Round): DateVersion =>
  round.versions.findLast((version) => version.cause !== 'rework') ?? inForce(round);

/** Every return of this round since its beginning or its reopening; a new date does not make them forgotten. */
function returnsOf(round: Round): number {
  const begun = round.versions.findLast(({ cause }) => cause === 'reopen')?.version ?? 0;
  return round.handIns.filter(({ fate, version }) => fate === 'returned' && version >= begun).length;
}

/**
 * How a round stands when the hand-in made at `at` is the accepted one: 按期 when it is before the
 * lateFrom of the last version that is not a rework, or when every hand-in since that version came before the
 * lateFrom of its own version; else 逾期n个工作日, n = working days after that due date up to and including the
 * day of the hand-in, at least 1. Rule: "On time".
 */
export function roundOutcome(round: Round, at: Instant, office: Office): RoundOutcome {
  const version = judgedBy(round);
  const returned = round.handIns.filter(
    (handIn) => handIn.fate === 'returned' && handIn.version >= version.version,
  );
  const chain = [...returned, { at, version: inForce(round).version }];
  const inTime = (handIn: { readonly at: Instant; readonly version: number }): boolean => {
    const own = round.versions.find((candidate) => candidate.version === handIn.version);
    return own !== undefined && handIn.at < own.due.lateFrom;
  };
  const onTime = at < version.due.lateFrom || chain.every(inTime);
  const day = dateOf(at, office.policy.zone);
  return {
    onTime,
    returns: returnsOf(round),
    daysLate: onTime ? 0 : Math.max(1, workingDays(office.calendar, version.due.date, day)),
    version: version.version,
    daysLateBefore: round.daysLateBefore,
  };
}

/** 逾期n个工作日. */
export const lateBy = (days: number): Text => text(`逾期${days}个工作日`, `${days} working days late`);

/** 按期 | 按期（退回1次）| 逾期3个工作日, with 曾逾期n个工作日 behind when a grant ended an earlier lateness. */
export function outcomeText(outcome: RoundOutcome): Text {
  const { onTime, returns, daysLate, daysLateBefore } = outcome;
  const zh = onTime ? `按期${returns > 0 ? `（退回${returns}次）` : ''}` : lateBy(daysLate).zh;
  const en = onTime ? `on time${returns > 0 ? ` (returned ${returns} times)` : ''}` : lateBy(daysLate).en;
  return daysLateBefore > 0
    ? text(`${zh}，曾逾期${daysLateBefore}个工作日`, `${en}, was ${daysLateBefore} working days late before`)
    : text(zh, en);
}
