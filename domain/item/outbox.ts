import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import type { Audience, Rung } from './types';

/** Names a row of the outbox: which reminder of which item and unit, for which audience. */
export interface RowRef {
  readonly stream: string;
  readonly unit: UnitId;
  readonly rung: Rung;
  readonly ordinal: string;
  readonly version: number;
  readonly audience: Audience;
}

/** A row of the outbox: a rung of an item for one audience, sent with the digest of a slot. */
export interface OutboxRow extends RowRef {
  readonly slot: CivilDate;
  readonly provisional: boolean;
  /** Waits for an R8 approval. */
  readonly waits: boolean;
  /** For C: what changed (change of date, role, cancellation …); null otherwise. */
  readonly change: Change | null;
}

/** A change line of the next digest. */
export interface Change {
  readonly type: 'date' | 'role' | 'assigned' | 'released' | 'cancelled' | 'reopened' | 'closed';
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
}

/** Key of a row in tables and maps, UNIQUE in the outbox: item|unit|rung|ordinal|version|audience. Never read back. */
export const rowKey = ({ stream, unit, rung, ordinal, version, audience }: RowRef): string =>
  [stream, unit, rung, ordinal, version, audience].join('|');
