import { countDays } from '../calendar/calendar';
import type { MailKind, NoticeInfo, Addressee } from '../digest/types';
import type { FindingLine, WaitingTask } from '../digest/snapshot';
import type { CommandType } from '../item/commands';
import type { ItemState, Task, TaskKind } from '../item/types';
import type { ExtensionAsked } from '../item/waits';
import type { Office } from '../office';
import type { Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import { dateOf, type CivilDate, type Instant } from '../time';
import { taskNumber, taskWords } from './tasks';

/** 办结待审 | 延期待审 | 待销号 | 待办 | 待批 (提请主要负责人) | 长期未签收 | 未送达的邮件 | 提示 | 本单位要办的. */
export type InboxKind =
  'handIn' | 'extension' | 'close' | 'task' | 'approval' | 'unsigned' | 'mail' | 'finding' | 'own';

/** What can be done about it: commands of the item, the two answers to an approval, or what the mailroom does. */
export type InboxAct = CommandType | 'retryMail' | 'closeTask' | 'send' | 'hold';

/** One thing that waits for the person who asks (收件箱). */
export interface InboxEntry extends ExtensionAsked {
  readonly kind: InboxKind;
  /** Unique in the inbox; for tasks the number that is typed. */
  readonly id: string;
  readonly stream: string | null;
  readonly notice: string | null;
  readonly key: string | null;
  readonly title: string;
  readonly unit: UnitId | null;
  readonly unitName: string | null;
  /** The task that it is; null: it is none. */
  readonly task: { readonly id: string; readonly kind: TaskKind } | null;
  /** Number of the round, where the item has several. */
  readonly round: number | null;
  /** One sentence: what waits. */
  readonly what: Text;
  readonly since: Instant | null;
  /** Age in working days. */
  readonly days: number;
  /** It waits longer than the policy allows. */
  readonly tooLong: boolean;
  /** Only the reviewer (审核领导) decides it. */
  readonly forReviewer: boolean;
  /** How to decide. */
  readonly acts: readonly InboxAct[];
}

/** A mail that did not arrive. */
export interface StuckMail {
  readonly key: string;
  readonly kind: MailKind;
  readonly to: Addressee;
  readonly name: string;
  readonly slot: CivilDate;
  readonly state: 'failed' | 'unknown';
  readonly settledAt: Instant | null;
  readonly notices: readonly string[];
}

/** All that an inbox is made from. */
export interface InboxSource {
  readonly office: Office;
  readonly now: Instant;
  readonly notices: readonly NoticeInfo[];
  readonly items: readonly ItemState[];
  /** Open tasks of the mailroom; those of items stand in their states. */
  readonly tasks: readonly WaitingTask[];
  readonly mails: readonly StuckMail[];
  readonly findings: readonly FindingLine[];
}

/** What an entry says that waits for nobody in particular. */
export const NO_WAIT = {
  task: null,
  since: null,
  days: 0,
  tooLong: false,
  forReviewer: false,
  request: null,
  handIn: null,
};

/** Age in working days. */
export const ageOf = ({ office, now }: InboxSource, since: Instant): number =>
  countDays(office.calendar, dateOf(since, office.calendar.zone), dateOf(now, office.calendar.zone)).days;

/** An open task, of an item or of the mailroom. */
export function taskEntry(
  task: Task,
  of: Pick<InboxEntry, 'stream' | 'notice' | 'key' | 'title'>,
  source: InboxSource,
  act: InboxAct,
): InboxEntry {
  const { unit, kind, id } = task;
  return {
    ...NO_WAIT,
    ...of,
    kind: kind === 'approveR8' ? 'approval' : 'task',
    id: taskNumber(of.stream ?? '', id),
    unit,
    unitName: unit === null ? null : nameOfUnit(source.office.roster, unit),
    task: { id, kind },
    round: null,
    what: taskWords(task),
    since: task.openedAt,
    days: ageOf(source, task.openedAt),
    acts: kind === 'approveR8' ? ['send', 'hold'] : [act],
  };
}
