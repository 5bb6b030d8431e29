import { rankRungs } from '../../domain/digest/order';

describe('the rungs of an item that are told together', () => {
  it('are named by the highest; the others stay as marks, each once', () => {
    expect(rankRungs(['R1', 'C', 'R6', 'R5', 'R6'])).toEqual(['R6', 'R5', 'R1', 'C']);
  });
});
