import type { Account } from '../../../domain/roster/types';
import { ACCOUNT_ROLE } from '../../../domain/words';
import { inviteTo } from '../../../office/access/invite';
import { hostNow, idleSince } from '../../../office/access/sessions';
import { mustHaveCode } from '../../../office/access/sign-in';
import type { CredentialLook } from '../../../ledger/access/credentials';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { Form, Submit } from '../web/form';
import { page } from '../web/layout';
import { changeBy, sessionsBy } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import { wordsHold, SearchBox, searchedFor } from '../web/search-box';
import type { Visit } from '../web/visit';
import { CardTable } from '../web/table';

const isLocked = (kept: CredentialLook | undefined): boolean =>
  kept?.lockedUntil != null && kept.lockedUntil > hostNow();

/** How an account comes in, in words. */
function meansSaid({ say, office }: Visit, account: Account, kept: CredentialLook | undefined): string {
  if (kept?.disabledAt != null) return say('– 已停用', '– disabled');
  if (isLocked(kept)) return say('■ 已锁定', '■ locked');
  const has = [
    ...(kept?.hasPassword ? [say('口令', 'password')] : []),
    ...(kept?.hasTotp ? [say('动态口令', 'code')] : []),
  ];
  const lacks = mustHaveCode(office.policy, account) && !kept?.hasTotp;
  const words = has.length === 0 ? say('○ 未设口令', '○ no password') : `✓ ${has.join(say('＋', ' + '))}`;
  return lacks ? `${words}${say('（缺动态口令）', ' (lacks a code)')}` : words;
}

async function looksOf(kit: Kit) {
  const { ledger } = kit.ports;
  return {
    known: new Map((await ledger.credentials()).map((one) => [one.account, one])),
    sessions: await ledger.sessionCounts(idleSince()),
  };
}

async function list(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang, office } = visit;
  const { known, sessions } = await looksOf(kit);
  const isOfUnit = ({ role }: Account): boolean => role === 'liaison' || role === 'unitLeader';
  const q = searchedFor(c);
  const accounts = office.roster.accounts.filter(({ id, name }) => wordsHold(q, id, name));
  return page(
    c,
    {
      title: say('帐号', 'Accounts'),
      heading: say(`帐号 · ${accounts.length} 个`, `Accounts · ${accounts.length}`),
      at: '/accounts',
    },
    <>
      <p class="lead">
        {say(
          '帐号和角色在名册里；一个人不能既是管理员又是审计。',
          'Accounts stand in the roster; nobody is administrator and auditor.',
        )}
      </p>
      <SearchBox visit={visit} action="/accounts" label={say('帐号、姓名', 'Account or name')} q={q} />
      <CardTable
        caption={say('机关帐号在前，单位帐号在后', 'office first, then units')}
        heads={[
          say('帐号', 'Account'),
          say('姓名', 'Name'),
          say('角色', 'Role'),
          say('登录', 'Sign-in'),
          [say('会话', 'Sessions'), 'number'],
        ]}
      >
        {[...accounts.filter((one) => !isOfUnit(one)), ...accounts.filter(isOfUnit)].map((account) => (
          <tr>
            <th scope="row" class="mono">
              <a href={`/accounts/${encodeURIComponent(account.id)}`}>{account.id}</a>
            </th>
            <td>{account.name}</td>
            <td class="tight">{ACCOUNT_ROLE[account.role][lang]}</td>
            <td class="tight">{meansSaid(visit, account, known.get(account.id))}</td>
            <td class="number">{sessions.get(account.id) ?? 0}</td>
          </tr>
        ))}
      </CardTable>
    </>,
  );
}

/** What an administrator may do with an account. */
const ACCOUNT_DEEDS = {
  invite: [
    '发邀请',
    'Invite',
    '一次性链接，三天内用来设置新口令；用后原口令作废。',
    'A link, once within three days, to choose a new password.',
  ],
  unlock: ['解除锁定', 'Unlock', '连续输错被锁定的，马上可以再登录。', 'It may sign in again at once.'],
  end: [
    '退出全部会话',
    'End sessions',
    '所有浏览器和命令行都要重新登录。',
    'Every browser and command line.',
  ],
  forget: [
    '取消动态口令',
    'Reset the second factor',
    '手机丢失时用；本人下次登录时再设置。',
    'For a lost phone; it is set up again at the next sign-in.',
  ],
  disable: ['停用', 'Disable', '马上退出，不能再登录；记录保留。', 'It is out at once and cannot sign in.'],
  enable: ['恢复使用', 'Enable', '可以再登录。', 'It may sign in again.'],
} as const;

type AccountDeed = keyof typeof ACCOUNT_DEEDS;

const isAccountDeed = (word: string): word is AccountDeed => Object.hasOwn(ACCOUNT_DEEDS, word);

/** The deeds that an account as it stands allows. */
function accountDeeds(
  kept: CredentialLook | undefined,
  sessions: number,
  isSelf: boolean,
): readonly AccountDeed[] {
  if (kept?.disabledAt != null) return ['enable'];
  return [
    'invite',
    ...(isLocked(kept) ? (['unlock'] as const) : []),
    ...(sessions > 0 ? (['end'] as const) : []),
    ...(kept?.hasTotp ? (['forget'] as const) : []),
    ...(isSelf ? [] : (['disable'] as const)),
  ];
}

