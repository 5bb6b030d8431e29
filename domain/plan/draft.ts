import type { PolicyOverride } from '../policy';
import type { AccountId } from '../roster/types';
import type { CivilDate } from '../time';

/** Group word → names of its members, as the coordinator chose them. */
export type GroupChoice = Readonly<Record<string, readonly string[]>>;

/**
 * A name as the notice writes it → the unit or group word of the roster that it means; false: no unit, left out; null:
 * nobody has confirmed it yet.
 */
export type NameChoice = Readonly<Record<string, string | false | null>>;

/** What plan.yaml says of one item; names are as written, not yet resolved. */
export interface DraftItem {
  /** Key of the item in the reading of the notice; of a supplement one that the notice does not have. */
  readonly key: string;
  /** Text of an item added after the notice (补充事项); null: the item is the notice's own. */
  readonly supplement: string | null;
  /** Null: the reading's. */
  readonly title: string | null;
  /** A single date (dated), or null. */
  readonly due: CivilDate | null;
  /** The dates of a recurring item, or null. */
  readonly dates: readonly CivilDate[] | null;
  readonly continuous: boolean;
  /** Working days from today for a demonstration, one for each date. */
  readonly demo: readonly number[];
  readonly lead: readonly string[];
  readonly each: readonly string[];
  /** `each` stands there and is empty: the list of the notice ends in 等 and nobody has said who else it means. */
  readonly openList: boolean;
  readonly support: readonly string[];
  readonly groups: GroupChoice;
  /** Unit name → a date of its own. */
  readonly dueOf: Readonly<Record<string, CivilDate>>;
  readonly policy: PolicyOverride | null;
}

/** What plan.yaml says; null where the reading of the notice speaks. */
export interface PlanDraft {
  readonly notice: string;
  /** The file that the notice is in, seen from plan.yaml; null: notice.txt and the like beside it, or as imported. */
  readonly source: string | null;
  readonly title: string | null;
  readonly number: string | null;
  readonly year: number | null;
  readonly demo: boolean;
  /** "" when nobody is named yet. */
  readonly coordinator: AccountId;
  readonly deputies: readonly AccountId[];
  readonly policy: PolicyOverride | null;
  /** Lines of the notice that the reading does not account for and that somebody has looked at. */
  readonly lookedAt: readonly number[];
  readonly names: NameChoice;
  /** For the whole notice; an item may choose its own. */
  readonly groups: GroupChoice;
  readonly items: readonly DraftItem[];
}
