import { randomUUID } from 'node:crypto';
import { accountOf } from '../../../domain/roster/roster';
import type { Account } from '../../../domain/roster/types';
import type { Kit } from '../kit';
import { makeAttempts } from '../../access/attempts';
import { hashed, passwordFault } from '../../access/passwords';
import { keptAs, newSecret } from '../../access/secrets';
import { beginSession, hostNow, sessionOf } from '../../access/sessions';
import { noCredential, provedAccount } from '../../access/sign-in';
import { tellNext } from '../web/banner';
import { ErrorSummary, Field, Form, Submit, type FieldFault } from '../web/form';
import { secretOf, setSecret } from '../web/guard';
import { page } from '../web/layout';
import { wordsOf } from '../web/posted';
import { refusePage } from '../web/refuse';
import { get, post, type Ctx, type Route } from '../web/route';
import { backTo } from './look';

const addressOf = (c: Ctx): string => {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? 'here';
};

function signInPage(c: Ctx, faults: readonly FieldFault[], account: string, back: string) {
  const visit = c.get('visit');
  const { say } = visit;
  return page(
    c,
    { title: say('登录', 'Sign in'), faulty: faults.length > 0, status: faults.length > 0 ? 422 : 200 },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <h1>{say('登录', 'Sign in')}</h1>
      <p class="lead">
        {say(
          '各单位联络员不必登录：请用邮件里的链接办理。',
          'Liaisons of units need not sign in: use the link in the mail.',
        )}
      </p>
      <div class="panel">
        <Form visit={visit} action="/sign-in">
          <input type="hidden" name="back" value={back} />
          <Field
            name="account"
            label={say('帐号', 'Account')}
            value={account}
            faults={faults}
            autocomplete="username"
          />
          <Field
            name="password"
            label={say('口令', 'Password')}
            type="password"
            faults={faults}
            autocomplete="current-password"
          />
          <Field
            name="code"
            label={say('动态口令', 'One-time code')}
            hint={say('没有启用的不必填', 'only when you have one')}
            short
            autocomplete="one-time-code"
          />
          <Submit>{say('登录', 'Sign in')}</Submit>
        </Form>
      </div>
    </>,
  );
}

/** Signs an account in: a new id, and in the demonstration the coordinator's view. */
async function enter({ ports }: Kit, c: Ctx, account: Account): Promise<void> {
  const { ledger } = ports;
  const { roster } = await ledger.office();
  const shown =
    ports.demonstration !== null && account.role === 'admin'
      ? ((await ledger.notices())[0]?.coordinator ?? account.id)
      : account.id;
  await ledger.endSessions({ id: keptAs(secretOf(c, ports)) });
  const known = accountOf(roster, shown) ? shown : account.id;
  setSecret(c, ports, await beginSession(ledger, account.id, known, ports.clock()));
}

const home = (account: Account): string =>
  account.role === 'admin' ? '/system' : ['liaison', 'unitLeader'].includes(account.role) ? '/my' : '/';

function invitedPage(c: Ctx, purpose: 'password' | 'signIn', name: string, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say } = visit;
  const choosing = purpose === 'password';
  return page(
    c,
    { title: say('邀请', 'Invitation'), faulty: faults.length > 0, status: faults.length > 0 ? 422 : 200 },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <h1>{choosing ? say('设置口令', 'Choose a password') : say('登录', 'Sign in')}</h1>
      <p class="lead">
        {say(`帐号：${name}。这个链接只能用一次。`, `Account: ${name}. This link works once.`)}
      </p>
      <div class="panel">
        <Form visit={visit} action={c.req.path}>
          {choosing ? (
            <>
              <Field
                name="password"
                label={say('新口令', 'New password')}
                hint={say(
                  '至少 10 个字符，含大写、小写、数字、符号中的三种',
                  'at least 10 characters of three kinds',
                )}
                type="password"
                faults={faults}
                autocomplete="new-password"
              />
              <Field
                name="again"
                label={say('再输一次', 'Once more')}
                type="password"
                faults={faults}
                autocomplete="new-password"
              />
            </>
          ) : (
            ''
          )}
          <Submit>{choosing ? say('设置口令并登录', 'Set it and sign in') : say('登录', 'Sign in')}</Submit>
        </Form>
      </div>
    </>,
  );
}

