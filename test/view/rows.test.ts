import { itemRow, unitRows } from '../../domain/view/rows';
import { accept, ask, cancel, giveBack, handIn, release, report, sign } from '../support/commands';
import { after, issued, moment, officeSays, unitSays } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const twice = issued({
  kind: 'recurring',
  dates: ['2025-07-31', '2025-09-30'],
  units: { sjj: 'each', zjj: 'each', sfj: 'support' },
});
const sjjDone = after(twice, [
  unitSays('2025-07-02', sign('sjj')),
  unitSays('2025-07-28', handIn('sjj')),
  officeSays('2025-07-29', accept('sjj')),
]);

describe('an item as a row', () => {
  it('shows lamp and date with shape, word and reason', () => {
    const row = itemRow(twice, office, moment('2025-08-04'));
    expect(row.lamp).toMatchObject({ shape: '■', lamp: 'late', daysLate: 2 });
    expect(row.lamp.word).toEqual({ zh: '逾期', en: 'late' });
    expect(row.statusWord.zh).toBe('已交办');
    expect(row.due).toEqual({ date: '2025-09-30', provisional: false });
  });

  it('of several rounds shows every date and who still owes which', () => {
    const { rounds } = itemRow(sjjDone, office, moment('2025-08-04'));
    expect(rounds.map(({ no, due, owedBy }) => [no, due.date, owedBy.map(({ unit }) => unit)])).toEqual([
      [1, '2025-07-31', ['zjj']],
      [2, '2025-09-30', ['sjj', 'zjj']],
    ]);
  });

  it('counts who signed, who is accepted, and not who was released', () => {
    const counts = (state: typeof twice) => {
      const { units, signed, accepted } = itemRow(state, office, moment('2025-08-04'));
      return [units, signed, accepted];
    };
    expect(counts(sjjDone)).toEqual([3, 1, 0]);
    expect(counts(after(sjjDone, [officeSays('2025-08-01', release('zjj'))]))).toEqual([2, 1, 0]);
    expect(counts(after(issued(), [officeSays('2025-08-01', cancel)]))).toEqual([2, 0, 0]);
  });
});

describe('a unit as a row', () => {
  const row = (state: typeof twice, unit: string, at: string) => {
    const found = unitRows(state, office, moment(at)).find((one) => one.unit === unit);
    if (!found) throw new Error(`no ${unit}`);
    return found;
  };

  it('is of its round at work, with all its rounds below', () => {
    const { round, due, lamp, rounds } = row(sjjDone, 'sjj', '2025-08-04');
    expect([round, due?.date, lamp.lamp]).toEqual([2, '2025-09-30', 'normal']);
    expect(rounds.map(({ no, done, lamp: of }) => [no, done, of.lamp])).toEqual([
      [1, true, 'accepted'],
      [2, false, 'normal'],
    ]);
  });

  it('says what is laid over its state', () => {
    const overlays = (...said: Parameters<typeof after>[1]) =>
      row(after(issued({ units: { sjj: 'each' } }), said), 'sjj', '2025-09-29').overlays;
    const asked = unitSays('2025-09-24', ask('sjj', '2025-10-31'));
    const handed = unitSays('2025-09-25', handIn('sjj'));
    expect(overlays(asked)).toEqual(['extensionAsked']);
    expect(overlays(asked, handed)).toEqual(['handedIn']);
    expect(overlays(handed, officeSays('2025-09-26', giveBack('sjj')))).toEqual(['returned']);
  });

  it('shows the last report that was not returned', () => {
    const state = after(twice, [unitSays('2025-07-02', report('sjj', 30))]);
    expect(row(state, 'sjj', '2025-07-03').progress).toBe(30);
    expect(row(state, 'zjj', '2025-07-03').progress).toBeNull();
  });
});
