import type { Office } from '../../../domain/office';
import type { Problem, Text } from '../../../domain/problem';
import type { Account, AccountRole } from '../../../domain/roster/types';
import type { Instant } from '../../../domain/time';
import type { SessionRow } from '../../../ledger/access/sessions';
import { MAIL_MASTERS } from '../../../office/acts/mails';
import type { Look } from '../../../office/health/look';

export type VisitLang = 'zh' | 'en';
export type Theme = 'standard' | 'large' | 'contrast';

/** A sentence in the reader's language. */
export type Say = (zh: string, en: string) => string;

/** Picks the reader's language. */
export const sayIn =
  (lang: VisitLang): Say =>
  (zh, en) =>
    lang === 'zh' ? zh : en;

/** Who looks at a page, how, and when. */
export interface Visit {
  readonly lang: VisitLang;
  readonly say: Say;
  readonly theme: Theme;
  readonly now: Instant;
  readonly office: Office;
  /** Who is signed in, or is shown in the demonstration; null: nobody. */
  readonly account: Account | null;
  /** Who signed in, when the demonstration shows another. */
  readonly self: Account | null;
  /** The unit whose link opened the page, for which whoever looks acts; null: none. */
  readonly linkOf: string | null;
  /** The session of whoever signed in; null: nobody. */
  readonly session: SessionRow | null;
  /** The policy requires a second factor that the account does not have yet: nothing else opens. */
  readonly mustSetUp: boolean;
  /** Sending is paused, for those who may resume it: what of it is said, and how many mails wait; null: it is not. */
  readonly pause: { readonly said: Text; readonly waiting: number } | null;
  /** Services that are away at this moment; shown on every page. */
  readonly troubles: readonly Look[];
  /** By how much the office's clock is ahead of the host's, as a demonstration that ended leaves it, ms; 0: it is right. */
  readonly ahead: number;
  /** Address under which browsers reach the console, as mails give it. */
  readonly publicUrl: string;
  /** Whether this is a demonstration, whose clock and reader can be changed. */
  readonly demonstration: boolean;
  /** Path and query of the page, for links that come back to it. */
  readonly here: string;
  /** The token that a form posted to a path must bring. */
  token(action: string): string;
  /** Told once on the next page, then forgotten. */
  readonly banner: Banner | null;
}

/** What an act came to. */
export interface Banner {
  readonly kind: 'done' | 'refused';
  readonly title: string;
  readonly lines: readonly string[];
}

/** Roles of the office, who read everything about items. */
export const OFFICE_ROLE: readonly AccountRole[] = ['coordinator', 'reviewer', 'auditor'];

/** Whether the account of a visit is one of these. */
export const isMailMaster = (account: Account | null): boolean =>
  account !== null && MAIL_MASTERS.includes(account.role);

/** A problem as one sentence: what was wrong, and what would be right. */
export const sentence = ({ message, hint }: Problem, { lang }: Pick<Visit, 'lang'>): string =>
  `${message[lang]}${lang === 'zh' ? '。' : '. '}${hint[lang]}`;
