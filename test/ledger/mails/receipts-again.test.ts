import { recipientMark, type ClaimedMail, type DeliveryOutcome } from '../../../domain/digest/delivery';
import type { Ledger } from '../../../ledger/ledger';
import { moment } from '../../support/item';
import { opened } from '../../support/ledger';
import { testFolder } from '../database';
import { ACCEPTED, DATABASES, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

const SJJ = 'sjj|liaison|2025-09-17';
const CLAIM = { run: 'run', attempt: 1, now: moment('2025-09-17 09:00') };

describe.each(DATABASES)('a receipt, on $name', (database) => {
  let room: IssuedMailroom;
  let folder: ReturnType<typeof testFolder>;
  /** Two workers of one home. */
  let sender: Ledger;
  let other: Ledger;
  let mail: ClaimedMail;

  beforeEach(async () => {
    folder = testFolder();
    room = await openIssuedMailroom(database);
    await room.morning('2025-09-17');
    const claimed = (await room.claimAll('2025-09-17 09:00')).find(({ key }) => key === SJJ);
    if (!claimed) throw new Error('no mail');
    mail = claimed;
    sender = await opened({ url: room.database.url, receipts: folder.path });
    other = await opened({ url: room.database.url, receipts: folder.path });
  });
  afterEach(async () => {
    await Promise.all([sender.close(), other.close()]);
    await room.close();
    folder.remove();
  });

  const grey = (contact: string): DeliveryOutcome => ({
    ...ACCEPTED,
    refused: [{ contact, response: '450 4.2.0 greylisted' }],
    to: mail.recipients.map(recipientMark),
  });
  const half = (): DeliveryOutcome => grey('sjj-liaison-2');
  const standing = () =>
    room.database.query(`select state, tries, next_try - claimed_at as wait from mails where key = '${SJJ}'`);
  const tried = async (state: string) => {
    expect(await room.database.query(`select state from mails where key = '${SJJ}' and tries = 1`)).toEqual([
      { state },
    ]);
  };
  const openTasks = async () => (await room.ledger.tasks({ open: true })).map(({ id }) => id);

  it('that is settled counts no try again, however often the other worker looks', async () => {
    await sender.settle(SJJ, half(), moment('2025-09-17 09:01'), CLAIM);
    const settled = await standing();
    for (let looks = 0; looks < 13; looks++) {
      expect(await other.settleReceipts()).toEqual({ found: 0 });
      await sender.settleReceipts();
    }
    expect(await standing()).toEqual(settled);
    expect(await openTasks()).toEqual([]);
    const again = await room.claim('2025-09-17 09:02');
    expect(again.type === 'mail' && again.mail.recipients.map(({ contact }) => contact)).toEqual([
      'sjj-liaison-2',
    ]);
  });

  it('read before it was marked as settled says nothing of the claim after its own', async () => {
    await sender.settle(SJJ, half(), moment('2025-09-17 09:01'), CLAIM);
    await room.claim('2025-09-17 09:02');
    // What the other worker had read of the file while the line of the settling was still to come.
    await other.settle(SJJ, half(), moment('2025-09-17 09:01'), CLAIM);
    await tried('sending');
    expect(await openTasks()).toEqual([]);
  });

  it('written again after a COMMIT without an answer is counted once', async () => {
    await sender.settle(SJJ, half(), moment('2025-09-17 09:01'), CLAIM);
    await sender.settle(SJJ, half(), moment('2025-09-17 09:01'), CLAIM);
    await tried('ready');
  });

  it('counts again in a ledger that was set back to before its claim, as at a failover', async () => {
    await sender.settle(SJJ, half(), moment('2025-09-17 09:01'), CLAIM);
    await room.database.exec(
      `update mails set state = 'ready', run = null, attempt = 0, claimed_at = null, handed = 0, tries = 0,
         response = null, next_try = ready_at where key = '${SJJ}';
       update recipients set state = 'waiting', response = null where mail = '${SJJ}'`,
    );
    expect(await other.settleReceipts()).toEqual({ found: 1 });
    await tried('ready');
    const again = await room.claim('2025-09-17 09:02');
    expect(again.type === 'mail' && again.mail.recipients.map(({ contact }) => contact)).toEqual([
      'sjj-liaison-2',
    ]);
    expect(await sender.settleReceipts()).toEqual({ found: 0 });
  });
});
