import { analyse } from 'chardet';
import { ok, refuse, text, type Result } from '../../../domain/problem';

const decoded = (bytes: Buffer, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

const BYTE_ORDER_MARKS: readonly (readonly [string, string])[] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/** Share of characters that a Chinese notice is made of. */
function plausible(content: string): number {
  const sample = content.slice(0, 4000);
  const usual = sample.match(/[\u4e00-\u9fff\u3000-\u301f\uff00-\uff60 -~\r\n\t]/g)?.length ?? 0;
  return sample.length === 0 ? 0 : usual / sample.length;
}

/** UTF-16 without a mark: one of its two orders gives Chinese, the other does not. */
function utf16(bytes: Buffer): string | null {
  if (bytes.length % 2 !== 0) return null;
  const both = ['utf-16le', 'utf-16be'].map((name) => decoded(bytes, name) ?? '');
  const best = both.reduce((a, b) => (plausible(a) >= plausible(b) ? a : b));
  return plausible(best) > 0.9 && bytes.includes(0) ? best : null;
}

const isTextFile = (content: string): boolean =>
  !content.includes('\0') && !/[\0-\x08\x0e-\x1a]/.test(content.slice(0, 20_000).replace(/\x0b/g, ''));

/** The encodings in which Chinese notices come, best first as the library sees it. */
function legacy(bytes: Buffer): string | null {
  const known = ['GB18030', 'Big5'];
  const ranked = analyse(bytes.subarray(0, 64 * 1024))
    .map(({ name }) => name)
    .filter((name) => known.includes(name));
  for (const name of [...new Set([...ranked, ...known])]) {
    const content = decoded(bytes, name);
    if (content !== null && plausible(content) > 0.8) return content;
  }
  return null;
}

/**
 * The text of a file: by its byte order mark, as UTF-8 where it is valid, else UTF-16, GB18030 or Big5. Refuses
 * `source-binary` when it is no text and `source-encoding` when no encoding fits.
 */
export function decodeText(bytes: Buffer): Result<string> {
  const head = bytes.subarray(0, 3).toString('hex');
  const marked = BYTE_ORDER_MARKS.find(([mark]) => head.startsWith(mark))?.[1];
  const content =
    marked === undefined
      ? (utf16(bytes) ?? decoded(bytes, 'utf-8') ?? legacy(bytes))
      : decoded(bytes.subarray(0, marked.startsWith('utf-16') ? bytes.length & ~1 : bytes.length), marked);
  if (content !== null && isTextFile(content)) return ok(content);
  if (content !== null || bytes.includes(0))
    return refuse(
      'source-binary',
      text('这不是文本文件', 'this is not a text file'),
      text('请给出 .txt、.docx、.xlsx 或 .html 文件', 'give a .txt, .docx, .xlsx or .html file'),
    );
  return refuse(
    'source-encoding',
    text('认不出这个文件的文字编码', 'the encoding of this file is not known'),
    text('请另存为 UTF-8 文本再试', 'save it as UTF-8 text'),
  );
}
