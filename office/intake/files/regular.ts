import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { MB } from '../../../domain/measures';

/**
 * The bytes of a regular file of at most `most` bytes. A device or a pipe is refused, not waited for: it may have no
 * end. Refuses `file-unreadable`, `file-not-regular`, `file-too-large`.
 */
export function readRegular(path: string, most: number = 5 * MB): Result<Buffer> {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return unreadable(path);
  }
  try {
    const about = fstatSync(file);
    if (!about.isFile()) return notRegular(path);
    if (about.size > most) return fileTooLarge(path, most);
    const bytes = readFileSync(file);
    return bytes.length > most ? fileTooLarge(path, most) : ok(bytes);
  } catch {
    return unreadable(path);
  } finally {
    closeSync(file);
  }
}

/** `file-unreadable`, naming the path. */
export const unreadable = (path: string): Result<never> =>
  refuse(
    'file-unreadable',
    text(`读不出文件 ${path}`, `cannot read ${path}`),
    text('检查路径和权限；从标准输入读用 -', 'check path and permissions; - reads standard input'),
  );

/** `file-not-regular`, naming the path. */
export const notRegular = (path: string): Result<never> =>
  refuse(
    'file-not-regular',
    text(
      `${path} 不是普通文件（是目录、设备或管道），没有读`,
      `${path} is a folder, a device or a pipe and was not read`,
    ),
    text('请给出一个文件', 'give a file'),
  );

const fileTooLarge = (path: string, most: number): Result<never> =>
  refuse(
    'file-too-large',
    text(`${path} 超过 ${most / MB} MB`, `${path} is larger than ${most / MB} MB`),
    text('请核对文件，去掉图片和附件', 'check the file; remove pictures and attachments'),
  );
