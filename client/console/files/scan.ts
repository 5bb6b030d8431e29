import { execFile } from 'node:child_process';
import { ok, refuse, text, type Result } from '../../../domain/problem';

/** Looks through a file, which is named by its path. Refuses `file-infected` and `scan-failed`. */
export type Scan = (path: string) => Promise<Result<null>>;

/** What a scanner exits with: nothing was found, something was found; anything else is no answer. */
const CLEAN = 0;
const FOUND = 1;

const LONGEST_MS = 60_000;

const INFECTED = refuse(
  'file-infected',
  text('查毒程序不放行这个文件', 'the scanner does not let this file pass'),
  text('请在本机查毒后另选文件', 'scan it on your machine and choose another file'),
);

const FAILED = refuse(
  'scan-failed',
  text('查毒程序没有答复，文件没有收下', 'the scanner did not answer; the file was not taken'),
  text(
    '请稍后再交；管理员核对 DUBAN_SCAN_COMMAND',
    'try again later; an administrator checks DUBAN_SCAN_COMMAND',
  ),
);

/**
 * A scanner that is a program with its arguments, given the file's path as the last one, without a shell: exit 0 passes,
 * 1 is infected (as clamdscan does); anything else, no such program, or no end within the time is `scan-failed`.
 */
export function scanBy(command: string, env: NodeJS.ProcessEnv, longest = LONGEST_MS): Scan {
  const [program = '', ...args] = command.split(/\s+/).filter(Boolean);
  const settings = { env, timeout: longest, killSignal: 'SIGKILL', maxBuffer: 2 ** 20 } as const;
  return (path) =>
    new Promise((resolve) => {
      execFile(program, [...args, path], settings, (error) => {
        const code = error === null ? CLEAN : error.killed === true ? null : error.code;
        resolve(code === CLEAN ? ok(null) : code === FOUND ? INFECTED : FAILED);
      });
    });
}
