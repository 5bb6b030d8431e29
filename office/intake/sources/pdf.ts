import { getDocumentProxy } from 'unpdf';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { refuseBroken, refuseSlow, type Budget } from './limits';

interface TextPiece {
  readonly str: string;
  readonly hasEOL: boolean;
  /** Height of the base line on the page. */
  readonly y: number;
}

const MOST_PAGES = 500;

type Item = Awaited<
  ReturnType<Awaited<ReturnType<PdfDocument['getPage']>>['getTextContent']>
>['items'][number];
type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

const isHeight = (value: unknown): value is number => typeof value === 'number';

function textPiece(item: Item): TextPiece | null {
  if (!('str' in item)) return null;
  const y: unknown = item.transform[5];
  return { str: item.str, hasEOL: item.hasEOL, y: isHeight(y) ? Math.round(y) : 0 };
}

/** The lines of a page: pieces on one base line; blanks that only part Chinese from figures are none. */
function pdfLines(pieces: readonly TextPiece[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let last: number | null = null;
  const end = (): void => {
    if (line.trim() !== '')
      lines.push(line.trim().replace(/(?<=\p{Script=Han}) (?=\d)|(?<=\d) (?=\p{Script=Han})/gu, ''));
    line = '';
  };
  for (const { str, hasEOL, y } of pieces) {
    if (str !== '' && last !== null && Math.abs(y - last) > 2) end();
    line += str;
    if (str !== '') last = y;
    if (hasEOL) end();
  }
  end();
  return lines;
}

const refuseScan = (): Result<never> =>
  refuse(
    'source-scanned',
    text('这份 PDF 是扫描件或图片，里面没有文字', 'this PDF is a scan or a picture and holds no text'),
    text(
      '请用原稿的 Word 文件，或先识别成文字，存为 .txt 或 .docx',
      'use the original, or turn it into text first: .txt or .docx',
    ),
  );

/** The text layer of a PDF, a line for each line of its pages. Refuses `source-scanned`, `source-broken`, `source-too-slow`. */
export async function pdfText(bytes: Buffer, budget: Budget): Promise<Result<string>> {
  const lines: string[] = [];
  try {
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
    for (let no = 1; no <= Math.min(document.numPages, MOST_PAGES); no += 1) {
      if (budget.isSpent()) return refuseSlow(budget);
      const { items } = await (await document.getPage(no)).getTextContent();
      for (const line of pdfLines(items.map(textPiece).filter((piece) => piece !== null))) lines.push(line);
    }
  } catch {
    return refuseBroken('.pdf');
  }
  return lines.length === 0 ? refuseScan() : ok(lines.join('\n'));
}
