import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Account, AccountRole } from '../../domain/roster/types';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import type { Output } from './output';
import { onlyFor } from '../../office/acts/only-for';
import { actingAccount, type Session } from './session';
import { optionText, type Action, type Options } from './verb';

/** The ledger of this home; only `ledger migrate`, `office load` and `start` make one. Refuses `ledger-not-found`. */
export async function presentLedger(session: Session): Promise<Result<Ledger>> {
  const ledger = await session.ledgerIfAny();
  if (!ledger.ok) return ledger;
  if (ledger.value) return ok(ledger.value);
  const where = String(session.config.databaseUrl);
  return refuse(
    'ledger-not-found',
    text(`这里还没有台账：${where}`, `there is no ledger yet: ${where}`),
    text(
      '先 npm start（演示），或 duban office load 目录（正式使用）；已有台账时检查 --home 或 DUBAN_HOME',
      'run npm start (demonstration) or duban office load FOLDER; if there is one, check --home or DUBAN_HOME',
    ),
  );
}

/** A verb on the open ledger. */
export const onLedger =
  (
    action: (
      session: Session,
      ledger: Ledger,
      args: readonly (string | undefined)[],
      options: Options,
    ) => Promise<Result<Output>>,
  ): Action =>
  async (session, args, options) => {
    const ledger = await presentLedger(session);
    return ledger.ok ? action(session, ledger.value, args, options) : ledger;
  };

/** The acting account, when its role may do this. Refuses like actingAccount, and `not-allowed`. */
export async function actingAs(
  session: Session,
  ledger: Ledger,
  roles: readonly AccountRole[],
  notice: string | null = null,
): Promise<Result<Account>> {
  const account = await actingAccount(session, ledger);
  return account.ok ? onlyFor(account.value, roles, notice) : account;
}

/** The request keys under which a call of the command line does something, as they are asked for. */
export const keysOfCall = new AsyncLocalStorage<Set<string>>();

/** The request key of something that a call does: --key, else one that is made. */
export function keyOf(options: Options, make: () => string = randomUUID): string {
  const key = optionText(options, 'key') ?? make();
  keysOfCall.getStore()?.add(key);
  return key;
}

/** Who changes reference data or mail, when, and under which key. */
export async function changedBy(
  session: Session,
  ledger: Ledger,
  roles: readonly AccountRole[],
  options: Options,
): Promise<Result<JournalChange>> {
  const account = await actingAs(session, ledger, roles);
  if (!account.ok) return account;
  return ok({ actor: account.value.id, now: session.now(), requestKey: keyOf(options) });
}
