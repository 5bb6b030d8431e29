import { composeOne } from '../../domain/digest/compose';
import { withoutUnsound } from '../../domain/digest/sound';
import type { Addressee, Edition } from '../../domain/digest/types';
import type { OutboxRow } from '../../domain/item/outbox';
import { slotAt } from '../../domain/slot';
import { freeRows } from '../mails/rows';
import type { OfficeReader } from '../office/office';
import { workThrough, type RecordCall } from './record';
import type { Db } from '../database/schema';
import type { RecordTransaction } from './transaction';
import type { Answer } from '../database/tables/journal';
import { loadSnapshot } from '../mails/snapshot';

/** A call that is tried and rolled back. */
export interface DryCall extends RecordCall<unknown> {
  /** The digests that would tell of it are composed, which takes a read of each unit's items. */
  readonly withDigests: boolean;
}

/** What a call would cause. */
export interface DryReply {
  readonly answers: Readonly<Record<string, Answer>>;
  /** Lines of coming digests. */
  readonly rows: readonly OutboxRow[];
  /** Mails that would go at once. */
  readonly immediate: readonly Edition[];
  /** Digests that would have those lines, as if nothing else happened until then. */
  readonly digests: readonly Edition[];
}

/**
 * What a call would cause: its answers, the rows that it puts into coming digests, the mails that would go at once, and
 * those digests as they would be if nothing else happened until then. For a transaction that is rolled back. Throws
 * LedgerBehind, LedgerFault.
 */
export async function dryRun(db: Db, call: DryCall, officeOf: OfficeReader): Promise<DryReply> {
  const { transaction, answers, mails } = await workThrough(db, call, officeOf);
  const rows = transaction.rows.map(({ row }) => row);
  const told = new Map(rows.map((row) => [`${row.slot}|${row.unit}|${row.audience}`, row]));
  const digests: Edition[] = [];
  for (const row of call.withDigests ? told.values() : []) {
    const edition = await digestAhead(transaction, row);
    if (edition) digests.push(edition);
  }
  return { answers, rows, immediate: mails.map(({ edition }) => edition), digests };
}

/** The digest that would tell a row; null for what reviewers and coordinators read in theirs. */
async function digestAhead(
  { db, office, stream }: RecordTransaction,
  row: OutboxRow,
): Promise<Edition | null> {
  const to = rowAddressee(row);
  if (!to) return null;
  const { slot, unit } = row;
  const { rows } = await freeRows(db, slot, [unit]);
  const now = slotAt(office, slot);
  const snapshot = await loadSnapshot(db, {
    office,
    now,
    units: [unit],
    streams: [stream],
    everything: false,
    rows,
  });
  return withoutUnsound(snapshot, slot, (sound) => composeOne(sound, slot, to)).value;
}

function rowAddressee({ unit, audience }: OutboxRow): Addressee | null {
  return audience === 'coordinator' || audience === 'reviewer' ? null : { unit, audience };
}
