import { DateTime } from 'luxon';

/** Excel's own formats for days: 14-17, 22 and the East Asian 27-36, 50-58. */
const isBuiltIn = (format: number): boolean =>
  (format >= 14 && format <= 17) ||
  format === 22 ||
  (format >= 27 && format <= 31) ||
  format === 36 ||
  (format >= 50 && format <= 58);

/** Whether a number format shows a day; `code` is that of a custom format. Times alone are none. */
export function isDayFormat(format: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltIn(format);
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  return /[yd]/i.test(bare) || /年|日/.test(code);
}

/** "2025年12月31日" for the serial number of a day; the fraction is the time and left out. */
export function dayText(serial: number, from1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_465) return String(serial);
  const epoch = from1904 ? DateTime.utc(1904, 1, 1) : DateTime.utc(1899, 12, 30);
  return epoch.plus({ days: Math.floor(serial) }).toFormat("yyyy'年'L'月'd'日'");
}
