import { writeFileSync } from 'node:fs';
import { ok, refuse, text, type Result } from '../../domain/problem';

/** Writes a file that somebody asked for. Refuses `file-unwritable`. */
export function saveFile(target: string, written: string): Result<null> {
  try {
    writeFileSync(target, written);
    return ok(null);
  } catch {
    return refuse(
      'file-unwritable',
      text(`写不了文件 ${target}`, `cannot write ${target}`),
      text('检查文件夹是否存在、是否有权限', 'check that its folder exists and may be written'),
    );
  }
}
