import qrcode from 'qrcode-generator';
import type { Credential } from '../../../ledger/access/credentials';
import { hashedPassword, isTotp, newTotp, otpauthOf, stepOfCode } from '../../../office/access/factors';
import { idleSince, provedLately } from '../../../office/access/sessions';
import { credentialOf, mustHaveCode } from '../../../office/access/sign-in';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { Form, Submit, type FieldFault } from '../web/form';
import { redirectToProve, SET_UP } from '../web/guard';
import { page } from '../web/layout';
import { CodeField, NewPassword, passwordFaults } from '../web/new-password';
import { changeBy, sessionsBy, postedWords } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';

/** Light modules around the code, as the standard asks. */
const MARGIN = 4;

/** Words as a QR code, drawn as one path. */
const Qr = ({ words, title }: { words: string; title: string }) => {
  const code = qrcode(0, 'M');
  code.addData(words, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const size = count + 2 * MARGIN;
  const dark: string[] = [];
  for (let y = 0; y < count; y += 1)
    for (let x = 0; x < count; x += 1)
      if (code.isDark(y, x)) dark.push(`M${x + MARGIN} ${y + MARGIN}h1v1h-1z`);
  return (
    <svg class="qr" role="img" aria-label={title} viewBox={`0 0 ${size} ${size}`} width="200" height="200">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={dark.join('')} fill="#000000" />
    </svg>
  );
};

/** Who signed in, also where the demonstration shows another. */
const selfOf = (c: Ctx): string => c.get('visit').self?.id ?? '';

async function accountPage(kit: Kit, c: Ctx, faults: readonly FieldFault[] = []) {
  const visit = c.get('visit');
  const { say, self } = visit;
  const { ledger } = kit.ports;
  const kept = await credentialOf(ledger, selfOf(c));
  const sessions = (await ledger.sessionCounts(idleSince())).get(selfOf(c)) ?? 0;
  return page(
    c,
    {
      title: say('我的帐号', 'My account'),
      heading: `${say('我的帐号', 'My account')} · ${self?.name ?? ''}`,
      at: '/account',
      faults,
    },
    <>
      <section class="panel">
        <h2>{say('动态口令', 'Second factor')}</h2>
        <p>
          {kept.totp === null
            ? say('没有启用。', 'Not set up.')
            : say('已启用：登录时除口令外还要动态口令。', 'Set up: a code is asked for beside the password.')}
        </p>
        <p>
          <a class="button quiet" href={SET_UP}>
            {kept.totp === null ? say('启用', 'Set it up') : say('换一个', 'Replace it')}
          </a>
        </p>
      </section>
      <section class="panel">
        <h2>
          {kept.password === null ? say('设置口令', 'Set a password') : say('换口令', 'Change password')}
        </h2>
        <Form visit={visit} action="/account/password">
          <NewPassword c={c} faults={faults} />
          <Submit>{say('保存口令', 'Save the password')}</Submit>
        </Form>
      </section>
      <section class="panel">
        <h2>{say('登录会话', 'Sessions')}</h2>
        <p>
          {say(
            `现在有 ${sessions} 个会话，含命令行的。不认得的请立即退出并换口令。`,
            `${sessions} session(s), command lines too. End those you do not know and change the password.`,
          )}
        </p>
        <Form visit={visit} action="/account/sessions/end">
          <Submit quiet>{say('退出其他会话', 'End the others')}</Submit>
        </Form>
      </section>
    </>,
  );
}

async function savePassword(kit: Kit, c: Ctx) {
  const { say, session } = c.get('visit');
  const { ledger } = kit.ports;
  const account = selfOf(c);
  const faults = await passwordFaults(c, account);
  if (faults.length > 0) return accountPage(kit, c, faults);
  const { password = '' } = await postedWords(c);
  await ledger.setCredential(
    { account, password: await hashedPassword(password) },
    'passwordSet',
    await changeBy(c),
  );
  await ledger.endSessions({ account, except: session?.id ?? null }, await sessionsBy(c));
  return redirectTelling(c, kit.ports, '/account', {
    title: say('口令已保存，其他会话已退出', 'Saved; other sessions were ended'),
  });
}

async function endOthers(kit: Kit, c: Ctx) {
  const { say, session } = c.get('visit');
  const account = selfOf(c);
  await kit.ports.ledger.endSessions({ account, except: session?.id ?? null }, await sessionsBy(c));
  return redirectTelling(c, kit.ports, '/account', {
    title: say('其他会话已退出', 'The other sessions were ended'),
  });
}

/** Whoever has something to prove it by proves it first: else a desk left open would lose its owner. */
const mustProve = (c: Ctx, kept: Credential): boolean => {
  const { session, demonstration } = c.get('visit');
  const bare = kept.password === null && kept.totp === null && session?.means !== 'oidc';
  return !demonstration && !bare && session !== null && !provedLately(session, c.req.method === 'POST');
};

function setUpPage(c: Ctx, secret: string, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say, self, office, mustSetUp } = visit;
  const title = say('设置动态口令', 'Set up the second factor');
  const words = otpauthOf(secret, selfOf(c));
  return page(
    c,
    { title, at: '/account', faults },
    <>
      {(mustSetUp || (self !== null && mustHaveCode(office.policy, self))) && (
        <p class="note">
          {say('按规则，您的角色登录时必须用动态口令。', 'By policy your role signs in with a code.')}
        </p>
      )}
      <ol class="bullets">
        <li>
          {say(
            '用认证器（如 FreeOTP）扫描，或手工输入密钥：',
            'Scan with an authenticator, or type the secret: ',
          )}
          <span class="mono">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</span>
        </li>
        <li>{say('把它显示的六位数字填在下面。', 'Type the six digits that it shows.')}</li>
      </ol>
      <Qr words={words} title={say('认证器扫描的二维码', 'QR code for an authenticator')} />
      <p class="small mono">{words}</p>
      <div class="panel">
        <Form visit={visit} action={SET_UP}>
          <input type="hidden" name="secret" value={secret} />
          <CodeField c={c} faults={faults} />
          <Submit>{say('启用动态口令', 'Set it up')}</Submit>
        </Form>
      </div>
    </>,
  );
}

