import type { NoticeItem } from '../notice/types';
import { hint, text } from '../problem';
import { error, type PlanPath, type PlanProblem } from './problems';

/** The heading of items that were added after the notice (补充事项). */
export const SUPPLEMENT_SECTION = '补充事项';

/** What a plan takes from an item of its notice. */
export type ReadItem = Pick<NoticeItem, 'key' | 'section' | 'title' | 'text' | 'units'>;

/**
 * An item that the plan adds to its notice, in the form of one that was read: its text is the plan's own, it names no
 * units (the plan does) and stands in no section of the notice.
 */
export const supplementItem = (key: string, words: string): ReadItem => ({
  key,
  section: null,
  title: /^[^。；！？\n]+/u.exec(words)?.[0] ?? words,
  text: words,
  units: [],
});

/** A supplement under the key of an item of the notice: its text would go unread. */
export const notSupplement = (key: string, path: PlanPath): PlanProblem =>
  error(
    key,
    [...path, 'supplement'],
    'not-supplement',
    text(
      `通知里已有第“${key}”项，它的正文是通知的`,
      `the notice has an item "${key}" already; its text is the notice's`,
    ),
    hint(
      '请不写正文；若是补充的事项，另用一个通知里没有的编号',
      'leave its text out, or give the added item a number that the notice does not have',
      'plan-supplement',
    ),
  );
