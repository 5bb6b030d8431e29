import type { NoticeInfo } from '../../domain/digest/types';
import { sha256 } from '../../domain/journal/canonical';
import type { NoticeReading } from '../../domain/notice/types';
import { nameOfNotice } from '../../domain/plan/build';
import { dateOf, yearOf, type Instant } from '../../domain/time';

/** A notice as it was read, under an id, in the charge of whoever imports it; its year is the office's where it names none. */
export const noticeRead = (
  { title, number, year }: NoticeReading,
  at: { readonly id: string; readonly coordinator: string; readonly now: Instant; readonly zone: string },
): NoticeInfo => ({
  id: at.id,
  title: nameOfNotice(title),
  number: number ?? '',
  year: year ?? yearOf(dateOf(at.now, at.zone)),
  demo: false,
  coordinator: at.coordinator,
  deputies: [],
});

/** The request key of an import: the same text under the same id is imported once. */
export const importKey = (id: string, words: string): string => `import-${id}-${sha256(words).slice(0, 16)}`;
