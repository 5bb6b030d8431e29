import { makeCalendar } from '../../domain/calendar/calendar';
import { sign } from '../support/commands';
import { testTables } from '../support/calendar';
import { issued, unitSays } from '../support/item';
import { testOffice } from '../support/office';
import { look, throughSlots, rungs } from './through-slots';

// 2026 is not published yet: 2026-01-02, a Friday, is expected to be a working day. It turns out to be a holiday,
// and 2026-01-04, a Sunday, a working day.
const early = testOffice({
  calendar: makeCalendar(
    'Asia/Shanghai',
    testTables().filter(({ year }) => year !== 2026),
  ),
});
const declared = testOffice();
const start = issued({ dates: ['2025-12-31'], units: { sjj: 'lead' } }, early);
const said = [unitSays('2025-07-01', sign('sjj'))];
const upTo = (until: string) => throughSlots(start, { until, said, office: early });

describe('a year that is declared after reminders went by the expected one', () => {
  it('was counted by the expected days', () => {
    expect(rungs(upTo('2026-01-02'), 'sjj', '2025-12-30')).toEqual([
      '2025-12-30 R5',
      '2025-12-31 R5',
      '2026-01-02 R6',
    ]);
  });

  it('does not raise again what has been raised, though its day has moved', () => {
    const { state } = upTo('2026-01-02');
    expect(look(state, '2026-01-04', declared)).toBeNull();
    expect(look(state, '2026-01-06', declared)?.raised.map(({ rung }) => rung)).toEqual(['R7']);
  });

  it('raises on the declared day what has not been raised', () => {
    const { state } = upTo('2025-12-31');
    expect(
      look(state, '2026-01-04', declared)?.raised.map(({ rung, provisional }) => [rung, provisional]),
    ).toEqual([['R6', false]]);
  });
});
