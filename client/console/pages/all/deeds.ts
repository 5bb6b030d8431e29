import { waitingIn, callsIn } from '../../../../office/bulk/planners';
import type { BulkAsked } from '../../../../office/bulk/order';
import { isOpen } from '../../../../domain/item/view';
import type { AccountRole } from '../../../../domain/roster/types';
import { parseDate } from '../../../../domain/time';
import { chosenRows, type ConsoleRow, type Filter } from '../../items/rows';
import type { FieldFault } from '../../web/form';
import type { Visit } from '../../web/visit';
import type { Wish } from './act-on-many';

/** What can be done to all items that match a filter. */
export type Deed = 'urge' | 'move' | 'accept' | 'calls';

interface DeedEntry {
  readonly zh: string;
  readonly en: string;
  /** What its words are called. */
  readonly words: readonly [string, string];
  readonly who: readonly AccountRole[];
  /** Whether it is about a day too. */
  readonly dated: boolean;
  /** Whether it has anything to do with an open item, by the unit of the filter. */
  readonly concerns: (row: ConsoleRow, unit: string | undefined) => boolean;
}

/** Every deed, in the order in which they are offered. */
export const DEEDS: Readonly<Record<Deed, DeedEntry>> = {
  urge: {
    ...{ zh: '一并催办', en: 'Urge all', words: ['催办内容', 'text'], dated: false },
    who: ['coordinator'],
    concerns: () => true,
  },
  move: {
    ...{ zh: '一并改期', en: 'Move all dates', words: ['理由', 'reason'], dated: true },
    who: ['coordinator'],
    concerns: () => true,
  },
  accept: {
    ...{ zh: '一并通过办结', en: 'Accept all hand-ins', words: ['审核意见', 'remark'], dated: false },
    who: ['coordinator', 'reviewer'],
    concerns: ({ item }, unit) => waitingIn(item, unit).length > 0,
  },
  calls: {
    ...{ zh: '一并办结电话催办', en: 'Finish all phone calls', words: ['通话结果', 'what was said'] },
    dated: false,
    who: ['coordinator'],
    concerns: ({ item }, unit) => callsIn(item, unit).length > 0,
  },
};

/** The deeds by name. */
export const ALL_DEEDS: readonly Deed[] = ['urge', 'move', 'accept', 'calls'];

/** What was typed into the form of a deed. */
interface DeedWish extends Wish {
  readonly deed: Deed;
  /** The unit to which the filter narrows it. */
  readonly unit: string | undefined;
}

/** What is asked of each item, or what is wrong with the form. */
export function askedOf({ deed, words, date, unit }: DeedWish, { lang }: Visit): BulkAsked | FieldFault {
  const of = unit === undefined ? {} : { of: unit };
  switch (deed) {
    case 'urge': {
      const units = unit === undefined ? [] : [unit];
      return { type: 'command', command: { type: 'urge', units, text: words, again: false } };
    }
    case 'accept':
      return { type: 'accept', text: words, ...of };
    case 'calls':
      return { type: 'calls', result: words, ...of };
    case 'move': {
      const day = parseDate(date);
      if (!day.ok) return { field: 'date', message: day.problem.message[lang] };
      return { type: 'move', move: { type: 'to', date: day.value }, reason: words, ...of };
    }
  }
}

/** The unit that a filter names. */
export const filterUnit = ({ unit }: Filter): string | undefined => (unit === '' ? undefined : unit);

/** Open items that fit a filter and that a deed is about. */
export const matching = (rows: readonly ConsoleRow[], filter: Filter, deed: Deed): readonly ConsoleRow[] =>
  chosenRows(rows, filter).filter((row) => isOpen(row.item) && DEEDS[deed].concerns(row, filterUnit(filter)));
