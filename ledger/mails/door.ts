import { MAILROOM } from '../../domain/journal/streams';
import type { CivilDate, Instant } from '../../domain/time';
import { LedgerFault } from '../database/faults';
import type { Db } from '../database/schema';
import type { Ways } from '../database/ways';
import { endChangeSet } from '../journal/change-sets';
import { faultsAt } from '../journal/faults-at';
import type { JournalChange } from '../journal/journal';
import { checkpoint } from '../log/checkpoint';
import type { LogKeyPlace } from '../log/log-key';
import type { OfficeReader } from '../office/office';
import type { ClaimCall } from './attempts';
import { claim, outgoing, recover, type ReadyPage } from './claim';
import { composeMails, type ComposeCall } from './compose';
import { delayedLetters, forgetDelayed } from './delayed';
import { journalDeliveries } from './deliveries';
import { findingsAt } from './findings';
import { mailFlow } from './flow';
import { composeLetterPage, type LettersCall } from './letters';
import {
  countSentMails,
  mailByKey,
  mailCounts,
  listLetters,
  listMails,
  listSentMails,
  oldestReady,
} from './list';
import { awaited, missing } from './missing';
import { pauseAt, paused, setPaused } from './pause';
import type { Receipts } from './receipts';
import { retryMails } from './retry';
import { writtenMail } from './written';
import { waitingRows } from './rows';
import { forgottenClaims, settle, type Settlement } from './settle';
import { releaseStuck, releaseUrges } from './urges';
import { endWindow, pending } from './window';

/** Only a ledger that may take it later holds anybody up: a receipt that it never takes is none, nor is such a checkpoint. */
const unlessPassing = (error: unknown): void => {
  if (error instanceof LedgerFault) throw error;
};

/** Mails: what is composed, and what is known of them. */
export const mailDoor = (ways: Ways, officeOf: OfficeReader, logKey: LogKeyPlace | null) => {
  const { read, asks, write, writes } = ways;
  /**
   * Composing by pages: a checkpoint comes before the first, so that mails carry it. They carry the last one when the log
   * cannot be read any more, which verifying it says: nobody waits for his mail until it is mended.
   */
  const composing = async <T>(now: Instant, after: string | null, compose: (db: Db) => Promise<T>) => {
    if (after === null)
      await write([MAILROOM], (db) => checkpoint(db, { slot: null, now }, logKey)).catch(unlessPassing);
    return write([MAILROOM], compose);
  };
  return {
    /** Open items that have not recorded a slot that is theirs: how many, and the first `limit` (null: all) after a stream. */
    missing: asks(missing),
    /** Those of them that the slot waits for: not such as had not recorded the slot before either, or at which the rules fail. */
    awaited: asks(awaited),
    /** At what the rules failed for a slot: items, which are not waited for, and mail/<addressee>. */
    faultsAt: asks(faultsAt),
    /**
     * One page of editions of a slot, in one transaction each: takes every raised row with slot ≤ this one, no mail and
     * not waiting, adds F and briefings. Idempotent. `after` is the last addressee of the page before.
     */
    composeSlot: (call: ComposeCall) =>
      composing(call.now, call.after, (db) => composeMails(db, call, officeOf)),
    /** Letters of one issuing run (key unit|notice|batch); with a page those of some units, `next` the last of them. Idempotent. */
    composeLetters: (call: LettersCall) =>
      composing(call.now, call.page?.after ?? null, (db) => composeLetterPage(db, call, officeOf)),
    /** What the briefing of a slot says first: sending paused, slots and mails missed, items not begun. */
    findings: (slot: CivilDate) => read(async (db) => findingsAt(db, slot, await officeOf(db))),
    setPaused: writes([MAILROOM], setPaused),
    /** Why and since when all sending is paused; null when it is not. */
    paused: asks(paused),
    /** The pause that holds at a moment; one whose time is over is ended. */
    pauseAt: writes([MAILROOM], pauseAt),
    /** Rows raised and in no mail yet, whatever their slot. */
    waitingRows: asks(waitingRows),
    mails: asks(listMails),
    /** Letters of assignment without what they say, the latest first. */
    letters: asks(listLetters),
    /** One mail; null when there is none under this key. */
    mail: asks(mailByKey),
    /** One mail as it is or was written, to nobody; null when there is none under this key. */
    writtenMail: (key: string) => read(async (db) => writtenMail(db, key, await officeOf(db))),
    /** What waits at a moment and since when, and when mail last moved. */
    mailFlow: asks(mailFlow),
    /** How many mails are in each state. */
    mailCounts: asks(mailCounts),
    /** Since when the mail that has waited longest is ready; null: none waits. */
    oldestReady: asks(oldestReady),
    /** All mails that went, by their slots, without what they say. */
    sentMails: asks(listSentMails),
    /** How many mails of each kind went in each month, until a day. */
    sentCounts: asks(countSentMails),
    /** Failed or unknown mails become ready again. */
    retry: (keys: readonly string[], by: JournalChange) =>
      write([MAILROOM], (db) => retryMails(db, keys, by, officeOf)),
    /**
     * Letters that ended on a later day than their first, after an outage or a pause, and the items that they name, until
     * they are forgotten. The items have to be told: from some day on an item asks only once a month how its letters went.
     */
    delayedLetters: asks(delayedLetters),
    /**
     * Ends a change set of which no change is left, strikes off its errand, and lets the letters go that it urged by.
     * Idempotent.
     */
    endChangeSet: (key: string, now: Instant) =>
      write([], async (db) => {
        if (await endChangeSet(db, key, now)) await releaseUrges(db, key);
      }),
    /** Lets the letters go that a set has urged by so far, if it has been under way for long: the rest cannot be reached. */
    releaseStuck: writes([], releaseStuck),
    /** The items of these have been signalled. Idempotent. */
    forgetDelayed: writes([], forgetDelayed),
  };
};

