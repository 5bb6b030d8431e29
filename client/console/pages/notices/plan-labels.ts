import { text, type Text } from '../../../../domain/problem';

/** What the fields of the form of an item are called. */
export const ITEM_LABELS = {
  title: text('简称（邮件主题里用）', 'Short title'),
  dates: text('日期', 'Dates'),
  lead: text('牵头', 'Lead'),
  each: text('责任（各自负责）', 'Each responsible'),
  support: text('配合', 'Support'),
  supplement: text('正文', 'Text'),
  dueOf: text('个别单位单独的期限', 'Dates of single units'),
} as const;

/** The field of a group word in the form of an item. */
export const groupOfItemLabel = (word: string): Text =>
  text(`“${word}”在这一项指哪些单位`, `Members of ${word} for this item`);

/** What the fields of the form of the whole plan are called. */
export const WHOLE_LABELS = {
  title: text('标题', 'Title'),
  number: text('文号', 'Number'),
  year: text('年份', 'Year'),
  looked: text(
    '通知里没有归入事项的行，看过的打勾',
    'Lines of the notice outside any item; tick what you read',
  ),
} as const;

/** The field of a group word in the form of the whole plan. */
export const groupOfPlanLabel = (word: string): Text => text(`“${word}”指哪些单位`, `Members of ${word}`);

/** The field of a name that the notice has and the roster does not. */
export const meaningLabel = (name: string): Text =>
  text(`“${name}”是名册里的哪个单位`, `Which unit of the roster is ${name}`);
