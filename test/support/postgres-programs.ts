import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The folders in which a machine keeps PostgreSQL's programs: the PATH, then Debian's. */
function folders(): readonly string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  return [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((name) => join(debian, name, 'bin')),
  ];
}

/** The path of one of PostgreSQL's programs. Throws with what to install when it is not there: no test is skipped. */
export function postgresProgram(name: 'initdb' | 'postgres' | 'psql'): string {
  const found = folders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(
      `没有找到 PostgreSQL 的程序 ${name}：请安装 postgresql-15（apt-get install postgresql-15）  ` +
        `PostgreSQL's program ${name} was not found: install postgresql-15`,
    );
  return found;
}

/** Who runs a server: PostgreSQL refuses root, so root lends it to the user of that name. */
export function postgresUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
