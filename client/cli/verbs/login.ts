import { randomUUID } from 'node:crypto';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { plusMs, clockText } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { makeAttempts } from '../../../office/access/attempts';
import { keptAs } from '../../../office/access/secrets';
import { beginSession, hostNow, LONGEST_SESSION } from '../../../office/access/sessions';
import { credentialOf, mustHaveCode, provedAccount, type SignInFault } from '../../../office/access/sign-in';
import { forgetToken, readToken, writeToken } from '../../../office/access/token';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { example, type Verb } from '../verb';

const LOGIN_FAULTS = {
  wrong: text('帐号、口令或动态口令不对', 'account, password or code is wrong'),
  locked: text('这个帐号已暂时锁定', 'the account is locked for a while'),
  disabled: text('这个帐号已停用', 'the account is disabled'),
} as const;

const refusedLogin = (fault: SignInFault): Result<never> =>
  refuse(
    'sign-in-refused',
    LOGIN_FAULTS[fault],
    text(
      '口令在督办台设置（管理员发的一次性链接）；锁定请稍候，或在服务器上 duban account unlock；停用请找管理员',
      'passwords are chosen in the console by a one-time link; when locked wait, or run duban account unlock on the server; ask the administrator when disabled',
    ),
  );

const tooOften = refuse(
  'too-often',
  text('登录尝试太频繁', 'too many attempts to sign in'),
  text('请过几分钟再试', 'wait a few minutes and try again'),
);

const noCode = refuse(
  'second-factor-needed',
  text('按规则，这个帐号登录须有动态口令', 'by policy this account signs in with a code'),
  text('先在督办台“我的帐号”里设置动态口令', 'set it up in the console first, under My account'),
);

async function login(session: Session, ledger: Ledger, name: string): Promise<Result<Output>> {
  const { io, config } = session;
  if (!(await makeAttempts(ledger).signIns.may(`cli|${name}`))) return tooOften;
  const password = await io.readSecret(pick(session, '口令：', 'password: '));
  const code = await io.readSecret(
    pick(session, '动态口令（没有启用的直接回车）：', 'code (none: press Enter): '),
  );
  const now = session.now();
  const account = await provedAccount(ledger, { account: name, password, code }, now);
  if (typeof account === 'string') return refusedLogin(account);
  const { policy } = await ledger.office();
  if (mustHaveCode(policy, account) && (await credentialOf(ledger, account.id)).totp === null) return noCode;
  const { id } = account;
  const secret = await beginSession(ledger, { account: id, shownAs: id, means: 'token', now });
  writeToken(config.access.tokenFile, { account: id, ledger: await ledger.identity(), secret });
  const until = clockText(plusMs(hostNow(), LONGEST_SESSION), policy.zone);
  return ok({
    data: { account: id, until },
    text: pick(session, `已登录：${account.name}，到 ${until}`, `signed in: ${account.name}, until ${until}`),
  });
}

async function logout(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { tokenFile } = session.config.access;
  const token = readToken(tokenFile);
  const none = ok({ data: { account: null }, text: pick(session, '没有登录', 'nobody was signed in') });
  if (!token.ok || token.value === null) {
    forgetToken(tokenFile);
    return none;
  }
  const { account, secret } = token.value;
  const known = await ledger.session(keptAs(secret));
  const by = { actor: account, now: session.now(), requestKey: randomUUID() };
  await ledger.endSession(keptAs(secret), 'signedOut', by);
  forgetToken(tokenFile);
  if (!known) return none;
  return ok({ data: { account }, text: pick(session, '已退出', 'signed out') });
}

/** duban login | logout: who acts by the command line in production. */
export const loginVerbs: readonly Verb[] = [
  {
    usage: 'login <帐号>',
    about: text(
      '登录（正式环境）：口令和动态口令从终端或标准输入读，凭证存 DUBAN_TOKEN_PATH，12 小时有效',
      'sign in (production): password and code from the terminal or stdin; the token lasts 12 hours',
    ),
    flags: [],
    examples: [example('login ddy', '以督办员登录', 'sign in as the coordinator')],
    action: onLedger((session, ledger, [name = '']) => login(session, ledger, name)),
  },
  {
    usage: 'logout',
    about: text('退出：凭证作废', 'sign out: the token is void'),
    flags: [],
    examples: [example('logout', '用完即退', 'when done')],
    action: onLedger((session, ledger) => logout(session, ledger)),
  },
];
