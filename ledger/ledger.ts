import { MAILROOM, noticeStream, OFFICE } from '../domain/journal/streams';
import { ok, type Result } from '../domain/problem';
import type { Instant } from '../domain/time';
import type { StreamId } from '../domain/journal/types';
import type { Database } from './database/dialect';
import { faultOf, LedgerFault } from './database/faults';
import { endLinks, ensureLinkKey, linkEnds, linkKeys, rotateLinkKey } from './access/links';
import {
  credential,
  credentials,
  endSessions,
  invitation,
  invite,
  moveSession,
  noteAccess,
  openSession,
  session,
  setCredential,
  useInvitation,
} from './access/sessions';
import { check } from './upkeep/check';
import { dryRun } from './record/dry-run';
import { copyIntoFile } from './upkeep/into-file';
import { issue } from './notices/issue';
import { issuedPage, openRuns, unrecorded } from './notices/issue-run';
import { readEvents } from './journal/journal';
import { itemsAsOf, stateAsOf } from './items/as-of';
import { item, items, nextSlot } from './items/load';
import { recordedOf } from './items/replay';
import { closeTask, tasks } from './office/mailroom-tasks';
import { checkpoint, lastCheckpoint, type CheckpointCall } from './log/checkpoint';
import { journalKey, logKeyOf, nameOfLog, noKey, type LogKeyPlace } from './log/log-key';
import { addKey } from './log/key';
import { entries, logKeys, prove, rootOfFirst } from './log/prove';
import { tileAt } from './log/tiles';
import { claim, outgoing, recover } from './mails/claim';
import { composeSlot } from './mails/compose';
import { delayedLetters, forgetDelayed } from './mails/delayed';
import { journalDeliveries } from './mails/deliveries';
import { findingsAt } from './mails/findings';
import { composeLetters } from './mails/letters';
import { mail, mailCounts, mails } from './mails/list';
import { missing } from './mails/missing';
import { paused, setPaused } from './mails/pause';
import type { Receipts } from './mails/receipts';
import { retry } from './mails/retry';
import { settle } from './mails/settle';
import { endWindow, pending } from './mails/window';
import { hostAhead } from './database/clock';
import { errands, oweBatch, strikeOff } from './journal/errands';
import { identity } from './office/identity';
import { note } from './journal/note';
import { importNotice, notices, noticeText, planOf, shouldRun, standing } from './notices/notices';
import { makeOfficeReader, type OfficeReader } from './office/office';
import { persistently } from './database/persist';
import { record } from './record/record';
import { setCalendar, setContact, setPerson, setPolicy, setRoster } from './office/reference';
import { recall } from './journal/requests';
import type { Db } from './database/schema';
import { lastComposed, markComposed } from './office/slots';
import { inSnapshot } from './database/snapshot';
import { revision, streams } from './journal/streams';
import type {
  AccessLedger,
  AuditLedger,
  Change,
  ItemLedger,
  Ledger,
  LogLedger,
  MailLedger,
  NoticeLedger,
  ReferenceLedger,
  SettleLedger,
} from './types';
import { verify } from './log/verify';
import { withdraw } from './notices/withdraw';
import type { Writer } from './database/writer';

/** What a ledger is made of. */
export interface LedgerParts {
  readonly database: Database;
  /** Schema steps taken when it was opened. */
  readonly applied: readonly string[];
  readonly writer: Writer;
  readonly receipts: Receipts;
  /** Where the key of its log is; null: its checkpoints are not signed. */
  readonly logKey: LogKeyPlace | null;
}

/** All events of a stream: more than one can hold. */
const EVERY_EVENT = 10_000_000;

type Job<T> = (db: Db) => Promise<T>;

/** How the questions of the ledger reach its database; those that write name the streams that they append to. */
interface Ways {
  /** Reads outside a transaction; database faults become LedgerFault. */
  readonly read: <T>(job: Job<T>) => Promise<T>;
  readonly write: Writer['write'];
  /** In a transaction that is rolled back. */
  readonly rehearse: <T>(streams: readonly StreamId[], job: Job<T>) => Promise<T>;
  /** As of one moment. */
  readonly snapshot: <T>(job: Job<T>) => Promise<T>;
  readonly officeOf: OfficeReader;
  readonly logKey: LogKeyPlace | null;
}

/** Work that only reads: done again after a lost connection, its faults as LedgerFault. */
async function reading<T>(database: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await persistently(database, work);
  } catch (error) {
    throw faultOf(database, error);
  }
}

/** What is written by one at a time: digests, ends of mails, tasks, checkpoints, issuing runs with their letters. */
const ROOM = [MAILROOM];

