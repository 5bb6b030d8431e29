import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { convertByOffice } from '../../office/intake/libre-office';
import type { Io } from './io';

const runFile = promisify(execFile);

/** Time that printing a page may take, ms. */
const PRINT_MS = 60_000;
const OFFICE_PRINT_MS = 50 * PRINT_MS;

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'] as const;

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

/** LibreOffice makes a document of each; false where it is missing or fails. */
async function byOffice(files: readonly string[], { folder, env }: PrintFolder): Promise<boolean> {
  const printing = {
    to: 'pdf:writer_pdf_Export',
    options: ['--infilter=HTML (StarWriter)'],
    folder,
    env,
    withinMs: OFFICE_PRINT_MS,
  };
  try {
    return (await convertByOffice(files, printing)) && files.every((file) => existsSync(pdfOf(file, folder)));
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
    const to = { folder, profile, env };
    let made = false;
    for (const browser of BROWSERS) made ||= await byBrowser(browser, files, to);
    made ||= await byOffice(files, to);
    if (made) {
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
