import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileRef } from '../../../domain/item/commands/fields';
import { ok, refuse, text, type Problem, type Result } from '../../../domain/problem';
import type { Kit } from '../kit';
import type { ConsolePorts } from '../ports';
import { visitorAddress } from '../web/address';
import { postedFiles } from '../web/posted';
import type { Ctx } from '../web/route';
import { EXTENSIONS, extensionOf, isAllowed } from './kinds';
import { MB } from '../../../domain/measures';

const MOST_EACH = 10 * MB;
export const MOST_UPLOADED = 20 * MB;

/** Where a file of a digest lies: outside everything that is served, under a name that only its content makes. */
export const keptFile = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

/** The last part of a name, without what steers a path or a terminal. */
const uploadName = (given: string): string =>
  (given.split(/[/\\]/).at(-1) ?? '').replace(/[\p{C}"<>|:*?]/gu, '_').slice(-200) || 'file';

/** A file that lies beside its place until all of its form have passed. */
interface AsideFile {
  readonly ref: FileRef;
  readonly part: string;
  readonly path: string;
}

async function storeAside(folder: string, file: File): Promise<AsideFile> {
  const bytes = Buffer.from(await file.arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = keptFile(folder, sha256);
  const part = `${path}.${randomUUID()}.part`;
  await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true });
  await writeFile(part, bytes, { mode: 0o600 });
  return { ref: { name: uploadName(file.name), sha256 }, part, path };
}

/** Puts files into their places, all or none. Refuses what the scanner refuses, with the file's name. */
async function keepAll(
  { scan, files: folder }: ConsolePorts,
  sent: readonly File[],
): Promise<Result<readonly FileRef[]>> {
  const aside: AsideFile[] = [];
  try {
    for (const file of sent) {
      const one = await storeAside(folder, file);
      aside.push(one);
      const passed = scan === null ? ok(null) : await scan(one.part);
      if (!passed.ok) return refusedFile(passed.problem, one.ref.name);
    }
    for (const { part, path } of aside) await rename(part, path);
    return ok(aside.map(({ ref }) => ref));
  } finally {
    for (const { part } of aside) await rm(part, { force: true });
  }
}

const refusedFile = ({ code, message: { zh, en }, hint }: Problem, name: string): Result<never> =>
  refuse(code, text(`${zh}：${name}`, `${en}: ${name}`), hint);

/** A kind that is not taken, or a name that says another kind than the content. */
const refusedKind = (name: string): Result<never> =>
  refuse(
    'bad-file',
    text(`不能收这个文件：${name}`, `this file is not taken: ${name}`),
    EXTENSIONS.includes(extensionOf(name))
      ? text(
          `它的内容不是 ${extensionOf(name)}，或已损坏、带有网页脚本：请用办公软件打开、另存后再传`,
          `its content is not ${extensionOf(name)}, is broken, or has a script: open it, save it anew and send that`,
        )
      : text(`可以收：${EXTENSIONS.join('、')}`, `allowed: ${EXTENSIONS.join(', ')}`),
  );

/**
 * Keeps the files of a form by their digests: a file counts with its bytes alone, and none that lies here already is named
 * by a digest. Refuses `file-too-large` and `bad-file` (a kind that is not allowed, or content that is not what the name
 * says), `too-often`, `file-infected` and `scan-failed`, and what `passes` refuses of the content; nothing is kept then.
 */
export async function keepFiles(
  { ports, attempts }: Kit,
  c: Ctx,
  passes: (bytes: Buffer) => Promise<Result<unknown>> = () => Promise.resolve(ok(null)),
): Promise<Result<readonly FileRef[]>> {
  const sent = await postedFiles(c, 'files');
  const size = sent.reduce((sum, file) => sum + file.size, 0);
  const large = sent.find((file) => file.size > MOST_EACH);
  const empty = sent.find((file) => file.size === 0);
  if (empty !== undefined)
    return refuse(
      'bad-file',
      text(`文件是空的：${uploadName(empty.name)}`, `the file is empty: ${uploadName(empty.name)}`),
      text('请打开看看内容是否已保存，再选一次', 'see whether its content was saved, and choose it again'),
    );
  if (large !== undefined || size > MOST_UPLOADED)
    return refuse(
      'file-too-large',
      text(
        `文件太大：${uploadName(large?.name ?? '合计')}`,
        `too large: ${uploadName(large?.name ?? 'in all')}`,
      ),
      text('每个不超过 10 MB，合计不超过 20 MB', '10 MB each, 20 MB in all'),
    );
  if (sent.length > 0 && !(await attempts.uploads.may(visitorAddress(c, ports))))
    return refuse(
      'too-often',
      text('上传太频繁', 'too many uploads'),
      text('请过几分钟再试', 'wait a few minutes and try again'),
    );
  for (const file of sent) {
    const bytes = Buffer.from(await file.arrayBuffer());
    if (!isAllowed(uploadName(file.name), bytes)) return refusedKind(uploadName(file.name));
    const passed = await passes(bytes);
    if (!passed.ok) return passed;
  }
  return keepAll(ports, sent);
}
