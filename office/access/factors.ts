import { hash, verify } from '@node-rs/argon2';
import { Secret, TOTP } from 'otpauth';
import { text, type Text } from '../../domain/problem';
import type { Credential } from '../../ledger/access/credentials';
import { hostNow } from './sessions';

/** Argon2id by the parameters of OWASP: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const SHORTEST = 10;
const LONGEST_PASSWORD = 200;

/** What is wrong with a new password; null: nothing. Length and mix as 等保 requires. */
export function passwordFault(password: string, account: string): Text | null {
  if (password.length < SHORTEST || password.length > LONGEST_PASSWORD)
    return text(
      `口令须 ${SHORTEST} 至 ${LONGEST_PASSWORD} 个字符`,
      `${SHORTEST} to ${LONGEST_PASSWORD} characters`,
    );
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  if (kinds < 3 && password.length < 20)
    return text(
      '口令须含大写字母、小写字母、数字、符号中的三种，或长于 20 个字符',
      'use three of upper case, lower case, digits, signs, or more than 20 characters',
    );
  if (password.toLowerCase().includes(account.toLowerCase()))
    return text('口令里不能有帐号', 'the account must not stand in it');
  return null;
}

/** A password as it is kept. */
export const hashedPassword = (password: string): Promise<string> => hash(password, COST);

/** Compared when there is no account of that name, so that both take the same time. */
let nobody: Promise<string> | undefined;

/** Whether a password is the one that is kept; as slow when nothing is kept. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const against = kept ?? (await (nobody ??= hashedPassword('nobody')));
  const same = await verify(against, password.slice(0, LONGEST_PASSWORD)).catch(() => false);
  return kept !== null && same;
}

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
