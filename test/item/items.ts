import type { CivilDate } from '../../domain/time';
import type { ItemState } from '../../domain/item/types';
import { accept, handIn, sign } from '../support/commands';
import { after, issued, officeSays, roundOf, unitSays, type Said, type TestItem } from '../support/item';

/** Just issued, due 2025-09-30: 区数据局 and 区司法局 each answer for it, 朱家角镇 supports. */
export const shared = issued({ units: { sjj: 'each', sfj: 'each', zjj: 'support' } });

/** Due 2025-09-30: 区数据局 leads and has signed for it, 区司法局 supports and has not. */
export const signed = after(issued(), [unitSays('2025-07-01', sign('sjj'))]);

/** Just issued, without a date: 区数据局 leads, 区司法局 supports. */
export const continuous = issued({ kind: 'continuous' });

/** Three rounds in a year. */
export const ROUNDS = {
  kind: 'recurring',
  dates: ['2025-07-31', '2025-09-30', '2025-12-31'],
} as const satisfies TestItem;

/** A unit hands in on a day and is accepted on another. */
export const finish = (unit: string, on: string, review: string): readonly Said[] => [
  unitSays(on, handIn(unit)),
  officeSays(review, accept(unit)),
];

/** The dates that the present round of a unit has had. */
export const datesOf = (state: ItemState, unit: string): readonly CivilDate[] =>
  roundOf(state, unit).versions.map(({ due }) => due.date);
