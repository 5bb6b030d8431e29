import type { NoticeText } from '../domain/digest/delivery';
import type { RenderedMail } from './types';

/** Characters that no file system and no mail program takes in a name. */
const BARRED = /[\\/:*?"<>|\p{Cc}\p{Cf}]+/gu;

const NAME_LENGTH = 60;

const sheetFileName = (title: string): string => {
  const letters = Array.from(title.replace(BARRED, ' ').trim());
  return `${letters.slice(0, NAME_LENGTH).join('') || '通知'}（原文）.txt`;
};

/** Older editors know UTF-8 by its mark, and end lines with CR LF. */
const content = (text: string): string => `\ufeff${text.replace(/\r?\n/g, '\r\n')}`;

/** The texts of notices as files, without those that are too long. */
export const enclosuresOf = (notices: readonly NoticeText[]): RenderedMail['enclosures'] =>
  notices.flatMap(({ title, text }) =>
    text === null ? [] : [{ filename: sheetFileName(title), content: content(text) }],
  );

/** Digits of a digest that people compare. */
const SHORT_TITLE = 16;

/** What a letter says of the texts that go with it, or do not for their length. */
export const enclosureText = ({ title, digest, text }: NoticeText): string =>
  text === null
    ? `《${title}》原文较长，未随信附上，可向督办联系人索取（SHA-256 ${digest.slice(0, SHORT_TITLE)}…）。`
    : `随信附《${title}》原文（SHA-256 ${digest.slice(0, SHORT_TITLE)}…）。`;
