import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { refuseBroken } from './limits';

const runOffice = promisify(execFile);

/** Names under which LibreOffice is installed. */
const PROGRAMS = ['soffice', 'libreoffice'] as const;
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

async function programName(): Promise<string | null> {
  for (const name of PROGRAMS) {
    const found = await runOffice(name, ['--version'], { timeout: CONVERT_MS }).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  return null;
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
 * An old office file made a new one by LibreOffice, in a folder and with a profile of its own; macros do not run.
 * Refuses `source-format` where LibreOffice is missing, `source-broken` when it makes nothing of the file.
 */
export async function modernised(bytes: Buffer, kind: OldKind): Promise<Result<Buffer>> {
  const program = await programName();
  if (program === null) return refuseOld();
  const folder = await mkdtemp(join(tmpdir(), 'duban-office-'));
  try {
    const file = join(folder, `notice.${kind}`);
    await writeFile(file, bytes);
    const profile = pathToFileURL(join(folder, 'profile')).href;
    const args = [
      `-env:UserInstallation=${profile}`,
      '--headless',
      '--convert-to',
      NEW[kind],
      '--outdir',
      folder,
      file,
    ];
    await runOffice(program, args, { timeout: CONVERT_MS, killSignal: 'SIGKILL' });
    return ok(await readFile(join(folder, `notice.${NEW[kind]}`)));
  } catch {
    return refuseBroken(`.${kind}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
