import type { RaisedBody } from '../item/raised';

/** What one look at the agenda has to say; the lists of a `raised` event. */
export type RaiseResult = Omit<RaisedBody, 'slot'>;

/** Nothing to say. */
export const EMPTY_RESULT: RaiseResult = {
  raised: [],
  covered: [],
  held: [],
  skipped: [],
  missed: [],
  dropped: [],
  tasks: [],
  lapsed: [],
  letters: [],
  back: [],
};

/** A result with only some lists filled. */
export const resultOf = (parts: Partial<RaiseResult>): RaiseResult => ({ ...EMPTY_RESULT, ...parts });

/** All lists one after the other. */
export function mergeResults(parts: readonly RaiseResult[]): RaiseResult {
  const all = parts.filter((result) => result !== EMPTY_RESULT);
  const [only = EMPTY_RESULT] = all;
  if (all.length < 2) return only;
  return {
    raised: all.flatMap((result) => result.raised),
    covered: all.flatMap((result) => result.covered),
    held: all.flatMap((result) => result.held),
    skipped: all.flatMap((result) => result.skipped),
    missed: all.flatMap((result) => result.missed),
    dropped: all.flatMap((result) => result.dropped),
    tasks: all.flatMap((result) => result.tasks),
    lapsed: all.flatMap((result) => result.lapsed),
    letters: all.flatMap((result) => result.letters),
    back: all.flatMap((result) => result.back),
  };
}

/** Worth an event of its own; what is covered, skipped or missed rides along with the next one. */
export const needsEvent = (result: RaiseResult): boolean =>
  [result.raised, result.held, result.dropped, result.tasks, result.lapsed, result.back].some(
    (list) => list.length > 0,
  );
