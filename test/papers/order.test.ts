import { placeInNotice } from '../../domain/digest/order';

describe('items of a paper', () => {
  it('stand in the order of the notice: 2 before 10, and section by section where each is numbered anew', () => {
    const items = [
      ...['10', '2', '1', '11'].map((key) => ({ key, section: '一、总体要求' })),
      ...['二.2', '二.10', '二.1'].map((key) => ({ key, section: '二、重点工作' })),
    ];
    const inOrder = items.toSorted((a, b) => (placeInNotice(a) < placeInNotice(b) ? -1 : 1));
    expect(inOrder.map(({ key }) => key)).toEqual(['1', '2', '10', '11', '二.1', '二.2', '二.10']);
  });
});
