import { undeclaredYear } from '../../../domain/calendar/calendar';
import { countKeys } from '../../../domain/view/count-keys';
import { isOpen } from '../../../domain/item/view';
import { itemPath } from '../../../domain/journal/streams';
import { civilDate, dateOf, mondayOf, plusDays, yearOf, type CivilDate } from '../../../domain/time';
import { chosenRows, counts, OPEN_ITEMS, type ConsoleRow } from '../items/rows';
import type { Kit } from '../kit';
import { firstUnits, ItemTable, type ListedItem, BrokenItems, LampMark } from '../web/item-table';
import { page } from '../web/layout';
import { get, type Route } from '../web/route';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { OtherYears, datesOutside, weeksOf, YearStrip, type DatesOfDay } from '../web/weeks';

const SHOWN_ITEMS = 12;

const shortly = (
  rows: readonly ConsoleRow[],
  { say }: Visit,
  notices: ReadonlyMap<string, string>,
): readonly ListedItem[] =>
  rows.slice(0, SHOWN_ITEMS).map(({ item, units, ...standing }) => ({
    ...standing,
    href: itemPath(item.stream),
    no: item.key,
    title: item.title,
    below: [notices.get(item.notice), firstUnits(units, say)].filter(Boolean).join(' · '),
  }));

function undeclaredBanner({ office, say }: Visit, today: CivilDate): string | null {
  const missing = undeclaredYear(office.calendar, today);
  return missing === null
    ? null
    : say(
        `${missing} 年放假安排尚未登记，有关日期均为预计。请管理员在“日历”导入。`,
        `The days off of ${missing} are not declared; its dates are provisional.`,
      );
}

const MailHealth = ({
  visit,
  mails,
  paused,
}: {
  visit: Visit;
  mails: Readonly<Record<string, number>>;
  paused: string | null;
}) => {
  const { say } = visit;
  const count = (...states: readonly string[]): number =>
    states.reduce((sum, state) => sum + (mails[state] ?? 0), 0);
  const bad = count('failed', 'unknown');
  return (
    <section class="card" aria-labelledby="mail-health">
      <h2 id="mail-health">{say('邮件', 'Mail')}</h2>
      {paused !== null && (
        <p class="error">
          {say(`发信已暂停：${paused}`, `Sending is paused: ${paused}`)}{' '}
          <a href="/mails">{say('看邮件', 'mails')}</a>
        </p>
      )}
      <dl class="facts">
        <dt>{say('已发出', 'sent')}</dt>
        <dd>{count('sent')}</dd>
        <dt>{say('待发', 'waiting')}</dt>
        <dd>{count('ready', 'sending')}</dd>
        <dt>{say('人工送达', 'by hand')}</dt>
        <dd>{count('manual')}</dd>
        <dt>{say('退信、不明', 'failed, unknown')}</dt>
        <dd>
          {bad > 0 ? (
            <a class="error" href="/mails?state=failed">
              ■ {bad}
            </a>
          ) : (
            '0'
          )}
        </dd>
      </dl>
    </section>
  );
};

/** Marks a date of which the lamp is red. */
const LATE_MARK = '!';

/** Dates of the open rounds of one item, for the strip of weeks. */
const openDates = ({ item, units }: ConsoleRow): readonly string[] =>
  (isOpen(item) ? units : []).flatMap(({ assignment: { role, rounds }, lamp }) =>
    role === 'support'
      ? []
      : rounds
          .filter(({ outcome }) => outcome === null)
          .flatMap(({ versions }) => versions.at(-1)?.due.date ?? [])
          .map((due) => (lamp.lamp === 'late' ? `${due}${LATE_MARK}` : due)),
  );

/** The dates of all items, those of one day together. */
const dueDates = (rows: readonly ConsoleRow[], today: CivilDate): readonly DatesOfDay[] =>
  [...countKeys(rows, openDates)].map(([key, count]) => {
    const due = civilDate(key.slice(0, 10));
    return { due, count, late: key.endsWith(LATE_MARK) && due < today };
  });

