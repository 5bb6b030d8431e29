import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Ledger } from '../../../ledger/ledger';
import { testFolder } from '../database';
import { moment } from '../../support/item';
import { opened } from '../../support/ledger';
import {
  ACCEPTED,
  DATABASES,
  officeWith,
  openIssuedMailroom,
  type IssuedMailroom,
  type MailroomOptions,
} from './issued-mailroom';

const CHILD = join(__dirname, 'settle-and-die.ts');
const TYPESCRIPT = resolve(__dirname, '../../support/temporal-child.cjs');

const SJJ = 'sjj|liaison|2025-09-17';
const SENT_AT = moment('2025-09-17 09:01');

const receiptFiles = (path: string): readonly string[] =>
  readdirSync(path).filter((name) => name.endsWith('.jsonl'));

describe.each(DATABASES)('a worker killed after the 250 and before the COMMIT, on $name', (database) => {
  let room: IssuedMailroom;
  /** The worker that comes after it, in the same place. */
  let ledger: Ledger;
  let folder: ReturnType<typeof testFolder>;
  const die = (url: string): void => {
    const { signal, stderr } = spawnSync(
      process.execPath,
      ['-r', TYPESCRIPT, CHILD, url, folder.path, SJJ, String(SENT_AT)],
      { encoding: 'utf8' },
    );
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
  };
  const open = async (options?: MailroomOptions): Promise<void> => {
    folder = testFolder();
    room = await openIssuedMailroom(database, options);
    await room.morning('2025-09-17');
    await room.claimAll('2025-09-17 09:00');
    ledger = await opened({ url: room.database.url, receipts: folder.path });
  };
  const recover = () => ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:02') });

  afterEach(async () => {
    await ledger.close();
    await room.close();
    folder.remove();
  });

  it('has left a receipt: the mail is sent, as and when the server said, and no more', async () => {
    await open();
    die(room.database.url);
    expect((await room.mail(SJJ)).state).toBe('sending');
    expect(await ledger.settleReceipts()).toEqual({ found: 1 });
    await recover();
    expect(await room.mail(SJJ)).toMatchObject({
      state: 'sent',
      settledAt: SENT_AT,
      response: '250 2.0.0 queued',
    });
    const again = await ledger.claim({ run: 'run', attempt: 2, now: moment('2025-09-17 09:02') });
    expect(again).toMatchObject({ type: 'mail', mail: { key: 'sfj|liaison|2025-09-17' } });
  });

  it('has left it once: its file is gone when the ledger has it', async () => {
    await open();
    die(room.database.url);
    await ledger.settleReceipts();
    expect(receiptFiles(folder.path)).toEqual([]);
    expect(await ledger.settleReceipts()).toEqual({ found: 0 });
  });

  it('holds up nobody with a receipt that no ledger takes', async () => {
    await open();
    die(room.database.url);
    const [file = ''] = receiptFiles(folder.path);
    const never = { key: 'no\u0000key', outcome: ACCEPTED, now: SENT_AT };
    appendFileSync(join(folder.path, file), `${JSON.stringify(never)}\n`);
    await ledger.settleReceipts();
    expect((await room.mail(SJJ)).state).toBe('sent');
    expect(receiptFiles(folder.path)).toEqual([]);
  });

  it('is believed late as well, by a ledger that holds its mail as unknown', async () => {
    await open({ office: officeWith({ unknown: 'hold' }) });
    die(room.database.url);
    await recover();
    expect((await room.mail(SJJ)).state).toBe('unknown');
    await ledger.settleReceipts();
    expect((await room.mail(SJJ)).state).toBe('sent');
  });

  it('says nothing to another ledger, whose mails have the same keys', async () => {
    await open();
    const other = await openIssuedMailroom(database);
    await other.morning('2025-09-17');
    die(other.database.url);
    await other.close();
    expect(await ledger.settleReceipts()).toEqual({ found: 0 });
    expect((await room.mail(SJJ)).state).toBe('sending');
    expect(receiptFiles(folder.path)).toHaveLength(1);
  });
});
