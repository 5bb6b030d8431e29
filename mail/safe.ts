/** One line for a header: no line ends or other control characters, whatever the text held (no header injection). */
export const safeLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
