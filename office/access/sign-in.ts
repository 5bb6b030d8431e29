import { randomUUID } from 'node:crypto';
import type { Policy } from '../../domain/policy';
import type { Account, Roster } from '../../domain/roster/types';
import { plusMs, type Instant } from '../../domain/time';
import type { Credential } from '../../ledger/access/credentials';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import { isPassword, stepOfCode } from './factors';
import { hostNow } from './sessions';

/** Wrong passwords in a row that lock an account, for a time that doubles. */
const MOST_SIGN_IN_TRIES = 5;
const LOCK_MS = 5 * 60_000;
const LONGEST_LOCK_MS = 8 * 3_600_000;

/** Why somebody was not let in. `wrong` does not say what: account, password or code. */
export type SignInFault = 'wrong' | 'locked' | 'disabled';

/** What somebody says to prove who he is. */
export interface SignInGiven {
  readonly password: string;
  /** Of the second factor; empty: none was given. */
  readonly code: string;
}

type Credentials = Pick<Ledger, 'credential' | 'setCredential' | 'countFailedProof' | 'useStep'>;

/** The row of an account that never had one. */
const noCredential = (account: string): Credential => ({
  account,
  password: null,
  totp: null,
  step: 0,
  failures: 0,
  lockedUntil: null,
  disabledAt: null,
});

/** How an account proves itself, whether it ever did or not. */
export const credentialOf = async (
  ledger: Pick<Ledger, 'credential'>,
  account: string,
): Promise<Credential> => (await ledger.credential(account)) ?? noCredential(account);

/** Whether the policy requires a code beside the password for the role of an account. */
export const mustHaveCode = ({ secondFactor }: Policy, { role }: Account): boolean =>
  secondFactor.includes(role);

const lockOf = (failures: number): Instant | null =>
  failures < MOST_SIGN_IN_TRIES
    ? null
    : plusMs(hostNow(), Math.min(LONGEST_LOCK_MS, LOCK_MS * 2 ** (failures - MOST_SIGN_IN_TRIES)));

const isLockedNow = ({ lockedUntil }: Credential): boolean => lockedUntil !== null && lockedUntil > hostNow();

/** Until when an account is locked; null: it is not. */
export async function lockedUntil(
  ledger: Pick<Ledger, 'credential'>,
  account: string,
): Promise<Instant | null> {
  const kept = await credentialOf(ledger, account);
  return isLockedNow(kept) ? kept.lockedUntil : null;
}

/** Ends the lock of an account and forgets its failures, journaled as `accountUnlocked`. */
export const unlock = (
  ledger: Pick<Ledger, 'setCredential'>,
  account: string,
  by: JournalChange,
): Promise<void> => ledger.setCredential({ account, failures: 0, lockedUntil: null }, 'accountUnlocked', by);

/** Whether the code is one of the account's that nobody has used; it is used up. */
async function isCode(ledger: Credentials, kept: Credential, code: string, now: Instant): Promise<boolean> {
  if (kept.totp === null) return true;
  const step = stepOfCode(kept, code);
  const by = { actor: kept.account, now, requestKey: randomUUID() };
  return step !== null && (await ledger.useStep(kept.account, step, by));
}

/**
 * Looks at everything by which an account proves itself: a password, a code, both. Five failures lock the account, longer
 * each time; failures and locks are events. Null: it is proved.
 */
async function signInFault(
  ledger: Credentials,
  kept: Credential,
  { password, code }: SignInGiven,
  now: Instant,
): Promise<SignInFault | null> {
  const by = { actor: kept.account, now, requestKey: randomUUID() };
  if (isLockedNow(kept)) return 'locked';
  const right = kept.password === null || (await isPassword(password, kept.password));
  if (!right || !(await isCode(ledger, kept, code, now))) {
    await ledger.countFailedProof(kept.account, lockOf, by);
    return 'wrong';
  }
  // Comparing takes a while, in which others guess, or the account gets another password or is disabled.
  const still = await credentialOf(ledger, kept.account);
  if (isLockedNow(still)) return 'locked';
  if (still.password !== kept.password || still.totp !== kept.totp) return 'wrong';
  if (still.disabledAt !== null) return 'disabled';
  if (still.failures > 0 || still.lockedUntil !== null) {
    const cleared = { account: kept.account, failures: 0, lockedUntil: null };
    await ledger.setCredential(cleared, 'failuresCleared', by);
  }
  return null;
}

/** Signs in with account, password and, where the account has one, a code. Takes as long for an account that is not there. */
export async function provedAccount(
  ledger: Credentials & Pick<Ledger, 'office'>,
  { account: name, ...given }: SignInGiven & { readonly account: string },
  now: Instant,
): Promise<Account | SignInFault> {
  const { roster } = await ledger.office();
  const account = roster.accounts.find(({ id }) => id === name);
  const kept = account ? await ledger.credential(account.id) : null;
  if (!account || kept?.password == null) {
    await isPassword(given.password, null);
    return 'wrong';
  }
  return (await signInFault(ledger, kept, given, now)) ?? account;
}

/** Proves again who is signed in, by what the account has; `wrong` when it has nothing. Null: it is proved. */
export async function provedAgain(
  ledger: Credentials,
  account: string,
  given: SignInGiven,
  now: Instant,
): Promise<SignInFault | null> {
  const kept = await credentialOf(ledger, account);
  return kept.password === null && kept.totp === null ? 'wrong' : signInFault(ledger, kept, given, now);
}

/** The account of a name that somebody else vouches for (a provider, a gateway), when it is there and not disabled. */
export async function vouchedAccount(
  ledger: Pick<Ledger, 'credential'>,
  roster: Roster,
  name: string,
): Promise<Account | null> {
  const account = roster.accounts.find(({ id }) => id === name);
  return account && (await credentialOf(ledger, account.id)).disabledAt === null ? account : null;
}
