import { isAbsolute, resolve } from 'node:path';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { readRegular } from '../../office/intake/files/regular';
import type { Session } from './session';

/**
 * The address of a database as a flag gives it, a file as seen from the folder where the command was given; @FILE: what a
 * file holds. Refuses an address with a password, which every user of the machine could read in the list of processes.
 */
export function databaseAddress({ io }: Pick<Session, 'io'>, given: string): Result<string> {
  if (given.startsWith('@')) {
    const held = readRegular(resolve(io.cwd, given.slice(1)));
    return held.ok ? ok(held.value.toString('utf8').trim()) : held;
  }
  if (/:\/\/[^/@]*:[^/]*@|^(?!sqlite:)[^/@:]*:(?!\/\/)[^/]*@|[?&]password=/i.test(given)) return withPassword;
  const file = /^sqlite:(.+)$/.exec(given)?.[1];
  return ok(file === undefined || isAbsolute(file) ? given : `sqlite:${resolve(io.cwd, file)}`);
}

const withPassword = refuse(
  'usage',
  text(
    '命令行里写了数据库口令，本机任何人都能看见',
    'a password on the command line can be seen by everybody here',
  ),
  text(
    '把地址写进只有自己可读的文件，写成 --from @文件',
    'put the address into a file that only you can read, and write --from @FILE',
  ),
);
