/** A sentence for people, Chinese first. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** What was wrong, where, and what would be right. `code` is stable and lower-kebab. */
export interface Problem {
  readonly code: string;
  readonly message: Text;
  readonly hint: Text;
}

/** Everything below an activity or a command handler returns one of these and throws nothing. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** Refuses with a code, and message and hint each in both languages. */
export const refuse = (code: string, message: Text, hint: Text): { ok: false; problem: Problem } => ({
  ok: false,
  problem: { code, message, hint },
});

/** The two languages of one sentence. */
export const text = (zh: string, en: string): Text => ({ zh, en });
