import { CardTable } from '../web/table';
import type { Kit } from '../kit';
import { newSecret } from '../../../office/access/secrets';
import { askFirst } from '../web/ask-first';
import { redirectTelling } from '../web/banner';
import { CheckBox, Form, Submit } from '../web/form';
import { page } from '../web/layout';
import { changeBy, postedWords } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import { coordinatorsToInvite, FirstCoordinator } from './first-coordinator';

const SYSTEM_MARK = { ok: '✓', warn: '▲', bad: '■' } as const;

async function system(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const looks = await kit.ports.looks(c.req.query('deep') === 'yes' ? 'deep' : 'shallow');
  const admin = visit.account?.role === 'admin';
  return page(
    c,
    { title: say('系统', 'System'), at: '/system' },
    <>
      <FirstCoordinator visit={visit} accounts={await coordinatorsToInvite(kit, visit)} />
      <p class="lead">{say(`版本 ${kit.ports.version}`, `Version ${kit.ports.version}`)}</p>
      <section class="panel">
        <h2>{say('体检', 'Health')}</h2>
        <ul class="acts">
          {looks.map(({ level, said }) => (
            <li class={level === 'bad' ? 'error' : ''}>
              {SYSTEM_MARK[level]} {said[lang]}
            </li>
          ))}
        </ul>
        <p>
          <a href="/system?deep=yes">
            {say(
              '深度体检（重算台账、逐项核对，可能要几分钟）',
              'Deep check (recomputes the journal; minutes)',
            )}
          </a>
        </p>
      </section>
      <section class="panel">
        <h2>{say('设置', 'Settings')}</h2>
        <CardTable
          caption={say('来自环境变量；口令和连接串不显示', 'from the environment; secrets are masked')}
          heads={[say('名称', 'Name'), say('值', 'Value')]}
        >
          {kit.ports.settings.map(([name, value]) => (
            <tr>
              <th scope="row" class="mono">
                {name}
              </th>
              <td class="mono">{value}</td>
            </tr>
          ))}
        </CardTable>
      </section>
      {admin && (
        <section class="panel no-print">
          <h2>{say('邮件里的链接', 'Links in mails')}</h2>
          <p>
            {say(
              '每月或有人离职时更换密钥；“同时作废”会让已发邮件里的链接全部失效，下一封邮件带新链接。',
              'Change the key monthly; ending the old ones makes every link mailed so far void.',
            )}
          </p>
          <Form visit={visit} action="/system/link-key">
            <CheckBox
              name="drop"
              value="yes"
              label={say('同时作废以前的链接', 'end the links made before')}
            />
            <Submit danger>{say('更换链接密钥', 'Change the key')}</Submit>
          </Form>
        </section>
      )}
    </>,
  );
}

async function rotateKey(kit: Kit, c: Ctx) {
  const { say, office } = c.get('visit');
  const { drop: dropped, confirmed } = await postedWords(c);
  const drop = dropped === 'yes';
  if (drop && confirmed !== 'yes')
    return askFirst(c, {
      action: '/system/link-key',
      fields: { drop: 'yes' },
      back: '/system',
      title: say('作废以前的全部链接？', 'End all links made before?'),
      lines: [
        say(
          `${office.roster.units.length} 个单位的邮件里的链接、日历订阅和领导链接都打不开了；下一封邮件带新链接。`,
          `Links in mails of ${office.roster.units.length} units, their calendars and the leaders' links no longer open; the next mail carries a new one.`,
        ),
      ],
      button: say('更换密钥，作废以前的链接', 'Change the key and end the links'),
    });
  await kit.ports.ledger.rotateLinkKey(newSecret(), drop, await changeBy(c));
  return redirectTelling(c, kit.ports, '/system', {
    title: say('链接密钥已更换', 'The key was changed'),
    lines: drop ? [say('以前的链接全部作废。', 'All links made before are void.')] : [],
  });
}

/** 系统: health, settings, the key of links. */
export const systemRoutes = (kit: Kit): readonly Route[] => [
  get('/system', ['coordinator', 'admin', 'auditor'], (c) => system(kit, c)),
  dangerous(post('/system/link-key', ['admin'], (c) => rotateKey(kit, c))),
];
