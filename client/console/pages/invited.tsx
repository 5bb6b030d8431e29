import { randomUUID } from 'node:crypto';
import type { Account } from '../../../domain/roster/types';
import type { Invitation } from '../../../ledger/access/invitations';
import { hashedPassword } from '../../../office/access/factors';
import { keptAs } from '../../../office/access/secrets';
import { hostNow } from '../../../office/access/sessions';
import { credentialOf, vouchedAccount } from '../../../office/access/sign-in';
import type { Kit } from '../kit';
import { visitorAddress } from '../web/address';
import { redirectTelling } from '../web/banner';
import { Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { NewPassword, passwordFaults } from '../web/new-password';
import { postedWords } from '../web/posted';
import { refusePage } from '../web/refuse';
import { get, post, type Ctx, type Route } from '../web/route';
import { enterConsole, home } from './sign-in';

interface Invited {
  readonly found: Invitation;
  readonly account: Account;
}

function invitedPage(
  c: Ctx,
  purpose: 'password' | 'signIn',
  { id, name }: Account,
  faults: readonly FieldFault[],
) {
  const visit = c.get('visit');
  const { say } = visit;
  const choosing = purpose === 'password';
  return page(
    c,
    {
      title: say('邀请', 'Invitation'),
      heading: choosing ? say('设置口令', 'Choose a password') : say('登录', 'Sign in'),
      faults,
    },
    <>
      <p class="lead">
        {say(`帐号：${id}（${name}）。这个链接只能用一次`, `Account: ${id} (${name}). This link works once`)}
        {choosing
          ? say('，以后用这个帐号和口令登录。', '; later sign in with this account and the password.')
          : say('。', '.')}
      </p>
      <div class="panel">
        <Form visit={visit} action={c.req.path}>
          {choosing && <NewPassword c={c} faults={faults} />}
          <Submit>{choosing ? say('设置口令并登录', 'Set it and sign in') : say('登录', 'Sign in')}</Submit>
        </Form>
      </div>
    </>,
  );
}

async function invited({ ports }: Kit, c: Ctx) {
  const { ledger } = ports;
  const found = await ledger.invitation(keptAs(c.req.param('token') ?? ''));
  if (!found || found.until < hostNow()) return null;
  const account = await vouchedAccount(ledger, (await ledger.office()).roster, found.account);
  return account ? { found, account } : null;
}

/** Links that open nothing are counted by address, which limits guessing. */
async function wrongLink({ ports, attempts }: Kit, c: Ctx) {
  return (await attempts.wrongLinks.may(visitorAddress(c, ports))) ? expired(c) : refusePage(c, 429);
}

const expired = (c: Ctx) => {
  const { say } = c.get('visit');
  return page(
    c,
    { title: say('链接已失效', 'The link has ended'), status: 404 },
    <>
      <p>
        {say(
          '一次性链接已经用过或过期。请管理员再发一个；演示环境请看终端里最新打印的链接。',
          'It was used or is too old. Ask the administrator for another; in the demonstration see the terminal.',
        )}
      </p>
    </>,
  );
};

/** Chooses the password; what is answered when that does not sign in. */
async function choosePassword(kit: Kit, c: Ctx, { found, account }: Invited) {
  const { ledger, clock } = kit.ports;
  const faults = await passwordFaults(c, account.id);
  if (faults.length > 0) return invitedPage(c, 'password', account, faults);
  const by = () => ({ actor: account.id, now: clock(), requestKey: randomUUID() });
  if (!(await ledger.useInvitation(found.id, by()))) return expired(c);
  const { password = '' } = await postedWords(c);
  const to = {
    account: account.id,
    password: await hashedPassword(password),
    failures: 0,
    lockedUntil: null,
  };
  await ledger.setCredential(to, 'passwordSet', by());
  await ledger.endSessions({ account: account.id, except: null }, by());
  return (await credentialOf(ledger, account.id)).totp === null ? null : withCode(kit, c);
}

/** A link in place of the password is none in place of the second factor. */
const withCode = ({ ports }: Kit, c: Ctx) => {
  const { say } = c.get('visit');
  const title = say('口令已设置，请用口令和动态口令登录', 'The password is set: sign in with it and a code');
  return redirectTelling(c, ports, '/sign-in', { title });
};

async function takeInvitation(kit: Kit, c: Ctx) {
  const one = await invited(kit, c);
  if (!one) return wrongLink(kit, c);
  if (one.found.purpose === 'password') {
    const instead = await choosePassword(kit, c, one);
    if (instead) return instead;
  } else {
    const by = { actor: one.account.id, now: kit.ports.clock(), requestKey: randomUUID() };
    if (!(await kit.ports.ledger.useInvitation(one.found.id, by))) return expired(c);
  }
  await enterConsole(kit, c, one.account, 'link');
  return c.redirect(kit.ports.demonstration ? '/' : home(one.account), 303);
}

/** One-time links: to choose a password, or in the demonstration to sign in. A GET uses nothing up. */
export const invitedRoutes = (kit: Kit): readonly Route[] => [
  get('/invited/:token', 'anyone', async (c) => {
    const one = await invited(kit, c);
    return one ? invitedPage(c, one.found.purpose, one.account, []) : wrongLink(kit, c);
  }),
  post('/invited/:token', 'anyone', (c) => takeInvitation(kit, c)),
];
