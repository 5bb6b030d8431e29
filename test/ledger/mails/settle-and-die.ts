import { instant } from '../../../domain/time';
import { opened } from '../../support/ledger';
import { ACCEPTED } from './issued-mailroom';

/** A worker that is killed between a mail server's 250 and the COMMIT. */
async function settleAndDie(url: string, receipts: string, key: string, now: number): Promise<void> {
  const ledger = await opened({ url, receipts });
  await ledger.settleReceipts();
  void ledger.settle(key, ACCEPTED, instant(now));
  process.kill(process.pid, 'SIGKILL');
}

const [, , url = '', receipts = '', key = '', now = ''] = process.argv;
if (require.main === module) void settleAndDie(url, receipts, key, Number(now));
