import type { NoticeSource } from '../../../domain/notice/types';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { decodeText } from './decode';
import { docxText } from './docx';
import { htmlText } from './html';
import { budgetOf, LIMITS, type Budget, type Limits } from './limits';
import { modernised, oldKind } from './office';
import { pdfText } from './pdf';
import { xlsxText } from './xlsx';

/** A file in memory; `path` is its name, "-" for standard input. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

type SourceKind = 'docx' | 'xlsx' | 'html' | 'text' | 'pdf' | 'old';

const refuseKind = (zh: string, en: string, hintZh: string, hintEn: string): Result<never> =>
  refuse('source-format', text(zh, en), text(hintZh, hintEn));

const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 2).toString('latin1') === 'PK';

/** The main part of an office archive stands by name in its central directory, at the end of the file. */
function archiveKind(bytes: Buffer): Result<SourceKind> {
  if (bytes.includes('word/document')) return ok('docx');
  if (bytes.includes('xl/workbook')) return ok('xlsx');
  if (bytes.includes('mimetypeapplication/vnd.oasis'))
    return refuseKind(
      '这是 OpenDocument 文件，读不了',
      'this is an OpenDocument file',
      '请另存为 .docx 或 .xlsx',
      'save it as .docx or .xlsx',
    );
  return refuseKind(
    '这个压缩文件里没有 Word 或 Excel 文档',
    'this archive holds no Word or Excel document',
    '请先解压，给出其中的 .docx、.xlsx 或 .txt',
    'unpack it and give the .docx, .xlsx or .txt inside',
  );
}

/** What a file is by its first bytes; the name decides only between text and a web page. */
function sourceKind({ path, bytes }: { path: string; bytes: Buffer }): Result<SourceKind> {
  const head = bytes.subarray(0, 1024).toString('latin1');
  if (isZip(bytes)) return archiveKind(bytes);
  if (head.startsWith('\xd0\xcf\x11\xe0'))
    return oldKind(bytes) !== null
      ? ok('old')
      : refuseKind(
          '这是设了密码的文件，或不认得的旧版文件，读不了',
          'this file has a password, or is an old one of a kind that is not known',
          '请用办公软件去掉密码，另存为 .docx 或 .xlsx',
          'remove the password and save it as .docx or .xlsx',
        );
  if (head.startsWith('%PDF')) return ok('pdf');
  if (head.startsWith('{\\rtf'))
    return refuseKind('这是 RTF 文件，读不了', 'this is an RTF file', '请另存为 .docx', 'save it as .docx');
  const isPage =
    /\.(?:html?|mht)$/i.test(path) || /^\W*<(?:!doctype html|html|head|body|table|div|p)\b/i.test(head);
  return ok(isPage ? 'html' : 'text');
}

const META_CHARSET = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{3,20})/i;

const sourceBytes = ({ bytes }: SourceFile): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Whether a file is text as it stands, with nothing to be unpacked or taken apart. */
export function isBareText(file: SourceFile): boolean {
  const kind = sourceKind({ path: file.path, bytes: sourceBytes(file) });
  return kind.ok && kind.value === 'text';
}

/** A page may name its encoding itself; bytes that are valid UTF-8 are that whatever the page says. */
function pageText(bytes: Buffer): Result<string> {
  const found = decodeText(bytes);
  const named = META_CHARSET.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1]?.toLowerCase();
  if (found.ok || named === undefined) return found;
  return /^(?:gb2312|gbk|gb18030)$/.test(named) ? ok(new TextDecoder('gb18030').decode(bytes)) : found;
}

async function sourceContent(kind: SourceKind, bytes: Buffer, budget: Budget): Promise<Result<NoticeSource>> {
  if (kind === 'text') {
    const content = decodeText(bytes);
    return content.ok ? ok({ text: content.value }) : content;
  }
  if (kind === 'pdf') {
    const content = await pdfText(bytes, budget);
    return content.ok ? ok({ text: content.value }) : content;
  }
  if (kind === 'old') return oldContent(bytes, budget);
  const read = await SOURCE_READERS[kind](bytes, budget);
  return read.ok ? ok({ text: read.value, merged: 'ditto' }) : read;
}

/** An old file by way of the new one that LibreOffice makes of it. */
async function oldContent(bytes: Buffer, budget: Budget): Promise<Result<NoticeSource>> {
  const kind = oldKind(bytes) ?? 'doc';
  const modern = await modernised(bytes, kind);
  return modern.ok ? sourceContent(kind === 'doc' ? 'docx' : 'xlsx', modern.value, budget) : modern;
}

function pageSource(bytes: Buffer, budget: Budget): Result<string> {
  const markup = pageText(bytes);
  return markup.ok ? htmlText(markup.value, budget) : markup;
}

const SOURCE_READERS = { docx: docxText, xlsx: xlsxText, html: pageSource } as const;

const refuseEmpty = (): Result<never> =>
  refuse(
    'source-empty',
    text('文件里没有文字', 'there is no text in this file'),
    text('请核对文件；图片和扫描件要先转成文字', 'check the file; pictures and scans must become text first'),
  );

/** Whether a text has more characters or more lines than there may be, blank lines left out. */
function isTooLong(words: string, { characters, lines }: Limits): boolean {
  if (words.length > characters) return true;
  let found = 0;
  for (const _ of words.matchAll(/\S[^\n\r\v\f\u0085\u2028\u2029]*/g)) if (++found > lines) return true;
  return false;
}

const refuseLong = ({ characters, lines }: Limits): Result<never> =>
  refuse(
    'source-too-large',
    text(
      `通知超过 ${lines} 行或 ${characters} 字，没有读`,
      `the notice has more than ${lines} lines or ${characters} characters`,
    ),
    text('请核对文件，只留通知正文；几份通知请分开', 'check the file; keep one notice, without the rest'),
  );

/** Refuses `source-too-large` for a text of more characters or lines than there may be; null: it is none. */
export const lengthProblem = (words: string, limits: Limits = LIMITS): Result<never> | null =>
  isTooLong(words, limits) ? refuseLong(limits) : null;

/**
 * Reads a notice from a text, Word, Excel, PDF or web file, or from standard input; what it is shows in its bytes.
 * No network, no macros. Refuses `source-too-large` (5 MB, 30,000 lines, 2 million characters), `source-empty`, `source-format` (.doc, .xls without LibreOffice …), `source-scanned`,
 * `source-binary`, `source-encoding`, `source-broken`, `source-unpacks-too-large`, `source-too-slow`.
 */
export async function readSource(file: SourceFile, limits: Limits = LIMITS): Promise<Result<NoticeSource>> {
  if (file.bytes.length > limits.bytes)
    return refuse(
      'source-too-large',
      text(
        `文件超过 ${limits.bytes / 1024 / 1024} MB`,
        `the file is larger than ${limits.bytes / 1024 / 1024} MB`,
      ),
      text('请去掉图片和附件，只留通知正文', 'remove pictures and attachments, keep the text of the notice'),
    );
  if (file.bytes.length === 0) return refuseEmpty();
  const bytes = sourceBytes(file);
  const kind = sourceKind({ path: file.path, bytes });
  if (!kind.ok) return kind;
  const read = await sourceContent(kind.value, bytes, budgetOf(limits));
  if (!read.ok) return read;
  return lengthProblem(read.value.text, limits) ?? (read.value.text.trim() === '' ? refuseEmpty() : read);
}

/** How a text from the ledger marks merged cells: only readers of Word and Excel write 〃. */
export const storedSource = (words: string): NoticeSource => ({
  text: words,
  merged: words.includes('〃') ? 'ditto' : 'blank',
});
