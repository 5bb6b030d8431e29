import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { FileRef } from '../../domain/item/commands/fields';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Options } from './verb';

const FILE_LIMIT = 100 * 1024 * 1024;

/** Name and sha256 of the files named by --file; the files stay where they are; paths count from `cwd`. Refuses `file-unreadable`, `file-too-large`. */
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
  try {
    if (statSync(path).size > FILE_LIMIT) {
      return refuse(
        'file-too-large',
        text(`${path} 超过 100 MB`, `${path} is larger than 100 MB`),
        text('请压缩或拆分', 'compress or split it'),
      );
    }
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    return ok({ name: basename(path), sha256 });
  } catch {
    return refuse(
      'file-unreadable',
      text(`读不出文件 ${path}`, `cannot read ${path}`),
      text('检查路径和权限', 'check path and permissions'),
    );
  }
}
