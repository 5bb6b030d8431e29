import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { convertByOffice, OFFICE_MEMORY, OfficeOvergrown } from '../libre-office';
import { refuseBroken } from './limits';
import { refuseMemory } from './memory';

/** How long a file may take, ms. */
const CONVERT_MS = 25_000;

/** An old office file and what it becomes. */
export type OldKind = 'doc' | 'xls';
const NEW = { doc: 'docx', xls: 'xlsx' } as const;

const holds = (bytes: Buffer, stream: string): boolean => bytes.includes(Buffer.from(stream, 'utf16le'));

/** What an old compound file (.doc, .wps, .xls, .et) holds; null for one with a password or of another program. */
export function oldKind(bytes: Buffer): OldKind | null {
  if (holds(bytes, 'EncryptedPackage')) return null;
  if (holds(bytes, 'WordDocument')) return 'doc';
  return holds(bytes, 'Workbook') || holds(bytes, 'Book') ? 'xls' : null;
}

const refuseOld = (): Result<never> =>
  refuse(
    'source-format',
    text(
      '这是旧版 Word、WPS 或 Excel 文件（.doc、.wps、.xls），本机没有 LibreOffice，读不了',
      'this is an old .doc, .wps or .xls file, and there is no LibreOffice on this machine',
    ),
    text(
      '请用 Word 或 WPS 打开，选“另存为”，类型选 .docx（表格选 .xlsx）；或安装 LibreOffice',
      'open it in Word or WPS and save it as .docx (.xlsx for sheets), or install LibreOffice',
    ),
  );

/**
 * An old office file made a new one by LibreOffice.
 * Refuses `source-format` where LibreOffice is missing, `source-broken` when it makes nothing of the file,
 * `source-takes-too-much`.
 */
export async function modernised(bytes: Buffer, kind: OldKind): Promise<Result<Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'duban-old-'));
  try {
    const file = join(folder, `notice.${kind}`);
    await writeFile(file, bytes);
    const made = await convertByOffice([file], { to: NEW[kind], folder, withinMs: CONVERT_MS });
    return made ? ok(await readFile(join(folder, `notice.${NEW[kind]}`))) : refuseOld();
  } catch (error) {
    return error instanceof OfficeOvergrown ? refuseMemory(OFFICE_MEMORY) : refuseBroken(`.${kind}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
