import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Io } from './io';

const runFile = promisify(execFile);

/** Time that printing a page may take, ms. */
const PRINT_MS = 60_000;

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'] as const;
const OFFICE_PROGRAMS = ['soffice', 'libreoffice'] as const;

/** Documents that LibreOffice is given at once. */
const FILES_AT_ONCE = 50;

/** Where it is printed to, with a profile of its own, and the environment in which programs are looked for. */
interface PrintFolder {
  readonly folder: string;
  readonly profile: string;
  readonly env: Io['env'];
}

const pdfOf = (html: string, folder: string): string => join(folder, `${basename(html, '.html')}.pdf`);

/** A browser prints as it shows, a page of its own for each; false where it is missing or cannot run. */
async function byBrowser(
  program: string,
  files: readonly string[],
  { folder, profile, env }: PrintFolder,
): Promise<boolean> {
  try {
    for (const file of files)
      await runFile(
        program,
        [
          '--headless',
          '--disable-gpu',
          '--no-pdf-header-footer',
          `--user-data-dir=${profile}`,
          `--print-to-pdf=${pdfOf(file, folder)}`,
          pathToFileURL(file).href,
        ],
        { timeout: PRINT_MS, env },
      );
    return files.every((file) => existsSync(pdfOf(file, folder)));
  } catch {
    return false;
  }
}

async function byOffice(
  program: string,
  files: readonly string[],
  { folder, profile, env }: PrintFolder,
): Promise<boolean> {
  const args = [
    `-env:UserInstallation=${pathToFileURL(profile).href}`,
    '--headless',
    '--infilter=HTML (StarWriter)',
    '--convert-to',
    'pdf:writer_pdf_Export',
    '--outdir',
    folder,
  ];
  try {
    for (let n = 0; n < files.length; n += FILES_AT_ONCE)
      await runFile(program, [...args, ...files.slice(n, n + FILES_AT_ONCE)], {
        timeout: FILES_AT_ONCE * PRINT_MS,
        env,
      });
    return files.every((file) => existsSync(pdfOf(file, folder)));
  } catch {
    return false;
  }
}

/**
 * HTML files printed as PDF into a folder, by the first program of this machine that can: a browser, else LibreOffice; the
 * files are removed then. Refuses `no-printer` where there is none; the HTML stays and can be printed.
 */
export async function printed(
  files: readonly string[],
  folder: string,
  env: Io['env'],
): Promise<Result<readonly string[]>> {
  const profile = await mkdtemp(join(tmpdir(), 'duban-print-'));
  try {
    for (const [programs, print] of [
      [BROWSERS, byBrowser],
      [OFFICE_PROGRAMS, byOffice],
    ] as const)
      for (const program of programs)
        if (await print(program, files, { folder, profile, env })) {
          for (const file of files) await rm(file);
          return ok(files.map((file) => pdfOf(file, folder)));
        }
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
  return refuse(
    'no-printer',
    text(
      `本机没有能打印成 PDF 的程序（Chromium、LibreOffice）；网页已写入 ${folder}`,
      `nothing here prints PDF (Chromium, LibreOffice); the HTML is in ${folder}`,
    ),
    text('用浏览器打开网页，打印或另存为 PDF', 'open the HTML in a browser and print it'),
  );
}
