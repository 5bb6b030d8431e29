import { ok, refuse, text, type Result } from '../../../domain/problem';
import { accountOf } from '../../../domain/roster/roster';
import type { Ledger } from '../../../ledger/ledger';
import { lockedUntil, unlock } from '../../../office/access/sign-in';
import { keyOf, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { systemUser } from '../system-user';
import { DRY_RUN, example, flagOption, KEY_FLAG, type Options, type Verb } from '../verb';

/** Ends the lock of an account, done by the user of the operating system: nobody can sign in who is locked out. */
async function unlocked(
  session: Session,
  ledger: Ledger,
  name: string,
  options: Options,
): Promise<Result<Output>> {
  const { roster } = await ledger.office();
  const account = accountOf(roster, name);
  if (!account) {
    return refuse(
      'account-not-found',
      text(`没有帐号“${name}”`, `there is no account "${name}"`),
      text('用 duban account list 查看', 'see duban account list'),
    );
  }
  const isLocked = (await lockedUntil(ledger, account.id)) !== null;
  const isTried = flagOption(options, 'dryRun');
  if (isLocked && !isTried)
    await unlock(ledger, account.id, {
      actor: systemUser(),
      now: session.now(),
      requestKey: keyOf(options),
    });
  const said = isLocked
    ? isTried
      ? pick(session, `将解锁：${account.name}`, `would unlock: ${account.name}`)
      : pick(session, `已解锁：${account.name}`, `unlocked: ${account.name}`)
    : pick(session, `没有锁定：${account.name}`, `not locked: ${account.name}`);
  return ok({ data: { account: account.id, locked: isLocked, dryRun: isTried }, text: said });
}

/** duban account unlock: for who owns the service, when a stranger's wrong passwords lock its administrator out. */
export const accountUnlockVerb: Verb = {
  usage: 'unlock <帐号>',
  about: text(
    '解锁：口令连错而锁定的帐号马上可以再登录；不必登录，记在操作系统的用户名下',
    'end the lock that wrong passwords put on an account; no sign-in needed, recorded as the user of the system',
  ),
  flags: [KEY_FLAG, DRY_RUN],
  examples: [
    example(
      'account unlock gly',
      '有人乱试口令，把管理员锁在外面',
      'a stranger locked the administrator out',
    ),
  ],
  action: onLedger((session, ledger, [name = ''], options) => unlocked(session, ledger, name, options)),
};
