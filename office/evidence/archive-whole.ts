import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Problem } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import { openLedger } from '../../ledger/open';
import type { ArchiveWish } from '../../papers/archive';
import { convertByOffice } from '../intake/libre-office';
import { csvRow } from '../intake/rosters/csv';
import { filesBelow } from './archive-files';
import { writeArchive, type Archived } from './archive-write';
import type { TellProgress } from './background';

const PDF_A2B = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}';

/** How long fifty documents may take, ms. */
const PDF_MS = 300_000;

/** Turns docx files into PDF/A-2b in a folder by LibreOffice; false where there is none, or it fails. */
export const toPdfA = (files: readonly string[], folder: string): Promise<boolean> =>
  convertByOffice(files, { to: PDF_A2B, folder, withinMs: PDF_MS }).catch(() => false);

/** What an archive in one file is made of. */
export interface ArchiveOrder {
  readonly wish: ArchiveWish;
  readonly now: Instant;
  readonly checkpoint: string;
}

/** Where the ledger is, and where the file goes; what lay in that folder is removed. */
export interface ArchivePlace {
  readonly url: string;
  readonly folder: string;
  /** False: the courses of events stay docx. */
  readonly pdf: boolean;
}

/** An archive in one file, or why there is none. */
export type ZippedArchive = (Archived & { readonly zip: string }) | Pick<Problem, 'message' | 'hint'>;

/** Packs a folder as one file; paths within it stay what they are. */
async function zipFolder(folder: string, to: string): Promise<void> {
  const zip = new ZipFile();
  for (const { path } of filesBelow(folder)) zip.addFile(join(folder, path), path);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(to));
}

/** Writes the archive of a year on a connection of its own and packs it. Throws when the ledger cannot be opened or read. */
export async function archiveWhole(
  order: ArchiveOrder & ArchivePlace,
  progress: TellProgress,
): Promise<ZippedArchive> {
  const { url, folder, pdf } = order;
  const opened = await openLedger({ url, readOnly: true });
  if (!opened.ok) throw new Error(opened.problem.message.en);
  const [tree, zip] = [join(folder, 'tree'), join(folder, 'archive.zip')];
  try {
    rmSync(folder, { recursive: true, force: true });
    const call = { ...order, to: tree, toPdf: pdf ? toPdfA : null, progress };
    const written = await writeArchive(opened.value, call, csvRow);
    if (!written.ok) return { message: written.problem.message, hint: written.problem.hint };
    await zipFolder(tree, zip);
    return { ...written.value, zip };
  } finally {
    rmSync(tree, { recursive: true, force: true });
    await opened.value.close();
  }
}
