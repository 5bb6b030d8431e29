import { localName, type TagAttributes } from './markup';
import { HAN_DIGITS } from '../../../domain/notice/times/dates';

interface NumberingLevel {
  start: number;
  format: string;
  text: string;
}

/** The value of a Word attribute, whatever prefix its name space has. */
export const wordValue = (attributes: TagAttributes, name = 'val'): string | undefined =>
  Object.entries(attributes).find(([key]) => localName(key) === name)?.[1];

/** 1 to 999 in Chinese numerals: 10 is 十, 21 is 二十一. */
function chinese(value: number): string {
  if (value >= 1000 || value < 1) return String(value);
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  const high = hundreds > 0 ? `${HAN_DIGITS.charAt(hundreds)}百` : '';
  const zero = hundreds > 0 && tens === 0 && ones > 0 ? '〇' : '';
  const ten = tens === 0 ? '' : tens === 1 && hundreds === 0 ? '十' : `${HAN_DIGITS.charAt(tens)}十`;
  return `${high}${zero}${ten}${ones > 0 ? HAN_DIGITS.charAt(ones) : ''}`;
}

const ROMAN: readonly (readonly [number, string])[] = [
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

function roman(value: number): string {
  let [rest, out] = [Math.min(value, 399), ''];
  for (const [worth, sign] of ROMAN) for (; rest >= worth; rest -= worth) out += sign;
  return out;
}

/** A number as the list's format shows it. */
function shownNumber(value: number, format: string): string {
  if (/chinese|taiwanese|japaneseCounting|ideographDigital/i.test(format)) return chinese(value);
  if (/^decimalEnclosedCircle/.test(format) && value >= 1 && value <= 20)
    return String.fromCodePoint(0x245f + value);
  if (format === 'lowerLetter') return String.fromCodePoint(96 + ((value - 1) % 26) + 1);
  if (format === 'upperLetter') return String.fromCodePoint(64 + ((value - 1) % 26) + 1);
  if (format === 'lowerRoman') return roman(value).toLowerCase();
  return format === 'upperRoman' ? roman(value) : String(value);
}

/** The automatic numbers of a Word document, counted as they are shown. */
export class Numbering {
  private readonly abstract = new Map<string, Map<number, NumberingLevel>>();
  private readonly nums = new Map<string, { abstract: string; starts: Map<number, number> }>();
  private readonly counters = new Map<string, number[]>();
  private at: { id: string; level: number; isNum: boolean } = { id: '', level: 0, isNum: false };

  /** An opening tag of numbering.xml. */
  open(name: string, attributes: TagAttributes): void {
    const value = wordValue(attributes);
    const level = this.abstract.get(this.at.id)?.get(this.at.level);
    if (name === 'abstractNum') {
      this.at = { id: wordValue(attributes, 'abstractNumId') ?? '', level: 0, isNum: false };
      this.abstract.set(this.at.id, new Map());
    } else if (name === 'num') {
      this.at = { id: wordValue(attributes, 'numId') ?? '', level: 0, isNum: true };
    } else if (name === 'lvl' || name === 'lvlOverride') {
      this.at = { ...this.at, level: Number(wordValue(attributes, 'ilvl') ?? 0) };
      if (!this.at.isNum)
        this.abstract.get(this.at.id)?.set(this.at.level, { start: 1, format: 'decimal', text: '' });
    } else if (this.at.isNum) this.openNum(name, value);
    else if (level !== undefined) openLevel(level, name, value);
  }

  private openNum(name: string, value: string | undefined): void {
    if (name === 'abstractNumId') this.nums.set(this.at.id, { abstract: value ?? '', starts: new Map() });
    else if (name === 'startOverride')
      this.nums.get(this.at.id)?.starts.set(this.at.level, Number(value ?? 1));
  }

  /** The number before the next paragraph of this list and level, with a blank behind it; "" for bullets. */
  next(numId: string, level: number): string {
    const num = this.nums.get(numId);
    const levels = num === undefined ? undefined : this.abstract.get(num.abstract);
    const own = levels?.get(level);
    if (num === undefined || levels === undefined || own === undefined) return '';
    const key = num.starts.size > 0 ? `num ${numId}` : num.abstract;
    const counts = this.counters.get(key) ?? [];
    const startOf = (n: number): number => num.starts.get(n) ?? levels.get(n)?.start ?? 1;
    counts[level] = (counts[level] ?? startOf(level) - 1) + 1;
    counts.length = level + 1;
    this.counters.set(key, counts);
    if (own.format === 'bullet' || own.format === 'none') return '';
    const text = own.text.replace(/%(\d)/g, (_, digit: string) => {
      const n = Number(digit) - 1;
      return shownNumber(counts[n] ?? startOf(n), levels.get(n)?.format ?? 'decimal');
    });
    return /[.\w]$/.test(text) ? `${text} ` : text;
  }
}

function openLevel(level: NumberingLevel, name: string, value: string | undefined): void {
  if (name === 'start') level.start = Number(value ?? 1);
  else if (name === 'numFmt') level.format = value ?? 'decimal';
  else if (name === 'lvlText') level.text = value ?? '';
}
