import { hash, verify } from '@node-rs/argon2';
import { text, type Text } from '../../domain/problem';

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
