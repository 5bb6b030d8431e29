import { resolve } from 'node:path';
import { mkdirSync } from 'node:fs';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { exportCsv, exportJsonl, exportXlsx } from '../../../office/evidence/rows';
import { attest } from '../../../office/evidence/attest';
import { exportTiles, UNSIGNED } from '../../../office/evidence/tiles';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';
import { isSystemError, unwritableFile } from '../files';

/** Most rows of a sheet, less its heading. */
const SHEET_ROWS = 1_048_575;

const FORMATS = ['tiles', 'jsonl', 'csv', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

const formatOf = (name: string | undefined): Result<Format> => {
  const found = FORMATS.find((format) => format === (name ?? 'tiles'));
  return found
    ? ok(found)
    : refuse(
        'usage',
        text(`没有导出格式“${name ?? ''}”`, `there is no format "${name ?? ''}"`),
        text(`可用：${FORMATS.join('、')}`, `one of ${FORMATS.join(', ')}`),
      );
};

async function writeExport(
  session: Session,
  ledger: Ledger,
  path: string,
  format: Format,
): Promise<Result<number>> {
  const { size, note } = await ledger.checkpoint({ slot: null, now: session.now() });
  const vkeys = await ledger.keysInForce();
  const hash = await ledger.chainHash();
  const { zone } = (await ledger.office()).calendar;
  if (format === 'tiles') {
    if (note === null) return { ok: false, problem: (await ledger.logKeyProblem()) ?? UNSIGNED };
    await attest(ledger, session.config.attestors, session.now());
    const attested = await ledger.attestedAt(size);
    const progress = (done: number): void => {
      session.io.progress(`${done} / ${size}`);
    };
    await exportTiles(ledger, path, { size, note, vkeys, attested }, progress);
  } else if (format === 'jsonl') await exportJsonl(ledger, path, { size, hash });
  else if (format === 'csv') await exportCsv(ledger, path, { size, zone, hash });
  else if (size > SHEET_ROWS) return tooManyRows(size);
  else await exportXlsx(ledger, path, { size, zone, hash });
  return ok(size);
}

const tooManyRows = (size: number): Result<never> =>
  refuse(
    'too-long',
    text(`${size} 条放不进一张工作表`, `${size} rows do not fit on a sheet`),
    text('用 --format csv 或 jsonl', 'use --format csv or jsonl'),
  );

async function exportAudit(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const format = formatOf(optionText(options, 'format'));
  if (!format.ok) return format;
  const given = optionText(options, 'to') ?? '';
  const path = resolve(session.io.cwd, given);
  if (given === '')
    return refuse(
      'usage',
      text('没有写明导出到哪里', 'it is not said where to write'),
      text('用 --to 指明文件夹或文件', 'say --to PATH'),
    );
  try {
    mkdirSync(resolve(path, '..'), { recursive: true });
    const size = await writeExport(session, ledger, path, format.value);
    if (!size.ok) return size;
    return ok({
      data: { format: format.value, to: path, size: size.value },
      text: pick(session, `已导出 ${size.value} 条到 ${path}`, `${size.value} entries written to ${path}`),
    });
  } catch (error) {
    if (isSystemError(error)) return unwritableFile(path);
    throw error;
  }
}

/** duban audit export. */
export const exportVerbs: readonly Verb[] = [
  {
    usage: 'export',
    about: text(
      '导出全部事件：tiles 是任何 C2SP 程序可核对的文件夹，jsonl、csv、xlsx 带哈希',
      'export all events: tiles is a folder that any C2SP program can check; jsonl, csv and xlsx carry the hashes',
    ),
    flags: [
      flaggedBy('--format <格式>', 'tiles（默认）、jsonl、csv、xlsx', 'tiles (default), jsonl, csv or xlsx'),
      flaggedBy('--to <路径>', '文件夹（tiles）或文件', 'a folder (tiles) or a file'),
    ],
    examples: [
      example('audit export --to 导出', '可由外人核对的文件夹', 'a folder that others can check'),
      example('audit export --format xlsx --to 事件.xlsx', '一张工作表', 'a sheet'),
    ],
    action: onLedger((session, ledger, _args, options) => exportAudit(session, ledger, options)),
  },
];
