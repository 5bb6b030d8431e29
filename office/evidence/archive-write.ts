import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asWritten } from '../../domain/digest/delivery';
import { entryOf } from '../../domain/journal/chain';
import { formatProof } from '../../domain/journal/tlog-proof';
import type { ItemState } from '../../domain/item/types';
import { isOpen } from '../../domain/item/view';
import type { Office } from '../../domain/office';
import { hint, ok, refuse, text, type Result } from '../../domain/problem';
import { nameOfUnit } from '../../domain/roster/roster';
import { dateOf, inWords, type Instant } from '../../domain/time';
import { historyOf, sentenceOf } from '../../domain/view/history';
import { ITEM_STATUS } from '../../domain/words';
import type { Ledger } from '../../ledger/ledger';
import type { MailRow } from '../../ledger/mails/list';
import { mimeBytes } from '../../mail/mime';
import { renderMail, renderSheet } from '../../mail/render';
import {
  archiveNumber,
  catalogueXml,
  explanation,
  metadataXml,
  type ArchivePiece,
  type ArchiveWish,
} from '../../papers/archive';
import { paperDocx } from '../../papers/official';
import { checkArchived, checkTop, type ArchiveLine } from './archive-check';
import { ARCHIVE_NAMES, manifestOf, digestOfFile, topManifestOf } from './archive-files';
import { putTile } from './tiles';

/** What an archive is written with; `toPdf` null: the course of events stays a docx. */
export interface ArchiveCall {
  readonly to: string;
  readonly wish: ArchiveWish;
  readonly now: Instant;
  readonly checkpoint: string;
  readonly toPdf: ((files: readonly string[], folder: string) => Promise<boolean>) | null;
  readonly progress: (done: number) => void;
}

/** What was written. */
export interface Archived {
  readonly pieces: number;
  readonly left: readonly string[];
  readonly pdf: boolean;
  /** Digest of the top manifest. */
  readonly manifest: string;
  readonly lines: readonly ArchiveLine[];
}

/** The report as a sheet. */
const reportText = (lines: readonly ArchiveLine[], csv: (row: readonly string[]) => string): string =>
  [
    ['性质', '检测项', '方法', '结论', '说明'],
    ...lines.map(({ property, item, method, verdict, faults }) => [
      ...[property, item, method, verdict],
      faults.join('；'),
    ]),
  ]
    .map(csv)
    .join('');

/** Writes the proof of each event of a stream beside the event. */
async function putEvents(ledger: Ledger, folder: string, stream: string): Promise<Result<number>> {
  const entries: string[] = [];
  for (const { seq } of await ledger.history(stream)) {
    const proven = await ledger.prove({ stream, seq });
    if (!proven.ok) return proven;
    const entry = entryOf(proven.value.event);
    putTile(join(folder, ARCHIVE_NAMES.proofs, `${seq}.json`), entry);
    putTile(join(folder, ARCHIVE_NAMES.proofs, `${seq}.json.tlog-proof`), formatProof(proven.value.proof));
    entries.push(`${entry}\n`);
  }
  putTile(join(folder, ARCHIVE_NAMES.events), entries.join(''));
  return ok(entries.length);
}

/** Writes the mails that name an item, as their text stands in the ledger; what was handed over as the sheet that it was. */
async function putMails(folder: string, mails: readonly MailRow[], office: Office): Promise<void> {
  const { policy, calendar } = office;
  for (const [n, mail] of mails.entries()) {
    const now = mail.settledAt ?? mail.composedAt;
    const context = { policy: policy.mail, zone: calendar.zone, lamps: policy.lamps, now };
    const stem = join(folder, ARCHIVE_NAMES.mails, `${mail.slot}-${n + 1}`);
    if (mail.state === 'manual') putTile(`${stem}.html`, renderSheet(asWritten(mail), context).html);
    else putTile(`${stem}.eml`, await mimeBytes(renderMail(asWritten(mail), context)));
  }
}

/** What of an item does not come from its folder. */
function archivePiece(
  state: ItemState,
  number: string,
  date: string,
  office: Office,
): Omit<ArchivePiece, 'events' | 'mails' | 'course'> {
  const responsible = state.assignments
    .filter(({ role, status }) => role !== 'support' && status !== 'released')
    .map(({ unit }) => nameOfUnit(office.roster, unit));
  return {
    ...{ stream: state.stream, number, date, title: state.title },
    source: `${state.notice} 第${state.key}项`,
    responsible: responsible.join('、'),
    status: ITEM_STATUS[state.status].zh,
  };
}

