import type { Text } from '../problem';
import type { UnitId } from '../roster/types';
import type { CivilDate, Instant } from '../time';
import type { Change } from './outbox';
import type { Source } from './commands/case';
import type { EventAround, Telling } from './told';
import type { Assignment, DateVersion, ItemState, Task } from './types';

/** One round of one unit. */
export type OnUnit = { readonly unit: UnitId; readonly round: number };

/** A date given to one round of one assignment: the version that it becomes, whose cause and moment the event gives. */
export type DateSet = OnUnit & Pick<DateVersion, 'due' | 'version' | 'startDay'>;

/** A task as it is opened; the event gives the day. */
export type TaskOpen = Pick<Task, 'id' | 'kind' | 'unit' | 'rung' | 'ordinal' | 'version'>;

/** An act of a unit; `source` null: by the unit itself, else entered for it by a coordinator (代录). */
export type ByUnit = { readonly unit: UnitId; readonly source: Source | null };

/** The slot whose digest has it for the units: the next one at the time of the event. */
export type ToldAt = { readonly slot: CivilDate };

/** What the journal adds to an event. */
export interface EventMeta {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly requestKey: string | null;
}

/** What a mail sent at once (即时件) is about; the templates have the words. */
export type MailTopic =
  'urge' | 'granted' | 'refused' | 'accepted' | 'revoked' | 'returned' | 'reportReturned' | 'assigned';

/** A mail that an event causes at once inside the window. */
export interface MailAtOnce {
  /** letter: a unit assigned later, in the form of the letter at issue. */
  readonly kind: 'urge' | 'answer' | 'letter';
  readonly unit: UnitId;
  readonly title: MailTopic;
  /** The round that an answer answers; null: it is about none. */
  readonly round: number | null;
  /** Words of the urge, reason of the answer; may be empty. */
  readonly text: string;
  /** The date now in force where the answer is about one. */
  readonly date: CivilDate | null;
}

/** What an event says to people, and to whom it says it by itself. */
export interface EventWords<B> {
  /** What it is called, 签收; also what it says where `tells` has no sentence of its own. */
  readonly words: Text;
  /** What its line of the history says: units, sentence, changes, reason. */
  readonly tells: (body: B, told: EventAround) => Partial<Telling>;
  /**
   * The change line of the next digest for a unit whose count of changes the event raised; null: none. The body has then
   * the `slot` of that digest.
   */
  readonly change?: (body: B, earlier: Assignment, now: Assignment) => Change | null;
  readonly mails?: (body: B) => readonly MailAtOnce[];
}

/** Everything that is to be known of one event: its body, what it makes of a state, what it says. */
export interface EventEntry<B> extends EventWords<B> {
  /** The state after it. One about a unit, round or task that the item does not have changes nothing. */
  readonly apply: (state: ItemState, event: { readonly body: B } & EventMeta) => ItemState;
}

/** The answer to what a unit did in a round (null: in none), sent to it at once. */
export const answerMail = (
  { unit, round }: { readonly unit: UnitId; readonly round: number | null },
  title: MailTopic,
  words: string,
  date: CivilDate | null = null,
): readonly MailAtOnce[] => [{ kind: 'answer', unit, title, round, text: words, date }];
