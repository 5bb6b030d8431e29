import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ok, refuse, text, type Result } from '../../domain/problem';

/** What `duban login` keeps for the calls after it. */
export interface Token {
  readonly account: string;
  /** Of which ledger; another one does not know it. */
  readonly ledger: string;
  readonly secret: string;
}

const tokenSchema = z.object({ account: z.string(), ledger: z.string(), secret: z.string() });

/** Nobody but its owner may read it. */
const MODE = 0o600;

/** Writes the token, readable by its owner alone from the first moment. */
export function writeToken(path: string, token: Token): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}`;
  // In a folder that others may write to, theirs may lie there already: nothing is written into it.
  rmSync(part, { force: true });
  writeFileSync(part, `${JSON.stringify(token)}\n`, { mode: MODE, flag: 'wx' });
  chmodSync(part, MODE);
  renameSync(part, path);
}

/** The token; null when nobody has signed in here. Refuses `token-file-open` when others may read it. */
export function readToken(path: string): Result<Token | null> {
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      return refuse(
        'token-file-open',
        text(`别人可以读登录凭证 ${path}`, `others may read the token in ${path}`),
        text(`执行 chmod 600 ${path}，再重新 duban login`, `run chmod 600 ${path} and duban login again`),
      );
    const read = tokenSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return ok(read.success ? read.data : null);
  } catch {
    return ok(null);
  }
}

/** Forgets the token. */
export const forgetToken = (path: string): void => {
  rmSync(path, { force: true });
};
