import type { Played } from '../../worker/rehearse/run';

/** What holds of every year that was played. */
export function rulesOfYears(played: () => Played): void {
  it('sends nothing twice, outside the window or on a day off, and one digest a day at most', () => {
    const { duplicates, outsideWindow, onDaysOff, maxPerUnitDay } = played().result;
    expect({ duplicates, outsideWindow, onDaysOff, maxPerUnitDay }).toEqual({
      duplicates: 0,
      outsideWindow: 0,
      onDaysOff: 0,
      maxPerUnitDay: 1,
    });
  });

  it('leaves a journal that verifies and tables that follow from it', () => {
    expect(played().result.journal.verified).toBe(true);
    expect(played().result.findings).toEqual([]);
  });
}
