import type { Addressee, Edition, MailKind } from '../../../domain/digest/types';
import type { CivilDate, Instant } from '../../../domain/time';
import {
  addedSince,
  positiveColumn,
  flagColumn,
  integer,
  json,
  wordColumn,
  optional,
  table,
  textColumn,
} from '../table';

/** The state of a mail. */
export type MailState = 'ready' | 'sending' | 'sent' | 'failed' | 'unknown' | 'missed' | 'dropped' | 'manual';

export const MAIL_STATES: Readonly<Record<MailState, true>> = {
  ready: true,
  sending: true,
  sent: true,
  failed: true,
  unknown: true,
  missed: true,
  dropped: true,
  manual: true,
};

/**
 * Mails. `rank`: the order of claiming (urge, answer, digest, letter); `addressee`: unit or account id; `checkpoint`: the
 * latest signed one when it was composed; `next_try`: not to be tried before; `unknowns`: how
 * often its fate was unknown in this round; `round`: how often it ended before, since `retry` begins another round and each has its own
 * `delivered` entry; `handed`: its attempt has been given it to send, and is not composing it again; `noted`: what was composed stands in the journal, as it does but for urges and answers just written; `act`: the change set whose urges it gathers, and
 * which it does not leave before; null: it may leave.
 */
export const mails = table({
  columns: {
    key: textColumn(),
    kind: wordColumn<MailKind>({ letter: true, digest: true, urge: true, change: true, answer: true }),
    rank: integer(),
    addressee: textColumn(),
    audience: textColumn<Addressee['audience']>(),
    unit: optional(textColumn()),
    slot: textColumn<CivilDate>(),
    state: wordColumn(MAIL_STATES),
    message_id: textColumn(),
    checkpoint: optional(textColumn()),
    edition: json<Edition>(),
    composed_at: integer<Instant>(),
    ready_at: integer<Instant>(),
    next_try: integer<Instant>(),
    tries: integer(),
    unknowns: integer(),
    run: optional(textColumn()),
    attempt: integer(),
    claimed_at: optional(integer<Instant>()),
    handed: flagColumn(),
    settled_at: optional(integer<Instant>()),
    response: optional(textColumn()),
    round: integer(),
    journaled: flagColumn(),
    noted: flagColumn(),
    act: addedSince('0002-expand-calls', textColumn()),
  },
  key: ['key'],
  indexes: [
    { on: ['state', 'rank', 'addressee', 'audience', 'key'] },
    { on: ['journaled', 'state'] },
    { on: ['addressee', 'composed_at'] },
    { on: ['slot'] },
    { on: ['noted'], where: 'noted = 0' },
  ],
});

/** The heads of a mail's items when it was composed. */
export const mail_items = table({
  columns: { mail: textColumn(), stream: textColumn(), seq: positiveColumn() },
  key: ['mail', 'stream'],
  indexes: [{ on: ['stream'] }],
  references: [{ columns: ['mail'], table: 'mails', to: ['key'] }],
});

/** Letters that ended on a later day than their first, until their items have been signalled. */
export const delayed_letters = table({
  columns: { mail: textColumn(), round: integer() },
  key: ['mail', 'round'],
  references: [{ columns: ['mail'], table: 'mails', to: ['key'] }],
});

/** To whom a mail goes, and what became of it there. */
export const recipients = table({
  columns: {
    mail: textColumn(),
    contact: textColumn(),
    name: textColumn(),
    address: textColumn(),
    state: wordColumn<'waiting' | 'sent' | 'failed'>({ waiting: true, sent: true, failed: true }),
    response: optional(textColumn()),
  },
  key: ['mail', 'contact'],
  references: [{ columns: ['mail'], table: 'mails', to: ['key'] }],
});

/** Mailboxes that refused for good (dead), or accept again. */
export const contact_health = table({
  columns: { contact: textColumn(), dead: flagColumn(), since: integer<Instant>(), response: textColumn() },
  key: ['contact'],
});

/** The newest attempt of each run of `post`, and when it began; those of days before are forgotten. */
export const post_runs = table({
  columns: { run: textColumn(), attempt: integer(), began: integer<Instant>() },
  key: ['run'],
});

/** Token buckets in sixty-thousandths, so that per-minute rates stay whole numbers for each millisecond. */
export const buckets = table({
  columns: { name: textColumn(), level: integer(), at: integer<Instant>() },
  key: ['name'],
});

/** Slots composed to their end. */
export const slots = table({
  columns: { slot: textColumn<CivilDate>(), composed_at: integer<Instant>() },
  key: ['slot'],
});

/** Ends of a mail; each has one entry in the journal for each round. A sheet handed over by hand ends for the mail server when it is written. */
export const TERMINAL: readonly MailState[] = ['sent', 'failed', 'unknown', 'missed', 'dropped', 'manual'];

/** Mails of a slot: they leave on its day or not at all. All others stay ready for the next window. */
export const OF_SLOT: readonly MailKind[] = ['digest', 'change'];
