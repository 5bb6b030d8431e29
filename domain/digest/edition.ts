import type { AccountId } from '../roster/types';
import { addresseeName, noticesIn, signOf } from './addressee';
import { addresseeOf, mailKey, type MailRef } from './mail-ref';
import type { SnapshotIndex } from './snapshot';
import type { Edition } from './types';

/** What an edition says, whoever reads it. */
export type EditionBody = Omit<Edition, 'key' | 'ref' | 'to' | 'name'>;

/** What differs from edition to edition; the rest is nothing, or follows from the lines. */
type EditionParts = Pick<Edition, 'kind' | 'slot' | 'demo' | 'totalOpen' | 'lines'> &
  Partial<EditionBody> & {
    /** Who signs it. */
    readonly coordinator: AccountId;
  };

/** The body of an edition from its parts. */
export const editionBody = (index: SnapshotIndex, { coordinator, ...parts }: EditionParts): EditionBody => ({
  fullDay: false,
  sheets: [],
  findings: [],
  tasks: [],
  since: null,
  message: null,
  rows: [],
  events: [],
  sign: signOf(index.snapshot, coordinator),
  notices: noticesIn(index, parts.lines),
  ...parts,
});

/** A body as the mail that `ref` names. */
export function addressedEdition({ snapshot }: SnapshotIndex, ref: MailRef, body: EditionBody): Edition {
  const to = addresseeOf(ref);
  return { ...body, key: mailKey(ref), ref, to, name: addresseeName(snapshot, to) };
}
