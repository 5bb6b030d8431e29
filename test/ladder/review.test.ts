import { accept, ask, handIn, sign } from '../support/commands';
import { issued, officeSays, unitSays, type Said } from '../support/item';
import { throughSlots, tasks } from './through-slots';

const start = issued({ dates: ['2025-12-31'], units: { sjj: 'lead' } });
const signed = unitSays('2025-07-01', sign('sjj'));
const year = (said: readonly Said[], of = start, until = '2025-10-31') =>
  throughSlots(of, { until, said: [signed, ...said] });
const passed = ({ raised }: ReturnType<typeof year>): string[] =>
  raised.flatMap(({ slot, raised: entries }) =>
    entries.filter(({ rung }) => rung === 'C').map(({ audiences }) => `${slot} ${audiences.join()}`),
  );

describe('what waits for the office', () => {
  it('is passed to the reviewer when a hand-in is older than three working days, once', () => {
    const played = year([unitSays('2025-09-24', handIn('sjj'))]);
    expect(passed(played)).toEqual(['2025-09-29 reviewer']);
    expect(tasks(played)).toEqual(['2025-09-29 lateReview']);
  });

  it('is passed to the reviewer when a request is older than two', () => {
    const played = year([unitSays('2025-09-24', ask('sjj', '2026-01-30'))]);
    expect(passed(played)).toEqual(['2025-09-28 reviewer']);
  });

  it('is not passed on when it was reviewed in time', () => {
    const said = [unitSays('2025-09-24', handIn('sjj')), officeSays('2025-09-28', accept('sjj'))];
    expect(passed(year(said))).toEqual([]);
  });

  it('is a task alone on an expected day', () => {
    const long = issued({ on: '2026-11-02', dates: ['2027-02-26'], year: 2026, units: { sjj: 'lead' } });
    const said = [unitSays('2026-11-03', sign('sjj')), unitSays('2026-12-31', handIn('sjj'))];
    const played = throughSlots(long, { until: '2027-01-15', said });
    expect(passed(played)).toEqual([]);
    expect(tasks(played)).toEqual(['2027-01-07 lateReview']);
  });
});
