import { issueItem } from '../../domain/plan/issue';
import type { ItemState } from '../../domain/item/types';
import type { Head, StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import type { PlanItem } from '../../domain/plan/types';
import { instant, type CivilDate, type Instant } from '../../domain/time';
import { faults, LedgerBehind, LedgerFault } from '../database/faults';
import { stateIn } from '../items/load';
import { streamEnd, type StreamEnd } from '../journal/journal';
import type { Db } from '../database/schema';
import { appendTo, type RecordTransaction } from './transaction';
import { lastComposed } from '../office/slots';
import { fromJson } from '../database/stored';

/** The columns of an issued item beside its state. */
export interface IssuedRow {
  readonly notice: string;
  readonly key: string;
  readonly plan_batch: number;
  readonly batch: number;
  readonly issued_at: Instant;
  readonly issued_by: string;
  readonly next_slot: CivilDate | null;
}

/** A call before anything is decided: the item's head and state. */
export interface Opening {
  readonly transaction: RecordTransaction;
  readonly row: IssuedRow;
}

/**
 * Opens an item for one call: its head, row and state in this transaction. `now` never goes back behind the head.
 * Throws LedgerBehind when the workflow is ahead of this ledger, LedgerFault `ledger-inconsistent` when state
 * and journal have parted.
 */
export async function openRecord(
  db: Db,
  call: { readonly stream: StreamId; readonly head: Head; readonly now: Instant },
  office: Office,
): Promise<Opening> {
  const { stream } = call;
  const end = await streamEnd(db, stream);
  await checkHead(db, stream, call.head, end);
  const row = await db
    .selectFrom('items')
    .select(['notice', 'key', 'plan_batch', 'batch', 'issued_at', 'issued_by', 'next_slot', 'state'])
    .where('stream', '=', stream)
    .executeTakeFirst();
  if (!row) throw new LedgerBehind(`${stream} was not issued in this ledger`);
  const before = row.state === null ? null : stateIn(stream, row.state);
  if ((before?.seq ?? 0) !== end.seq) throw new LedgerFault(faults.inconsistent(stream));
  const now = instant(Math.max(call.now, end.at));
  const composed = await lastComposed(db);
  return {
    row,
    transaction: {
      db,
      office,
      stream,
      now,
      composed,
      before,
      state: before,
      end,
      rows: [],
      mails: [],
      letters: null,
      fault: null,
    },
  };
}

/** A head above the workflow's is normal (a run that died after COMMIT); below it, or beside it, the ledger is another one. */
async function checkHead(db: Db, stream: StreamId, known: Head, end: StreamEnd): Promise<void> {
  if (known.seq > end.seq)
    throw new LedgerBehind(`${stream} stands at ${end.seq} in the ledger, at ${known.seq} in its workflow`);
  if (known.seq === 0) return;
  const hash = known.seq === end.seq ? end.hash : await hashAt(db, stream, known.seq);
  if (hash !== known.hash)
    throw new LedgerBehind(`event ${known.seq} of ${stream} is not the one that its workflow knows`);
}

async function hashAt(db: Db, stream: StreamId, seq: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('events')
    .select('hash')
    .where('stream', '=', stream)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.hash;
}

/** Gives an item that has no event yet its first, `issued` (交办), from the plan of its issuing run. */
export async function ensureBegun({ transaction, row }: Opening): Promise<void> {
  if (transaction.state) return;
  const { plan, item } = await plannedItemOf(transaction.db, row);
  const issued = issueItem(plan, item, { office: transaction.office, at: row.issued_at, batch: row.batch });
  if (!issued.ok) throw new LedgerFault(issued.problem);
  await appendTo(transaction, [issued.value], {
    actor: row.issued_by,
    requestKey: null,
    at: transaction.now,
  });
}

/** The state of an item that has begun. */
export function stateOf({ state, stream }: RecordTransaction): ItemState {
  if (!state) throw new Error(`${stream} has no state`);
  return state;
}

async function plannedItemOf(db: Db, { notice, plan_batch, key }: IssuedRow) {
  const { header } = await db
    .selectFrom('plans')
    .select('header')
    .where('notice', '=', notice)
    .where('batch', '=', plan_batch)
    .executeTakeFirstOrThrow();
  const row = await db
    .selectFrom('plan_items')
    .select('item')
    .where('notice', '=', notice)
    .where('batch', '=', plan_batch)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const item: PlanItem = fromJson(row.item);
  return { plan: { ...fromJson(header), items: [item] }, item };
}
