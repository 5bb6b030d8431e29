import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostNow } from '../../office/access/sessions';
import { opened } from '../support/ledger';
import { onCommit } from './commit';

it('a COMMIT of the ledger is seen as it begins: the kills in the middle of one rest on that', async () => {
  let seen = 0;
  onCommit(() => {
    seen += 1;
  });
  const folder = mkdtempSync(join(tmpdir(), 'duban-commit-'));
  const ledger = await opened({ url: `sqlite:${join(folder, 'ledger.db')}` });
  try {
    const before = seen;
    await ledger.note('practice', {}, { actor: 'ddy', now: hostNow(), requestKey: 'one-commit' });
    expect(seen).toBe(before + 1);
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true });
  }
});
