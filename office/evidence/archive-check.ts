import { basename, dirname, join } from 'node:path';
import { MB } from '../../domain/measures';
import { readRegular } from '../intake/files/regular';
import { checkProof } from './proof';
import {
  ARCHIVE_NAMES,
  coveredFiles,
  readManifest,
  digestOfFile,
  topFiles,
  type ArchiveFound,
} from './archive-files';

/** 通过 | 不通过 | 待人工: what a program cannot see is for people, never passed. */
export type ArchiveVerdict = '通过' | '不通过' | '待人工';

/** One line of the check of the four properties (四性检测). */
export interface ArchiveLine {
  readonly property: '真实性' | '完整性' | '可用性' | '安全性';
  readonly item: string;
  readonly method: string;
  readonly verdict: ArchiveVerdict;
  /** What does not hold, a file or a piece each. */
  readonly faults: readonly string[];
}

/** The words of the standard (DA/T 70) for English readers; what is checked, and how, is in its own terms. */
export const ARCHIVE_WORDS: Readonly<Record<ArchiveLine['property'] | ArchiveLine['verdict'], string>> = {
  真实性: 'authenticity',
  完整性: 'integrity',
  可用性: 'usability',
  安全性: 'security',
  通过: 'passed',
  不通过: 'failed',
  待人工: 'for people',
};

const judgedFile = (
  property: ArchiveLine['property'],
  item: string,
  method: string,
  faults: readonly string[],
): ArchiveLine => ({ property, item, method, verdict: faults.length === 0 ? '通过' : '不通过', faults });

const forPeople = (property: ArchiveLine['property'], item: string, method: string): ArchiveLine => ({
  ...{ property, item, method },
  verdict: '待人工',
  faults: [],
});

/** A larger part of an archive is none of ours. */
const PART_LIMIT = 1024 * MB;

/** A part of an archive; nothing where it is missing, or is no file. */
function readArchive(path: string): Buffer {
  const bytes = readRegular(path, PART_LIMIT);
  return bytes.ok ? bytes.value : Buffer.alloc(0);
}

/** Files that a manifest does not describe: they were changed, are missing, or came in. */
function manifestFaults(
  folder: string,
  manifest: string,
  found: readonly ArchiveFound[],
): { readonly changed: readonly string[]; readonly added: readonly string[] } {
  const { listed, odd } = readManifest(readArchive(join(folder, manifest)).toString());
  const there = new Set(found.map(({ path }) => path));
  const changed = found.filter(
    ({ path, regular }) =>
      regular && listed.has(path) && listed.get(path) !== digestOfFile(join(folder, path)),
  );
  return {
    changed: [
      ...(listed.size === 0 ? [`${manifest} 没有或读不出`] : []),
      ...(odd > 0 ? [`${manifest} 有 ${odd} 行读不出或重复`] : []),
      ...changed.map(({ path }) => `${path} 被改动`),
      ...[...listed.keys()].filter((path) => !there.has(path)).map((path) => `${path} 缺失`),
    ],
    added: found
      .filter(({ path, regular }) => !regular || !listed.has(path))
      .map(({ path, regular }) => (regular ? `${path} 不在清单中` : `${path} 不是普通文件`)),
  };
}

/** Folders of the pieces, which hold the events. */
const archivePieces = (folder: string): readonly string[] =>
  coveredFiles(folder)
    .filter(({ path, regular }) => regular && basename(path) === ARCHIVE_NAMES.events)
    .map(({ path }) => dirname(path));

const manifestEntries = (folder: string, piece: string): readonly string[] =>
  readArchive(join(folder, piece, ARCHIVE_NAMES.events))
    .toString()
    .split('\n')
    .filter(Boolean);

/** Events without a proof that holds. */
function proofFaults(folder: string, pieces: readonly string[]): readonly string[] {
  const vkey = readArchive(join(folder, ARCHIVE_NAMES.key)).toString();
  return pieces.flatMap((piece) =>
    manifestEntries(folder, piece).flatMap((entry, n) => {
      const proof = readArchive(
        join(folder, piece, ARCHIVE_NAMES.proofs, `${n + 1}.json.tlog-proof`),
      ).toString();
      const shown = checkProof({ entry: Buffer.from(entry), proof, vkey });
      return shown.ok ? [] : [`${piece} 第${n + 1}条：${shown.problem.message.zh}`];
    }),
  );
}

const seqOf = (entry: string): unknown => {
  try {
    const parsed: unknown = JSON.parse(entry);
    return typeof parsed === 'object' && parsed !== null && 'seq' in parsed ? parsed.seq : null;
  } catch {
    return null;
  }
};

