import { instant } from '../../domain/time';
import { EXIT } from '../../client/cli/exit';
import { answerOf } from '../support/cli';
import { asOfRules } from './suites/as-of';
import { auditYear, type AuditYear } from './year';

let year: AuditYear;
beforeAll(async () => {
  year = await auditYear();
});
afterAll(() => year.close());

describe('the state as of a day', () => {
  asOfRules(() => ({ ledger: year.room.ledger, seen: year.seen }), 50);

  it('before the first event is nothing', async () => {
    expect(await year.room.ledger.itemAsOf(year.room.streams[0] ?? '', instant(0))).toBeNull();
    expect(await year.room.ledger.itemsAsOf({}, instant(0))).toEqual([]);
  });

  it('answers the looks of the command line', async () => {
    const list = await year.cli()('item', 'list', '--as-of', '2025-07-31', '--json');
    expect(answerOf(list).data).toHaveLength(8);
    const late = await year.cli()('item', 'list', '--late', '--as-of', '2025-09-22', '--json');
    expect(answerOf(late).data).toHaveLength(2);
    const shown = (await year.cli()('item', 'show', '1', '--as-of', '2025-08-16')).out;
    expect(shown).toContain('2025-08-15 14:00');
    expect(shown).not.toContain('2025-08-18 14:00');
  });

  it('does not lie ahead', async () => {
    const ran = await year.cli()('item', 'list', '--as-of', '2026-12-31', '--json');
    expect([answerOf(ran).error?.code, ran.code]).toEqual(['future-date', EXIT.invalid]);
  });
});
