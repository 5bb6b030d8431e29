import type { MailKind } from '../../domain/digest/types';
import type { MailState } from '../database/tables/mails';

/** Ends of a mail; each has one entry in the journal for each round. A sheet handed over by hand ends for the mail server when it is written. */
export const TERMINAL: readonly MailState[] = ['sent', 'failed', 'unknown', 'missed', 'dropped', 'manual'];

/** Mails of a slot: they leave on its day or not at all. All others stay ready for the next window. */
export const OF_SLOT: readonly MailKind[] = ['digest', 'change'];
