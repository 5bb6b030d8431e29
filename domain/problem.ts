import type { ProblemCode } from './problem-codes';

/** A sentence for people, Chinese first. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/**
 * What one can do about a problem. A hint names the deed and never how a front end has it done: the command line puts in
 * a command or an option (client/cli/ways.ts), a page a button.
 */
export type HintWay =
  | 'accept-past'
  | 'act-as'
  | 'assign'
  | 'cancel'
  | 'cancel-missing'
  | 'change-date'
  | 'change-role'
  | 'check-ledger'
  | 'choose-round'
  | 'close-or-cancel'
  | 'compare-histories'
  | 'copy-ledger'
  | 'end-year'
  | 'enter-contact'
  | 'finish-through-item'
  | 'give-reason'
  | 'import-notice'
  | 'issue-notice'
  | 'issue-part'
  | 'look-at-item'
  | 'look-at-items'
  | 'look-at-key'
  | 'look-at-late-items'
  | 'look-at-mails'
  | 'look-at-notice'
  | 'look-at-tasks'
  | 'look-at-units'
  | 'make-ledger'
  | 'manual-channel'
  | 'migrate-ledger'
  | 'move-rounds'
  | 'plan-dates'
  | 'plan-dates-of-units'
  | 'plan-group'
  | 'plan-list'
  | 'plan-looked'
  | 'plan-supplement'
  | 'plan-title'
  | 'plan-units'
  | 'plan-year'
  | 'preview-plan'
  | 'record-for-unit'
  | 'reopen'
  | 'report'
  | 'restore-ledger'
  | 'return-hand-in'
  | 'review'
  | 'rotate-key'
  | 'send-or-not'
  | 'urge-again'
  | 'verify-ledger'
  | 'withdraw-extension';

/** What would be right, and the way to have it done where there is one. */
export interface Hint extends Text {
  readonly way?: HintWay;
}

/** What was wrong, where, and what would be right. `code` is stable and one of problem-codes.ts. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: Text;
  readonly hint: Hint;
}

/** Everything below an activity or a command handler returns one of these and throws nothing. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** Refuses with a code, and message and hint each in both languages. */
export const refuse = (code: ProblemCode, message: Text, hint: Hint): { ok: false; problem: Problem } => ({
  ok: false,
  problem: { code, message, hint },
});

/** The two languages of one sentence. */
export const text = (zh: string, en: string): Text => ({ zh, en });

/**
 * A hint in both languages, and the way to act on it where there is one.
 *
 * @example
 * hint('请先调整期限', 'change a date first', 'change-date'); // the command line adds: item date
 */
export const hint = (zh: string, en: string, way?: HintWay): Hint =>
  way === undefined ? { zh, en } : { zh, en, way };

/** A hint whose parts are handed on. */
export type HintParts = Parameters<typeof hint>;

/** What a thrown error says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
