import type { Edition } from '../domain/digest/types';
import type { StreamId } from '../domain/journal/types';
import type { ItemState } from '../domain/item/types';
import type { Office } from '../domain/office';
import type { Text } from '../domain/problem';
import type { Instant } from '../domain/time';
import type { MailRow } from '../ledger/mails/list';

/** What `duban start` has to say of. */
export interface Scene {
  readonly office: Office;
  readonly now: Instant;
  readonly items: readonly ItemState[];
  /** Items that are left out because their stored state is broken. */
  readonly broken: readonly StreamId[];
  readonly letters: readonly MailRow[];
  /** When the letters that wait go out. */
  readonly lettersFrom: Instant;
  /** The next mails to units that the items as they stand will cause, in the order of their slots. */
  readonly ahead: readonly Edition[];
  readonly paused: string | null;
  /** Where mails go, in words. */
  readonly outlet: Text;
}
