import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const runs = (program: string, flag: string): boolean => spawnSync(program, [flag]).status === 0;

/** LibreOffice and poppler, by which papers are opened and measured; where they are missing tests are skipped and say so. */
export const hasOfficeSuite =
  runs('soffice', '--version') && runs('pdftotext', '-v') && runs('pdftoppm', '-v');
if (!hasOfficeSuite) console.warn('papers are not measured: LibreOffice or poppler-utils is missing');

/** Opens files in LibreOffice, with a profile of its own, and writes them into a folder as another kind. */
export function convertedTo(kind: string, files: readonly string[], folder: string): void {
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  const args = [profile, '--headless', '--convert-to', kind, '--outdir', folder, ...files];
  const { status } = spawnSync('soffice', args, { stdio: 'ignore', timeout: 240_000 });
  if (status !== 0) throw new Error(`soffice ended with ${String(status)}`);
}

/** A word on a page, millimetres from its upper left corner. */
export interface PlacedWord {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A page as it lies, millimetres. */
export interface PlacedPage {
  readonly width: number;
  readonly height: number;
  readonly words: readonly PlacedWord[];
}

const millimetres = (points: string | undefined): number => (Number(points) * 25.4) / 72;

const WORD = /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g;

/** The pages of a PDF with the place of each word. */
export function pagesOf(pdf: string): readonly PlacedPage[] {
  const { stdout } = spawnSync('pdftotext', ['-bbox', pdf, '-'], { encoding: 'utf8' });
  return stdout
    .split('<page ')
    .slice(1)
    .map((page) => {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(page) ?? [];
      const words = [...page.matchAll(WORD)].map(([, left, top, right, bottom, text = '']) => ({
        text,
        left: millimetres(left),
        right: millimetres(right),
        top: millimetres(top),
        bottom: millimetres(bottom),
      }));
      return { width: millimetres(width), height: millimetres(height), words };
    });
}

/** Words in lines from the top: what lies less than 3 mm apart is one. */
export function linesOf(words: readonly PlacedWord[]): readonly (readonly PlacedWord[])[] {
  const middle = ({ top, bottom }: PlacedWord): number => (top + bottom) / 2;
  const lines: PlacedWord[][] = [];
  for (const word of words.toSorted((a, b) => middle(a) - middle(b))) {
    const last = lines.at(-1);
    const [first] = last ?? [];
    if (last && first && middle(word) - middle(first) < 3) last.push(word);
    else lines.push([word]);
  }
  return lines.map((line) => line.toSorted((a, b) => a.left - b.left));
}

/** True when a page of a PDF, drawn at 40 dots an inch, has a dot that is not grey. */
export function hasColour(pdf: string, folder: string): boolean {
  const { stdout } = spawnSync('pdftoppm', ['-r', '40', pdf], {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
  });
  for (let at = 0; at < stdout.length;) {
    const head = /^P6\s(\d+) (\d+)\s255\s/.exec(stdout.toString('latin1', at, at + 30));
    if (!head) throw new Error('no page was drawn');
    const begin = at + head[0].length;
    const end = begin + Number(head[1]) * Number(head[2]) * 3;
    for (let n = begin; n < end; n += 3)
      if (stdout[n] !== stdout[n + 1] || stdout[n] !== stdout[n + 2]) return true;
    at = end;
  }
  return false;
}

/** The file in a folder that a paper became. */
export const pdfOf = (folder: string, name: string): string => join(folder, `${name}.pdf`);
