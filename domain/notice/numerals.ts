/** The Chinese numerals by their value. */
export const HAN_DIGITS = '〇一二三四五六七八九';

const digit = (char: string): number => (char === '零' ? 0 : char === '两' ? 2 : HAN_DIGITS.indexOf(char));

/** 1 to 999 from Arabic or Chinese numerals ("12", "十二", "二十一"); NaN for anything else. */
export function numberOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const form =
    /^(?:([一二两三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/.exec(text);
  if (text === '' || form === null) return Number.NaN;
  const [, hundreds, tens, ten, ones] = form;
  const value = (char: string | undefined, none: number): number => (char === undefined ? none : digit(char));
  return 100 * value(hundreds, 0) + (ten === undefined ? 0 : 10 * value(tens, 1)) + value(ones, 0);
}

/** A year from four digits, Arabic or Chinese ("2025", "二〇二五"); NaN for anything else. */
export function yearFrom(text: string): number {
  if (!/^(?:\d{4}|[〇零一二三四五六七八九]{4})$/.test(text)) return Number.NaN;
  return Number(text.replace(/\D/g, (char) => String(digit(char))));
}
