import { openLedger } from '../../../ledger/open';
import { change, opened } from '../../support/ledger';
import type { DatabaseUnderTest } from '../database';
import { stageOn } from '../stage';

/** Tables, their upgrades, and the journal that nobody can edit. */
export function schemaSuite(under: DatabaseUnderTest): void {
  describe('the tables of a ledger', () => {
    const stage = stageOn(under);

    it('are made when it is opened first, and never again', async () => {
      const again = await opened({ url: stage.database.url });
      const { applied } = await again.migrate();
      await again.close();
      expect((await stage.ledger.migrate()).applied).toEqual([
        '2026-11-ledger',
        '2026-11-letters',
        '2026-11-order',
      ]);
      expect(applied).toEqual([]);
    });

    it('of a newer version are refused with its step and what to do', async () => {
      await stage.database.exec(
        `insert into kysely_migration (name, timestamp) values ('2099-01-later', '2099-01-01T00:00:00.000Z')`,
      );
      const refused = await openLedger({ url: stage.database.url });
      expect(refused).toMatchObject({ ok: false, problem: { code: 'ledger-newer' } });
      expect(JSON.stringify(refused)).toContain('2099-01-later');
    });

    it('of an older version get what is missing and keep what they hold', async () => {
      await stage.ledger.note('probe', {}, change('probe'));
      // What the first step alone makes, as it was released with 0.1.0.
      await stage.database.exec(
        `drop table delayed_letters;
         drop index mails_by_state_rank_addressee_audience_key;
         create index mails_by_state_rank_addressee on mails (state, rank, addressee);
         delete from kysely_migration where name > '2026-11-ledger'`,
      );
      const { url } = stage.database;
      expect(await openLedger({ url, readOnly: true })).toMatchObject({
        ok: false,
        problem: { code: 'ledger-older' },
      });
      const upgraded = await opened({ url });
      expect(await upgraded.delayedLetters()).toEqual({ letters: [], items: [] });
      expect(await upgraded.history('mailroom')).toHaveLength(1);
      await upgraded.close();
    });

    it('are not looked for in the database of another program', async () => {
      const other = await under.fresh();
      await other.exec('create table orders (id integer)');
      expect(await openLedger({ url: other.url })).toMatchObject({
        ok: false,
        problem: { code: 'not-a-ledger' },
      });
      await other.remove();
    });
  });

  describe('the journal', () => {
    const stage = stageOn(under);
    const run = async (statement: string): Promise<string> => {
      try {
        await stage.database.exec(statement);
        return 'done';
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };

    it.each([
      ['changed', `update events set body = '{}'`],
      ['taken out', 'delete from events'],
      ['replaced', under.replace],
    ])('cannot be %s by a statement', async (_, statement) => {
      await stage.ledger.note('probe', {}, change('probe'));
      expect(await run(statement)).toContain('append-only');
      expect(await stage.ledger.history('mailroom')).toHaveLength(1);
    });
  });

  it('an address that is none is refused with the form that is right', async () => {
    expect(await openLedger({ url: 'ledger.db' })).toMatchObject({
      ok: false,
      problem: { code: 'bad-ledger-url', hint: { zh: expect.stringContaining('sqlite:') as string } },
    });
  });
}
