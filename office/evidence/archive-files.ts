import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the parts of an archive. */
export const ARCHIVE_NAMES = {
  explanation: '说明文件.TXT',
  catalogue: '目录文件.XML',
  manifest: '清单.sha256',
  report: '四性检测.csv',
  top: '总清单.sha256',
  key: '其他/log.vkey',
  metadata: '元数据.xml',
  events: '事件.jsonl',
  proofs: '证明',
  mails: '邮件',
  course: '办理过程',
} as const;

/** The report is made of what the manifest covers; a second, the top one, covers both. */
const TOP_COVERS: readonly string[] = [ARCHIVE_NAMES.manifest, ARCHIVE_NAMES.report];

const OUTSIDE: readonly string[] = [...TOP_COVERS, ARCHIVE_NAMES.top];

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

const digestLines = (folder: string, paths: readonly string[]): string =>
  paths.map((path) => `${digestOfFile(join(folder, path))}  ${path}\n`).join('');

/** The manifest as sha256sum writes and checks it. */
export const manifestOf = (folder: string): string =>
  digestLines(
    folder,
    coveredFiles(folder).map(({ path }) => path),
  );

/** The files that the top manifest covers, where they are there. */
export const topFiles = (folder: string): readonly ArchiveFound[] =>
  filesBelow(folder).filter(({ path }) => TOP_COVERS.includes(path));

/** The top manifest: digests of manifest and report. Its own digest is to be kept elsewhere. */
export const topManifestOf = (folder: string): string => digestLines(folder, TOP_COVERS);

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
