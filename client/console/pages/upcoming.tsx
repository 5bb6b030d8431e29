import { leavesBy } from '../../../domain/digest/handover';
import type { Edition } from '../../../domain/digest/types';
import { isOpen } from '../../../domain/item/view';
import { unitOf } from '../../../domain/roster/roster';
import type { UnitId } from '../../../domain/roster/types';
import { AUDIENCE, MAIL_KIND } from '../../../domain/words';
import { subjectOf } from '../../../mail/subject';
import { ahead, standingIn } from '../../../office/lists/ahead';
import { bodyAhead, type MailBody } from '../../../office/lists/mail-body';
import type { Kit } from '../kit';
import { Select } from '../web/form';
import { FRAMED_AHEAD } from '../web/guard';
import { page } from '../web/layout';
import { MailFrame } from '../web/mails-by-name';
import { get, type Ctx, type Route } from '../web/route';
import type { Visit } from '../web/visit';
import { MAIL_READERS } from './mails';
import { CardTable } from '../web/table';

const SHOWN_UPCOMING = 100;

/** With more open items than this the mails of one unit are looked for at a time: all would hold up everybody's pages. */
const LOOKED_AT_ONCE = 2_000;

/** The next mails, of one unit or of all; null: too many items for all, a unit is to be chosen. */
async function aheadFor(
  kit: Kit,
  { now }: Visit,
  unit: UnitId | undefined,
): Promise<readonly Edition[] | null> {
  const items = await kit.cache.items();
  if (unit === undefined && items.filter(isOpen).length > LOOKED_AT_ONCE) return null;
  return ahead(await standingIn(kit.ports.ledger, now, { items, unit }), { most: SHOWN_UPCOMING, unit });
}

/** Where a mail of a unit is read: it is made again then. */
const queryOf = ({ key, to }: Edition): string =>
  `?${new URLSearchParams({ key, unit: 'unit' in to ? to.unit : '' }).toString()}`;

const UpcomingTable = ({ visit, mails }: { visit: Visit; mails: readonly Edition[] }) => {
  const { say, lang, office } = visit;
  return (
    <CardTable
      caption={say(
        `接下来 ${mails.length} 封，假定谁都不动`,
        `the next ${mails.length} mails when nobody acts`,
      )}
      heads={[
        say('日期', 'Day'),
        say('主题', 'Subject'),
        say('收件', 'To'),
        say('类别', 'Kind'),
        say('对象', 'Audience'),
      ]}
    >
      {mails.map((mail) => (
        <tr>
          <td class="tight">{mail.slot}</td>
          <th scope="row">
            <a href={`/mails/upcoming/one${queryOf(mail)}`} lang="zh-CN">
              {subjectOf(mail)}
            </a>
          </th>
          <td>{mail.name}</td>
          <td class="tight">{MAIL_KIND[mail.kind][lang]}</td>
          <td class="tight">
            {AUDIENCE[mail.to.audience][lang]}
            {leavesBy(mail, office) === 'manual' ? say('（人工送达）', ' (by hand)') : ''}
          </td>
        </tr>
      ))}
    </CardTable>
  );
};

async function upcomingPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const unit = unitOf(office.roster, c.req.query('unit') ?? '')?.id;
  const mails = await aheadFor(kit, visit, unit);
  const title = say('将要发的邮件', 'Upcoming mails');
  return page(
    c,
    { title, at: '/mails', crumbs: [['/mails', say('邮件', 'Mails')]] },
    <>
      <form method="get" action="/mails/upcoming" class="card filter">
        <Select
          name="unit"
          label={say('单位', 'Unit')}
          value={unit ?? ''}
          options={[
            ['', say('全部单位', 'all')],
            ...office.roster.units.map(({ id, name }) => [id, name] as const),
          ]}
        />
        <button type="submit" class="button">
          {say('查看', 'Show')}
        </button>
      </form>
      {mails === null ? (
        <p>
          {say(
            '在办事项很多，请选一个单位。全部单位的用命令 duban mail upcoming 看。',
            'There are very many open items: choose a unit. The command duban mail upcoming tells all.',
          )}
        </p>
      ) : mails.length === 0 ? (
        <p>{say('六十个工作日内没有要发的。', 'Nothing to be sent within 60 working days.')}</p>
      ) : (
        <UpcomingTable visit={visit} mails={mails} />
      )}
    </>,
  );
}

/** The mail that an address names and what it will say; null when it is not among the next any more. */
async function upcomingMail(
  kit: Kit,
  c: Ctx,
): Promise<{ readonly mail: Edition; readonly body: MailBody } | null> {
  const visit = c.get('visit');
  const { key, unit } = c.req.query();
  const mail = (await aheadFor(kit, visit, unit || undefined))?.find((one) => one.key === key);
  return mail ? { mail, body: bodyAhead(mail, visit) } : null;
}

async function upcomingMailPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const found = await upcomingMail(kit, c);
  if (!found) return c.notFound();
  const { mail, body } = found;
  return page(
    c,
    {
      title: say(subjectOf(mail), `To ${mail.name}`),
      heading: <span lang="zh-CN">{subjectOf(mail)}</span>,
      at: '/mails',
      crumbs: [['/mails/upcoming', say('将要发的邮件', 'Upcoming mails')]],
    },
    <>
      <dl class="facts panel">
        <dt>{say('日期', 'day')}</dt>
        <dd>
          {mail.slot} {say('（假定其间谁都不动）', '(when nobody acts until then)')}
        </dd>
        <dt>{say('收件', 'to')}</dt>
        <dd>
          {mail.name} · {AUDIENCE[mail.to.audience][lang]}
        </dd>
      </dl>
      <MailFrame visit={visit} src={`${FRAMED_AHEAD}${queryOf(mail)}`} body={body} />
    </>,
  );
}

/** 将要发的邮件: what `duban mail upcoming` gives, with bodies. */
export const upcomingRoutes = (kit: Kit): readonly Route[] => [
  get('/mails/upcoming', MAIL_READERS, (c) => upcomingPage(kit, c)),
  get('/mails/upcoming/one', MAIL_READERS, (c) => upcomingMailPage(kit, c)),
  get(FRAMED_AHEAD, MAIL_READERS, async (c) => {
    const found = await upcomingMail(kit, c);
    return found ? c.html(found.body.html) : c.notFound();
  }),
];
