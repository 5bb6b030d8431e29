import { execFile } from 'node:child_process';
import type { Environment } from './types';

/** What a helper program did: `code` is 0 when it went well, otherwise a number, signal or system error. */
export interface Ran {
  readonly code: number | string;
  /** The last lines of what it printed, both streams. */
  readonly tail: string;
}

/** Runs a program to its end or for `timeoutMs`; never rejects. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly env: Environment; readonly timeoutMs: number },
): Promise<Ran> {
  return new Promise((resolve) => {
    const { env, timeoutMs } = options;
    const limits = { env, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, [...args], limits, (error, stdout, stderr) => {
      const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' ');
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? error.message), tail });
    });
  });
}
