/** A text without the characters that XML 1.0 does not have: a file that holds one cannot be opened. */
export const withoutControls = (value: string): string =>
  value.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
