import type { Selectable } from 'kysely';
import { digestOf } from '../../domain/journal/canonical';
import type { Instant } from '../../domain/time';
import { columnsOf, type Db, type Schema } from '../database/schema';
import type { JournalChange } from '../journal/journal';
import { noteAccess } from '../journal/note';

/** How an account proves itself; no row: it never did, and needs an invitation. */
export interface Credential {
  readonly account: string;
  /** Argon2id, with its parameters and salt; null until one was chosen. */
  readonly password: string | null;
  /** Secret of the second factor, as an authenticator has it; null: none. */
  readonly totp: string | null;
  /** Last step of the second factor that was used; none is taken twice. */
  readonly step: number;
  readonly failures: number;
  readonly lockedUntil: Instant | null;
  /** Since when the account may not come in (停用); null: it may. */
  readonly disabledAt: Instant | null;
}

type Proof = Omit<Selectable<Schema['credentials']>, 'account'>;

/** What the journal keeps of how an account proves itself; the password is hashed, with a salt, already. */
export const proofDigest = ({ password, totp, step, failures, locked_until, disabled_at }: Proof): string =>
  digestOf([password, totp, step, failures, locked_until, disabled_at]);

const NO_PASSWORD: Proof = {
  password: null,
  totp: null,
  step: 0,
  failures: 0,
  locked_until: null,
  disabled_at: null,
};

/** Of an account that never proved itself. */
export const NO_PROOF = proofDigest(NO_PASSWORD);

/** How an account proves itself; null when nothing was ever set. */
export async function credential(db: Db, account: string): Promise<Credential | null> {
  const row = await db
    .selectFrom('credentials')
    .select(columnsOf('credentials'))
    .where('account', '=', account)
    .executeTakeFirst();
  return row
    ? {
        account: row.account,
        password: row.password,
        totp: row.totp,
        step: row.step,
        failures: row.failures,
        lockedUntil: row.locked_until,
        disabledAt: row.disabled_at,
      }
    : null;
}

/** What is known of an account without its secrets. */
export interface CredentialLook extends Pick<
  Credential,
  'account' | 'failures' | 'lockedUntil' | 'disabledAt'
> {
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
}

/** Every account that ever proved itself, or was disabled. */
export async function listCredentials(db: Db): Promise<readonly CredentialLook[]> {
  const rows = await db.selectFrom('credentials').select(columnsOf('credentials')).execute();
  return rows.map((row) => ({
    account: row.account,
    failures: row.failures,
    lockedUntil: row.locked_until,
    disabledAt: row.disabled_at,
    hasPassword: row.password !== null,
    hasTotp: row.totp !== null,
  }));
}

/** What changes of how an account proves itself; the rest stays. */
export type CredentialChange = Pick<Credential, 'account'> & Partial<Credential>;

const columnsOfChange = ({ password, totp, step, failures, lockedUntil, disabledAt }: CredentialChange) => ({
  ...(password !== undefined && { password }),
  ...(totp !== undefined && { totp }),
  ...(step !== undefined && { step }),
  ...(failures !== undefined && { failures }),
  ...(lockedUntil !== undefined && { locked_until: lockedUntil }),
  ...(disabledAt !== undefined && { disabled_at: disabledAt }),
});

/** Changes how an account proves itself, and journals it; nothing is done under a request key that was used before. */
export async function setCredential(
  db: Db,
  to: CredentialChange,
  event: string,
  by: JournalChange,
): Promise<void> {
  const { account } = to;
  const changed = columnsOfChange(to);
  const before = await db
    .selectFrom('credentials')
    .select(columnsOf('credentials'))
    .where('account', '=', account)
    .executeTakeFirst();
  const proof = proofDigest({ ...NO_PASSWORD, ...before, ...changed });
  if (!(await noteAccess(db, event, { account, proof }, by))) return;
  await db
    .insertInto('credentials')
    .values({ ...NO_PASSWORD, ...changed, account })
    .onConflict((c) => c.column('account').doUpdateSet({ account, ...changed }))
    .execute();
}

/**
 * Counts a failed proof on top of those that are kept, however many come at once, and journals it. `lockOf`: until when so
 * many failures lock the account; null: not yet.
 */
export async function countFailedProof(
  db: Db,
  account: string,
  lockOf: (failures: number) => Instant | null,
  by: JournalChange,
): Promise<void> {
  const failures = ((await credential(db, account))?.failures ?? 0) + 1;
  const lockedUntil = lockOf(failures);
  const event = lockedUntil === null ? 'signInRefused' : 'accountLocked';
  await setCredential(db, { account, failures, lockedUntil }, event, by);
}

/** Uses a step of the second factor up, and journals it; false when it, or a later one, was used before. */
export async function useStep(db: Db, account: string, step: number, by: JournalChange): Promise<boolean> {
  const kept = await credential(db, account);
  if (kept === null || kept.step >= step) return false;
  await setCredential(db, { account, step }, 'codeUsed', by);
  return true;
}