/** The whole ledger (台账) over an open database. */
export function makeLedger({ database, applied, writer, receipts, logKey }: LedgerParts): Ledger {
  const ways: Ways = {
    read: (job) => reading(database, () => job(database.db)),
    write: (streams, job, lane) => writer.write(streams, job, lane),
    rehearse: (streams, job) => writer.rehearse(streams, job),
    snapshot: (job) => reading(database, () => inSnapshot(database, job)),
    officeOf: makeOfficeReader(),
    logKey,
  };
  return {
    ...itemLedger(ways),
    ...noticeLedger(ways),
    ...referenceLedger(ways),
    ...mailLedger(ways),
    ...settleLedger(ways, receipts),
    ...auditLedger(ways),
    ...logLedger(ways),
    hostAhead: () => ways.read(hostAhead),
    errands: () => ways.read(errands),
    oweBatch: (order) => ways.write([], (db) => oweBatch(db, order)),
    strikeOff: (errand) => ways.write([], (db) => strikeOff(db, errand)),
    ...accessLedger(ways),
    applied,
    backup: (file) => ways.read(() => copyIntoFile(database, file)),
    close: async () => {
      await writer.stop();
      receipts.close();
      await database.close();
    },
  };
}

const itemLedger = ({ read, write, rehearse, officeOf }: Ways): ItemLedger => ({
  record: (call) => write([call.stream], (db) => record(db, call, officeOf)),
  request: (stream, key) => read((db) => recall(db, stream, key)),
  item: (stream) => read((db) => item(db, stream)),
  items: (filter) => read((db) => items(db, filter)),
  nextSlot: (stream) => read((db) => nextSlot(db, stream)),
  itemsAsOf: (filter, at) => read((db) => itemsAsOf(db, filter, at)),
  itemAsOf: (stream, at) => read((db) => stateAsOf(db, stream, at)),
  dryRun: (call) => rehearse([call.stream], (db) => dryRun(db, call, officeOf)),
});

const noticeLedger = ({ read, write, officeOf }: Ways): NoticeLedger => ({
  importNotice: (call) => write([noticeStream(call.notice.id)], (db) => importNotice(db, call)),
  issue: (call) => write([noticeStream(call.plan.notice), MAILROOM], (db) => issue(db, call, officeOf)),
  withdraw: (call) => write([noticeStream(call.notice)], (db) => withdraw(db, call)),
  notices: () => read(notices),
  noticeText: (notice) => read((db) => noticeText(db, notice)),
  plan: (notice) => read((db) => planOf(db, notice)),
  shouldRun: (page) => read((db) => shouldRun(db, page)),
  issuedPage: (page) => read((db) => issuedPage(db, page)),
  unrecorded: (call) => read((db) => unrecorded(db, call)),
  openRuns: () => read(openRuns),
  standing: (of) => read((db) => standing(db, of)),
});

const referenceLedger = ({ read, write, officeOf }: Ways): ReferenceLedger => ({
  identity: () => read(identity),
  office: () => read(officeOf),
  setRoster: (roster, by) => write([OFFICE, MAILROOM], (db) => setRoster(db, roster, by)),
  setPolicy: (policy, by) => write([OFFICE], (db) => setPolicy(db, policy, by)),
  setCalendar: (calendar, by) => write([OFFICE], (db) => setCalendar(db, calendar, by)),
  setContact: (contact, by) => write([OFFICE, MAILROOM], (db) => setContact(db, contact, officeOf, by)),
  setPerson: (ref, name) => write([], (db) => setPerson(db, ref, name)),
});

/** Numbers what has no place in the log yet and makes a checkpoint: before composing, so that mails carry it, and after a slot. */
const checkpointing =
  ({ write, logKey }: Ways) =>
  (call: CheckpointCall) =>
    write(ROOM, (db) => checkpoint(db, call, logKey));

/** Composing by pages: the checkpoint comes before the first. */
async function covered<T>(
  ways: Ways,
  call: { readonly now: Instant; readonly after: string | null },
  compose: Job<T>,
): Promise<T> {
  if (call.after === null) await checkpointing(ways)({ slot: null, now: call.now });
  return ways.write(ROOM, compose);
}

const mailLedger = (ways: Ways, { read, write, officeOf } = ways): Omit<MailLedger, keyof SettleLedger> => ({
  missing: (slot, limit, after = null) => read((db) => missing(db, { slot, limit, after })),
  composeSlot: (call) => covered(ways, call, (db) => composeSlot(db, call, officeOf)),
  composeLetters: (call) =>
    covered(ways, { now: call.now, after: call.page?.after ?? null }, (db) =>
      composeLetters(db, call, officeOf),
    ),
  lastComposed: () => read(lastComposed),
  markComposed: (slot, now) => write(ROOM, (db) => markComposed(db, slot, now)),
  recover: (call) => write([], (db) => recover(db, call, officeOf)),
  claim: (call) => write([], (db) => claim(db, call, officeOf)),
  outgoing: (call) => read((db) => outgoing(db, call, officeOf)),
  delayedLetters: () => read(delayedLetters),
  forgetDelayed: (letters) => write([], (db) => forgetDelayed(db, letters)),
  journalDeliveries: (now) => write(ROOM, (db) => journalDeliveries(db, now)),
  endWindow: (slot, now) => write(ROOM, (db) => endWindow(db, slot, now, officeOf)),
  pending: (now) => read((db) => pending(db, now)),
  setPaused: (on, reason, by) => write(ROOM, (db) => setPaused(db, on, reason, by)),
  paused: () => read(paused),
  mails: (filter) => read((db) => mails(db, filter)),
  mail: (key) => read((db) => mail(db, key)),
  mailCounts: () => read(mailCounts),
  retry: (keys, by) => write(ROOM, (db) => retry(db, keys, by, officeOf)),
});

