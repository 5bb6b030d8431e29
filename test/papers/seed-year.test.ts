import { bulletinFor, registerFor } from '../../office/papers/make';
import { moment } from '../support/item';
import { playedSeed } from '../support/played-seed';

describe("the papers of the seed's year on 2025-10-15, the day on which two units hand in late", () => {
  // Due 2025-09-12 and 2025-09-30; 1 to 8 October is off, 28 September and 11 October are worked.
  const LATE = [
    { no: '14', unit: '区国资委', days: 19 },
    { no: '3', unit: '公安青浦分局', days: 6 },
  ] as const;
  const now = moment('2025-10-15 18:00');

  it.each(LATE)(
    'the register has $unit $days working days late with item $no',
    async ({ no, unit, days }) => {
      const rows = await registerFor({ ledger: await playedSeed(now), now });
      const row = rows.find((one) => one.no === no && one.unit === unit);
      expect(row).toMatchObject({ lamp: '◐ 待审', late: true, daysLate: days, daysLateFirst: days });
      expect(row?.lateness).toBe(`逾期${days}个工作日，办结待审`);
    },
  );

  it('the bulletin tells both, and does not say that nothing is late', async () => {
    const { sections, annexes } = await bulletinFor({ ledger: await playedSeed(now), now });
    const told = JSON.stringify(sections);
    for (const { no, unit, days } of LATE)
      expect(told).toContain(`${unit}负责的第${no}项（逾期${days}个工作日，办结待审）`);
    expect(told).not.toContain('没有逾期事项');
    const [slow, inTime] = annexes.map(({ rows }) => rows.map((row) => `${row.no} ${row.unit}`));
    for (const { no, unit } of LATE) {
      expect(slow).toContain(`${no} ${unit}`);
      expect(inTime).not.toContain(`${no} ${unit}`);
    }
  });
});
