import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const runOffice = promisify(execFile);

/** Names under which LibreOffice is installed. */
const OFFICE_PROGRAMS = ['soffice', 'libreoffice'] as const;

/** Documents that it is given at once. */
const FILES_AT_ONCE = 50;

/** What files are converted to, and where the results are put. */
export interface Conversion {
  /** Format and filter, "docx". */
  readonly to: string;
  /** Options before it, such as how the files are read. */
  readonly options?: readonly string[];
  readonly folder: string;
  /** How long fifty documents may take, ms. */
  readonly withinMs: number;
  /** Where the program is looked for; default: as this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * Converts files by LibreOffice, with a profile of its own; macros do not run. False where it is not installed. Throws
 * when it fails or takes too long.
 */
export async function convertByOffice(files: readonly string[], conversion: Conversion): Promise<boolean> {
  const { to, options = [], folder, withinMs, env = process.env } = conversion;
  const profile = await mkdtemp(join(tmpdir(), 'duban-office-'));
  const args = [`-env:UserInstallation=${pathToFileURL(profile).href}`, '--headless', ...options];
  const how = { timeout: withinMs, killSignal: 'SIGKILL', env } as const;
  const convert = async (program: string): Promise<void> => {
    for (let n = 0; n < files.length; n += FILES_AT_ONCE)
      await runOffice(
        program,
        [...args, '--convert-to', to, '--outdir', folder, ...files.slice(n, n + FILES_AT_ONCE)],
        how,
      );
  };
  try {
    for (const program of OFFICE_PROGRAMS)
      try {
        await convert(program);
        return true;
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    return false;
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}
