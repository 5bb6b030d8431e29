import { randomUUID } from 'node:crypto';
import { accountOf } from '../../../domain/roster/roster';
import type { Account } from '../../../domain/roster/types';
import { keptAs } from '../../access/secrets';
import { beginSession } from '../../access/sessions';
import type { SessionMeans } from '../../../ledger/access/sessions';
import type { Kit } from '../kit';
import { secretOf, setSecret } from '../web/cookie';
import type { Ctx } from '../web/route';

/** Signs an account in: a new id, and in the demonstration the coordinator's view. */
export async function enterConsole(
  { ports }: Kit,
  c: Ctx,
  account: Account,
  means: SessionMeans,
): Promise<void> {
  const { ledger } = ports;
  const { roster } = await ledger.office();
  const shown =
    ports.demonstration !== null && account.role === 'admin'
      ? ((await ledger.notices())[0]?.coordinator ?? account.id)
      : account.id;
  const by = { actor: account.id, now: ports.clock(), requestKey: randomUUID() };
  await ledger.endSession(keptAs(secretOf(c, ports)), 'sessionReplaced', by);
  const shownAs = accountOf(roster, shown) ? shown : account.id;
  setSecret(
    c,
    ports,
    await beginSession(ledger, { account: account.id, shownAs, means, now: ports.clock() }),
  );
}

/** The first page of an account. */
export const home = (account: Account): string =>
  account.role === 'admin' ? '/system' : ['liaison', 'unitLeader'].includes(account.role) ? '/my' : '/';
