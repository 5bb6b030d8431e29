import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { isArchiveYear, isFonds, isRetention, type ArchiveWish } from '../../../papers/archive';
import {
  ARCHIVE_WORDS,
  checkArchive,
  topDigest,
  type ArchiveLine,
} from '../../../office/evidence/archive-check';
import { ARCHIVE_NAMES } from '../../../office/evidence/archive-files';
import { toPdfA } from '../../../office/evidence/archive-whole';
import { writeArchive } from '../../../office/evidence/archive-write';
import { checkpointLine } from '../../../office/papers/make';
import { csvRow } from '../../../office/intake/rosters/csv';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { columnTable } from '../table';
import { example, flaggedBy, optionText, type Action, type Options, type Verb } from '../verb';
import { isSystemError, unwritableFile } from '../files';

/** Year, 全宗号 and retention as the office gives them. Refuses `usage` and `bad-date`. */
function archiveWish(year: string, options: Options): Result<ArchiveWish> {
  const fonds = optionText(options, 'fonds') ?? '';
  const retention = optionText(options, 'retention') ?? '';
  if (!isArchiveYear(year))
    return refuse(
      'bad-date',
      text(`“${year}”不是年份`, `"${year}" is not a year`),
      text('例：2025', 'e.g. 2025'),
    );
  if (!isFonds(fonds))
    return refuse(
      'usage',
      text('没有写明全宗号，或写错', 'the fonds number is missing or wrong'),
      text('用 --fonds 给出档案馆给的全宗号（字母、数字）', 'say --fonds NUMBER, as the archives gave it'),
    );
  if (!isRetention(retention))
    return refuse(
      'usage',
      text('没有写明保管期限，或写错', 'the retention is missing or wrong'),
      text('用 --retention 永久、30年 或 10年', 'say --retention 永久, 30年 or 10年'),
    );
  return ok({ year: Number(year), fonds, retention });
}

/** The new or empty folder that --to names. */
function folderTo(session: Session, options: Options): Result<string> {
  const given = optionText(options, 'to') ?? '';
  const to = resolve(session.io.cwd, given);
  if (given !== '' && (!existsSync(to) || readdirSync(to).length === 0)) return ok(to);
  return refuse(
    'usage',
    text('没有写明归档到哪个文件夹，或它不是空的', 'no folder is named, or it is not empty'),
    text('用 --to 指明一个新文件夹', 'say --to NEW-FOLDER'),
  );
}

const shownArchive = ({ style: { lang } }: Session, lines: readonly ArchiveLine[]): string =>
  columnTable(lang, lines, [
    ['性质', 'property', ({ property }) => (lang === 'zh' ? property : ARCHIVE_WORDS[property])],
    ['检测项', 'check (检测项)', ({ item }) => item],
    ['结论', 'verdict', ({ verdict }) => (lang === 'zh' ? verdict : ARCHIVE_WORDS[verdict])],
    ['说明', 'how (说明)', ({ faults, method }) => (faults.length > 0 ? faults.join('；') : method)],
  ]);

const archiveFailed = (lines: readonly ArchiveLine[]): boolean =>
  lines.some(({ verdict }) => verdict === '不通过');

async function archive(
  session: Session,
  ledger: Ledger,
  year: string,
  options: Options,
): Promise<Result<Output>> {
  const wish = archiveWish(year, options);
  if (!wish.ok) return wish;
  const to = folderTo(session, options);
  if (!to.ok) return to;
  // What was recorded since the last one gets its place first.
  await ledger.checkpoint({ slot: null, now: session.now() });
  const written = await writeArchive(
    ledger,
    {
      to: to.value,
      wish: wish.value,
      now: session.now(),
      checkpoint: await checkpointLine(ledger),
      toPdf: options['pdf'] === false ? null : toPdfA,
      progress: (done) => {
        session.io.progress(pick(session, `${done} 件`, `${done} items`));
      },
    },
    csvRow,
  );
  if (!written.ok) return written;
  const { pieces, left, pdf, manifest, lines } = written.value;
  const said = [
    pick(session, `已归档 ${pieces} 件到 ${to.value}`, `${pieces} items archived in ${to.value}`),
    ...(left.length > 0
      ? [pick(session, `未销号未归档 ${left.length} 项`, `${left.length} open items left`)]
      : []),
    ...(pdf
      ? []
      : [pick(session, '办理过程为 docx，移交前请转成 PDF/A', 'courses are docx: make PDF/A of them')]),
    pick(
      session,
      `总清单摘要（请另存他处）${manifest}`,
      `digest of the top manifest (keep it elsewhere) ${manifest}`,
    ),
  ];
  return ok({
    data: { to: to.value, ...written.value },
    text: `${said.join('\n')}\n${shownArchive(session, lines)}`,
    findings: archiveFailed(lines),
  });
}

function checkArchiveVerb(session: Session, given: string): Result<Output> {
  const folder = resolve(session.io.cwd, given);
  if (
    !existsSync(resolve(folder, ARCHIVE_NAMES.manifest)) &&
    !existsSync(resolve(folder, ARCHIVE_NAMES.catalogue))
  )
    return refuse(
      'nothing-to-check',
      text(`${folder} 不是归档文件夹`, `${folder} is no archive`),
      text('写 audit archive 写出的文件夹', 'name a folder that audit archive wrote'),
    );
  const lines = checkArchive(folder);
  const digest = topDigest(folder) ?? '—';
  const said = pick(session, `总清单摘要 ${digest}`, `digest of the top manifest ${digest}`);
  return ok({
    data: { folder, manifest: digest, lines },
    text: `${said}\n${shownArchive(session, lines)}`,
    findings: archiveFailed(lines),
  });
}

const archiveVerb = onLedger((session, ledger, [year], options) =>
  archive(session, ledger, year ?? '', options),
);

const action: Action = async (session, args, options) => {
  const folder = optionText(options, 'check');
  try {
    return folder === undefined
      ? await archiveVerb(session, args, options)
      : checkArchiveVerb(session, folder);
  } catch (error) {
    if (isSystemError(error)) return unwritableFile(optionText(options, 'to') ?? folder ?? '');
    throw error;
  }
};

/** duban audit archive. */
export const archiveVerbs: readonly Verb[] = [
  {
    usage: 'archive [年]',
    about: text(
      '把一年已销号的事项归档成文件夹（DA/T 93 附录 B），带清单和四性检测；--check 核对，不用数据库',
      'archive the closed items of a year as a folder (DA/T 93), with manifest and check; --check needs no database',
    ),
    flags: [
      flaggedBy('--to <文件夹>', '写到哪个新文件夹', 'the new folder'),
      flaggedBy('--fonds <全宗号>', '档案馆给的全宗号', 'the fonds number that the archives gave'),
      flaggedBy('--retention <期限>', '保管期限：永久、30年、10年', 'retention: 永久, 30年 or 10年'),
      flaggedBy('--no-pdf', '办理过程留作 docx', 'leave the courses of events as docx'),
      flaggedBy('--check <文件夹>', '核对已有的归档文件夹', 'check an archive that is there'),
    ],
    examples: [
      example('audit archive 2025 --to 归档 --fonds X043 --retention 30年', '2025 年的归档', 'that of 2025'),
      example('audit archive --check 归档', '核对', 'check it'),
    ],
    action,
  },
];
