import { isOpen } from '../../../domain/item/view';
import { unitOf } from '../../../domain/roster/roster';
import type { Unit } from '../../../domain/roster/types';
import { AUDIENCE, MAIL_KIND, MAIL_STATE } from '../../../domain/words';
import { subjectOf } from '../../../mail/subject';
import { whyUnit } from '../../../office/lists/why';
import { chosenRows, OPEN_ITEMS, type ConsoleRow } from '../items/rows';
import type { Kit } from '../kit';
import { askedDay, DayAndShow, DaySelect, lookingBack } from '../web/day-select';
import { ItemTable, type ListedItem } from '../web/item-table';
import { page } from '../web/layout';
import { itemPath } from '../../../domain/journal/streams';
import { problemPage } from '../web/refuse';
import { get, type Ctx, type Route } from '../web/route';
import { CardTable, paged, Pages } from '../web/table';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { mailPath } from './mails';

const unitPath = ({ id }: Unit): string => `/units/${encodeURIComponent(id)}`;

const unitIn = (c: Ctx, { office }: Visit): Unit | undefined =>
  unitOf(office.roster, c.req.param('unit') ?? '');

/** A unit's part in an item as a line; none when it has no part. */
const partOf = ({ item, units }: ConsoleRow, unit: string): readonly ListedItem[] =>
  units
    .filter((cell) => cell.unit === unit)
    .map(({ lamp, due, provisional }) => ({
      ...{ lamp, due, provisional, href: itemPath(item.stream), no: item.key, title: item.title },
      ended: !isOpen(item),
    }));

const UnitContacts = ({ visit: { say, lang, office }, unit }: { visit: Visit; unit: Unit }) => {
  const contacts = office.roster.contacts.filter((one) => one.unit === unit.id);
  return contacts.length === 0 ? (
    <p class="note">▲ {say('没有联系人：邮件无人可收。', 'No contact: nobody gets its mails.')}</p>
  ) : (
    <dl class="facts">
      {contacts.map(({ role, name, phone, until }) => (
        <>
          <dt>{AUDIENCE[role][lang]}</dt>
          <dd>
            {name}
            {phone !== '' && <span class="mono"> {phone}</span>}
            {until !== null && <span class="small soft"> {say(`用到 ${until}`, `until ${until}`)}</span>}
          </dd>
        </>
      ))}
    </dl>
  );
};

/** Where everything else about a unit is. */
const UnitLinks = ({ visit: { say, account }, unit }: { visit: Visit; unit: Unit }) => {
  const id = encodeURIComponent(unit.id);
  const links: readonly (readonly [string, string])[] = [
    [`/items?unit=${id}`, say('在台账里看、成批办理', 'In the ledger, acts on all')],
    [`/mails?unit=${id}`, say('已发的邮件', 'Mails sent')],
    [`/mails/upcoming?unit=${id}`, say('将要发的邮件', 'Upcoming mails')],
    [`${unitPath(unit)}/why`, say('某一天为什么收到、没收到', 'Why it got mail on a day, or none')],
    ...(account?.role === 'coordinator'
      ? ([
          [`${unitPath(unit)}/contacts`, say('登记、更换联系人', 'Enter or replace contacts')],
          ['/links', say('作废它的链接', 'End its links')],
        ] as const)
      : []),
  ];
  return (
    <ul class="acts">
      {links.map(([href, words]) => (
        <li>
          <a href={href}>{words}</a>
        </li>
      ))}
    </ul>
  );
};

