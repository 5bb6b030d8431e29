import { markerAt } from '../../domain/notice/outline/markers';
import { normalise } from '../../domain/notice/lines/normalise';

const marker = (line: string): string | null => {
  const found = markerAt(normalise(line).text);
  return found === null ? null : `${found.kind} ${found.no}`;
};

describe('a number at the start of a line', () => {
  it.each([
    ['一、完善机制', 'han 一'],
    ['二十一、完善机制', 'han 二十一'],
    ['（三）完善机制', 'parenHan 三'],
    ['㈠完善机制', 'parenHan 一'],
    ['1.完善机制', 'num 1'],
    ['12．完善机制', 'num 12'],
    ['3、完善机制', 'num 3'],
    ['5 .完善机制', 'num 5'],
    ['1.2025年底前完成', 'num 1'],
    ['⒈完善机制', 'num 1'],
    ['10.2完善机制', 'dotted 10.2'],
    ['(4)完善机制', 'parenNum 4'],
    ['⑷完善机制', 'parenNum 4'],
    ['4）完善机制', 'numParen 4'],
    ['③完善机制', 'circled 3'],
    ['第一章 总则', 'chapter 一'],
    ['第十二条 完善机制', 'article 十二'],
    ['2完善机制', 'bare 2'],
    ['4.9个重点项目', 'bare 4'],
  ])('is a marker: %s', (line, expected) => {
    expect(marker(line)).toBe(expected);
  });

  it.each([
    '7.0版系统',
    '2024—2026年规划',
    '（2025年版）',
    '（沪府办字〔2025〕5号）',
    '（此件公开发布）',
    '25个行业',
    '12月底前',
    '3%的企业',
    '一网通办',
    '完善机制',
    '',
  ])('is none: %s', (line) => {
    expect(marker(line)).toBeNull();
  });
});
