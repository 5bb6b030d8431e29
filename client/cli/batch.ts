import type { Result } from '../../domain/problem';
import type { BatchOrder } from '../../ledger/database/tables/errands';
import type { Ledger } from '../../ledger/ledger';
import { foreseeBatch } from '../bulk/foresee';
import { runBatch } from '../bulk/run';
import type { Output } from './output';
import { pick, type Session } from './session';
import { flag, type Options } from './verb';
import { batchOutput, foreseenOutput, type Deed } from './views/batch';

/** Runs a batch with progress, or with --dry-run only says what it would come to. Refuses like batchOutput. */
export async function sendBatch(
  session: Session,
  ledger: Ledger,
  { order, deed, options }: { readonly order: BatchOrder; readonly deed: Deed; readonly options: Options },
): Promise<Result<Output>> {
  const { lang } = session.style;
  if (flag(options, 'dryRun')) {
    return { ok: true, value: foreseenOutput(await foreseeBatch(ledger, order, session.now()), deed, lang) };
  }
  const duban = await session.duban();
  if (!duban.ok) return duban;
  // Kept before it is begun: whoever closes this window, the mailroom goes on with it.
  const owed = await ledger.oweBatch(order);
  const batch = await runBatch({ ledger, duban: duban.value }, order, ({ done, refused, total }) => {
    const not = refused === 0 ? '' : pick(session, `,拒绝 ${refused} 项`, `, ${refused} refused`);
    session.io.progress(
      pick(session, `共 ${total} 项,已办 ${done} 项${not}`, `${done} of ${total} items done${not}`),
    );
  });
  if (batch.left.length === 0) await ledger.strikeOff(owed);
  return batchOutput(batch, order.key, { deed, lang });
}
