import type { RecordedItemEvent } from '../item/events';
import type { DateCause, Round } from '../item/types';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { dateOf, type CivilDate, type Instant } from '../time';
import { actorName } from './history';

/** A date that a round was given after its first one, by whom and on what day; `asked`: on a unit's request (延期). */
export interface DateMove {
  readonly cause: DateCause;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly on: CivilDate;
  readonly by: Text;
  /** Of a grant: what was asked, when, and who of the unit had agreed. */
  readonly asked: {
    readonly date: CivilDate;
    readonly on: CivilDate;
    readonly late: boolean;
    readonly approver: string;
  } | null;
  /** Seq of the event. */
  readonly seq: number;
}

/** The dates that a round got by one event, after the first. */
export function newMoves(
  before: Round | undefined,
  after: Round,
  event: RecordedItemEvent,
  office: Office,
): readonly DateMove[] {
  const day = (at: Instant): CivilDate => dateOf(at, office.calendar.zone);
  const known = before?.versions.length ?? 0;
  const request = before?.request ?? null;
  return after.versions.slice(known).flatMap((version, n) => {
    const previous = after.versions[known + n - 1];
    // Releasing and another lead make a version of the same date.
    if (!previous || previous.due.date === version.due.date) return [];
    const asked =
      version.cause === 'grant' && request
        ? {
            date: request.asked,
            on: day(request.at),
            late: request.late,
            approver: request.approver,
          }
        : null;
    const { cause, due } = version;
    const by = actorName(event.actor, office);
    return [{ cause, from: previous.due.date, to: due.date, on: day(event.at), by, asked, seq: event.seq }];
  });
}

const CAUSE: Readonly<Record<DateCause, Text>> = {
  issue: text('交办', 'issued'),
  assign: text('增加单位', 'assigned'),
  grant: text('准予延期', 'extension granted'),
  change: text('调整期限', 'date changed'),
  reopen: text('重新办理', 'reopened'),
  rework: text('退回改期', 'returned with a new date'),
};

/** "2025-08-18 审核员 准予延期：2025-08-29 → 2025-09-19（2025-08-15 申请，局长同意）". */
export function moveText({ cause, from, to, on, by, asked }: DateMove): Text {
  const zh = asked
    ? `（${asked.on}申请${asked.late ? '，已逾期' : ''}${asked.approver === '' ? '' : `，${asked.approver}同意`}）`
    : '';
  const en = asked
    ? ` (asked on ${asked.on}${asked.late ? ', late' : ''}${asked.approver === '' ? '' : `, agreed by ${asked.approver}`})`
    : '';
  return text(
    `${on} ${by.zh} ${CAUSE[cause].zh}：${from} → ${to}${zh}`,
    `${on} ${by.en} ${CAUSE[cause].en}: ${from} → ${to}${en}`,
  );
}
