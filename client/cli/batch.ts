import type { Result } from '../../domain/problem';
import type { EndedChange, ChangeSet } from '../../ledger/database/tables/change-sets';
import type { ChangeSetProgress } from '../../ledger/journal/change-sets';
import type { Ledger } from '../../ledger/ledger';
import { isOpenSet, bulkOutcome, planOrder } from '../../office/bulk/change-set';
import type { BulkOrder } from '../../office/bulk/order';
import { previewChanges } from '../../office/bulk/preview';
import type { Output } from './output';
import { pick, type Session } from './session';
import { flagOption, type Options } from './verb';
import { foreseenOutput, outcomeOutput, type BatchDeed } from './views/batch';

/** Time without any ended change after which a change set is no longer waited for, ms. */
const WATCHED_MS = 30_000;

/** Runs an order with progress, or with --dry-run only says what it would come to. Refuses like outcomeOutput. */
export async function sendBatch(
  session: Session,
  ledger: Ledger,
  {
    order,
    deed,
    options,
  }: { readonly order: BulkOrder; readonly deed: BatchDeed; readonly options: Options },
): Promise<Result<Output>> {
  const { lang } = session.style;
  const set = await planOrder(ledger, order);
  if (flagOption(options, 'dryRun')) {
    const how = { now: session.now(), withDigests: false };
    const preview = await previewChanges(ledger, set, how);
    return { ok: true, value: foreseenOutput(preview, bulkOutcome(preview.ends), { deed, lang }) };
  }
  const ends = await makeChanges(session, set);
  return ends.ok ? outcomeOutput(bulkOutcome(ends.value), order.key, { deed, lang }) : ends;
}

/** Has a change set run and watches it; what became of each change; without an end: it goes on by itself. */
export async function makeChanges(session: Session, set: ChangeSet): Promise<Result<readonly EndedChange[]>> {
  if (!isOpenSet(set)) return { ok: true, value: set.changes };
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const begun = await duban.value.begin(set);
  if (!begun.ok) return begun;
  return { ok: true, value: await duban.value.follow(set.key, WATCHED_MS, tellProgress(session)) };
}

const tellProgress =
  (session: Session) =>
  ({ total, done, unchanged, refused }: ChangeSetProgress): void => {
    const made = done + unchanged;
    const not = refused === 0 ? '' : pick(session, `，拒绝 ${refused} 项`, `, ${refused} refused`);
    session.io.progress(
      pick(session, `共 ${total} 项，已办 ${made} 项${not}`, `${made} of ${total} items done${not}`),
    );
  };
