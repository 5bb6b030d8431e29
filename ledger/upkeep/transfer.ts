import { ok, type Problem, type Result } from '../../domain/problem';
import { digestOf } from '../../domain/journal/canonical';
import { checkLedger } from './check';
import type { Database } from '../database/dialect';
import { faults } from '../database/faults';
import { inSnapshot } from '../database/ways';
import type { Db } from '../database/schema';
import { streams } from '../journal/streams';
import { copyTables } from '../database/copy-tables';
import { verify } from '../log/verify';

/** What was copied from one ledger to another, and verified there. */
export interface Copied {
  /** The name of its present place for people. */
  readonly where: string;
  readonly streams: number;
  readonly events: number;
  /** Digest of the heads of all streams, the same in both. */
  readonly root: string;
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** A database and its name for people. */
interface TransferSide {
  readonly database: Database;
  readonly where: string;
}

const journalRoot = async (db: Db): Promise<string> => digestOf(await streams(db));

/** A refusal on its way through a transaction that it rolls back. */
class RefusedCopy extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message.en);
  }
}

/**
 * Copies a ledger into the empty tables of another as of one moment, in one transaction that is committed only when the
 * copy's journal verifies, its tables are what its journal gives, and its root is that of the source. Refuses
 * `copy-not-verified`, and `ledger-moved` when the source was written to meanwhile.
 */
export async function transfer(from: TransferSide, to: TransferSide): Promise<Result<Copied>> {
  try {
    return await to.database.db.transaction().execute(async (target) => {
      const copied = await inSnapshot(from.database, async (source) => {
        const rows = await copyTables(source, target);
        return { rows, root: await journalRoot(source) };
      });
      const verified = await verifyCopy(target, to.where, copied.root);
      if ((await journalRoot(from.database.db)) !== copied.root)
        throw new RefusedCopy(faults.moved(from.where));
      return ok({ where: to.where, ...copied, ...verified });
    });
  } catch (error) {
    if (error instanceof RefusedCopy) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** Verifies journal and tables: how much there is, and what is wrong first, in words; null: nothing is. */
export async function audited(
  db: Db,
): Promise<Pick<Copied, 'streams' | 'events'> & { readonly wrong: string | null }> {
  const { streams: count, events, findings } = await verify(db);
  const first = findings[0] ?? (await checkLedger(db)).findings[0];
  const wrong = first ? `${first.code} ${first.stream ?? ''} ${first.seq ?? ''}` : null;
  return { streams: count, events, wrong };
}

async function verifyCopy(db: Db, where: string, root: string): Promise<Pick<Copied, 'streams' | 'events'>> {
  const { wrong, ...counts } = await audited(db);
  if (wrong !== null) throw new RefusedCopy(faults.notVerified(where, wrong));
  if ((await journalRoot(db)) !== root) throw new RefusedCopy(faults.notVerified(where, 'root'));
  return counts;
}