/** Only a ledger that may take it later holds anybody up; a receipt that it never takes is none, and its mail is sent again. */
const unlessPassing = (error: unknown): void => {
  if (error instanceof LedgerFault) throw error;
};

function settleLedger({ write, officeOf }: Ways, receipts: Receipts): SettleLedger {
  const settled: SettleLedger['settle'] = (key, outcome, now, by) =>
    write([], (db) => settle(db, { key, outcome, now, by }, officeOf), 'ends');
  return {
    settle: (key, outcome, now, by) =>
      outcome.type === 'sent'
        ? receipts.during({ key, outcome, now }, () => settled(key, outcome, now, by))
        : settled(key, outcome, now, by),
    settleReceipts: async () => ({
      found: await receipts.collect(({ key, outcome, now }) =>
        settled(key, outcome, now).catch(unlessPassing),
      ),
    }),
  };
}

const auditLedger = (ways: Ways, { read, write, snapshot, officeOf } = ways): AuditLedger => ({
  tasks: (filter) => read((db) => tasks(db, filter)),
  closeTask: (task, result, by) => write(ROOM, (db) => closeTask(db, task, result, by)),
  history: (stream, page) =>
    read((db) => readEvents(db, stream, page?.after ?? 0, page?.limit ?? EVERY_EVENT)),
  story: (stream) => read(async (db) => (await readEvents(db, stream, 0, EVERY_EVENT)).map(recordedOf)),
  findings: (slot) => read(async (db) => findingsAt(db, slot, await officeOf(db))),
  streams: () => read(streams),
  verify: (progress) => snapshot((db) => verify(db, progress)),
  revision: () => read(revision),
  check: () => snapshot(check),
  note: (type, body, by) => write(ROOM, (db) => note(db, type, body, by)),
});

const logLedger = (ways: Ways, { read, snapshot } = ways): LogLedger => ({
  checkpoint: checkpointing(ways),
  lastCheckpoint: () => read(lastCheckpoint),
  logKey: () => read(logKeyOf),
  logKeys: () => read(logKeys),
  rotateLogKey: (by) => rotating(ways, by),
  prove: (of) => snapshot((db) => prove(db, of)),
  entries: (page) => read((db) => entries(db, page)),
  tile: ({ level, n }) => read((db) => tileAt(db, level, n)),
  rootOfFirst: (size) => read((db) => rootOfFirst(db, size)),
});

/** The key is made outside the transaction, which may be begun again. */
async function rotating(
  { read, write, logKey }: Ways,
  by: Change,
): Promise<Result<{ readonly vkey: string }>> {
  if (!logKey) return noKey;
  const added = addKey(logKey.file, await read((db) => nameOfLog(db, logKey)));
  if (!added.ok) return added;
  const { value: vkey } = added;
  await write(ROOM, (db) => journalKey(db, vkey, by));
  return ok({ vkey });
}

/** What appends to the stream `office` and nothing else. */
const DESK = [OFFICE];

const accessLedger = ({ read, write }: Ways): AccessLedger => ({
  openSession: (row, by) => write(DESK, (db) => openSession(db, row, by)),
  session: (id) => read((db) => session(db, id)),
  moveSession: (id, to) => write([], (db) => moveSession(db, id, to)),
  endSessions: (which) => write([], (db) => endSessions(db, which)),
  credential: (account) => read((db) => credential(db, account)),
  credentials: () => read(credentials),
  setCredential: (to, event, by) =>
    write(event === null ? [] : DESK, (db) => setCredential(db, to, event, by)),
  invite: (one, by) => write(DESK, (db) => invite(db, one, by)),
  invitation: (id) => read((db) => invitation(db, id)),
  useInvitation: (id) => write([], (db) => useInvitation(db, id)),
  linkKeys: () => read(linkKeys),
  ensureLinkKey: (secret, by) => write(DESK, (db) => ensureLinkKey(db, secret, by)),
  rotateLinkKey: (secret, drop, by) => write(DESK, (db) => rotateLinkKey(db, secret, drop, by)),
  linkEnds: () => read(linkEnds),
  endLinks: (subject, by) => write(DESK, (db) => endLinks(db, subject, by)),
  noteAccess: (type, body, by) => write(DESK, (db) => noteAccess(db, type, body, by)),
});
