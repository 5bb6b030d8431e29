import { STEPS } from '../../ledger/database/schema';
import { openLedger } from '../../ledger/open';
import { moment } from '../support/item';
import { connected } from '../support/postgres';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { sure } from '../support/sure';

/** A server that is silent for longer counts as gone, ms. */
const ANSWER_MS = 400;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.remove());

/** Making an index of the table of mails takes this server longer than an answer may. */
const slowIndexes = `
  create function dawdle() returns event_trigger language plpgsql as $$ begin
    if exists (select from pg_event_trigger_ddl_commands() where object_identity like '%mails_by_slot') then
      perform pg_sleep(${(ANSWER_MS * 3) / 1_000});
    end if;
  end $$;
  create event trigger dawdling on ddl_command_end when tag in ('CREATE INDEX') execute function dawdle();`;

it('a migration is waited for as long as an index takes, a question is not', async () => {
  const url = server.urlOf('postgres');
  const admin = await connected(url);
  await admin.query(slowIndexes);
  const ledger = sure(
    await openLedger({ url, answerMs: ANSWER_MS, migrate: moment('2025-06-30 09:00'), busyMs: 100_000 }),
  );
  try {
    expect(ledger.applied).toEqual(STEPS);
    await admin.query('begin; lock table items in access exclusive mode');
    await expect(ledger.items({})).rejects.toMatchObject({ problem: { code: 'ledger-unreachable' } });
  } finally {
    await admin.query('rollback');
    await admin.end();
    await ledger.close();
  }
});