/** Posting: which mail leaves next, and how it ended. */
export const postDoor = ({ read, asks, write, writes }: Ways, officeOf: OfficeReader) => ({
  /** Before attempt n claims: rows of this run left in `sending` by an earlier attempt become ready (resend) or unknown (hold). */
  recover: (call: ClaimCall) => write([], (db) => recover(db, call, officeOf)),
  claim: (call: ClaimCall) => claim({ write }, call, officeOf),
  /**
   * One page, in the order of claiming, of the mails that become ready at a moment, each as a claim would give it if
   * nothing moved until then. Writes nothing.
   */
  outgoing: (page: ReadyPage) => read((db) => outgoing(db, page, officeOf)),
  /** Mails ready or sending, and the earliest instant at which one may be tried. */
  pending: asks(pending),
  /** Appends one `delivered` event for all terminal rows not yet journaled. Idempotent. */
  journalDeliveries: writes([MAILROOM], journalDeliveries),
  /** Ready digests of a window that has ended become missed; their rows are free for the next slot. */
  endWindow: (slot: CivilDate, now: Instant) => write([MAILROOM], (db) => endWindow(db, slot, now, officeOf)),
});

export const settleDoor = ({ read, write }: Ways, officeOf: OfficeReader, receipts: Receipts) => {
  const settled = (end: Settlement) => write([], (db) => settle(db, end, officeOf), 'ends');
  return {
    /**
     * Writes down how sending a mail ended. That a server has taken it is safe from a kill of this process from the first
     * moment, where receipts are kept.
     */
    settle: (
      key: Settlement['key'],
      outcome: Settlement['outcome'],
      now: Instant,
      by?: Settlement['by'],
    ): Promise<void> =>
      outcome.type === 'sent'
        ? receipts.during({ key, outcome, now, by }, () => settled({ key, outcome, now, by }))
        : settled({ key, outcome, now, by }),
    /**
     * Settles what processes of this machine, this one too, have sent and could not settle, by their receipts; what they
     * had settled in a ledger that was set back since as well. Idempotent.
     */
    settleReceipts: async () => ({
      found: await receipts.collect({
        settle: (receipt) => settled(receipt).catch(unlessPassing),
        forgotten: (spent) => read((db) => forgottenClaims(db, spent)),
      }),
    }),
  };
};
