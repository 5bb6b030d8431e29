import type { RaisedBody } from '../item/events';

/** What one look at the agenda has to say; the lists of a `raised` event. */
export type Said = Omit<RaisedBody, 'slot'>;

/** Nothing to say. */
export const NOTHING: Said = {
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

/** A Said with only some lists filled. */
export const say = (parts: Partial<Said>): Said => ({ ...NOTHING, ...parts });

/** All lists one after the other. */
export function together(parts: readonly Said[]): Said {
  const all = parts.filter((said) => said !== NOTHING);
  if (all.length === 0) return NOTHING;
  return {
    raised: all.flatMap((said) => said.raised),
    covered: all.flatMap((said) => said.covered),
    held: all.flatMap((said) => said.held),
    skipped: all.flatMap((said) => said.skipped),
    missed: all.flatMap((said) => said.missed),
    dropped: all.flatMap((said) => said.dropped),
    tasks: all.flatMap((said) => said.tasks),
    lapsed: all.flatMap((said) => said.lapsed),
    letters: all.flatMap((said) => said.letters),
    back: all.flatMap((said) => said.back),
  };
}

/** Worth an event of its own; what is covered, skipped or missed rides along with the next one. */
export const isLoud = (said: Said): boolean =>
  [said.raised, said.held, said.dropped, said.tasks, said.lapsed, said.back].some((list) => list.length > 0);
