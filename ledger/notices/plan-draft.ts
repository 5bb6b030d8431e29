import { sha256 } from '../../domain/journal/canonical';
import type { AccountId } from '../../domain/roster/types';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';

/** A plan that somebody works on (计划草稿): no event, and nothing runs by it. */
export interface PlanDraftRow {
  readonly yaml: string;
  /** Lower-case hex sha256 of the text. */
  readonly digest: string;
  readonly by: AccountId;
  readonly at: Instant;
}

/** What is to be kept, and the digest of what it was made from; '' when there was none. */
export interface KeepPlanDraft {
  readonly notice: string;
  readonly yaml: string;
  readonly seen: string;
  readonly by: AccountId;
  readonly now: Instant;
}

/** The plan of a notice that somebody works on; null: nobody does. */
export async function planDraft(db: Db, notice: string): Promise<PlanDraftRow | null> {
  const found = await db
    .selectFrom('plan_drafts')
    .select(['yaml', 'digest', 'by', 'at'])
    .where('notice', '=', notice)
    .executeTakeFirst();
  return found ?? null;
}

/**
 * Keeps a draft if the one that was read still stands; else nothing is kept, and the answer is the one that does, or `gone`
 * when it was issued or thrown away. Null: kept. The same text again is kept already, whoever brings it.
 */
export async function keepPlanDraft(
  db: Db,
  { notice, yaml, seen, by, now }: KeepPlanDraft,
): Promise<PlanDraftRow | 'gone' | null> {
  const row = { yaml, digest: sha256(yaml), by, at: now };
  if (seen === '')
    await db
      .insertInto('plan_drafts')
      .values({ notice, ...row })
      .onConflict((conflict) => conflict.column('notice').doNothing())
      .execute();
  else
    await db
      .updateTable('plan_drafts')
      .set(row)
      .where('notice', '=', notice)
      .where('digest', '=', seen)
      .execute();
  const kept = await planDraft(db, notice);
  if (kept === null) return 'gone';
  return kept.digest === row.digest ? null : kept;
}

/** Forgets a draft. */
export async function dropPlanDraft(db: Db, notice: string): Promise<void> {
  await db.deleteFrom('plan_drafts').where('notice', '=', notice).execute();
}
