import { randomUUID } from 'node:crypto';
import { hostNow } from '../../../office/access/sessions';
import { credentialOf, provedAgain } from '../../../office/access/sign-in';
import type { Kit } from '../kit';
import { visitorAddress } from '../web/address';
import { Form, Submit, type FieldFault } from '../web/form';
import { PROVE } from '../web/guard';
import { page } from '../web/layout';
import { CodeField, PasswordField } from '../web/new-password';
import { postedWords } from '../web/posted';
import { refusePage } from '../web/refuse';
import { get, post, type Ctx, type Route } from '../web/route';
import { backTo } from './look';
import { faultSaid } from './sign-in';

async function provePage(kit: Kit, c: Ctx, back: string, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say, session } = visit;
  const kept = await credentialOf(kit.ports.ledger, session?.account ?? '');
  const nothing = kept.password === null && kept.totp === null;
  const title = say('再次验证身份', 'Prove again who you are');
  return page(
    c,
    { title, faults },
    <>
      <p class="lead">
        {say('下一步要紧，请再次证明是您本人。', 'What comes next matters: show that it is still you.')}
      </p>
      {!nothing && (
        <div class="panel">
          <Form visit={visit} action={PROVE}>
            <input type="hidden" name="back" value={back} />
            {kept.password !== null && <PasswordField c={c} faults={faults} />}
            {kept.totp !== null && <CodeField c={c} faults={faults} />}
            <Submit>{say('验证', 'Prove')}</Submit>
          </Form>
        </div>
      )}
      {kit.ports.oidc !== null && session?.means === 'oidc' ? (
        <p>
          <a class="button quiet" href={`/oidc/leave?again=yes&back=${encodeURIComponent(back)}`}>
            {say('到统一认证重新登录', 'Sign in again with the identity provider')}
          </a>
        </p>
      ) : nothing ? (
        <p>
          {say('您还没有口令或动态口令：', 'You have neither password nor code: ')}
          <a href="/account/second-factor">{say('先设置动态口令', 'set a code up first')}</a>
        </p>
      ) : (
        ''
      )}
    </>,
  );
}

async function proveAccount(kit: Kit, c: Ctx) {
  const { ports, attempts } = kit;
  const { session } = c.get('visit');
  const { password = '', code = '', back } = await postedWords(c);
  if (!session) return refusePage(c, 403, 'session');
  if (!(await attempts.signIns.may(`${visitorAddress(c, ports)}|${session.account}`)))
    return refusePage(c, 429);
  const fault = await provedAgain(ports.ledger, session.account, { password, code }, ports.clock());
  if (fault !== null)
    return provePage(kit, c, backTo(back), [{ field: 'password', message: faultSaid(c, fault) }]);
  const by = { actor: session.account, now: ports.clock(), requestKey: randomUUID() };
  await ports.ledger.proveSession(session.id, hostNow(), by);
  return c.redirect(backTo(back), 303);
}

/** 再次验证: before something dangerous. */
export const proveRoutes = (kit: Kit): readonly Route[] => [
  get(PROVE, 'signedIn', (c) => provePage(kit, c, backTo(c.req.query('back')), [])),
  post(PROVE, 'signedIn', (c) => proveAccount(kit, c)),
];
