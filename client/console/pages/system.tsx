import { randomUUID } from 'node:crypto';
import { accountOf } from '../../../domain/roster/roster';
import type { Kit } from '../kit';
import { inviteTo } from '../../access/invite';
import { newSecret } from '../../access/secrets';
import { hostNow } from '../../access/sessions';
import { tellNext } from '../web/banner';
import { Check, Form, Submit } from '../web/form';
import { secretOf } from '../web/guard';
import { page } from '../web/layout';
import { wordsOf } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { ACCOUNT_ROLE } from '../../../domain/words';

const MARK = { ok: '✓', warn: '▲', bad: '■' } as const;

async function system(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const looks = await kit.ports.looks(false);
  const admin = visit.account?.role === 'admin';
  return page(
    c,
    { title: say('系统', 'System'), at: '/system' },
    <>
      <h1>{say('系统', 'System')}</h1>
      <p class="lead">{say(`版本 ${kit.ports.version}`, `Version ${kit.ports.version}`)}</p>
      <section class="panel">
        <h2>{say('体检', 'Health')}</h2>
        <ul class="acts">
          {looks.map(({ level, said }) => (
            <li class={level === 'bad' ? 'error' : ''}>
              {MARK[level]} {said[lang]}
            </li>
          ))}
        </ul>
      </section>
      <section class="panel">
        <h2>{say('设置', 'Settings')}</h2>
        <table>
          <caption>
            {say('来自环境变量；口令和连接串不显示', 'from the environment; secrets are masked')}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say('名称', 'Name')}</th>
              <th scope="col">{say('值', 'Value')}</th>
            </tr>
          </thead>
          <tbody>
            {kit.ports.settings.map(([name, value]) => (
              <tr>
                <th scope="row" class="mono">
                  {name}
                </th>
                <td class="mono">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {admin ? (
        <section class="panel no-print">
          <h2>{say('邮件里的链接', 'Links in mails')}</h2>
          <p>
            {say(
              '每月或有人离职时更换密钥；“同时作废”会让已发邮件里的链接全部失效，下一封邮件带新链接。',
              'Change the key monthly; ending the old ones makes every link mailed so far void.',
            )}
          </p>
          <Form visit={visit} action="/system/link-key">
            <Check name="drop" value="yes" label={say('同时作废以前的链接', 'end the links made before')} />
            <Submit danger>{say('更换链接密钥', 'Change the key')}</Submit>
          </Form>
        </section>
      ) : (
        ''
      )}
    </>,
  );
}

async function accounts(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang, office } = visit;
  const known = new Map((await kit.ports.ledger.credentials()).map((one) => [one.account, one]));
  const now = hostNow();
  const admin = visit.account?.role === 'admin';
  const staff = office.roster.accounts.filter(({ role }) => role !== 'liaison' && role !== 'unitLeader');
  const units = office.roster.accounts.filter((one) => !staff.includes(one));
  return page(
    c,
    { title: say('帐号', 'Accounts'), at: '/accounts' },
    <>
      <h1>{say('帐号', 'Accounts')}</h1>
      <p class="lead">
        {say(
          '帐号和角色在名录里；一个人不能既是管理员又是审计。邀请链接只能用一次。',
          'Accounts stand in the roster. An invitation works once.',
        )}
      </p>
      <table class="cards">
        <caption>{say('机关帐号在前，单位帐号在后', 'office first, then units')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('帐号', 'Account')}</th>
            <th scope="col">{say('姓名', 'Name')}</th>
            <th scope="col">{say('角色', 'Role')}</th>
            <th scope="col">{say('登录', 'Sign-in')}</th>
            {admin ? <th scope="col">{say('邀请', 'Invite')}</th> : ''}
          </tr>
        </thead>
        <tbody>
          {[...staff, ...units].map(({ id, name, role }) => {
            const kept = known.get(id);
            const locked = kept?.lockedUntil != null && kept.lockedUntil > now;
            return (
              <tr>
                <th scope="row" class="mono">
                  {id}
                </th>
                <td>{name}</td>
                <td class="tight">{ACCOUNT_ROLE[role][lang]}</td>
                <td class="tight">
                  {locked
                    ? say('已锁定', 'locked')
                    : kept
                      ? say('已设口令', 'has a password')
                      : say('未设口令', 'no password')}
                </td>
                {admin ? (
                  <td class="tight">
                    <Form visit={visit} action="/accounts/invite" class="inline">
                      <input type="hidden" name="account" value={id} />
                      <button
                        class="button quiet"
                        type="submit"
                        aria-label={say(`发邀请：${name}`, `invite: ${name}`)}
                      >
                        {say('发邀请', 'invite')}
                      </button>
                    </Form>
                  </td>
                ) : (
                  ''
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </>,
  );
}

async function invite(kit: Kit, c: Ctx) {
  const { say, office, account, now } = c.get('visit');
  const { account: id = '' } = await wordsOf(c);
  const invited = accountOf(office.roster, id);
  if (!invited || !office.roster.accounts.includes(invited)) return c.notFound();
  const path = await inviteTo(kit.ports.ledger, id, 'password', { actor: account?.id ?? '', now });
  return page(
    c,
    { title: say('邀请', 'Invitation'), at: '/accounts' },
    <>
      <h1>{say(`给 ${invited.name} 的邀请`, `Invitation for ${invited.name}`)}</h1>
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
    </>,
  );
}

async function rotate(kit: Kit, c: Ctx) {
  const { say, account, now } = c.get('visit');
  const drop = (await wordsOf(c))['drop'] === 'yes';
  const by = { actor: account?.id ?? '', now, requestKey: randomUUID() };
  await kit.ports.ledger.rotateLinkKey(newSecret(), drop, by);
  tellNext(c, secretOf(c, kit.ports), {
    kind: 'done',
    title: say('链接密钥已更换', 'The key was changed'),
    lines: drop ? [say('以前的链接全部作废。', 'All links made before are void.')] : [],
  });
  return c.redirect('/system', 303);
}

/** 系统与帐号. */
export const systemRoutes = (kit: Kit): readonly Route[] => [
  get('/system', ['coordinator', 'admin', 'auditor'], (c) => system(kit, c)),
  post('/system/link-key', ['admin'], (c) => rotate(kit, c)),
  get('/accounts', ['admin', 'auditor'], (c) => accounts(kit, c)),
  post('/accounts/invite', ['admin'], (c) => invite(kit, c)),
];
