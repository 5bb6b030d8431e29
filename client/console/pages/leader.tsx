import { dateOf, instant } from '../../../domain/time';
import { linkSubject, linkToken, linkKeysOf } from '../../../office/access/links';
import { vouchedAccount } from '../../../office/access/sign-in';
import { chosenRows, counts, OPEN_ITEMS, type ConsoleRow, type UnitCell } from '../items/rows';
import type { Kit } from '../kit';
import { askFirst } from '../web/ask-first';
import { redirectTelling } from '../web/banner';
import { Form, Submit } from '../web/form';
import { LampMark } from '../web/item-table';
import { page } from '../web/layout';
import { changeBy, postedWords } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { CardTable, DateCell } from '../web/table';
import type { Visit } from '../web/visit';
import { linked, noLink } from './unit-side';

/** Lines that fit on one A4. */
const A4_LINES = 22;

/** Together with so few late ones there is room for what falls due next. */
const NEXT_LINES = 10;

/** The first so many of some names, and how many there are. */
const named = (names: readonly string[], most: number, { say }: Pick<Visit, 'say'>): string =>
  names.slice(0, most).join('、') +
  (names.length > most ? say(` 等 ${names.length} 个单位`, ` and ${names.length - most} more`) : '');

/** Units by name, those who answer for the item first and named so. */
const byLead = (units: readonly UnitCell[], { say }: Pick<Visit, 'say'>): readonly string[] => {
  const isLead = ({ assignment }: UnitCell): boolean => assignment.role === 'lead';
  return [
    ...units.filter(isLead).map(({ name }) => say(`${name}（牵头）`, `${name} (lead)`)),
    ...units.filter((one) => !isLead(one)).map(({ name }) => name),
  ];
};

