import { vacantRoles } from '../../../domain/roster/staffing';
import { AUDIENCE } from '../../../domain/words';
import { dateOf } from '../../../domain/time';
import type { Kit } from '../kit';
import { page } from '../web/layout';
import { get, type Ctx, type Route } from '../web/route';
import { wordsHold, SearchBox, searchedFor } from '../web/search-box';
import type { Visit } from '../web/visit';
import { CHIEF_SENDING_WORDS, ROLL_WORDS } from './notices/item-fields';
import { calendarPage } from './office-calendar';
import { ChangeLinks } from '../web/form';
import { CardTable } from '../web/table';

const OFFICE_READERS = ['coordinator', 'reviewer', 'auditor', 'admin'] as const;

/** Gaps of the roster: roles that mails go to and nobody holds. */
const Vacancies = ({ visit }: { visit: Visit }) => {
  const { say, lang, office, now } = visit;
  const today = dateOf(now, office.calendar.zone);
  const gaps = office.roster.units
    .map((unit) => ({ unit, roles: vacantRoles(office.roster, unit, today) }))
    .filter(({ roles }) => roles.length > 0);
  if (gaps.length === 0) return <p>✓ {say('各单位的联系人齐全。', 'No contact is missing.')}</p>;
  return (
    <details class="panel" open={gaps.some(({ roles }) => roles.includes('liaison'))}>
      <summary>▲ {say(`${gaps.length} 个单位缺联系人`, `${gaps.length} units lack contacts`)}</summary>
      <ul class="bullets">
        {gaps.map(({ unit, roles }) => (
          <li>
            {unit.name}：{roles.map((role) => AUDIENCE[role][lang]).join(say('、', ', '))}
          </li>
        ))}
      </ul>
    </details>
  );
};

const contactWords = ({ office, lang }: Visit, id: string): string =>
  office.roster.contacts
    .filter(({ unit }) => unit === id)
    .map(({ role, name }) => `${AUDIENCE[role][lang]} ${name}`)
    .join('；');

async function unitsPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const q = searchedFor(c);
  const units = office.roster.units.filter(({ id, name, aliases }) =>
    wordsHold(q, id, name, ...aliases, contactWords(visit, id)),
  );
  const rows = await kit.rows(visit);
  const mayEnter = visit.account?.role === 'coordinator' || visit.account?.role === 'admin';
  const open = new Map<string, { open: number; late: number }>();
  for (const { units: cells } of rows)
    for (const { unit, assignment, lamp } of cells) {
      const count = open.get(unit) ?? { open: 0, late: 0 };
      const active = assignment.status === 'issued' || assignment.status === 'underway';
      open.set(unit, {
        open: count.open + (active ? 1 : 0),
        late: count.late + (lamp.lamp === 'late' ? 1 : 0),
      });
    }
  return page(
    c,
    {
      title: say('单位', 'Units'),
      heading: say(`单位 · ${units.length} 个`, `Units · ${units.length}`),
      at: '/units',
    },
    <>
      {visit.account?.role === 'coordinator' && (
        <p class="row no-print">
          <a class="button quiet" href="/links">
            {say('单位和领导的链接', 'Links of units and leaders')}
          </a>
          <a class="button quiet" href="/policy">
            {say('规则', 'Policy')}
          </a>
        </p>
      )}
      <ChangeLinks
        visit={visit}
        links={[
          ['/office/unit', '登记一个新单位', 'Enter a new unit'],
          ['/office/roster', '更换名册', 'Change the roster'],
          ['/policy', '规则', 'Policy'],
        ]}
      />
      <Vacancies visit={visit} />
      <SearchBox visit={visit} action="/units" label={say('单位、联系人', 'Unit or contact')} q={q} />
      <CardTable
        caption={say('单位、联系人与在办数', 'Units, contacts and open items')}
        heads={[
          say('单位', 'Unit'),
          say('联系人', 'Contacts'),
          [say('在办', 'Open'), 'number'],
          [say('逾期', 'Late'), 'number'],
        ]}
      >
        {units.map(({ id, name, channel }) => (
          <tr>
            <th scope="row">
              {visit.account?.role === 'admin' ? (
                name
              ) : (
                <a href={`/units/${encodeURIComponent(id)}`}>{name}</a>
              )}
              {mayEnter && (
                <>
                  {' '}
                  <a class="small" href={`/units/${encodeURIComponent(id)}/contacts`}>
                    {say('联系人', 'contacts')}
                    <span class="visually-hidden"> {name}</span>
                  </a>
                </>
              )}
              {channel === 'manual' && <span class="tag">{say('人工送达', 'by hand')}</span>}
            </th>
            <td class="small">{contactWords(visit, id)}</td>
            <td class="number">{open.get(id)?.open ?? 0}</td>
            <td class="number">{open.get(id)?.late ?? 0}</td>
          </tr>
        ))}
      </CardTable>
    </>,
  );
}

function policy(c: Ctx) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const { policy: p } = office;
  const facts: readonly (readonly [string, string])[] = [
    [say('发信时间', 'window'), `${p.window.from}–${p.window.to}`],
    [say('每日时点', 'slot'), p.slot],
    [say('期限落在休息日', 'a date on a day off'), say(...ROLL_WORDS[p.roll])],
    [say('退回后整改期', 'rework'), say(`${p.reworkDays} 个工作日`, `${p.reworkDays} working days`)],
    [say('临近', 'due soon'), say(`${p.dueSoonDays} 个工作日内`, `${p.dueSoonDays} working days`)],
    [say('提请主要负责人', 'R8'), say(...CHIEF_SENDING_WORDS[p.r8])],
    [say('自动销号', 'closes by itself'), p.closeByItself ? say('是', 'yes') : say('否', 'no')],
    [
      say('审核时限', 'review within'),
      say(
        `办结 ${p.reviewWithin.handIn}、延期 ${p.reviewWithin.request} 个工作日`,
        `${p.reviewWithin.handIn}, ${p.reviewWithin.request}`,
      ),
    ],
  ];
  return page(
    c,
    { title: say('规则', 'Policy'), at: '/calendar' },
    <>
      <p class="lead">
        {say(
          '由管理员用 policy.yaml 设定，每次变更都记入台账。',
          'Set by policy.yaml; each change is journaled.',
        )}
      </p>
      <ChangeLinks visit={visit} links={[['/office/policy', '更改规则', 'Change the policy']]} />
      <dl class="facts panel">
        {facts.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </>,
  );
}

/** 单位、日历、规则: what everything rests on. */
export const officeRoutes = (kit: Kit): readonly Route[] => [
  get('/units', OFFICE_READERS, (c) => unitsPage(kit, c)),
  get('/calendar', OFFICE_READERS, (c) => calendarPage(c)),
  get('/policy', OFFICE_READERS, (c) => policy(c)),
];
