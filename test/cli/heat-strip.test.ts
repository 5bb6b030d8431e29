import { heatStrip } from '../../client/cli/views/forecast';
import { civilDate } from '../../domain/time';

const week = (monday: string, mails: number) => ({ monday: civilDate(monday), mails });

describe('the heat strip of a forecast', () => {
  it('has a mark for each week, and each month above its first week', () => {
    const [months, marks] = heatStrip(
      [week('2025-07-28', 1), week('2025-08-04', 8), week('2025-08-11', 0)],
      'zh',
    ).split('\n');
    expect(months).toBe('      8');
    expect(marks).toBe('每周  ▁ █ ·');
  });

  it('keeps two months of two digits apart', () => {
    const strip = heatStrip([week('2026-11-23', 9), week('2026-11-30', 9), week('2026-12-07', 9)], 'en');
    expect(strip.split('\n')[0]).toBe('        12');
  });
});
