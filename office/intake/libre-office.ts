import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MB } from '../../domain/measures';
import { processTree, heldBy, watchMemory } from './sources/memory';

/** Memory that it may hold, with all that it starts. */
export const OFFICE_MEMORY = 1024 * MB;

/** It held more memory than it may, and was ended. */
export class OfficeOvergrown extends Error {}

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

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended since.
  }
}

/** Runs a program to its end, within its time and memory. Throws when it fails. */
async function runOffice(
  program: string,
  args: readonly string[],
  { withinMs, env }: { readonly withinMs: number; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore', env });
  const { pid } = child;
  // LibreOffice is started by a script, which would end without it.
  const end = (): void => {
    for (const one of pid === undefined ? [] : processTree(pid)) killIfThere(one);
  };
  const watch = watchMemory(() => (pid === undefined ? 0 : heldBy(pid)), OFFICE_MEMORY, end);
  const timer = setTimeout(end, withinMs);
  try {
    await once(child, 'close');
    if (watch.isOvergrown()) throw new OfficeOvergrown();
    if (child.exitCode !== 0) throw new Error(`${program} ended with ${String(child.exitCode)}`);
  } finally {
    clearTimeout(timer);
    watch.stop();
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * Converts files by LibreOffice, with a profile of its own; macros do not run. False where it is not installed. Throws
 * when it fails, takes too long or too much memory.
 */
export async function convertByOffice(files: readonly string[], conversion: Conversion): Promise<boolean> {
  const { to, options = [], folder, withinMs, env = process.env } = conversion;
  const profile = await mkdtemp(join(tmpdir(), 'duban-office-'));
  const args = [`-env:UserInstallation=${pathToFileURL(profile).href}`, '--headless', ...options];
  const convert = async (program: string): Promise<void> => {
    for (let n = 0; n < files.length; n += FILES_AT_ONCE)
      await runOffice(
        program,
        [...args, '--convert-to', to, '--outdir', folder, ...files.slice(n, n + FILES_AT_ONCE)],
        { withinMs, env },
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
