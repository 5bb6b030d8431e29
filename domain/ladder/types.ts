import type { Audience, EntryRef } from '../item/types';
import type { CivilDate } from '../time';
import type { UnitId } from '../roster/types';

/** One day of the ladder's agenda (催办日程) of one assignment. */
export interface AgendaEntry extends EntryRef {
  readonly provisional: boolean;
  /** Round number of the assignment that it belongs to (0 for R1 and Q: the assignment itself). */
  readonly no: number;
  /** Editions that it goes into, before the unit's escalation is looked at. */
  readonly audiences: readonly Audience[];
  /** Opens a phone task beside its mail. */
  readonly phone: boolean;
}

/** Facts about the delivery of the letter of assignment that only the deliveries know; forecast assumes it sent at the first slot. */
export type LetterFact =
  | { readonly state: 'accepted'; readonly on: CivilDate }
  | { readonly state: 'waiting' }
  | { readonly state: 'bounced' };

/** How the letter of a unit went. */
export type Letters = (unit: UnitId) => LetterFact;
