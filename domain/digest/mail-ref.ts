import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import type { Addressee, Edition } from './types';
import { rowKey } from '../item/outbox';

/** Names a mail: at most one is written for each. */
export type MailRef =
  /** A digest, briefing or change mail: one for an addressee and slot (invariant 5). */
  | { readonly of: 'slot'; readonly to: Addressee; readonly slot: CivilDate }
  /** A letter of assignment: one for a unit and issuing run. */
  | { readonly of: 'batch'; readonly unit: UnitId; readonly notice: string; readonly batch: number }
  /** What a coordinator urges (催办): one for a unit and day, and the n-th only where somebody asked for one more. */
  | { readonly of: 'urge'; readonly unit: UnitId; readonly day: CivilDate; readonly n: number }
  /** What one event caused at once, for one unit. */
  | { readonly of: 'event'; readonly stream: string; readonly seq: number; readonly unit: UnitId };

export type ToAccount = Extract<Addressee, { account: string }>;
export type ToUnit = Extract<Addressee, { unit: string }>;

/** unit|audience or account|audience: the order in which editions are composed. */
export const addresseeKey = (to: Addressee): string =>
  `${'unit' in to ? to.unit : to.account}|${to.audience}`;

/** Key of a mail in tables and maps. Never read back: the ref stands in the edition. */
export function mailKey(ref: MailRef): string {
  switch (ref.of) {
    case 'slot':
      return `${addresseeKey(ref.to)}|${ref.slot}`;
    case 'batch':
      return `${ref.unit}|${ref.notice}|${ref.batch}`;
    case 'urge':
      return `${ref.unit}|urge|${ref.day}|${ref.n}`;
    case 'event':
      return `${ref.stream}|${ref.seq}|${ref.unit}`;
  }
}

/** Whom a mail is for: letters, urges and answers go to liaisons. */
export const addresseeOf = (ref: MailRef): Addressee =>
  ref.of === 'slot' ? ref.to : { unit: ref.unit, audience: 'liaison' };

/** Keys of the rows that an edition takes: a briefing repeats the changes told to units, which stay theirs. */
export const takenKeys = ({ rows, to }: Pick<Edition, 'rows' | 'to'>): readonly string[] =>
  rows.filter(({ audience }) => audience === to.audience).map(rowKey);