/** What the overview says of all items on a day, with the weeks of a year. */
function standingOn(rows: readonly ConsoleRow[], today: CivilDate, year: number) {
  const sunday = plusDays(mondayOf(today), 6);
  const open = chosenRows(rows, OPEN_ITEMS);
  const isLate = ({ lamp }: ConsoleRow): boolean => lamp.lamp === 'late';
  const dates = dueDates(rows, today);
  return {
    sunday,
    open: open.length,
    late: open.filter(isLate),
    week: open.filter((row) => row.due !== null && row.due >= today && row.due <= sunday && !isLate(row)),
    lamps: counts(rows),
    weeks: weeksOf(year, dates),
    outside: datesOutside(year, dates),
  };
}

/** The year of the strip that an address asks for; this year when it asks for none. */
const yearAsked = (asked: string | undefined, today: CivilDate): number =>
  /^20\d\d$/.test(asked ?? '') ? Number(asked) : yearOf(today);

/** 总览: the state of everything today. */
export function overviewRoutes(kit: Kit): readonly Route[] {
  const { ledger } = kit.ports;
  return [
    get('/', 'signedIn', async (c) => {
      const visit = c.get('visit');
      const { say, office, now, account } = visit;
      if (!account || !OFFICE_ROLE.includes(account.role))
        return c.redirect(account?.role === 'admin' ? '/system' : '/my', 303);
      const rows = await kit.rows(visit);
      const today = dateOf(now, office.policy.zone);
      const year = yearAsked(c.req.query('year'), today);
      const { open, late, week, sunday, lamps, weeks, outside } = standingOn(rows, today, year);
      const finding = undeclaredBanner(visit, today);
      const [mails, paused, notices] = await Promise.all([
        ledger.mailCounts(),
        ledger.paused(),
        kit.noticesApart(),
      ]);
      return page(
        c,
        {
          title: say('总览', 'Overview'),
          heading: say(`总览 · 在办 ${open} 项`, `Overview · ${open} open items`),
          at: '/',
        },
        <>
          {finding !== null && <p class="note">▲ {finding}</p>}
          <BrokenItems visit={visit} streams={await kit.cache.broken()} />
          <ul class="figures" aria-label={say('按亮灯', 'By lamp')}>
            {lamps.map(([lamp, count]) => (
              <li>
                <a class="figure" href={`/items?state=all&lamp=${lamp}`}>
                  <strong>{count}</strong>
                  <LampMark visit={visit} name={lamp} />
                </a>
              </li>
            ))}
          </ul>
          <h2 id="year">{say(`${year} 年`, `The year ${year}`)}</h2>
          <YearStrip visit={visit} weeks={weeks} today={today} />
          <OtherYears visit={visit} outside={outside} hrefOf={(other) => `/?year=${other}#year`} />
          <div class="columns">
            <div>
              <h2>{say(`逾期 ${late.length} 项`, `${late.length} late`)}</h2>
              {late.length === 0 ? (
                <p>{say('没有逾期事项。', 'Nothing is late.')}</p>
              ) : (
                <ItemTable
                  visit={visit}
                  rows={shortly(late, visit, notices)}
                  caption={say('最久的在前', 'the longest first')}
                />
              )}
              {late.length > SHOWN_ITEMS && (
                <p>
                  <a href="/items?lamp=late">{say(`全部 ${late.length} 项`, `all ${late.length}`)}</a>
                </p>
              )}
              <h2>{say(`本周到期 ${week.length} 项`, `${week.length} due this week`)}</h2>
              {week.length === 0 ? (
                <p>{say('本周没有别的到期事项。', 'Nothing else falls due this week.')}</p>
              ) : (
                <ItemTable
                  visit={visit}
                  rows={shortly(week, visit, notices)}
                  caption={say(`到 ${sunday} 为止`, `until ${sunday}`)}
                />
              )}
              <p>
                <a href={`/items?from=${plusDays(sunday, 1)}&to=${plusDays(sunday, 7)}`}>
                  {say('下周到期的', 'Due next week')}
                </a>
              </p>
            </div>
            <div class="stack">
              <section class="card">
                <h2>{say('变化', 'Changes')}</h2>
                <a href="/changes">{say('自上次例会以来', 'Since the last meeting')}</a>
              </section>
              {account.role === 'coordinator' && (
                <section class="card">
                  <h2>{say('给领导的一页', "The leader's page")}</h2>
                  <a href="/links">{say('逾期一览的链接', 'Link to what is late')}</a>
                </section>
              )}
              <MailHealth visit={visit} mails={mails} paused={paused?.reason ?? null} />
            </div>
          </div>
        </>,
      );
    }),
  ];
}
