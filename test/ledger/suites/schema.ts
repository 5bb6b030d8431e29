import { migrateSchema, type Description } from '../../../ledger/database/migrations';
import { databaseAt } from '../../../ledger/database/place';
import { STEPS, TABLES } from '../../../ledger/database/schema';
import { addedSince, table, textColumn } from '../../../ledger/database/table';
import { openLedger } from '../../../ledger/open';
import { call, change, issuedLedger, opened, streamOf } from '../../support/ledger';
import { sure } from '../../support/sure';
import type { DatabaseUnderTest } from '../database';
import { ledgerOfTest } from '../ledger-of-test';

const STEP = '0009-expand-remarks';

/** The schema of a later release: a table more, and a column more in tables that are written all day. */
const NEXT: Description = {
  tables: {
    ...TABLES,
    events: {
      ...TABLES.events,
      columns: { ...TABLES.events.columns, remark: addedSince(STEP, textColumn()) },
    },
    items: { ...TABLES.items, columns: { ...TABLES.items.columns, remark: addedSince(STEP, textColumn()) } },
    remarks: { ...table({ columns: { id: textColumn() }, key: ['id'] }), since: STEP },
  },
  steps: [...STEPS, STEP],
};

/** Brings a database to a schema, as a program of another release would. */
async function migrated(url: string, description: Description): Promise<void> {
  const { database, where } = sure(databaseAt(url, { readOnly: false, create: false }));
  expect(sure(await migrateSchema(database, where, { description })).applied).toEqual([STEP]);
  await database.close();
}

/** Tables, their upgrades, and the journal that nobody can edit. */
export function schemaSuite(under: DatabaseUnderTest): void {
  describe('the tables of a ledger', () => {
    const stage = ledgerOfTest(under);

    it('are made when it is migrated, once; another opening makes none', async () => {
      expect(stage.ledger.applied).toEqual(STEPS);
      expect((await stage.another()).applied).toEqual([]);
      const empty = await under.fresh();
      expect(await openLedger({ url: empty.url })).toMatchObject({
        ok: false,
        problem: { code: 'ledger-empty', hint: { way: 'make-ledger' } },
      });
      await empty.remove();
    });

    it('begin with an id that every ledger has for itself', async () => {
      const [first] = await stage.ledger.history('office');
      expect(first).toMatchObject({ seq: 1, type: 'ledgerBorn' });
      const id = await stage.ledger.identity();
      expect(id).toMatch(/^[0-9a-f]{16}$/);
      expect(await (await stage.another()).identity()).toBe(id);
      const other = await under.fresh();
      const others = await opened({ url: other.url });
      expect(await others.identity()).not.toBe(id);
      await others.close();
      await other.remove();
    });

    it('of a newer version are refused with its step and what to do', async () => {
      await stage.database.exec(
        `insert into kysely_migration (name, timestamp) values ('2099-later', '2099-01-01T00:00:00.000Z')`,
      );
      const refused = await openLedger({ url: stage.database.url });
      expect(refused).toMatchObject({ ok: false, problem: { code: 'ledger-newer' } });
      expect(JSON.stringify(refused)).toContain('2099-later');
    });

    it('that lack a step are refused with what to do', async () => {
      const { url } = stage.database;
      await migrated(url, NEXT);
      await stage.database.exec(`delete from kysely_migration where name = '${STEPS[0]}'`);
      expect(await openLedger({ url })).toMatchObject({ ok: false, problem: { code: 'ledger-older' } });
    });

    it('of the next release serve the programs of this one, those that run and those that start', async () => {
      await issuedLedger(stage.ledger);
      const stream = streamOf('1');
      await stage.ledger.record(call(stream));
      await migrated(stage.database.url, NEXT);
      for (const ledger of [stage.ledger, await stage.another()]) {
        const { head } = await ledger.record(call(stream, { wake: true }));
        expect(await ledger.history(stream)).toHaveLength(head.seq);
        expect((await ledger.check()).findings).toEqual([]);
      }
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
    const stage = ledgerOfTest(under);
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
