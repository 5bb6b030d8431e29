import { Secret, TOTP } from 'otpauth';
import type { Credential } from '../../ledger/access/credentials';
import { hostNow } from './sessions';

const STEP_S = 30;

const totpOf = (secret: string, account: string): TOTP =>
  new TOTP({ issuer: '督办', label: account, secret: Secret.fromBase32(secret), period: STEP_S });

/** A new secret for an authenticator, 160 bits. */
export const newTotp = (): string => new Secret({ size: 20 }).base32;

/** Whether words are a secret as newTotp makes them. */
export const isTotp = (words: string): boolean => /^[A-Z2-7]{32}$/.test(words);

/** What an authenticator reads from the picture. */
export const otpauthOf = (secret: string, account: string): string => totpOf(secret, account).toString();

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
