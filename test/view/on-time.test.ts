import { moveText } from '../../domain/view/date-moves';
import { onTimeOf } from '../../domain/view/on-time';
import { yearOfSuite } from '../audit/year';
import { moment } from '../support/item';

const year = yearOfSuite();

const NOW = moment('2025-10-31 18:00');

const rowsOf = async (stream: string, now = NOW) => {
  const events = (await year.room.ledger.story(stream)).filter(({ at }) => at <= now);
  return onTimeOf(stream, events, await year.room.ledger.office(), now);
};

describe('on time, from events', () => {
  it('has both dates side by side, and how late the hand-in was against each', async () => {
    const [row] = await rowsOf(year.room.streams[0] ?? '');
    expect(row).toMatchObject({
      unit: 'sjj',
      firstDue: '2025-08-29',
      due: '2025-09-19',
      finished: '2025-10-13',
      daysLate: 12,
      result: { zh: '逾期12个工作日' },
    });
    expect(row?.daysLateFirst).toBe(27);
  });

  it('says who granted an extension, when, and on what request', async () => {
    const [row] = await rowsOf(year.room.streams[0] ?? '');
    expect(row?.moves).toHaveLength(1);
    const [move] = row?.moves ?? [];
    expect(move).toMatchObject({ cause: 'grant', from: '2025-08-29', to: '2025-09-19', on: '2025-08-18' });
    expect(move?.asked).toMatchObject({ date: '2025-09-19', on: '2025-08-15', late: false });
    expect(move && moveText(move).zh).toMatch(
      /^2025-08-18 \S+ 准予延期：2025-08-29 → 2025-09-19（2025-08-15申请/,
    );
  });

  it('knows nothing of a grant that lay ahead', async () => {
    const [row] = await rowsOf(year.room.streams[0] ?? '', moment('2025-08-16 18:00'));
    expect(row).toMatchObject({
      due: '2025-08-29',
      finished: null,
      daysLateFirst: 0,
      daysLate: 0,
      moves: [],
    });
  });

  it('computes again what was recorded when a hand-in was accepted, and leaves supporting units out', async () => {
    for (const stream of year.room.streams) {
      const state = await year.room.ledger.item(stream);
      const leads = state?.assignments.filter(({ role }) => role !== 'support') ?? [];
      const recorded = leads.flatMap(({ unit, rounds }) =>
        rounds.flatMap(({ no, outcome }) =>
          outcome ? [{ unit, round: no, daysLate: outcome.daysLate }] : [],
        ),
      );
      const rows = await rowsOf(stream);
      expect(rows.filter(({ finished }) => finished !== null)).toMatchObject(recorded);
      expect(rows.map(({ unit }) => unit)).toEqual(leads.map(({ unit }) => unit));
    }
  });

  it('stands in item show and in the register alike', async () => {
    const shown = (await year.cli()('item', 'show', '1')).out;
    expect(shown).toContain('按现行');
    expect(shown).toMatch(/准予延期：2025-08-29 → 2025-09-19/);
    expect((await year.cli()('item', 'show', '4')).out).not.toContain('准予延期');
  });
});
