import { workingDays } from '../calendar/calendar';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { dateOf, type Instant } from '../time';
import type { DateVersion, Occurrence, Outcome } from './types';

/** The version of a date that is in force: the last. */
export function inForce(occurrence: Occurrence): DateVersion {
  const last = occurrence.versions.at(-1);
  if (!last) throw new RangeError(`occurrence ${occurrence.no} has no date`);
  return last;
}

/** The version against which lateness is judged: the last that is not a rework. */
const judgedBy = (occurrence: Occurrence): DateVersion =>
  occurrence.versions.findLast((version) => version.cause !== 'rework') ?? inForce(occurrence);

/** Every return of this round since its beginning or its reopening; a new date does not make them forgotten. */
function returnsOf(occurrence: Occurrence): number {
  const begun = occurrence.versions.findLast(({ cause }) => cause === 'reopen')?.version ?? 0;
  return occurrence.handIns.filter(({ fate, version }) => fate === 'returned' && version >= begun).length;
}

/**
 * How an occurrence stands when the submission made at `at` is the accepted one: 按期 when it is before the
 * lateFrom of the last version that is not a rework, or when every submission since that version came before the
 * lateFrom of its own version; else 逾期n个工作日, n = working days after that due date up to and including the
 * day of the submission, at least 1. Rule: "On time".
 */
export function outcomeOf(occurrence: Occurrence, at: Instant, office: Office): Outcome {
  const version = judgedBy(occurrence);
  const returned = occurrence.handIns.filter(
    (handIn) => handIn.fate === 'returned' && handIn.version >= version.version,
  );
  const chain = [...returned, { at, version: inForce(occurrence).version }];
  const inTime = (submission: { readonly at: Instant; readonly version: number }): boolean => {
    const own = occurrence.versions.find((candidate) => candidate.version === submission.version);
    return own !== undefined && submission.at < own.due.lateFrom;
  };
  const onTime = at < version.due.lateFrom || chain.every(inTime);
  const day = dateOf(at, office.policy.zone);
  return {
    onTime,
    returns: returnsOf(occurrence),
    daysLate: onTime ? 0 : Math.max(1, workingDays(office.calendar, version.due.date, day)),
    version: version.version,
    daysLateBefore: occurrence.daysLateBefore,
  };
}

/** 按期 | 按期（退回1次）| 逾期3个工作日, with 曾逾期n个工作日 behind when a grant ended an earlier lateness. */
export function outcomeText(outcome: Outcome): Text {
  const { onTime, returns, daysLate, daysLateBefore } = outcome;
  const zh = onTime ? `按期${returns > 0 ? `（退回${returns}次）` : ''}` : `逾期${daysLate}个工作日`;
  const en = onTime
    ? `on time${returns > 0 ? ` (returned ${returns} times)` : ''}`
    : `${daysLate} working days late`;
  return daysLateBefore > 0
    ? text(`${zh}，曾逾期${daysLateBefore}个工作日`, `${en}, was ${daysLateBefore} working days late before`)
    : text(zh, en);
}