/** What falls due next, where the sheet has room for it. */
const ComingDue = ({
  visit,
  rows,
  most,
  notices,
}: {
  visit: Visit;
  rows: readonly ConsoleRow[];
  most: number;
  notices: ReadonlyMap<string, string>;
}) => {
  const { say } = visit;
  const next = chosenRows(rows, { ...OPEN_ITEMS, sort: 'due' }).filter(({ due }) => due !== null);
  if (most <= 0 || next.length === 0) return <></>;
  return (
    <>
      <h2>{say('接下来到期', 'Due next')}</h2>
      <ul class="bullets">
        {next.slice(0, most).map(({ item, due, units }) => (
          <li>
            <strong>{due}</strong> {item.key} {item.title}
            <span class="small soft">
              {['', notices.get(item.notice), named(byLead(units, visit), 1, visit)]
                .filter((part) => part !== undefined)
                .join('　')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

/** What is late and who has it, on one page that prints on one A4. */
async function sheet(kit: Kit, c: Ctx) {
  const link = await linked(kit, c, 'leader');
  if (link instanceof Response) return link;
  const visit = c.get('visit');
  const { say, office, now } = visit;
  // Whoever made it must still be there to answer for it.
  const maker = await vouchedAccount(kit.ports.ledger, office.roster, link.subject);
  if (maker?.role !== 'coordinator') return noLink(c, 'ended');
  const [rows, notices] = await Promise.all([kit.rows(visit), kit.noticesApart()]);
  const open = chosenRows(rows, OPEN_ITEMS);
  const late = open.filter(({ lamp }) => lamp.lamp === 'late');
  return page(
    c,
    {
      title: say('逾期一览', 'What is late'),
      heading: `${say('逾期一览', 'What is late')} · ${dateOf(now, office.calendar.zone)}`,
    },
    <>
      <ul class="figures">
        {counts(open)
          .filter(([, count]) => count > 0)
          .map(([lamp, count]) => (
            <li class="figure">
              <strong>{count}</strong>
              <LampMark visit={visit} name={lamp} />
            </li>
          ))}
      </ul>
      {late.length === 0 ? (
        <p>{say('没有逾期事项。', 'Nothing is late.')}</p>
      ) : (
        <CardTable
          caption={say(`逾期 ${late.length} 项，最久的在前`, `${late.length} late, the longest first`)}
          heads={[
            say('事项', 'Item'),
            say('截止', 'Due'),
            [say('逾期（工作日）', 'Days late'), 'number'],
            say('在谁手里', 'Who has it'),
          ]}
        >
          {late.slice(0, A4_LINES).map(({ item, due, provisional, lamp, units }) => {
            const who = byLead(
              units.filter((one) => one.lamp.lamp === 'late'),
              visit,
            );
            return (
              <tr>
                <th scope="row">
                  {item.key} {item.title}
                  {notices.has(item.notice) && <span class="small soft">　{notices.get(item.notice)}</span>}
                </th>
                <td class="tight">
                  <DateCell visit={visit} date={due} provisional={provisional} plain />
                </td>
                <td class="number">{lamp.daysLate}</td>
                <td>{named(who, 5, visit)}</td>
              </tr>
            );
          })}
        </CardTable>
      )}
      <ComingDue
        visit={visit}
        rows={open.filter((row) => !late.includes(row))}
        most={NEXT_LINES - late.length}
        notices={notices}
      />
      {late.length > A4_LINES && (
        <p>{say(`另有 ${late.length - A4_LINES} 项。`, `${late.length - A4_LINES} more.`)}</p>
      )}
    </>,
  );
}

/** Ends links; those of a unit with those of its calendar, which its page shows. */
async function endLinksOf({ ports: { ledger } }: Kit, c: Ctx, subject: string): Promise<void> {
  const by = await changeBy(c);
  await ledger.endLinks(subject, by);
  const [purpose, unit = ''] = subject.split('/');
  if (purpose !== 'unit') return;
  const feed = linkSubject({ purpose: 'feed', subject: unit });
  await ledger.endLinks(feed, { ...by, requestKey: `${by.requestKey}/feed` });
}

async function linksPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, office, account } = visit;
  const key = await linkKeysOf(kit.ports.ledger);
  const made = instant(visit.now);
  const leader = `${kit.ports.publicUrl}/leader/${linkToken({ purpose: 'leader', subject: account?.id ?? '', madeAt: made }, key)}`;
  return page(
    c,
    { title: say('链接', 'Links'), at: '/units' },
    <>
      <section class="panel">
        <h2>{say('给领导看的一页', "The leader's page")}</h2>
        <p class="mono">
          <a href={leader}>{leader}</a>
        </p>
        <p class="hint">
          {say('30 天内有效，只能看，可打印成一张 A4。', 'Good for 30 days, read only, prints on one A4.')}
        </p>
        <Form visit={visit} action="/links/end">
          <input
            type="hidden"
            name="subject"
            value={linkSubject({ purpose: 'leader', subject: account?.id ?? '' })}
          />
          <Submit danger>{say('作废我发出的领导链接', "End the leaders' links I made")}</Submit>
        </Form>
      </section>
      <section class="panel">
        <h2>{say('各单位', 'Units')}</h2>
        <CardTable
          caption={say(
            '邮件里的链接代表单位，不代表个人；可随时作废，下一封邮件带新链接',
            'A link stands for the unit; the next mail carries a new one',
          )}
          heads={[say('单位', 'Unit'), say('作废', 'End')]}
        >
          {office.roster.units.map(({ id, name }) => (
            <tr>
              <th scope="row">{name}</th>
              <td class="tight">
                <Form visit={visit} action="/links/end" class="inline">
                  <input type="hidden" name="subject" value={linkSubject({ purpose: 'unit', subject: id })} />
                  <button
                    class="button quiet"
                    type="submit"
                    aria-label={say(`作废 ${name} 的链接`, `end the links of ${name}`)}
                  >
                    {say('作废', 'end')}
                  </button>
                </Form>
              </td>
            </tr>
          ))}
        </CardTable>
      </section>
    </>,
  );
}

/** Whose links end, and what they opened. */
function endingAsked({ say, office }: Visit, subject: string): Parameters<typeof askFirst>[1] {
  const asked = { action: '/links/end', fields: { subject }, back: '/links' };
  const [purpose, id] = subject.split('/');
  if (purpose === 'leader')
    return {
      ...asked,
      title: say('作废领导链接？', "End the leaders' links?"),
      lines: [say('已发出的领导链接都打不开了。', 'None of those given to leaders opens any more.')],
      button: say('作废领导链接', "End the leaders' links"),
    };
  const name = office.roster.units.find((unit) => unit.id === id)?.name ?? id;
  return {
    ...asked,
    title: say(`作废 ${name} 的链接？`, `End the links of ${name}?`),
    lines: [
      say(
        '已发邮件里的链接和它的日历订阅都打不开了；下一封邮件带新链接。',
        'Links in mails sent and its calendar no longer open; the next mail carries a new one.',
      ),
    ],
    button: say(`作废 ${name} 的链接`, `End the links of ${name}`),
  };
}

/** Asks, then ends the links of one unit or of a leader. */
async function endLinks(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const { subject = '', confirmed } = await postedWords(c);
  if (!/^(unit|leader)\/[\w-]+$/.test(subject)) return c.notFound();
  if (confirmed !== 'yes') return askFirst(c, endingAsked(visit, subject));
  await endLinksOf(kit, c, subject);
  return redirectTelling(c, kit.ports, '/links', {
    title: say('链接已作废', 'The links are void'),
  });
}

/** The leader's page, and the links that lead to it and to units. */
export const leaderRoutes = (kit: Kit): readonly Route[] => [
  get('/leader/:token', 'link', (c) => sheet(kit, c)),
  get('/links', ['coordinator'], (c) => linksPage(kit, c)),
  post('/links/end', ['coordinator'], (c) => endLinks(kit, c)),
];
