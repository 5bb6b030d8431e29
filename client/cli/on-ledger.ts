import { ok, type Result } from '../../domain/problem';
import type { Ledger } from '../../ledger/types';
import type { Duban } from '../duban';
import type { Output } from './output';
import { actingAccount, type Session } from './session';

/** Runs on the open ledger. */
export async function onLedger(
  session: Session,
  action: (ledger: Ledger) => Promise<Result<Output>>,
): Promise<Result<Output>> {
  const ledger = await session.ledger();
  return ledger.ok ? action(ledger.value) : ledger;
}

/** Who changes reference data or mail, when, and under a key of its own. */
export async function changedBy(
  session: Session,
  ledger: Ledger,
): Promise<Result<{ actor: string; now: ReturnType<Session['io']['now']>; requestKey: string }>> {
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const now = session.io.now();
  return ok({ actor: account.value.id, now, requestKey: `cli-${account.value.id}-${now}` });
}

/** Runs on the façade, as the acting account. */
export async function withDuban(
  session: Session,
  action: (duban: Duban, actor: string, ledger: Ledger) => Promise<Result<Output>>,
): Promise<Result<Output>> {
  const ledger = await session.ledger();
  if (!ledger.ok) return ledger;
  const account = await actingAccount(session, ledger.value);
  if (!account.ok) return account;
  const duban = await session.duban();
  return duban.ok ? action(duban.value, account.value.id, ledger.value) : duban;
}
