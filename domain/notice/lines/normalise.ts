import { Converter } from 'opencc-js/t2cn';
import type { Flow } from '../flow';

type MakeConverter = (options: { from: string; to: string }) => (text: string) => string;

// The package's own types cannot be resolved from CommonJS, so its one function is named here.
const isMake = (value: unknown): value is MakeConverter => typeof value === 'function';

function converter(): (text: string) => string {
  const make: unknown = Converter;
  if (!isMake(make)) throw new TypeError('opencc-js has no Converter');
  return make({ from: 'tw', to: 'cn' });
}

const convert = converter();
const folded = new Map<string, string>();

/** The simplified form of one character of the basic plane, by the table of opencc-js; others stay. */
function simplify(char: string): string {
  const known = folded.get(char);
  if (known !== undefined) return known;
  const form = convert(char);
  const result = form.length === 1 ? form : char;
  folded.set(char, result);
  return result;
}

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;

/** Zero-width and direction marks, soft hyphen, control characters, the replacement character. */
const isNoiseCode = (code: number): boolean =>
  isBetween(code, 0x200b, 0x200f) ||
  isBetween(code, 0x202a, 0x202e) ||
  isBetween(code, 0x2060, 0x206f) ||
  isBetween(code, 0x00, 0x08) ||
  isBetween(code, 0x0e, 0x1f) ||
  isBetween(code, 0x7f, 0x84) ||
  isBetween(code, 0x86, 0x9f) ||
  isBetween(code, 0xfff9, 0xfffd) ||
  code === 0xad ||
  code === 0xfeff;

const isBlankCode = (code: number): boolean =>
  code === 0xa0 || code === 0x3000 || code === 0x202f || code === 0x205f || isBetween(code, 0x2000, 0x200a);

const isLineEnd = (code: number): boolean =>
  code === 0x0c || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;

const FORMS = new Map([
  ['｡', '。'],
  ['､', '、'],
  ['﹙', '('],
  ['﹚', ')'],
  ['﹝', '〔'],
  ['﹞', '〕'],
  ['﹐', ','],
  ['﹑', '、'],
  ['﹔', ';'],
  ['﹕', ':'],
  ['∶', ':'],
  ['〈', '〔'],
  ['〉', '〕'],
  ['＜', '〔'],
  ['＞', '〕'],
  ['│', '|'],
  ['┃', '|'],
  ['￨', '|'],
  ['○', '〇'],
  ['◯', '〇'],
]);

/** The matching form of one character; an empty string for noise. */
function charForm(char: string, code: number): string {
  if (code < 0x7f)
    return code < 0x20 && isNoiseCode(code) ? '' : code === 0x0c || code === 0x0d ? '\n' : char;
  if (isNoiseCode(code)) return '';
  if (isBlankCode(code)) return ' ';
  if (isLineEnd(code)) return '\n';
  const special = FORMS.get(char);
  if (special !== undefined) return special;
  if (isBetween(code, 0xff01, 0xff5e)) return String.fromCharCode(code - 0xfee0);
  if (isBetween(code, 0x2e80, 0x2fdf) || isBetween(code, 0xf900, 0xfaff)) return char.normalize('NFKC');
  if (isBetween(code, 0x4e00, 0x9fff)) return simplify(char);
  return char;
}

const isCrLf = (source: string, i: number): boolean =>
  source.charCodeAt(i) === 0x0d && source.charCodeAt(i + 1) === 0x0a;

/** What scanning makes of a character, where no word has the wrong one: its neighbours must allow it. */
const MISREAD: readonly { readonly form: RegExp; readonly means: string }[] = [
  { form: /曰(?<=[\d０-９一二三四五六七八九十] ?曰)/gu, means: '日' },
  { form: /郚(?<=\p{Script=Han} ?郚)(?! ?[\p{Script=Han}\w])/gu, means: '部' },
  { form: /扃(?<=\p{Script=Han} ?扃)(?! ?[\p{Script=Han}\w])/gu, means: '局' },
  { form: /(?<=[人窗出入路港])囗/gu, means: '口' },
];

/** The characters of a source that scanning has got wrong: what each stands for, by its offset. */
export const misreadIn = (source: string): ReadonlyMap<number, string> =>
  new Map(
    MISREAD.flatMap(({ form, means }) =>
      [...source.matchAll(form)].map(({ index }) => [index, means] as const),
    ),
  );

/** How many question marks stand here in a row, when it is the noise of a lost character ("??"). */
function lostCharacters(source: string, i: number): number {
  let n = 0;
  while (source.charCodeAt(i + n) === 0x3f) n += 1;
  return n >= 2 ? n : 0;
}

/**
 * The matching form of a notice: half-width brackets and digits, simplified characters, plain blanks, "\n" as
 * the only line end, without zero-width characters and "??". `misread` has what characters stand for that scanning got
 * wrong. Each character keeps its place in the source.
 */
export function normalise(source: string, misread: ReadonlyMap<number, string> = new Map()): Flow {
  const chars: string[] = [];
  const at = new Int32Array(source.length);
  for (let i = 0; i < source.length; i += 1) {
    const lost = lostCharacters(source, i);
    if (lost > 0) {
      i += lost - 1;
      continue;
    }
    if (isCrLf(source, i)) continue;
    const form = misread.get(i) ?? charForm(source.charAt(i), source.charCodeAt(i));
    if (form.length !== 1) continue;
    at[chars.length] = i;
    chars.push(form);
  }
  return { text: chars.join(''), at: at.subarray(0, chars.length), from: 0 };
}
