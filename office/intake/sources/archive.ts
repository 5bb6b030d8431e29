import { buffer } from 'node:stream/consumers';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { refuseBroken, refuseSlow, type Budget } from './limits';

/** The wanted parts of an archive (a .docx or .xlsx is one), by path. */
export type ArchiveParts = ReadonlyMap<string, Buffer>;

/** Refuses with `source-unpacks-too-large`. */
const refuseBomb = ({ limits }: Pick<Budget, 'limits'>): Result<never> =>
  refuse(
    'source-unpacks-too-large',
    text(
      `文件解开后超过 ${Math.round(limits.unpacked / 1024 / 1024)} MB 或部件太多，没有读`,
      'the file unpacks to more than it may and was not read',
    ),
    text(
      '正常的通知没有这么大；请核对来源，或只留正文另存',
      'no notice is that large; check where it comes from, or save the text alone',
    ),
  );

async function unpackParts(zip: ZipFile, wanted: RegExp, budget: Budget): Promise<Result<ArchiveParts>> {
  if (zip.entryCount > budget.limits.parts) return refuseBomb(budget);
  const parts = new Map<string, Buffer>();
  const entries: Entry[] = [];
  let size = 0;
  for await (const entry of zip.eachEntry()) {
    if (!wanted.test(entry.fileName)) continue;
    size += entry.uncompressedSize;
    if (size > budget.limits.unpacked) return refuseBomb(budget);
    entries.push(entry);
  }
  for (const entry of entries) {
    if (budget.isSpent()) return refuseSlow(budget);
    // yauzl ends a stream that yields more than its entry declares
    parts.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return ok(parts);
}

/**
 * Unpacks the parts whose path `wanted` names. Refuses `source-broken` (`kind` names the format) and, before
 * anything is unpacked, `source-unpacks-too-large`; `source-too-slow` when the time is up.
 */
export async function archiveParts(
  bytes: Buffer,
  kind: string,
  wanted: RegExp,
  budget: Budget,
): Promise<Result<ArchiveParts>> {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
    return await unpackParts(zip, wanted, budget);
  } catch {
    return refuseBroken(kind);
  }
}
