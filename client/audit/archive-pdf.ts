import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PDF_A2B = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}';

/** Documents that LibreOffice is given at once. */
const PAGES_AT_ONCE = 50;

/** Turns docx files into PDF/A-2b in a folder by LibreOffice; false where there is none, or it fails. */
export function toPdfA(files: readonly string[], folder: string): boolean {
  const profile = mkdtempSync(join(tmpdir(), 'duban-office-'));
  try {
    for (let n = 0; n < files.length; n += PAGES_AT_ONCE) {
      const args = [`-env:UserInstallation=file://${profile}`, '--headless', '--convert-to', PDF_A2B];
      const { status } = spawnSync(
        'soffice',
        [...args, '--outdir', folder, ...files.slice(n, n + PAGES_AT_ONCE)],
        {
          stdio: 'ignore',
          timeout: 300_000,
        },
      );
      if (status !== 0) return false;
    }
    return true;
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}
