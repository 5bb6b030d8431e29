import { DIFF } from '../../../domain/item/diff';
import { ok, type Result } from '../../../domain/problem';
import { dateOf, parseDate, plusDays } from '../../../domain/time';
import { ITEM_STATUS } from '../../../domain/words';
import {
  changesByItem,
  changesBetween,
  type ChangesAsked,
  type ItemChange,
} from '../../../office/lists/changes';
import type { Kit } from '../kit';
import { FormField, Select } from '../web/form';
import { firstUnits } from '../web/item-table';
import { page } from '../web/layout';
import { itemPath } from '../../../domain/journal/streams';
import { problemPage } from '../web/refuse';
import { get, type Ctx, type Route } from '../web/route';
import { CardTable, paged, Pages } from '../web/table';
import { OFFICE_ROLE, type Visit } from '../web/visit';

const CHANGES_PAGE_ROWS = 100;

/** Days since the last meeting when nobody says more: a week. */
const MEETINGS_APART = 7;

/** What is asked, from the address. Refuses `bad-date`. */
function changesAsked(c: Ctx): Result<ChangesAsked> {
  const { now, office } = c.get('visit');
  const asked = (name: string): string => c.req.query(name) ?? '';
  const aWeekAgo = plusDays(dateOf(now, office.calendar.zone), -MEETINGS_APART);
  const from = parseDate(asked('from') || aWeekAgo);
  if (!from.ok) return from;
  const to = asked('to') === '' ? ok(undefined) : parseDate(asked('to'));
  if (!to.ok) return to;
  return ok({ from: from.value, to: to.value, notice: asked('notice') || undefined, now });
}

const ChangesForm = ({
  visit,
  asked: { from, to, notice },
  notices,
}: {
  visit: Visit;
  asked: ChangesAsked;
  notices: readonly (readonly [string, string])[];
}) => {
  const { say } = visit;
  return (
    <form method="get" action="/changes" class="card filter">
      <h2>{say('哪两天之间', 'Between which days')}</h2>
      <FormField
        name="from"
        type="date"
        short
        label={say('从', 'From')}
        hint={say('这天零时起，如上次例会那天', 'from its beginning: the day of the last meeting, say')}
        value={from}
      />
      <FormField
        name="to"
        type="date"
        short
        label={say('到', 'To')}
        hint={say('这天末；空着是此刻', 'to its end; empty: now')}
        value={to ?? ''}
      />
      <Select
        name="notice"
        label={say('通知', 'Notice')}
        value={notice ?? ''}
        options={[['', say('全部通知', 'all')], ...notices]}
      />
      <button type="submit" class="button">
        {say('查看', 'Show')}
      </button>
    </form>
  );
};

const ChangesTable = ({ visit, lines }: { visit: Visit; lines: readonly ItemChange[] }) => {
  const { say, lang } = visit;
  return (
    <CardTable
      caption={say('按变化的种类', 'by kind of change')}
      heads={[
        say('变化', 'Change'),
        say('事项', 'Item'),
        say('单位', 'Unit'),
        say('之前', 'Before'),
        say('之后', 'After'),
      ]}
    >
      {lines.map(({ kind, stream, no, title, units, before, after, status }) => (
        <tr>
          <td class="tight">{DIFF[kind][lang]}</td>
          <th scope="row">
            <a href={itemPath(stream)}>
              {no} {title}
            </a>
          </th>
          <td>{units.length === 0 ? '—' : firstUnits(units, say)}</td>
          <td class="tight">{before ?? ''}</td>
          <td class="tight">{after ?? (status && ITEM_STATUS[status][lang])}</td>
        </tr>
      ))}
    </CardTable>
  );
};

async function changesPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const asked = changesAsked(c);
  if (!asked.ok) return problemPage(c, '/changes', asked.problem);
  const { ledger } = kit.ports;
  const known = { items: await kit.cache.items(), stoodAt: kit.stoodAt };
  const lines = changesByItem(await changesBetween(ledger, asked.value, known));
  const of = paged(lines, c.req.query('page'), CHANGES_PAGE_ROWS);
  const notices = (await ledger.notices()).map(({ id, title }) => [id, title] as const);
  const title = say('自上次例会以来', 'Since the last meeting');
  return page(
    c,
    {
      title,
      heading: say(`${title}：${lines.length} 处变化`, `${title}: ${lines.length} changes`),
      at: '/',
      crumbs: [['/', say('总览', 'Overview')]],
    },
    <>
      <div class="columns wide-left">
        <div>
          {lines.length === 0 ? (
            <p>{say('没有变化。', 'Nothing changed.')}</p>
          ) : (
            <ChangesTable visit={visit} lines={of.rows} />
          )}
          <Pages visit={visit} paged={of} />
        </div>
        <ChangesForm visit={visit} asked={asked.value} notices={notices} />
      </div>
    </>,
  );
}

/** 自上次例会以来: what `duban audit diff` finds. */
export const changesRoutes = (kit: Kit): readonly Route[] => [
  get('/changes', OFFICE_ROLE, (c) => changesPage(kit, c)),
];
