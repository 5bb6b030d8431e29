import { tokenSession } from '../../office/access/sessions';
import { readToken } from '../../office/access/token';
import type { Access } from '../../office/open';
import { DEFAULT_POLICY } from '../../domain/policy';
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
  /** --as, else the configured account; null in production. */
  readonly as: string | null;
}

/** Zh or en, as the caller reads. */
export const pick = (session: Session, zh: string, en: string): string =>
  session.style.lang === 'zh' ? zh : en;

/** The office's zone; the default where there is no ledger. */
export async function zoneOf(session: Session): Promise<string> {
  const ledger = await session.ledgerIfAny();
  return ledger.ok && ledger.value ? (await ledger.value.office()).calendar.zone : DEFAULT_POLICY.zone;
}

const UNKNOWN_ACCOUNT = refuse(
  'account-needed',
  text('不知道以谁的身份操作', 'it is not known who acts'),
  text('用 --as 帐号 或环境变量 DUBAN_ACCOUNT 指明', 'say --as ACCOUNT or set DUBAN_ACCOUNT'),
);

const signInNeeded = refuse(
  'sign-in-needed',
  text('没有登录，或登录已到期', 'you are not signed in, or no longer'),
  text('执行 duban login 帐号', 'run duban login ACCOUNT'),
);

/** In production: whoever signed in here, as long as the token is good. Refuses `sign-in-needed`, `token-file-open`. */
async function signedIn(session: Session, ledger: Ledger): Promise<Result<string>> {
  const token = readToken(session.config.access.tokenFile);
  if (!token.ok) return token;
  const { value } = token;
  const row = value && (await tokenSession(ledger, value.secret, () => session.now()));
  return row ? ok(row.account) : signInNeeded;
}

/** Outside production: --as, DUBAN_ACCOUNT, or the only coordinator that owns a notice. */
async function namedAccount(session: Session, ledger: Ledger): Promise<Result<string>> {
  const name = session.as ?? (await owner(ledger));
  return name === null ? UNKNOWN_ACCOUNT : ok(name);
}

/**
 * The acting account: in production whoever signed in by `duban login`; else --as, DUBAN_ACCOUNT, or the only coordinator
 * that owns a notice. Refuses `account-needed`, `account-not-found`, `sign-in-needed` and `token-file-open`.
 */
export async function actingAccount(session: Session, ledger: Ledger): Promise<Result<Account>> {
  const { roster } = await ledger.office();
  const name = await (session.config.production ? signedIn(session, ledger) : namedAccount(session, ledger));
  if (!name.ok) return name;
  const account = accountOf(roster, name.value);
  if (account) return ok(account);
  const known = roster.accounts
    .filter((one) => one.role !== 'liaison' && one.role !== 'unitLeader')
    .map((one) => one.id)
    .join('、');
  return refuse(
    'account-not-found',
    text(`没有帐号“${name.value}”`, `there is no account "${name.value}"`),
    text(`已有：${known}，以及各单位的帐号`, `known: ${known}, and the accounts of the units`),
  );
}

async function owner(ledger: Ledger): Promise<string | null> {
  const owners = new Set((await ledger.notices()).map((notice) => notice.coordinator));
  const [only] = owners;
  return owners.size === 1 && only !== undefined ? only : null;
}