/** Pieces of which the events are not 1, 2, 3 … as many as the metadata says. */
const gapFaults = (folder: string, pieces: readonly string[]): readonly string[] =>
  pieces.flatMap((piece) => {
    const entries = manifestEntries(folder, piece);
    const said = /<事件数>(\d+)<\/事件数>/.exec(
      readArchive(join(folder, piece, ARCHIVE_NAMES.metadata)).toString(),
    )?.[1];
    const inOrder = entries.every((entry, n) => seqOf(entry) === n + 1);
    return inOrder && said === String(entries.length)
      ? []
      : [`${piece} 的事件不连续，或与元数据的事件数不符`];
  });

const catalogueFaults = (folder: string, pieces: readonly string[]): readonly string[] => {
  const catalogue = readArchive(join(folder, ARCHIVE_NAMES.catalogue)).toString();
  const numbers = [...catalogue.matchAll(/<档号>([^<]+)<\/档号>/g)].map(([, number]) => number ?? '');
  const there = new Set(pieces.map((piece) => basename(piece)));
  return [
    ...numbers.filter((number) => !there.has(number)).map((number) => `${number} 有目录没有内容`),
    ...[...there].filter((number) => !numbers.includes(number)).map((number) => `${number} 有内容没有目录`),
    ...(numbers.length === 0 ? ['目录中没有件'] : []),
    ...(new Set(numbers).size === numbers.length ? [] : ['档号重复']),
  ];
};

/** Pieces whose course of events does not begin as a PDF or docx does. */
const courseFaults = (folder: string, pieces: readonly string[]): readonly string[] =>
  pieces.filter((piece) => {
    const pdf = readArchive(join(folder, piece, `${ARCHIVE_NAMES.course}.pdf`))
      .subarray(0, 5)
      .toString();
    const docx = readArchive(join(folder, piece, `${ARCHIVE_NAMES.course}.docx`))
      .subarray(0, 2)
      .toString();
    return pdf !== '%PDF-' && docx !== 'PK';
  });

/** What people compare with the digest that was kept elsewhere; null: there is none. */
export function topDigest(folder: string): string | null {
  const top = join(folder, ARCHIVE_NAMES.top);
  return readRegular(top, PART_LIMIT).ok ? digestOfFile(top) : null;
}

/** The check of what was written after the report: the manifest that covers it. */
export function checkTop(folder: string): ArchiveLine {
  const { changed, added } = manifestFaults(folder, ARCHIVE_NAMES.top, topFiles(folder));
  const method = `SHA-256 重算；总清单摘要：${topDigest(folder) ?? '无'}`;
  return judgedFile('完整性', '清单、检测报告与总清单一致', method, [...changed, ...added]);
}

/** All that can be checked of an archive's folder, without any database. */
export const checkArchive = (folder: string): readonly ArchiveLine[] => [
  ...checkArchived(folder),
  checkTop(folder),
];

/**
 * The four properties of an archive's folder (DA/T 70: 真实性、完整性、可用性、安全性), as its own report has them. The items
 * are named in words: the codes of the standard's own list are not printed.
 */
export function checkArchived(folder: string): readonly ArchiveLine[] {
  const pieces = archivePieces(folder);
  const { changed, added } = manifestFaults(folder, ARCHIVE_NAMES.manifest, coveredFiles(folder));
  return [
    judgedFile(
      '真实性',
      '每条事件的证明成立',
      '按 C2SP 证明和 其他/log.vkey 重算',
      proofFaults(folder, pieces),
    ),
    forPeople('真实性', '公钥来自可信的来处', '与馆外留存的公钥对照'),
    forPeople('真实性', '总清单未被整体替换', '与馆外留存的总清单摘要对照'),
    forPeople('真实性', '电子印章、签名有效', '归档内容不含印章，原件由机关核对'),
    judgedFile('完整性', '清单所列文件齐全、未改动', 'SHA-256 重算', changed),
    judgedFile('完整性', '没有清单以外的文件', '遍历文件夹', added),
    judgedFile('完整性', '目录与各件一一对应', '比对档号', catalogueFaults(folder, pieces)),
    judgedFile('完整性', '每件的事件连续，数目与元数据一致', '比对序号', gapFaults(folder, pieces)),
    forPeople('完整性', '应归档的事项齐全、附件齐全', '与台账和纸质材料对照'),
    judgedFile('可用性', '办理过程为 PDF 或 docx', '识别文件开头', courseFaults(folder, pieces)),
    forPeople('可用性', '内容可读、符合 PDF/A', '开读、以专门工具验证'),
    forPeople('安全性', '没有病毒', '以杀毒软件检查'),
    forPeople('安全性', '载体完好', '检查载体'),
    forPeople('安全性', '归档过程安全', '查阅过程记录'),
  ];
}