/** One unit: what it has, how it stands, and where everything else about it is. */
async function unitView(kit: Kit, c: Ctx) {
  const back = await lookingBack(kit, c);
  if (!back.ok) return problemPage(c, '/units', back.problem);
  const { visit, on, asOf } = back.value;
  const { say } = visit;
  const unit = unitIn(c, visit);
  if (!unit) return c.notFound();
  const all = chosenRows(await back.value.rows(), { ...OPEN_ITEMS, state: 'all', unit: unit.id });
  const rows = all.flatMap((row) => partOf(row, unit.id));
  return page(
    c,
    {
      title: unit.name,
      heading: `${unit.name}${asOf}`,
      at: '/units',
      crumbs: [['/units', say('单位', 'Units')]],
    },
    <>
      <div class="columns">
        <div>
          {rows.length === 0 ? (
            <p class="panel">{say('这个单位没有事项。', 'This unit has no items.')}</p>
          ) : (
            <ItemTable
              visit={visit}
              caption={say(`这个单位的事项 ${rows.length} 项`, `${rows.length} items of this unit`)}
              rows={rows}
            />
          )}
        </div>
        <div class="stack">
          <section class="card">
            <h2>{say('联系人', 'Contacts')}</h2>
            <UnitContacts visit={visit} unit={unit} />
          </section>
          <section class="card">
            <h2>{say('查看', 'Look at')}</h2>
            <UnitLinks visit={visit} unit={unit} />
          </section>
          <DaySelect visit={c.get('visit')} action={unitPath(unit)} on={on} />
        </div>
      </div>
    </>,
  );
}

const WHY_PAGE_ROWS = 25;

/** Why a unit got the mails of a day, or none: how its mails ended, and item by item what was raised or not. */
async function unitWhyPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang, now } = visit;
  const unit = unitIn(c, visit);
  if (!unit) return c.notFound();
  const path = `${unitPath(unit)}/why`;
  const day = askedDay(c);
  if (!day.ok) return problemPage(c, path, day.problem);
  const rows = chosenRows(await kit.rows(visit), { ...OPEN_ITEMS, state: 'all', unit: unit.id });
  const of = paged(rows, c.req.query('page'), WHY_PAGE_ROWS);
  const { mails, items } = await whyUnit(kit.ports.ledger, {
    ...{ unit: unit.id, day: day.value, now },
    streams: of.rows.map(({ item }) => item.stream),
  });
  const title = say(`${unit.name}：这一天的邮件`, `${unit.name}: the mails of a day`);
  return page(
    c,
    {
      title,
      at: '/units',
      crumbs: [
        ['/units', say('单位', 'Units')],
        [unitPath(unit), unit.name],
      ],
    },
    <>
      <div class="columns">
        <div>
          <section class="panel">
            <h2>{day.value}</h2>
            {mails.length === 0 ? (
              <p>{say('这一天没有给它的邮件。原因逐项见下。', 'No mail of this day. Why, item by item:')}</p>
            ) : (
              <ul class="bullets">
                {mails.map(({ key, kind, state, edition, response }) => (
                  <li>
                    <a href={mailPath(key)} lang="zh-CN">
                      {subjectOf(edition)}
                    </a>{' '}
                    {MAIL_KIND[kind][lang]} · {AUDIENCE[edition.to.audience][lang]} ·{' '}
                    <strong>{MAIL_STATE[state][lang]}</strong> {response ?? ''}
                  </li>
                ))}
              </ul>
            )}
          </section>
          <CardTable
            caption={say('逐项：催了没有，为什么', 'By item: reminded or not, and why')}
            heads={[say('事项', 'Item'), say('这一天', 'On the day')]}
          >
            {of.rows.map(({ item }, n) => (
              <tr>
                <th scope="row">
                  <a
                    href={`${itemPath(item.stream)}/why?unit=${encodeURIComponent(unit.id)}&on=${day.value}`}
                  >
                    {item.key} {item.title}
                  </a>
                </th>
                <td>{items[n]?.why.because.map((one) => one[lang]).join('；')}</td>
              </tr>
            ))}
          </CardTable>
          <Pages visit={visit} paged={of} />
        </div>
        <form method="get" action={path} class="card filter">
          <h2>{say('哪一天', 'Which day')}</h2>
          <DayAndShow visit={visit} day={day.value} />
        </form>
      </div>
    </>,
  );
}

/** A unit's page, and why it got mail on a day or none. */
export const oneUnitRoutes = (kit: Kit): readonly Route[] => [
  get('/units/:unit', OFFICE_ROLE, (c) => unitView(kit, c)),
  get('/units/:unit/why', OFFICE_ROLE, (c) => unitWhyPage(kit, c)),
];
