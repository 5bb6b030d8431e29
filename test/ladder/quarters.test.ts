import { assign, report, returnReport, sign } from '../support/commands';
import { issued, officeSays, unitSays, type Said } from '../support/item';
import { throughSlots, rungs } from './through-slots';

// Issued 2025-06-30. Q of the third quarter 09-17 and 09-29, 未上报 10-09; of the fourth 12-17, 12-30, 2026-01-04.
const start = issued({ kind: 'continuous', units: { sjj: 'lead', sfj: 'support' } });
const signed = unitSays('2025-07-01', sign('sjj'));
const year = (said: readonly Said[] = []) =>
  throughSlots(start, { until: '2026-03-04', said: [signed, ...said] });
const autumn = (said?: readonly Said[]) => rungs(year(said), 'sjj', '2025-09-01');
const FOURTH = ['2025-12-17 Q', '2025-12-30 Q', '2026-01-04 R6'];

describe('the report of a quarter', () => {
  it('made on the day from which it is asked for, or later, ends the quarter’s reminders', () => {
    expect(autumn([unitSays('2025-09-17 07:00', report('sjj'))])).toEqual(FOURTH);
    expect(autumn([unitSays('2025-09-29 15:00', report('sjj'))])).toEqual([
      '2025-09-17 Q',
      '2025-09-29 Q',
      ...FOURTH,
    ]);
  });

  it('is not one that was made before', () => {
    expect(autumn([unitSays('2025-09-16', report('sjj'))])).toEqual(autumn());
  });

  it('is not one that was returned', () => {
    const said = [unitSays('2025-09-18', report('sjj')), officeSays('2025-09-26', returnReport('sjj'))];
    expect(autumn(said)).toEqual(['2025-09-17 Q', '2025-09-29 Q', '2025-10-09 R6', ...FOURTH]);
  });

  it('made too late is not asked for again', () => {
    expect(autumn([unitSays('2025-10-10', report('sjj'))])).toEqual(autumn());
  });
});

describe('the first quarter', () => {
  it('is the one whose report is asked for at least 20 working days after the assignment', () => {
    // From 2025-08-19 to 09-17 there are 21 working days, from 08-21 there are 19.
    for (const [day, first] of [
      ['2025-08-19', '2025-09-17 Q'],
      ['2025-08-21', '2025-12-17 Q'],
    ] as const) {
      const said = [officeSays(day, assign('zjj', 'each')), unitSays(`${day} 15:00`, sign('zjj'))];
      expect(rungs(year(said), 'zjj')[0]).toBe(first);
    }
  });
});

describe('a supporting unit of a continuous item', () => {
  it('owes no report', () => {
    expect(rungs(year(), 'sfj', '2025-07-10')).toEqual([]);
  });
});
