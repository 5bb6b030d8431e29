import { join } from 'node:path';
import { readNoticeFolder, type NoticeFolder } from '../../client/files/notice-folder';

/** The folder of the seed notice. */
export const SEED = join(__dirname, '..', '..', 'seeds', 'qingpu-2025');

/** The seed notice with its office and plan, read from its files. */
export function seedFolder(): NoticeFolder {
  const read = readNoticeFolder(SEED);
  if (!read.ok) throw new Error(read.problem.message.zh);
  return read.value;
}
