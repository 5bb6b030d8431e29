import type { OutboxRow } from '../item/outbox';
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

/**
 * A mail that is due (待写): whom it is for and which rows it tells. What it says follows from the same immutable snapshot
 * whenever it is written, so whoever only counts mails has none written.
 */
export interface DueMail extends Pick<Edition, 'key' | 'ref' | 'to' | 'slot' | 'name'> {
  /** The rows that the edition carries, in no order. */
  readonly rows: readonly OutboxRow[];
  /** The edition; never empty. */
  readonly write: () => Edition;
}

/** The mail of a slot that is due to an addressee, with what it will say. */
export function dueMail(
  index: SnapshotIndex,
  ref: Extract<MailRef, { of: 'slot' }>,
  rows: readonly OutboxRow[],
  write: () => EditionBody,
): DueMail {
  const { to, slot } = ref;
  const name = addresseeName(index.snapshot, to);
  return {
    ...{ key: mailKey(ref), ref, to, slot, name, rows },
    write: () => addressedEdition(index, ref, write()),
  };
}

/** A mail that has been written already. */
export const dueAs = (edition: Edition): DueMail => ({ ...edition, write: () => edition });

/** A body as the mail that `ref` names. */
export function addressedEdition({ snapshot }: SnapshotIndex, ref: MailRef, body: EditionBody): Edition {
  const to = addresseeOf(ref);
  return { ...body, key: mailKey(ref), ref, to, name: addresseeName(snapshot, to) };
}
