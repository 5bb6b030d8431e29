import type { PolicyOverride } from '../policy';
import type { AccountId, UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import type { ItemSubject, Role } from '../item/types';

/** One unit of a planned item, already resolved against the roster. */
export interface PlanUnit {
  readonly unit: UnitId;
  readonly role: Role;
  /** The group word it comes from, null when named itself. */
  readonly via: string | null;
  /** A date of its own; null: the item's. */
  readonly due: CivilDate | null;
}

/** What the coordinator confirmed for one item (事项). */
export interface PlanItem extends ItemSubject {
  /** One date for dated, several for recurring (ascending), none for continuous. Before any roll rule. */
  readonly dates: readonly CivilDate[];
  readonly units: readonly PlanUnit[];
  /** Group words that nobody has resolved yet; block issuing. */
  readonly unresolved: readonly string[];
  readonly policy: PolicyOverride | null;
}

/** What a notice (通知) is, and who answers for it. */
export interface NoticeSubject {
  readonly title: string;
  readonly number: string;
  readonly year: number;
  /** A marked demonstration (演示·日期为示例): dates are samples. */
  readonly demo: boolean;
  /** Owner of the notice, and deputies: who gets the briefing. */
  readonly coordinator: AccountId;
  readonly deputies: readonly AccountId[];
}

/** The confirmed plan of one notice. */
export interface Plan extends NoticeSubject {
  readonly notice: string;
  readonly policy: PolicyOverride | null;
  /** Units that names of the notice mean, where the roster does not say so; absent where none does. */
  readonly names?: Readonly<Record<string, string>>;
  readonly items: readonly PlanItem[];
  /** sha256 of the canonical plan. */
  readonly digest: string;
}
