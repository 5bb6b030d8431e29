import { byCodeUnits, numberKey } from '../../domain/digest/order';

const inOrder = (numbers: readonly string[]): readonly string[] =>
  numbers.toSorted((a, b) => byCodeUnits(numberKey(a), numberKey(b)));

describe('the order of item numbers', () => {
  it('is that of their figures, not of their signs', () => {
    expect(inOrder(['10', '3.10', '2', '3.2'])).toEqual(['2', '3.2', '3.10', '10']);
  });

  it('counts Han numbers as figures', () => {
    const sections = ['一.1', '二.1', '三.1', '九.1', '十.1', '十二.1', '二十.1', '二十一.1'];
    expect(inOrder(sections.toReversed())).toEqual(sections);
  });
});
