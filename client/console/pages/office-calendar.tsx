import { isDeclared, isWorkingDay } from '../../../domain/calendar/calendar';
import { civilDate, dateOf, plusDays, weekdayOf, yearOf, type CivilDate } from '../../../domain/time';
import { page } from '../web/layout';
import type { Ctx } from '../web/route';
import type { Visit } from '../web/visit';
import { ChangeLinks } from '../web/form';

/** One month: days off are red, working days on a weekend are marked. */
const Month = ({ visit, first }: { visit: Visit; first: CivilDate }) => {
  const { office, say, now } = visit;
  const today = dateOf(now, office.calendar.zone);
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
            <span class={day === today ? `${kind} day-today` : kind}>
              {Number(day.slice(8))}
              {day === today && <span class="visually-hidden"> {say('今天', 'today')}</span>}
              {word !== '' && <span class="visually-hidden"> {word}</span>}
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

export function calendarPage(c: Ctx) {
  const visit = c.get('visit');
  const { say, office, now } = visit;
  const present = yearOf(dateOf(now, office.calendar.zone));
  const asked = Number(c.req.query('year'));
  const year = Number.isInteger(asked) && asked >= 2000 && asked <= 2100 ? asked : present;
  const table = office.calendar.tables.find((one) => one.year === year);
  return page(
    c,
    {
      title: say(`${year} 年工作日历`, `Calendar ${year}`),
      heading: say(`${year} 年工作日历`, `Working days of ${year}`),
      at: '/calendar',
    },
    <>
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
      {visit.account?.role !== 'admin' && (
        <p class="small">
          {say(
            '放假、调休由管理员在这一页登记。',
            'Days off and make-up days are declared here by the administrator.',
          )}
        </p>
      )}
      {table !== undefined && table.off.length > 0 && (
        <p class="small">
          {table.off.map(({ name, days }) => `${name} ${days.length}`).join(say('、', ', '))}
          {say('（工作日里放假的天数）', ' (working days off)')}
        </p>
      )}
      <p class="small">
        <span class="day-off">{say('休息日', 'day off')}</span>{' '}
        <span class="day-work">{say('调休上班', 'working weekend')}</span>{' '}
        <span class="day-today">{say('今天', 'today')}</span>
      </p>
      <div class="months">
        {Array.from({ length: 12 }, (_, month) => (
          <Month visit={visit} first={civilDate(`${year}-${String(month + 1).padStart(2, '0')}-01`)} />
        ))}
      </div>
    </>,
  );
}