const accountNamed = (c: Ctx): Account | undefined =>
  c.get('visit').office.roster.accounts.find(({ id }) => id === c.req.param('account'));

async function accountDetailPage(kit: Kit, c: Ctx) {
  const account = accountNamed(c);
  if (!account) return c.notFound();
  const visit = c.get('visit');
  const { say, lang } = visit;
  const { known, sessions } = await looksOf(kit);
  const kept = known.get(account.id);
  const count = sessions.get(account.id) ?? 0;
  const deeds =
    visit.account?.role === 'admin' ? accountDeeds(kept, count, account.id === visit.self?.id) : [];
  const at = `/accounts/${encodeURIComponent(account.id)}`;
  return page(
    c,
    {
      title: account.name,
      heading: (
        <>
          {account.name} <span class="mono">{account.id}</span>
        </>
      ),
      at: '/accounts',
    },
    <>
      <dl class="facts panel">
        <dt>{say('角色', 'Role')}</dt>
        <dd>{ACCOUNT_ROLE[account.role][lang]}</dd>
        <dt>{say('登录', 'Sign-in')}</dt>
        <dd>{meansSaid(visit, account, kept)}</dd>
        <dt>{say('会话', 'Sessions')}</dt>
        <dd>{count}</dd>
      </dl>
      {deeds.map((deed) => {
        const [zh, en, about, aboutEn] = ACCOUNT_DEEDS[deed];
        return (
          <section class="panel">
            <h2>{say(zh, en)}</h2>
            <p>{say(about, aboutEn)}</p>
            <Form visit={visit} action={`${at}/${deed}`}>
              <Submit danger={deed === 'disable'}>
                {say(`${zh}：${account.name}`, `${en}: ${account.name}`)}
              </Submit>
            </Form>
          </section>
        );
      })}
    </>,
  );
}

async function inviteAccount(kit: Kit, c: Ctx, account: Account) {
  const { say } = c.get('visit');
  const path = await inviteTo(kit.ports.ledger, account.id, { purpose: 'password' }, await changeBy(c));
  return page(
    c,
    {
      title: say('邀请', 'Invitation'),
      heading: say(`给 ${account.name} 的邀请`, `Invitation for ${account.name}`),
      at: '/accounts',
      status: path === null ? 200 : 201,
    },
    <>
      {path === null ? (
        <p>
          {say(
            '这张表单已经发过一个邀请，链接只显示一次。需要时请回到帐号页再发。',
            'This form has made an invitation, which is shown once. Make another from the page of the account.',
          )}
        </p>
      ) : (
        <>
          <p>
            {say(
              '请当面或用内部渠道交给本人；三天内用一次，这一页关掉后不能再看。',
              'Hand it over in person; it works once within three days and is not shown again.',
            )}
          </p>
          <p class="panel mono">
            {kit.ports.publicUrl}
            {path}
          </p>
        </>
      )}
    </>,
  );
}

const ACCOUNT_CHANGES: Readonly<
  Record<Exclude<AccountDeed, 'invite'>, (kit: Kit, account: string, c: Ctx) => Promise<void>>
> = {
  unlock: async ({ ports: { ledger } }, account, c) =>
    ledger.setCredential({ account, failures: 0, lockedUntil: null }, 'accountUnlocked', await changeBy(c)),
  end: async ({ ports: { ledger } }, account, c) =>
    ledger.endSessions({ account, except: null }, await sessionsBy(c)),
  forget: async ({ ports: { ledger } }, account, c) =>
    ledger.setCredential({ account, totp: null }, 'secondFactorRemoved', await changeBy(c)),
  disable: async ({ ports: { ledger } }, account, c) => {
    await ledger.setCredential({ account, disabledAt: hostNow() }, 'accountDisabled', await changeBy(c));
    await ledger.endSessions({ account, except: null }, await sessionsBy(c));
  },
  enable: async ({ ports: { ledger } }, account, c) =>
    ledger.setCredential({ account, disabledAt: null }, 'accountEnabled', await changeBy(c)),
};

async function actOnAccount(kit: Kit, c: Ctx) {
  const account = accountNamed(c);
  const deed = c.req.param('deed') ?? '';
  const { say, self } = c.get('visit');
  if (!account || !isAccountDeed(deed) || (deed === 'disable' && account.id === self?.id))
    return c.notFound();
  if (deed === 'invite') return inviteAccount(kit, c, account);
  await ACCOUNT_CHANGES[deed](kit, account.id, c);
  const [zh, en] = ACCOUNT_DEEDS[deed];
  return redirectTelling(c, kit.ports, `/accounts/${encodeURIComponent(account.id)}`, {
    title: say(`${zh}：${account.name}`, `${en}: ${account.name}`),
  });
}

/** 帐号: who may come in and how; an administrator changes that, an auditor looks. */
export const accountsRoutes = (kit: Kit): readonly Route[] => [
  get('/accounts', ['admin', 'auditor'], (c) => list(kit, c)),
  get('/accounts/:account', ['admin', 'auditor'], (c) => accountDetailPage(kit, c)),
  dangerous(post('/accounts/:account/:deed', ['admin'], (c) => actOnAccount(kit, c))),
];