/** The course of an item in words, as a docx. */
async function courseFile(
  ledger: Ledger,
  state: ItemState,
  office: Office,
  call: ArchiveCall,
): Promise<Buffer> {
  const { zone } = office.calendar;
  const lines = historyOf(state.stream, await ledger.story(state.stream), office);
  const sections = [
    { title: '事项', paragraphs: [state.text] },
    { title: '办理过程', paragraphs: lines.map((line) => sentenceOf(line, zone).zh) },
  ];
  const asOf = inWords(dateOf(call.now, zone));
  const paper = { title: state.title, to: null, asOf, sections, annexes: [], charts: [], signature: null };
  return paperDocx(paper, call.checkpoint);
}

/**
 * Writes the closed items of a year as a folder after DA/T 93 appendix B, with manifest and report; the folder must be
 * new or empty. Refuses `no-items`, and `not-covered` where an event has no proof.
 */
export async function writeArchive(
  ledger: Ledger,
  call: ArchiveCall,
  csv: (row: readonly string[]) => string,
): Promise<Result<Archived>> {
  const { to, wish } = call;
  const office = await ledger.office();
  const all = (await ledger.items({})).filter(({ year }) => year === wish.year);
  const done = all.filter((state) => !isOpen(state));
  if (done.length === 0) return noFiles(wish.year);
  const drafts = mkdtempSync(join(tmpdir(), 'duban-archive-'));
  try {
    const sent = (await ledger.mails({ state: 'sent' })).toReversed();
    const pieces: ArchivePiece[] = [];
    for (const state of done) {
      const number = archiveNumber(wish, pieces.length + 1);
      const folder = archiveFolder(call, number);
      const events = await putEvents(ledger, folder, state.stream);
      if (!events.ok) return events;
      const mails = sent.filter(({ edition }) => edition.lines.some(({ stream }) => stream === state.stream));
      await putMails(folder, mails, office);
      writeFileSync(join(drafts, `${number}.docx`), await courseFile(ledger, state, office, call));
      const last = (await ledger.history(state.stream)).at(-1)?.at ?? call.now;
      const piece = archivePiece(state, number, dateOf(last, office.calendar.zone), office);
      pieces.push({ ...piece, events: events.value, mails: mails.length, course: '' });
      call.progress(pieces.length);
    }
    const pdf = await putCourses(call, drafts, pieces);
    const left = all.filter(isOpen).map(({ stream }) => stream);
    for (const piece of pieces) {
      const course = `${ARCHIVE_NAMES.course}.${pdf ? 'pdf' : 'docx'}`;
      putTile(
        join(archiveFolder(call, piece.number), ARCHIVE_NAMES.metadata),
        metadataXml({ ...piece, course }, wish),
      );
    }
    putTile(join(to, ARCHIVE_NAMES.catalogue), catalogueXml(pieces));
    const { checkpoint } = call;
    putTile(
      join(to, ARCHIVE_NAMES.explanation),
      explanation(wish, { pieces: pieces.length, left, pdf, checkpoint }),
    );
    putTile(join(to, ARCHIVE_NAMES.key), `${(await ledger.logKey()) ?? ''}\n`);
    putTile(join(to, ARCHIVE_NAMES.manifest), manifestOf(to));
    const lines = checkArchived(to);
    putTile(join(to, ARCHIVE_NAMES.report), `\ufeff${reportText(lines, csv)}`);
    putTile(join(to, ARCHIVE_NAMES.top), topManifestOf(to));
    return ok({
      pieces: pieces.length,
      left,
      pdf,
      manifest: digestOfFile(join(to, ARCHIVE_NAMES.top)),
      lines: [...lines, checkTop(to)],
    });
  } finally {
    rmSync(drafts, { recursive: true, force: true });
  }
}

const archiveFolder = ({ to, wish }: ArchiveCall, number: string): string =>
  join(to, wish.fonds, `WS·${wish.year}`, number);

/** Puts each course of events into its folder, as PDF/A where it can be made. */
async function putCourses(
  call: ArchiveCall,
  drafts: string,
  pieces: readonly ArchivePiece[],
): Promise<boolean> {
  const files = pieces.map(({ number }) => join(drafts, `${number}.docx`));
  const pdf = (await call.toPdf?.(files, drafts)) ?? false;
  const kind = pdf ? 'pdf' : 'docx';
  for (const { number } of pieces) {
    const folder = archiveFolder(call, number);
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(drafts, `${number}.${kind}`), join(folder, `${ARCHIVE_NAMES.course}.${kind}`));
  }
  return pdf;
}

const noFiles = (year: number): Result<never> =>
  refuse(
    'no-items',
    text(`${year} 年度没有已销号的事项`, `no item of ${year} is closed`),
    hint('销号以后再归档', 'close items first', 'look-at-items'),
  );