async function beginSetUp(kit: Kit, c: Ctx) {
  const kept = await credentialOf(kit.ports.ledger, selfOf(c));
  return mustProve(c, kept) ? redirectToProve(c) : setUpPage(c, newTotp(), []);
}

async function setUp(kit: Kit, c: Ctx) {
  const { ledger } = kit.ports;
  const { say } = c.get('visit');
  const account = selfOf(c);
  const { secret = '', code = '' } = await postedWords(c);
  if (mustProve(c, await credentialOf(ledger, account))) return redirectToProve(c);
  if (!isTotp(secret)) return setUpPage(c, newTotp(), []);
  const step = stepOfCode({ account, totp: secret, step: 0 }, code);
  if (step === null) {
    const message = say(
      '动态口令不对；请看手机的时间准不准',
      'The code is wrong; check the clock of the phone',
    );
    return setUpPage(c, secret, [{ field: 'code', message }]);
  }
  await ledger.setCredential({ account, totp: secret, step }, 'secondFactorSet', await changeBy(c));
  return redirectTelling(c, kit.ports, '/account', {
    title: say('动态口令已启用', 'The second factor is set up'),
  });
}

/** 我的帐号: password, second factor and sessions of whoever is signed in. */
export const accountRoutes = (kit: Kit): readonly Route[] => [
  get('/account', 'signedIn', (c) => accountPage(kit, c)),
  dangerous(post('/account/password', 'signedIn', (c) => savePassword(kit, c))),
  post('/account/sessions/end', 'signedIn', (c) => endOthers(kit, c)),
  get(SET_UP, 'signedIn', (c) => beginSetUp(kit, c)),
  post(SET_UP, 'signedIn', (c) => setUp(kit, c)),
];
