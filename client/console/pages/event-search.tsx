import type { ChainedEvent } from '../../../domain/journal/types';
import { ok, type Result } from '../../../domain/problem';
import { accountOf } from '../../../domain/roster/roster';
import { clockText, parseDate, plusDays, plusMs, startOfDay } from '../../../domain/time';
import { historyOf, detailsOf, whatText, type HistoryLine } from '../../../domain/view/history';
import { MOST_FOUND, type EventWishes } from '../../../ledger/journal/search';
import type { Kit } from '../kit';
import { eventWordFor, EVENT_TYPES } from '../web/event-word';
import { FormField, Select } from '../web/form';
import { page } from '../web/layout';
import { itemPath } from '../../../domain/journal/streams';
import { problemPage } from '../web/refuse';
import { get, type Ctx, type Route } from '../web/route';
import { CardTable, paged, Pages } from '../web/table';
import { OFFICE_ROLE, type Visit } from '../web/visit';

/** What is asked of events, from the address. Refuses `bad-date`. */
function eventWishes(c: Ctx): Result<EventWishes> {
  const { zone } = c.get('visit').office.calendar;
  const asked = (name: string): string | undefined => c.req.query(name)?.slice(0, 100) || undefined;
  const [from, to] = [asked('from'), asked('to')].map((day) =>
    day === undefined ? ok(undefined) : parseDate(day),
  );
  if (!from || !to) return ok({});
  if (!from.ok) return from;
  if (!to.ok) return to;
  return ok({
    stream: asked('stream'),
    unit: asked('unit'),
    actor: asked('actor'),
    type: asked('type'),
    from: from.value && startOfDay(from.value, zone),
    to: to.value && plusMs(startOfDay(plusDays(to.value, 1), zone), -1),
  });
}

const SearchForm = ({ visit, c }: { visit: Visit; c: Ctx }) => {
  const { say, office } = visit;
  const value = (name: string): string => c.req.query(name) ?? '';
  const any = ['', say('不限', 'any')] as const;
  return (
    <form method="get" action="/audit/search" class="card">
      <h2>{say('条件', 'Wanted')}</h2>
      <div class="row">
        <Select
          name="type"
          label={say('事件', 'Event')}
          value={value('type')}
          options={[any, ...EVENT_TYPES.map((type) => [type, eventWordFor(visit, type)] as const)]}
        />
        <Select
          name="unit"
          label={say('单位', 'Unit')}
          value={value('unit')}
          options={[any, ...office.roster.units.map(({ id, name }) => [id, name] as const)]}
        />
        <Select
          name="actor"
          label={say('谁', 'Who')}
          value={value('actor')}
          options={[
            any,
            ['duban', say('系统', 'the program')],
            ...office.roster.accounts.map(({ id, name }) => [id, `${name} ${id}`] as const),
          ]}
        />
        <FormField name="from" type="date" short label={say('从', 'From')} value={value('from')} />
        <FormField name="to" type="date" short label={say('到', 'To')} value={value('to')} />
        {value('stream') !== '' && <input type="hidden" name="stream" value={value('stream')} />}
        <button type="submit" class="button">
          {say('查找', 'Find')}
        </button>
      </div>
    </form>
  );
};

const SEARCH_PAGE_ROWS = 50;

type Told = ReadonlyMap<string, HistoryLine>;

const toldKey = (stream: string, seq: number): string => `${stream}#${seq}`;

/** What events of items say in words, with all that they changed. */
async function tellEvents(kit: Kit, { office }: Visit, events: readonly ChainedEvent[]): Promise<Told> {
  const told = new Map<string, HistoryLine>();
  for (const stream of new Set(events.map((event) => event.stream).filter((one) => one.startsWith('item/'))))
    for (const line of historyOf(stream, await kit.ports.ledger.story(stream), office))
      told.set(toldKey(stream, line.seq), line);
  return told;
}

const FoundEvent = ({
  visit,
  event: { at, stream, seq, type, actor },
  title,
  line,
}: {
  visit: Visit;
  event: ChainedEvent;
  title: string | undefined;
  line: HistoryLine | undefined;
}) => {
  const { say, lang, office } = visit;
  const query = `stream=${encodeURIComponent(stream)}&seq=${seq}`;
  return (
    <tr>
      <td class="tight">{clockText(at, office.calendar.zone)}</td>
      <th scope="row">
        {title === undefined ? stream : <a href={itemPath(stream)}>{title}</a>}
        <br />
        <a class="small" href={`/audit?stream=${encodeURIComponent(stream)}`}>
          {stream} #{seq}
        </a>
      </th>
      <td>
        {line === undefined ? eventWordFor(visit, type) : whatText(line)[lang]}
        {line !== undefined && (
          <p class="small soft">
            {detailsOf(line)
              .map((one) => one[lang])
              .join(' · ')}
          </p>
        )}
      </td>
      <td class="tight">{accountOf(office.roster, actor)?.name ?? actor}</td>
      <td class="acts">
        <a href={`/audit/event?${query}`}>{say('原文', 'event')}</a>{' '}
        <a href={`/audit/event.tlog-proof?${query}`}>{say('证明', 'proof')}</a>
      </td>
    </tr>
  );
};

async function searchPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const wishes = eventWishes(c);
  if (!wishes.ok) return problemPage(c, '/audit', wishes.problem);
  const events = await kit.ports.ledger.findEvents(wishes.value);
  const of = paged(events, c.req.query('page'), SEARCH_PAGE_ROWS);
  const told = await tellEvents(kit, visit, of.rows);
  const titles = new Map(
    (await kit.cache.items()).map(({ stream, key, title }) => [stream, `${key} ${title}`]),
  );
  return page(
    c,
    { title: say('查找记录', 'Find events'), at: '/audit', crumbs: [['/audit', say('审计', 'Audit')]] },
    <>
      <SearchForm visit={visit} c={c} />
      <div>
        {events.length === 0 ? (
          <p class="panel">
            {say('没有这样的记录。去掉一个条件再找。', 'There are no such events. Ask for less.')}
          </p>
        ) : (
          <CardTable
            caption={
              <>
                {say(`${events.length} 条，新的在前`, `${events.length} events, the newest first`)}
                {events.length === MOST_FOUND ? say('（至多显示这些）', ' (no more are shown)') : ''}
              </>
            }
            heads={[
              say('时间', 'At'),
              say('哪里', 'Where'),
              say('事件', 'Event'),
              say('谁', 'Who'),
              say('证明', 'Proof'),
            ]}
          >
            {of.rows.map((event) => (
              <FoundEvent
                visit={visit}
                event={event}
                title={titles.get(event.stream)}
                line={told.get(toldKey(event.stream, event.seq))}
              />
            ))}
          </CardTable>
        )}
        <Pages visit={visit} paged={of} />
      </div>
    </>,
  );
}

/** 查找记录: who changed what, when, with the proof of each event. */
export const eventSearchRoutes = (kit: Kit): readonly Route[] => [
  get('/audit/search', OFFICE_ROLE, (c) => searchPage(kit, c)),
];
