/**
 * What steers a terminal, the direction of writing, or the place of what follows: controls but line break and tab, ESC,
 * bidirectional marks and separators of lines. Shown as a sign of its own, so that nobody is misled and nothing vanishes.
 */
const STEERING_PRINTED =
  /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A text as it may be printed: everything that goes to a terminal passes here. As many characters as before. */
export const printable = (text: string): string => text.replace(STEERING_PRINTED, '\ufffd');

/** JSON as it may be printed: the same characters as escapes, so that nothing is lost. */
export const printableJson = (json: string): string =>
  json.replace(STEERING_PRINTED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** One line of input: line breaks and runs of blanks are one blank, what steers is left out. */
export const oneLine = (input: string): string =>
  input.replace(/\s+/g, ' ').replace(STEERING_PRINTED, '').trim();

/** The same for output: a break in what somebody typed begins no line that would pass for one of ours. */
export const withoutBreaks = (words: string): string =>
  words.replace(/\s*[\n\v\f\r\u0085\u2028\u2029]\s*/g, ' ');

/** Colours of lamps and marks where a terminal shows them; shape and word stand in any case. */
const PAINTS: readonly (readonly [marks: string, code: number])[] = [
  ['■✗', 31],
  ['▲', 33],
  ['●✓', 32],
  ['◐', 34],
];

/** The text with its lamps and marks coloured. */
export const painted = (text: string): string =>
  PAINTS.reduce(
    (all, [marks, code]) =>
      all.replace(new RegExp(`(^|\\s)([${marks}])(?=\\s|$)`, 'gmu'), `$1\u001b[${code}m$2\u001b[0m`),
    text,
  );
