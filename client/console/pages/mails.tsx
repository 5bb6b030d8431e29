import { unitOf } from '../../../domain/roster/roster';
import { clockText, startOfDay } from '../../../domain/time';
import { pauseText } from '../../../domain/view/pause';
import type { MailState } from '../../../ledger/database/tables/mails';
import type { MailRow } from '../../../ledger/mails/list';
import { subjectOf } from '../../../mail/subject';
import { bodyOf } from '../../../office/lists/mail-body';
import { MAIL_KIND, MAIL_STATE } from '../../../domain/words';
import { linkKeysOf, linkToken } from '../../../office/access/links';
import type { Kit } from '../kit';
import { Form, Submit } from '../web/form';
import { FRAMED } from '../web/guard';
import { page } from '../web/layout';
import { MailFrame } from '../web/mails-by-name';
import { get, type Ctx, type Route } from '../web/route';
import { CardTable, ChoiceTags, linkWith, paged, Pages, type ChoiceTag, type Paged } from '../web/table';
import { isMailMaster, type Visit } from '../web/visit';
import { tick } from './guide';

const isShownState = (word: string | undefined): word is MailState =>
  word !== undefined && Object.hasOwn(MAIL_STATE, word);

/** Who reads mails. */
export const MAIL_READERS = ['coordinator', 'reviewer', 'auditor', 'admin'] as const;
/** Mails that are listed, the latest, and those of a page. */
const SHOWN_MAILS = 1_000;
const MAILS_PAGE_ROWS = 50;

export const mailPath = (key: string): string => `/mails/one?key=${encodeURIComponent(key)}`;

const mailStateWord = ({ lang }: Visit, state: MailState): string => MAIL_STATE[state][lang];

const kindWord = ({ lang }: Visit, { kind }: MailRow): string => MAIL_KIND[kind][lang];

const MailTable = ({ visit, of }: { visit: Visit; of: Paged<MailRow> }) => {
  const { say, office } = visit;
  return (
    <CardTable
      caption={
        of.total < SHOWN_MAILS
          ? say(`共 ${of.total} 封，新的在前`, `${of.total} mails, the newest first`)
          : say(
              `最近的 ${of.total} 封，新的在前；更早的请按单位或状态筛选`,
              `the latest ${of.total}; filter for older ones`,
            )
      }
      heads={[
        say('主题', 'Subject'),
        say('收件', 'To'),
        say('类别', 'Kind'),
        say('状态', 'State'),
        say('时间', 'At'),
      ]}
    >
      {of.rows.map((mail) => (
        <tr>
          <th scope="row">
            <a href={mailPath(mail.key)} lang="zh-CN">
              {subjectOf(mail.edition)}
            </a>
          </th>
          <td>{mail.edition.name}</td>
          <td class="tight">{kindWord(visit, mail)}</td>
          <td class="tight">{mailStateWord(visit, mail.state)}</td>
          <td class="tight">{clockText(mail.settledAt ?? mail.readyAt, office.calendar.zone)}</td>
        </tr>
      ))}
    </CardTable>
  );
};

