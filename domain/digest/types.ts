import type { Role, Rung, Task } from '../item/types';
import type { Change, OutboxRow } from '../item/outbox';
import type { NoticeSubject } from '../plan/types';
import type { LampName } from '../policy';
import type { AccountId, UnitId } from '../roster/types';
import type { ExtensionAsked } from '../item/waits';
import type { CivilDate } from '../time';
import type { Unlisted } from './order';
import type { MailRef } from './mail-ref';
import type { SinceBlock } from './since';

/** letter 交办 | digest 每日提醒 | change 变更通知 | urge 督办 | answer 答复; a briefing (督办日报) is a digest for the coordinator. */
export type MailKind = 'letter' | 'digest' | 'urge' | 'change' | 'answer';

/** Whom a mail is for: the contacts of a unit in a role, or one account. */
export type Addressee =
  | { readonly unit: UnitId; readonly audience: 'liaison' | 'supervisor' | 'chief' }
  | { readonly account: AccountId; readonly audience: 'coordinator' | 'reviewer' };

export type Section = 'overdue' | 'dueSoon' | 'unsigned' | 'returned' | 'changed' | 'rest' | 'waiting';

/** One item (of one unit) in a mail. */
export interface Line {
  readonly section: Section;
  readonly stream: string;
  readonly notice: string;
  readonly no: string;
  readonly title: string;
  /** The item's full text in letters, urges and answers; null in digests. */
  readonly text: string | null;
  readonly unit: UnitId;
  readonly unitName: string;
  readonly role: Role;
  /** Number of the round that the line speaks of; null for items that do not recur. */
  readonly round: number | null;
  /** Due date of that round; null for continuous items. */
  readonly due: CivilDate | null;
  /** The date itself lies in an undeclared year. */
  readonly dueProvisional: boolean;
  /** The highest raised rung names the row, null when none was raised. */
  readonly rung: Rung | null;
  readonly marks: readonly Rung[];
  readonly lamp: LampName;
  /** Why the lamp is what it is, e.g. 逾期3个工作日. */
  readonly reason: string;
  readonly daysLate: number;
  /** The days counted in the reason rest on an undeclared year. */
  readonly reasonProvisional: boolean;
  /** Anything of it rests on an undeclared year: date, reason, or the day of the reminder. */
  readonly provisional: boolean;
  /** Other rounds of the unit that are late. */
  readonly alsoLate: readonly {
    readonly round: number;
    readonly due: CivilDate;
    readonly daysLate: number;
  }[];
  /** A hand-in or request that has waited longer than policy.reviewWithin: red. */
  readonly waitsTooLong: boolean;
  /** What whoever decides has to read; null where nothing waits. */
  readonly asked: ExtensionAsked | null;
  readonly changes: readonly Change[];
}

/** The R6 block titled 催办单, printable alone. */
export interface UrgingSheet {
  readonly stream: string;
  readonly number: string;
  readonly no: string;
  readonly title: string;
  readonly text: string;
  /** Number of its round; null for items that do not recur. */
  readonly round: number | null;
  readonly due: CivilDate;
  readonly daysLate: number;
  readonly answerBy: CivilDate;
  /** Days that rest on an undeclared year: the date, the days late, the day of the answer. */
  readonly provisional: { readonly due: boolean; readonly daysLate: boolean; readonly answerBy: boolean };
}

/** What an urge or answer says above its row. */
export interface Message {
  readonly title: string;
  readonly text: string;
  /** The round that an answer answers; absent: it is about none. */
  readonly round?: number;
  /** The answer moved the date of that round. */
  readonly moved?: true;
}

/** The event that urged a unit about an item, and its words. */
export interface UrgedItem {
  readonly stream: string;
  readonly seq: number;
  readonly text: string;
}

/** What one mail says, before it is rendered; computed from the state at sending. Everything a template needs is here. */
export interface Edition {
  /** Key of the mail, as its ref gives it. */
  readonly key: string;
  readonly ref: MailRef;
  readonly kind: MailKind;
  readonly to: Addressee;
  /** Slot day; for letters, urges and answers the day on which it was written. */
  readonly slot: CivilDate;
  readonly demo: boolean;
  /** Name of the unit or account. */
  readonly name: string;
  /** Open assignments of the unit (for a coordinator: open items). */
  readonly totalOpen: number;
  readonly fullDay: boolean;
  readonly lines: readonly Line[];
  readonly sheets: readonly UrgingSheet[];
  /** Findings on top: undeclared next year, missing items, pauses … (codes with a sentence). */
  readonly findings: readonly { readonly code: string; readonly zh: string; readonly en: string }[];
  readonly tasks: readonly (Task & {
    readonly stream: string;
    readonly title: string;
    readonly unitName: string | null;
  })[];
  /** What changed since the weekly briefing before; null in all other mails. */
  readonly since: SinceBlock | null;
  /** Free text of an urge, reason of an answer. */
  readonly message: Message | null;
  /** Items of a briefing that are counted and not listed; absent where all are listed. */
  readonly unlisted?: Unlisted;
  /** How many items of a letter were added after the notice (补充事项); absent where none was. */
  readonly supplements?: number;
  /** What was urged of which items, in the order in which it was; absent in all but urges. */
  readonly urged?: readonly UrgedItem[];
  /** Closing line: coordinator, phone. */
  readonly sign: { readonly name: string; readonly phone: string };
  /** The notices that its lines belong to, by id. */
  readonly notices: readonly { readonly id: string; readonly title: string; readonly number: string }[];
  /** The outbox rows that it carries, with which it is composed again. */
  readonly rows: readonly OutboxRow[];
  /** Calendar entries (.ics) of a letter or a change: one for item and unit. */
  readonly events: readonly CalendarEntry[];
}

/** One VEVENT: stable for item and unit, sequence up with every changed date. */
export interface CalendarEntry {
  readonly uid: string;
  readonly sequence: number;
  readonly method: 'REQUEST' | 'CANCEL';
  readonly date: CivilDate;
  readonly summary: string;
  readonly description: string;
  /** The day on whose morning the calendar reminds; null: it does not. */
  readonly alarm: CivilDate | null;
}

/** A notice as mails name it. */
export interface NoticeInfo extends NoticeSubject {
  readonly id: string;
}
