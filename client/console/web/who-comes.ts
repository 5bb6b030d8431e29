import { randomUUID } from 'node:crypto';
import type { Office } from '../../../domain/office';
import { accountOf } from '../../../domain/roster/roster';
import type { Account } from '../../../domain/roster/types';
import { keptAs } from '../../../office/access/secrets';
import { beginSession, sessionOf } from '../../../office/access/sessions';
import { credentialOf, mustHaveCode, vouchedAccount } from '../../../office/access/sign-in';
import type { SessionRow } from '../../../ledger/access/sessions';
import type { ConsolePorts } from '../ports';
import { connectionOf } from './address';
import { secretOf, setSecret } from './cookie';
import type { Ctx } from './route';

/** Whose browser a request comes from. */
interface Comer {
  readonly secret: string;
  readonly session: SessionRow | null;
  /** Who signed in. */
  readonly self: Account | null;
  /** Who is shown: in the demonstration another. */
  readonly account: Account | null;
  readonly mustSetUp: boolean;
}

/** The account that the gateway names; null without a gateway, from elsewhere, or when there is no such account. */
async function namedByGateway(
  c: Ctx,
  { gateway, ledger }: ConsolePorts,
  office: Office,
): Promise<Account | null> {
  if (!gateway?.from.has(connectionOf(c))) return null;
  const name = c.req.header(gateway.header);
  return name === undefined ? null : vouchedAccount(ledger, office.roster, name);
}

/** The session of a browser. Behind a gateway it is that of the account which every request names, and no other. */
async function sessionFor(c: Ctx, ports: ConsolePorts, office: Office): Promise<SessionRow | null> {
  const { ledger } = ports;
  const session = await sessionOf(ledger, secretOf(c, ports), ports.clock);
  if (ports.gateway === null) return session;
  const account = await namedByGateway(c, ports, office);
  if (session !== null && session.means !== 'gateway') return session;
  if (session?.account === account?.id) return session;
  if (session !== null) {
    const by = { actor: session.account, now: ports.clock(), requestKey: randomUUID() };
    await ledger.endSession(session.id, 'sessionReplaced', by);
  }
  if (account === null) return null;
  const { id } = account;
  const secret = await beginSession(ledger, {
    account: id,
    shownAs: id,
    means: 'gateway',
    now: ports.clock(),
  });
  setSecret(c, ports, secret);
  return ledger.session(keptAs(secret));
}

/** Whether the policy requires a second factor that is missing; providers and gateways see to theirs. */
async function lacksCode({ ledger }: ConsolePorts, { policy }: Office, self: Account, session: SessionRow) {
  if (session.means !== 'password' && session.means !== 'link') return false;
  return mustHaveCode(policy, self) && (await credentialOf(ledger, self.id)).totp === null;
}

/** Who sees a demonstration as anybody: the first administrator, who could invite anybody, and nobody else. */
export const mayLookAs = ({ roster }: Pick<Office, 'roster'>, { id }: Account): boolean =>
  roster.accounts.find(({ role }) => role === 'admin')?.id === id;

/** Whose browser a request comes from, by its session or its gateway. */
export async function whoComes(c: Ctx, ports: ConsolePorts, office: Office): Promise<Comer> {
  const session = await sessionFor(c, ports, office);
  const secret = secretOf(c, ports);
  const self = session ? (accountOf(office.roster, session.account) ?? null) : null;
  if (!session || !self) return { secret, session: null, self: null, account: null, mustSetUp: false };
  if (ports.demonstration !== null)
    return {
      secret,
      session,
      self,
      account: (mayLookAs(office, self) ? accountOf(office.roster, session.shownAs) : null) ?? self,
      mustSetUp: false,
    };
  return { secret, session, self, account: self, mustSetUp: await lacksCode(ports, office, self, session) };
}
