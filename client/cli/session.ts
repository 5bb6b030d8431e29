import type { Duban } from '../duban';
import type { Config } from '../config';
import { accountOf } from '../../domain/roster/roster';
import type { Account, AccountRole } from '../../domain/roster/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/types';
import type { Io } from './io';
import type { Style } from './output';

/** What one call of `duban` works with; ledger and engine are opened when first asked for, and closed at the end. */
export interface Session {
  readonly io: Io;
  readonly style: Style;
  readonly config: Config;
  /** --as, else the configured account. */
  readonly as: string | null;
  /** The office's clock: the host's, moved by DUBAN_CLOCK_SHIFT. */
  now(): Instant;
  ledger(): Promise<Result<Ledger>>;
  /** The ledger when there is one already; a look never makes one. */
  ledgerIfAny(): Promise<Result<Ledger | null>>;
  duban(): Promise<Result<Duban>>;
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

const ROLES: Readonly<Record<AccountRole, readonly [string, string]>> = {
  liaison: ['联络员', 'liaison'],
  unitLeader: ['单位领导', 'unit leader'],
  coordinator: ['督办员', 'coordinator'],
  reviewer: ['审核领导', 'reviewer'],
  admin: ['管理员', 'admin'],
  auditor: ['审计', 'auditor'],
};

/**
 * What concerns no single item, for the roles that may do it (rules.md, "Who"); of a notice only for those that have
 * it. Refuses `not-allowed`, naming who may.
 */
export function onlyFor(
  account: Account,
  roles: readonly AccountRole[],
  notice: string | null = null,
): Result<Account> {
  const zh = roles.map((role) => ROLES[role][0]).join('或');
  const en = roles.map((role) => ROLES[role][1]).join(' or ');
  const [is, isEn] = ROLES[account.role];
  if (!roles.includes(account.role)) {
    return refuse(
      'not-allowed',
      text(`${is}“${account.id}”不能做这件事`, `${isEn} "${account.id}" may not do this`),
      text(`由${zh}办理(--as 帐号)`, `a ${en} does this (--as ACCOUNT)`),
    );
  }
  if (notice === null || account.notices === null || account.notices.includes(notice)) return ok(account);
  return refuse(
    'not-allowed',
    text(`“${account.id}”不负责通知 ${notice}`, `"${account.id}" is not in charge of notice ${notice}`),
    text(`由该通知的${zh}办理`, `a ${en} of that notice does this`),
  );
}