async function invited({ ports }: Kit, c: Ctx) {
  const found = await ports.ledger.invitation(keptAs(c.req.param('token') ?? ''));
  if (!found || found.until < hostNow()) return null;
  const account = accountOf((await ports.ledger.office()).roster, found.account);
  return account ? { found, account } : null;
}

const expired = (c: Ctx) => {
  const { say } = c.get('visit');
  return page(
    c,
    { title: say('链接已失效', 'The link has ended'), status: 404 },
    <>
      <h1>{say('链接已失效', 'The link has ended')}</h1>
      <p>
        {say(
          '一次性链接已经用过或过期。请管理员再发一个；演示环境请看终端里最新打印的链接。',
          'It was used or is too old. Ask the administrator for another; in the demonstration see the terminal.',
        )}
      </p>
    </>,
  );
};

async function useInvitation(kit: Kit, c: Ctx) {
  const { ledger, clock } = kit.ports;
  const one = await invited(kit, c);
  if (!one) return expired(c);
  const { found, account } = one;
  const { lang } = c.get('visit');
  if (found.purpose === 'password') {
    const { password, again } = await wordsOf(c);
    const { say } = c.get('visit');
    const wrong = passwordFault(password ?? '', account.id);
    const faults: FieldFault[] = wrong
      ? [{ field: 'password', message: wrong[lang] }]
      : password === again
        ? []
        : [{ field: 'again', message: say('两次输入不一致', 'the two differ') }];
    if (faults.length > 0) return invitedPage(c, 'password', account.name, faults);
    if (!(await ledger.useInvitation(found.id))) return expired(c);
    const kept = (await ledger.credential(account.id)) ?? noCredential(account.id);
    const by = { actor: account.id, now: clock(), requestKey: randomUUID() };
    await ledger.setCredential(
      { ...kept, password: await hashed(password ?? ''), failures: 0, lockedUntil: null },
      'passwordSet',
      by,
    );
    await ledger.endSessions({ account: account.id, except: null });
  } else if (!(await ledger.useInvitation(found.id))) return expired(c);
  await enter(kit, c, account);
  return c.redirect(kit.ports.demonstration ? '/' : home(account), 303);
}

/** Signing in and out, and one-time links. */
export function signInRoutes(kit: Kit): readonly Route[] {
  const { ports } = kit;
  const attempts = makeAttempts();
  return [
    get('/sign-in', 'anyone', (c) => signInPage(c, [], '', backTo(c.req.query('back')))),
    post('/sign-in', 'anyone', async (c) => {
      const { account = '', password = '', code = '', back } = await wordsOf(c);
      const { say } = c.get('visit');
      if (!(await attempts.signIns.may(`${addressOf(c)}|${account}`))) return refusePage(c, 429);
      const proved = await provedAccount(ports.ledger, { account, password, code }, ports.clock());
      if (typeof proved === 'string') {
        const message =
          proved === 'locked'
            ? say('这个帐号已暂时锁定，请稍后再试', 'The account is locked for a while')
            : say('帐号、口令或动态口令不对', 'Account, password or code is wrong');
        return signInPage(c, [{ field: 'account', message }], account, backTo(back));
      }
      await enter(kit, c, proved);
      const to = backTo(back);
      return c.redirect(to === '/' ? home(proved) : to, 303);
    }),
    post('/sign-out', 'signedIn', async (c) => {
      const secret = secretOf(c, ports);
      if (await sessionOf(ports.ledger, secret)) await ports.ledger.endSessions({ id: keptAs(secret) });
      const fresh = newSecret();
      setSecret(c, ports, fresh);
      const { say } = c.get('visit');
      tellNext(c, fresh, { kind: 'done', title: say('已退出', 'Signed out'), lines: [] });
      return c.redirect('/sign-in', 303);
    }),
    get('/invited/:token', 'anyone', async (c) => {
      const one = await invited(kit, c);
      return one ? invitedPage(c, one.found.purpose, one.account.name, []) : expired(c);
    }),
    post('/invited/:token', 'anyone', (c) => useInvitation(kit, c)),
  ];
}
