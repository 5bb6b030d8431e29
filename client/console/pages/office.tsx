import { isDeclared, isWorkingDay } from '../../../domain/calendar/calendar';
import { vacantRoles } from '../../../domain/roster/staffing';
import { AUDIENCE } from '../../../domain/words';
import { civilDate, dateOf, plusDays, weekdayOf, yearOf, type CivilDate } from '../../../domain/time';
import type { Kit } from '../kit';
import { page } from '../web/layout';
import { get, type Ctx, type Route } from '../web/route';
import { holds, SearchBox, searchedFor } from '../web/search-box';
import type { Visit } from '../web/visit';

const OFFICE_READERS = ['coordinator', 'reviewer', 'auditor', 'admin'] as const;

/** Where an administrator changes what the page shows. */
const ChangeLinks = ({
  visit: { account, say },
  links,
}: {
  visit: Visit;
  links: readonly (readonly [string, string, string])[];
}) =>
  account?.role === 'admin' ? (
    <p class="row no-print">
      {links.map(([to, zh, en]) => (
        <a class="button quiet" href={to}>
          {say(zh, en)}
        </a>
      ))}
    </p>
  ) : (
    <></>
  );

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
    holds(q, id, name, ...aliases, contactWords(visit, id)),
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
    { title: say('单位', 'Units'), at: '/units' },
    <>
      <h1>{say(`单位 · ${units.length} 个`, `Units · ${units.length}`)}</h1>
      {visit.account?.role === 'coordinator' ? (
        <p class="row no-print">
          <a class="button quiet" href="/links">
            {say('单位和领导的链接', 'Links of units and leaders')}
          </a>
          <a class="button quiet" href="/policy">
            {say('规则', 'Policy')}
          </a>
        </p>
      ) : (
        ''
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
      <table class="cards">
        <caption>{say('单位、联系人与在办数', 'Units, contacts and open items')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('单位', 'Unit')}</th>
            <th scope="col">{say('联系人', 'Contacts')}</th>
            <th scope="col" class="number">
              {say('在办', 'Open')}
            </th>
            <th scope="col" class="number">
              {say('逾期', 'Late')}
            </th>
          </tr>
        </thead>
        <tbody>
          {units.map(({ id, name, channel }) => (
            <tr>
              <th scope="row">
                {visit.account?.role === 'admin' ? (
                  name
                ) : (
                  <a href={`/units/${encodeURIComponent(id)}`}>{name}</a>
                )}
                {mayEnter ? (
                  <>
                    {' '}
                    <a class="small" href={`/units/${encodeURIComponent(id)}/contacts`}>
                      {say('联系人', 'contacts')}
                      <span class="visually-hidden"> {name}</span>
                    </a>
                  </>
                ) : (
                  ''
                )}
                {channel === 'manual' ? <span class="tag">{say('人工送达', 'by hand')}</span> : ''}
              </th>
              <td class="small">{contactWords(visit, id)}</td>
              <td class="number">{open.get(id)?.open ?? 0}</td>
              <td class="number">{open.get(id)?.late ?? 0}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>,
  );
}

/** One month: days off are red, working days on a weekend are marked. */
const Month = ({ visit, first }: { visit: Visit; first: CivilDate }) => {
  const { office, say } = visit;
  const days: CivilDate[] = [];
  for (let day = first; day.slice(0, 7) === first.slice(0, 7); day = plusDays(day, 1)) days.push(day);
  return (
    <section>
      <h2>{say(`${Number(first.slice(5, 7))}月`, first.slice(0, 7))}</h2>
      <div class="days">
        {Array.from(say('一二三四五六日', 'MTWTFSS')).map((word) => (
          <span class="soft">{word}</span>
        ))}
        {Array.from({ length: weekdayOf(first) - 1 }, () => (
          <span class="day-none" aria-hidden="true">
            ·
          </span>
        ))}
        {days.map((day) => {
          const works = isWorkingDay(office.calendar, day);
          const weekend = weekdayOf(day) > 5;
          const kind = works ? (weekend ? 'day-work' : '') : 'day-off';
          const word = works ? (weekend ? say('上班', 'works') : '') : say('休', 'off');
          return (
            <span class={kind}>
              {Number(day.slice(8))}
              {word === '' ? '' : <span class="visually-hidden"> {word}</span>}
            </span>
          );
        })}
      </div>
    </section>
  );
};

/** This year and the next, where they are not declared. */
const YearGaps = ({ visit: { say, office, now } }: { visit: Visit }) => {
  const present = yearOf(dateOf(now, office.calendar.zone));
  const gaps = [present, present + 1].filter((year) => !isDeclared(office.calendar, year));
  return gaps.length === 0 ? (
    <></>
  ) : (
    <p class="note">▲ {say(`尚未登记：${gaps.join('、')} 年`, `Not declared: ${gaps.join(', ')}`)}</p>
  );
};

function calendarPage(c: Ctx) {
  const visit = c.get('visit');
  const { say, office, now } = visit;
  const present = yearOf(dateOf(now, office.calendar.zone));
  const asked = Number(c.req.query('year'));
  const year = Number.isInteger(asked) && asked >= 2000 && asked <= 2100 ? asked : present;
  const table = office.calendar.tables.find((one) => one.year === year);
  return page(
    c,
    { title: say(`${year} 年工作日历`, `Calendar ${year}`), at: '/calendar' },
    <>
      <h1>{say(`${year} 年工作日历`, `Working days of ${year}`)}</h1>
      <YearGaps visit={visit} />
      <p class="row">
        <a href={`/calendar?year=${year - 1}`}>{year - 1}</a>
        <strong>{year}</strong>
        <a href={`/calendar?year=${year + 1}`}>{year + 1}</a>
      </p>
      {isDeclared(office.calendar, year) ? (
        <p class="lead">
          {say(`已登记。来源：${table?.source ?? ''}`, `Declared. Source: ${table?.source ?? ''}`)}
        </p>
      ) : (
        <p class="note">
          ▲{' '}
          {say(
            '尚未登记：暂按周一至周五减去固定法定日推算，凡依据它的日期都标“预计”。公布后由管理员导入。',
            'Not declared: counted Monday to Friday less the fixed public days; its dates are provisional.',
          )}
        </p>
      )}
      <ChangeLinks
        visit={visit}
        links={[
          [`/office/year?year=${year}`, `登记 ${year} 年放假安排`, `Declare ${year}`],
          ['/office/calendar', '用文件登记几年', 'Declare years by a file'],
        ]}
      />
      {table === undefined || table.off.length === 0 ? (
        ''
      ) : (
        <p class="small">
          {table.off.map(({ name, days }) => `${name} ${days.length}`).join(say('、', ', '))}
          {say('（工作日里放假的天数）', ' (working days off)')}
        </p>
      )}
      <p class="small">
        <span class="day-off">{say('休息日', 'day off')}</span>{' '}
        <span class="day-work">{say('调休上班', 'working weekend')}</span>
      </p>
      <div class="months">
        {Array.from({ length: 12 }, (_, month) => (
          <Month visit={visit} first={civilDate(`${year}-${String(month + 1).padStart(2, '0')}-01`)} />
        ))}
      </div>
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
    [say('遇休息日', 'roll'), p.roll],
    [say('退回后整改期', 'rework'), say(`${p.reworkDays} 个工作日`, `${p.reworkDays} working days`)],
    [say('临近', 'due soon'), say(`${p.dueSoonDays} 个工作日内`, `${p.dueSoonDays} working days`)],
    [say('提请主要负责人', 'R8'), p.r8],
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
      <h1>{say('规则', 'Policy')}</h1>
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
