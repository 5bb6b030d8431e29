import type { Addressee, Edition, MailKind } from '../../../domain/digest/types';
import type { CivilDate, Instant } from '../../../domain/time';
import { counted, flagColumn, integer, json, oneOf, optional, table, text } from '../table';

/** Where a mail stands. */
export type MailState = 'ready' | 'sending' | 'sent' | 'failed' | 'unknown' | 'missed' | 'dropped' | 'manual';

/**
 * Mails. `rank`: the order of claiming (urge, answer, digest, letter); `addressee`: unit or account id; `checkpoint`: the
 * latest signed one when it was composed; `next_try`: not to be tried before; `unknowns`: how
 * often its fate was unknown in this round; `round`: how often it ended before, since `retry` begins another round and each has its own
 * `delivered` entry; `noted`: what was composed stands in the journal, as it does but for urges and answers just written.
 */
export const mails = table({
  columns: {
    key: text(),
    kind: oneOf<MailKind>({ letter: true, digest: true, urge: true, change: true, answer: true }),
    rank: integer(),
    addressee: text(),
    audience: text<Addressee['audience']>(),
    unit: optional(text()),
    slot: text<CivilDate>(),
    state: oneOf<MailState>({
      ready: true,
      sending: true,
      sent: true,
      failed: true,
      unknown: true,
      missed: true,
      dropped: true,
      manual: true,
    }),
    message_id: text(),
    checkpoint: optional(text()),
    edition: json<Edition>(),
    composed_at: integer<Instant>(),
    ready_at: integer<Instant>(),
    next_try: integer<Instant>(),
    tries: integer(),
    unknowns: integer(),
    run: optional(text()),
    attempt: integer(),
    claimed_at: optional(integer<Instant>()),
    settled_at: optional(integer<Instant>()),
    response: optional(text()),
    round: integer(),
    journaled: flagColumn(),
    noted: flagColumn(),
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
  columns: { mail: text(), stream: text(), seq: counted() },
  key: ['mail', 'stream'],
  indexes: [{ on: ['stream'] }],
  references: [{ columns: ['mail'], table: 'mails', to: ['key'] }],
});

/** Letters that ended on a later day than their first, until their items have been told. */
export const delayed_letters = table({
  columns: { mail: text(), round: integer() },
  key: ['mail', 'round'],
  references: [{ columns: ['mail'], table: 'mails', to: ['key'] }],
});

/** To whom a mail goes, and what became of it there. */
export const recipients = table({
  columns: {
    mail: text(),
    contact: text(),
    name: text(),
    address: text(),
    state: oneOf<'waiting' | 'sent' | 'failed'>({ waiting: true, sent: true, failed: true }),
    response: optional(text()),
  },
  key: ['mail', 'contact'],
  references: [{ columns: ['mail'], table: 'mails', to: ['key'] }],
});

/** Mailboxes that refused for good (dead), or live again. */
export const contact_health = table({
  columns: { contact: text(), dead: flagColumn(), since: integer<Instant>(), response: text() },
  key: ['contact'],
});

/** The newest attempt of each run of `post`, and when it began; those of days before are forgotten. */
export const post_runs = table({
  columns: { run: text(), attempt: integer(), began: integer<Instant>() },
  key: ['run'],
});

/** Token buckets in sixty-thousandths, so that per-minute rates stay whole numbers for each millisecond. */
export const buckets = table({
  columns: { name: text(), level: integer(), at: integer<Instant>() },
  key: ['name'],
});

/** Slots composed to their end. */
export const slots = table({
  columns: { slot: text<CivilDate>(), composed_at: integer<Instant>() },
  key: ['slot'],
});
