import type { Access } from '../open';
import { accountOf } from '../../domain/roster/roster';
import type { Account } from '../../domain/roster/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Ledger } from '../../ledger/ledger';
import type { Io } from './io';
import type { Style } from './output';

/** What one call of `duban` works with. */
export interface Session extends Access {
  readonly io: Io;
  readonly style: Style;
  /** --as, else the configured account. */
  readonly as: string | null;
}

/** Zh or en, as the caller reads. */
export const pick = (session: Session, zh: string, en: string): string =>
  session.style.lang === 'zh' ? zh : en;

/**
 * The acting account: --as, DUBAN_ACCOUNT, or in embedded mode the only coordinator that owns a notice.
 * Refuses `account-not-found` and `account-needed`.
 */
export async function actingAccount(session: Session, ledger: Ledger): Promise<Result<Account>> {
  const { roster } = await ledger.office();
  const name = session.as ?? (session.config.production ? null : await owner(ledger));
  if (name === null) {
    return refuse(
      'account-needed',
      text('不知道以谁的身份操作', 'it is not known who acts'),
      text('用 --as 帐号 或环境变量 DUBAN_ACCOUNT 指明', 'say --as ACCOUNT or set DUBAN_ACCOUNT'),
    );
  }
  const account = accountOf(roster, name);
  if (account) return ok(account);
  const known = roster.accounts
    .filter((one) => one.role !== 'liaison' && one.role !== 'unitLeader')
    .map((one) => one.id)
    .join('、');
  return refuse(
    'account-not-found',
    text(`没有帐号“${name}”`, `there is no account "${name}"`),
    text(`已有:${known},以及各单位的帐号`, `known: ${known}, and the accounts of the units`),
  );
}

async function owner(ledger: Ledger): Promise<string | null> {
  const owners = new Set((await ledger.notices()).map((notice) => notice.coordinator));
  const [only] = owners;
  return owners.size === 1 && only !== undefined ? only : null;
}
