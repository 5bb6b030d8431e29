import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { FileRef } from '../../domain/item/commands/fields';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { MB } from '../../domain/measures';
import { readRegular } from '../../office/intake/files/regular';
import type { Options } from './verb';

const FILE_LIMIT = 100 * MB;

/** Name and sha256 of the files named by --file; the files stay where they are; paths count from `cwd`. Refuses like readRegular. */
export function filesOf(options: Options, cwd: string): Result<readonly FileRef[]> {
  const given = options['file'];
  const paths = typeof given === 'string' ? [given] : Array.isArray(given) ? given.map(String) : [];
  const files: FileRef[] = [];
  for (const path of paths) {
    const file = fileDigest(resolve(cwd, path));
    if (!file.ok) return file;
    files.push(file.value);
  }
  return ok(files);
}

function fileDigest(path: string): Result<FileRef> {
  const bytes = readRegular(path, FILE_LIMIT);
  if (!bytes.ok) return bytes;
  return ok({ name: basename(path), sha256: createHash('sha256').update(bytes.value).digest('hex') });
}

/** Writes a file that somebody asked for; its path. Refuses `file-unwritable`. */
export function saveFile(target: string, content: string | Buffer): Result<string> {
  try {
    writeFileSync(target, content);
    return ok(target);
  } catch {
    return unwritableFile(target);
  }
}

/** `file-unwritable`, naming the file or folder. */
export const unwritableFile = (path: string): Result<never> =>
  refuse(
    'file-unwritable',
    text(`写不进 ${path}`, `cannot write to ${path}`),
    text('检查文件夹是否存在、是否有权限', 'check that its folder exists and may be written'),
  );

/** True for a fault of the operating system: no room, no such folder. */
export const isSystemError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'syscall' in error;
