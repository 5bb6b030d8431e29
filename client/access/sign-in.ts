import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { accountOf } from '../../domain/roster/roster';
import type { Account } from '../../domain/roster/types';
import { plusMs, type Instant } from '../../domain/time';
import type { Credential } from '../../ledger/access/sessions';
import type { Ledger } from '../../ledger/ledger';
import { isPassword } from './passwords';
import { hostNow } from './sessions';

/** So many wrong passwords in a row lock an account, for a time that doubles. */
const TRIES = 5;
const LOCK_MS = 5 * 60_000;
const LONGEST_LOCK_MS = 8 * 3_600_000;
const STEP_S = 30;

/** Why somebody was not let in. `wrong` does not say what: account, password or code. */
export type SignInFault = 'wrong' | 'locked';

const totpOf = (secret: string, account: string): TOTP =>
  new TOTP({ issuer: '督办', label: account, secret: Secret.fromBase32(secret), period: STEP_S });

/** The step of a right code that was not used before; null for any other. */
export function stepOfCode(
  { totp, step, account }: Pick<Credential, 'totp' | 'step' | 'account'>,
  code: string,
): number | null {
  if (totp === null) return null;
  const now = hostNow();
  const delta = totpOf(totp, account).validate({ token: code.replace(/\s/g, ''), window: 1, timestamp: now });
  if (delta === null) return null;
  const used = Math.floor(now / 1000 / STEP_S) + delta;
  return used > step ? used : null;
}

/** The row of an account that never had one. */
export const noCredential = (account: string): Credential => ({
  account,
  password: null,
  totp: null,
  step: 0,
  failures: 0,
  lockedUntil: null,
});

const lockOf = (failures: number, now: Instant): Instant | null =>
  failures < TRIES ? null : plusMs(now, Math.min(LONGEST_LOCK_MS, LOCK_MS * 2 ** (failures - TRIES)));

/**
 * Looks at account, password and, where the account has one, the code of its second factor. Five failures lock the
 * account, longer each time; failures and locks are events. Takes as long for an account that is not there.
 */
export async function provedAccount(
  ledger: Pick<Ledger, 'office' | 'credential' | 'setCredential' | 'noteAccess'>,
  {
    account: name,
    password,
    code,
  }: { readonly account: string; readonly password: string; readonly code: string },
  now: Instant,
): Promise<Account | SignInFault> {
  const account = accountOf((await ledger.office()).roster, name);
  const kept = account ? ((await ledger.credential(account.id)) ?? noCredential(account.id)) : null;
  const by = { actor: account?.id ?? 'duban', now, requestKey: randomUUID() };
  const host = hostNow();
  if (kept?.lockedUntil != null && kept.lockedUntil > host) return 'locked';
  const right = await isPassword(password, kept?.password ?? null);
  const step = kept ? stepOfCode(kept, code) : null;
  if (account && kept && right && (kept.totp === null || step !== null)) {
    const next = { ...kept, failures: 0, lockedUntil: null, step: step ?? kept.step };
    await ledger.setCredential(next, null, by);
    return account;
  }
  if (account && kept?.password != null) {
    const failures = kept.failures + 1;
    const lockedUntil = lockOf(failures, host);
    await ledger.setCredential(
      { ...kept, failures, lockedUntil },
      lockedUntil === null ? 'signInRefused' : 'accountLocked',
      by,
    );
  }
  return 'wrong';
}
