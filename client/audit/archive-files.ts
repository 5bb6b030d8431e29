import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the parts of an archive. */
export const ARCHIVE_NAMES = {
  explanation: '说明文件.TXT',
  catalogue: '目录文件.XML',
  manifest: '清单.sha256',
  report: '四性检测.csv',
  key: '其他/log.vkey',
  metadata: '元数据.xml',
  events: '事件.jsonl',
  proofs: '证明',
  mails: '邮件',
  course: '办理过程',
} as const;

/** The manifest covers neither itself nor the report that is made of it. */
const OUTSIDE: readonly string[] = [ARCHIVE_NAMES.manifest, ARCHIVE_NAMES.report];

/** A file of a folder by its path within it, "/" between; `regular` false: a link or a device. */
export interface ArchiveFound {
  readonly path: string;
  readonly regular: boolean;
}

/** All files below a folder in the order of their paths, without following links. */
export const filesBelow = (folder: string, under = ''): readonly ArchiveFound[] =>
  readdirSync(join(folder, under), { withFileTypes: true })
    .flatMap((entry): readonly ArchiveFound[] => {
      const path = under === '' ? entry.name : `${under}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(folder, path) : [{ path, regular: entry.isFile() }];
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));

/** The files that the manifest covers. */
export const coveredFiles = (folder: string): readonly ArchiveFound[] =>
  filesBelow(folder).filter(({ path }) => !OUTSIDE.includes(path));

/** SHA-256 of a file, hexadecimal. */
export const digestOfFile = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

/** The manifest as sha256sum writes and checks it. */
export const manifestOf = (folder: string): string =>
  coveredFiles(folder)
    .map(({ path }) => `${digestOfFile(join(folder, path))}  ${path}\n`)
    .join('');

/** What a manifest says: digests by path, and how many lines say nothing, or of a path that was named before. */
export interface ReadManifest {
  readonly listed: ReadonlyMap<string, string>;
  readonly odd: number;
}

/** Reads a manifest. */
export function readManifest(text: string): ReadManifest {
  const lines = text.split('\n').filter((line) => line !== '');
  const listed = new Map<string, string>();
  for (const line of lines) {
    const [, digest, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (digest !== undefined && path !== undefined && !listed.has(path)) listed.set(path, digest);
  }
  return { listed, odd: lines.length - listed.size };
}
