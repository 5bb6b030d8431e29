import { randomUUID } from 'node:crypto';
import { accountOf } from '../../../domain/roster/roster';
import type { Account } from '../../../domain/roster/types';
import type { SessionMeans } from '../../../ledger/access/sessions';
import { keptAs, newSecret } from '../../../office/access/secrets';
import { sessionOf, beginSession } from '../../../office/access/sessions';
import { provedAccount, type SignInFault } from '../../../office/access/sign-in';
import type { Kit } from '../kit';
import { visitorAddress } from '../web/address';
import { redirectTelling } from '../web/banner';
import { secretOf, setSecret } from '../web/cookie';
import { FormField, Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { CodeField, PasswordField } from '../web/new-password';
import { postedWords } from '../web/posted';
import { refusePage } from '../web/refuse';
import { get, post, type Ctx, type Route } from '../web/route';
import { backTo } from './look';

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

function signInPage(kit: Kit, c: Ctx, faults: readonly FieldFault[], account: string, back: string) {
  const visit = c.get('visit');
  const { say } = visit;
  return page(
    c,
    { title: say('登录', 'Sign in'), faults },
    <>
      <p class="lead">
        {say(
          '各单位联络员不必登录：请用邮件里的链接办理。',
          'Liaisons of units need not sign in: use the link in the mail.',
        )}
      </p>
      <div class="panel">
        <Form visit={visit} action="/sign-in">
          <input type="hidden" name="back" value={back} />
          <FormField
            name="account"
            label={say('帐号', 'Account')}
            value={account}
            faults={faults}
            autocomplete="username"
          />
          <PasswordField c={c} faults={faults} />
          <CodeField c={c} hint={say('没有启用的不必填', 'only when you have one')} />
          <Submit>{say('登录', 'Sign in')}</Submit>
        </Form>
      </div>
      {kit.ports.oidc !== null && (
        <p>
          <a class="button quiet" href={`/oidc/leave?back=${encodeURIComponent(back)}`}>
            {say('用统一认证登录', 'Sign in with the identity provider')}
          </a>
        </p>
      )}
    </>,
  );
}

const SIGN_IN_FAULTS: Readonly<Record<SignInFault, readonly [string, string]>> = {
  wrong: ['帐号、口令或动态口令不对', 'Account, password or code is wrong'],
  locked: ['这个帐号已暂时锁定，请稍后再试', 'The account is locked for a while'],
  disabled: ['这个帐号已停用，请找管理员', 'The account is disabled; ask the administrator'],
};

/** What to say of a proof that failed. */
export const faultSaid = (c: Ctx, fault: SignInFault): string => c.get('visit').say(...SIGN_IN_FAULTS[fault]);

async function signIn(kit: Kit, c: Ctx) {
  const { ports, attempts } = kit;
  const { account = '', password = '', code = '', back } = await postedWords(c);
  const address = visitorAddress(c, ports);
  if (!(await attempts.signInsFrom.may(address))) return refusePage(c, 429);
  if (!(await attempts.signIns.may(`${address}|${account}`))) return refusePage(c, 429);
  const proved = await provedAccount(ports.ledger, { account, password, code }, ports.clock());
  if (typeof proved === 'string')
    return signInPage(kit, c, [{ field: 'account', message: faultSaid(c, proved) }], account, backTo(back));
  await enterConsole(kit, c, proved, 'password');
  const to = backTo(back);
  return c.redirect(to === '/' ? home(proved) : to, 303);
}

async function signOut({ ports }: Kit, c: Ctx) {
  const { ledger } = ports;
  const secret = secretOf(c, ports);
  const session = await sessionOf(ledger, secret, ports.clock);
  if (session) {
    const by = { actor: session.account, now: ports.clock(), requestKey: randomUUID() };
    await ledger.endSession(keptAs(secret), 'signedOut', by);
  }
  setSecret(c, ports, newSecret());
  const { say } = c.get('visit');
  return redirectTelling(c, ports, '/sign-in', { title: say('已退出', 'Signed out') });
}

/** Signing in and out. */
export const signInRoutes = (kit: Kit): readonly Route[] => [
  get('/sign-in', 'anyone', (c) => signInPage(kit, c, [], '', backTo(c.req.query('back')))),
  post('/sign-in', 'anyone', (c) => signIn(kit, c)),
  post('/sign-out', 'anyone', (c) => signOut(kit, c)),
];
