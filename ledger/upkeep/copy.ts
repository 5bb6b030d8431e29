import type { Result } from '../../domain/problem';
import { faults } from '../database/faults';
import { migrateSchema, schemaState } from '../database/migrations';
import { closedAfter, databaseAt, type Placed } from '../database/place';
import { isEmptyDatabase } from '../database/copy-tables';
import { transfer, type Copied } from './transfer';

/** From where to where; `sqlite:FILE` or `postgres://…`. */
export interface CopyCall {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies a whole ledger (台账) into an empty place, a file or a database on a server, and verifies it there by the
 * journal before it is committed; the source is only read. Refuses what openLedger refuses of either place,
 * `ledger-older` for a source that was not brought up to date, `ledger-not-empty`, `copy-not-verified`, `ledger-moved`.
 */
export async function copyLedger({ from, to }: CopyCall): Promise<Result<Copied>> {
  return using(from, true, (source) => using(to, false, (target) => copyBetween(source, target)));
}

/** Opens a place for some work; faults of its database become refusals. */
async function using<T>(
  url: string,
  readOnly: boolean,
  work: (placed: Placed) => Promise<Result<T>>,
): Promise<Result<T>> {
  const placed = databaseAt(url, { readOnly, create: !readOnly, answerMs: null });
  if (!placed.ok) return placed;
  return closedAfter(placed.value.database, () => work(placed.value));
}

async function copyBetween(source: Placed, target: Placed): Promise<Result<Copied>> {
  const state = await schemaState(source.database, source.where);
  if (!state.ok) return state;
  if (state.value === 'empty') return { ok: false, problem: faults.notALedger(source.where) };
  if (state.value === 'expanded') return { ok: false, problem: faults.newer(source.where, 'expand') };
  if (state.value === 'older') return { ok: false, problem: faults.older(source.where) };
  const prepared = await schemaState(target.database, target.where);
  if (!prepared.ok) return prepared;
  const migrated = await migrateSchema(target.database, target.where);
  if (!migrated.ok) return migrated;
  if (!(await isEmptyDatabase(target.database))) return { ok: false, problem: faults.notEmpty(target.where) };
  return transfer(source, target);
}