async function mailsPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const { state } = c.req.query();
  const unit = unitOf(office.roster, c.req.query('unit') ?? '');
  const [counts, paused, mails] = await Promise.all([
    kit.ports.ledger.mailCounts(),
    kit.ports.ledger.paused(),
    kit.ports.ledger.mails({
      limit: SHOWN_MAILS,
      ...(isShownState(state) && { state }),
      ...(unit && { unit: unit.id }),
    }),
  ]);
  const of = paged(mails, c.req.query('page'), MAILS_PAGE_ROWS);
  const hasMailbox = !kit.ports.production && kit.ports.mailbox !== null;
  const master = isMailMaster(visit.account);
  return page(
    c,
    { title: say('邮件', 'Mails'), at: '/mails' },
    <>
      {paused !== null && !master && (
        <p class="note">▲ {pauseText(paused, visit.office.calendar.zone)[visit.lang]}</p>
      )}
      {master && (
        <p class="row no-print">
          <a class="button quiet" href={paused === null ? '/mails/pause' : '/mails/resume'}>
            {paused === null ? say('暂停一切发信…', 'Pause all sending…') : say('恢复发信…', 'Resume…')}
          </a>
        </p>
      )}
      <p class="no-print">
        <a href="/mails/upcoming">{say('将要发的邮件', 'Upcoming mails')}</a>
        {hasMailbox && (
          <>
            {' '}
            <a href="/mailbox">{say('沙箱信箱', 'Sandbox mailbox')}</a>
          </>
        )}
      </p>
      <ChoiceTags
        label={say('按状态', 'By state')}
        choices={[
          [linkWith(visit.here, { state: null, page: null }), say('全部', 'all'), !isShownState(state)],
          ...Object.keys(MAIL_STATE)
            .filter(isShownState)
            .map((one): ChoiceTag => {
              const count = unit ? '' : (counts[one] ?? 0);
              return [
                linkWith(visit.here, { state: one, page: null }),
                `${mailStateWord(visit, one)} ${count}`,
                one === state,
              ];
            }),
        ]}
      />
      <form method="get" action="/mails" class="row no-print">
        {isShownState(state) && <input type="hidden" name="state" value={state} />}
        <label for="unit">{say('单位', 'Unit')}</label>
        <select id="unit" name="unit" class="short">
          <option value="">{say('全部单位', 'all')}</option>
          {office.roster.units.map(({ id, name }) => (
            <option value={id} {...(id === unit?.id ? { selected: true } : {})}>
              {name}
            </option>
          ))}
        </select>
        <button type="submit" class="button quiet">
          {say('筛选', 'Filter')}
        </button>
        {unit && (
          <a href={`/units/${encodeURIComponent(unit.id)}/why`}>
            {say('某一天为什么收到、没收到', 'Why it got mail on a day, or none')}
          </a>
        )}
      </form>
      {mails.length === 0 ? (
        <p class="panel">{say('没有这样的邮件。', 'There are no such mails.')}</p>
      ) : (
        <>
          <MailTable visit={visit} of={of} />
          <Pages visit={visit} paged={of} />
        </>
      )}
    </>,
  );
}

async function mailPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const key = c.req.query('key') ?? '';
  const mail = await kit.ports.ledger.mail(key);
  if (!mail) return c.notFound();
  const body = await bodyOf(kit.ports.ledger, key, visit);
  if (!body) return c.notFound();
  if (mail.edition.kind === 'letter') tick(c, 'read');
  const { to, slot } = mail.edition;
  const link =
    'unit' in to && to.audience === 'liaison'
      ? `/u/${linkToken({ purpose: 'unit', subject: to.unit, madeAt: startOfDay(slot, office.calendar.zone) }, await linkKeysOf(kit.ports.ledger))}`
      : null;
  const retry = ['failed', 'unknown'].includes(mail.state) && isMailMaster(visit.account);
  return page(
    c,
    {
      title: say(subjectOf(mail.edition), `To ${mail.edition.name}`),
      heading: <span lang="zh-CN">{subjectOf(mail.edition)}</span>,
      at: '/mails',
      crumbs: [['/mails', say('邮件', 'Mails')]],
    },
    <>
      <dl class="facts panel">
        <dt>{say('收件', 'to')}</dt>
        <dd>{mail.edition.name}</dd>
        <dt>{say('状态', 'state')}</dt>
        <dd>
          {mailStateWord(visit, mail.state)} {clockText(mail.settledAt ?? mail.readyAt, office.calendar.zone)}
        </dd>
        <dt>{say('服务器答复', 'answer')}</dt>
        <dd class="mono">{mail.response ?? '—'}</dd>
        <dt>Message-ID</dt>
        <dd class="mono">{mail.messageId}</dd>
      </dl>
      {retry && (
        <Form visit={visit} action="/mails/retry">
          <input type="hidden" name="mail" value={key} />
          <Submit>{say('重新发这封', 'Send it again')}</Submit>
        </Form>
      )}
      {visit.demonstration && link !== null && (
        <p class="row">
          <a class="button" href={link}>
            {say('打开邮件里的链接（演示）', "Follow the mail's link (demonstration)")}
          </a>
        </p>
      )}
      <MailFrame visit={visit} src={`${FRAMED}?key=${encodeURIComponent(key)}`} body={body} />
    </>,
  );
}

/** 邮件: what was sent and what waits. */
export const mailRoutes = (kit: Kit): readonly Route[] => [
  get('/mails', MAIL_READERS, (c) => mailsPage(kit, c)),
  get('/mails/one', MAIL_READERS, (c) => mailPage(kit, c)),
  get(FRAMED, MAIL_READERS, async (c) => {
    const body = await bodyOf(kit.ports.ledger, c.req.query('key') ?? '', c.get('visit'));
    return body ? c.html(body.html) : c.notFound();
  }),
];
