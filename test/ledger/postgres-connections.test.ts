import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/ledger';
import { sign } from '../support/commands';
import { cutProxy, type CutProxy } from '../support/cut-proxy';
import { moment } from '../support/item';
import { call, change, issuedLedger, opened, planItems, says, streamOf } from '../support/ledger';
import { connected } from '../support/postgres';
import { PASSWORD, startPostgres, type PostgresServer } from '../support/postgres-server';

let server: PostgresServer;
let proxy: CutProxy;
let url: string;
let ledger: Ledger;
let made = 0;

beforeAll(async () => {
  server = await startPostgres();
  proxy = await cutProxy(server.port);
});
afterAll(async () => {
  await proxy.close();
  await server.remove();
});
beforeEach(async () => {
  const admin = await connected(server.urlOf('postgres'));
  const name = `d${(made += 1)}`;
  await admin.query(`create schema ${name}`);
  await admin.end();
  url = `postgres://duban:${PASSWORD}@127.0.0.1:${proxy.port}/postgres?options=-c%20search_path%3D${name}`;
  ledger = await opened({ url });
});
afterEach(() => ledger.close());

const signing = () => says(streamOf('1'), sign('sjj'), { key: 'k1', actor: 'll-sjj' });
const typesOf = async () => (await ledger.history(streamOf('1'))).map(({ type }) => type);

describe('a connection that is lost', () => {
  it.each([
    ['before the COMMIT reaches the server', 'commit', 'before'],
    ['after the server has had the COMMIT, before its answer', 'commit', 'answer'],
    ['in the middle of the work', 'acknowledged', 'answer'],
  ] as const)('%s: the record is done once, and answered as done', async (_, word, when) => {
    await issuedLedger(ledger);
    const cut = proxy.cutAt(word, when);
    const { answers, head } = await ledger.record(signing());
    await cut;
    expect({ answer: answers['k1']?.ok, seq: head.seq }).toEqual({ answer: true, seq: 2 });
    expect(await typesOf()).toEqual(['issued', 'acknowledged']);
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.check()).findings).toEqual([]);
  });

  it('at the COMMIT of a claim leaves no mail behind: the one that was claimed is the one that is told', async () => {
    const streams = await issuedLedger(ledger);
    for (const stream of streams) await ledger.record(call(stream));
    await ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-07-01 10:05') });
    const cut = proxy.cutAt('commit', 'answer');
    const claim = await ledger.claim({ run: 'r', attempt: 1, now: moment('2025-07-01 10:06') });
    await cut;
    const sending = await ledger.mails({ state: 'sending' });
    expect(sending.map(({ key }) => key)).toEqual([claim.type === 'mail' ? claim.mail.key : null]);
  });

  it('in a group fails nobody in it', async () => {
    const streams = await issuedLedger(ledger, planItems(12));
    const cut = proxy.cutAt('commit', 'answer');
    const replies = await Promise.all(streams.map((stream) => ledger.record(call(stream))));
    await cut;
    expect(replies.map(({ head }) => head.seq)).toEqual(streams.map(() => 1));
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('under a reader is not noticed by it', async () => {
    await issuedLedger(ledger);
    const cut = proxy.cutAt('from "heads"', 'answer');
    expect((await ledger.streams()).map(({ stream }) => stream)).toContain('notice/n1');
    await cut;
  });

  it('because the server ends the session fails nothing either', async () => {
    await issuedLedger(ledger);
    const admin = await connected(server.urlOf('postgres'));
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'duban'`,
    );
    await admin.end();
    expect((await ledger.record(signing())).head.seq).toBe(2);
  });
});

describe('a server that crashes', () => {
  it('keeps what was answered, and work goes on when it is back', async () => {
    await issuedLedger(ledger);
    const before = await ledger.record(signing());
    await server.crash();
    const during = ledger.note('while it was away', {}, change('away'));
    await server.start();
    await during;
    expect(await ledger.item(streamOf('1'))).toMatchObject({ seq: before.head.seq });
    expect((await ledger.history('mailroom')).at(-1)?.type).toBe('while it was away');
  });

  it('and does not come back is named, without a password, to writers, readers and openers', async () => {
    await server.crash();
    const faults = [
      await ledger.note('probe', {}, change('probe')).catch((error: unknown) => error),
      await ledger.streams().catch((error: unknown) => error),
      await openLedger({ url }).then((result) => (result.ok ? null : { problem: result.problem })),
    ];
    await server.start();
    for (const fault of faults) {
      expect(fault).toMatchObject({ problem: { code: 'ledger-unreachable' } });
      expect(JSON.stringify(fault)).not.toContain(PASSWORD);
    }
    expect(await ledger.history('mailroom')).toEqual([]);
  });
});
