import { ok, type Result } from '../../../domain/problem';
import { isOpen } from '../../../domain/item/view';
import { itemPath, noticeStream } from '../../../domain/journal/streams';
import { ReadingView } from '../../reading-page/view';
import { decodeText } from '../../../office/intake/sources/decode';
import { chosenRows } from '../items/rows';
import type { Kit } from '../kit';
import { DaySelect, lookingBack } from '../web/day-select';
import { ItemTable } from '../web/item-table';
import { page } from '../web/layout';
import { postedFiles, postedWords } from '../web/posted';
import { problemPage } from '../web/refuse';
import { get, post, type Ctx, type Route } from '../web/route';
import { OFFICE_ROLE, sentence } from '../web/visit';
import { itemsFilter } from './items-filter';
import { issuePage } from './notices/issue';
import { diffPage } from './notices/diff';
import { applyPage } from './notices/apply';
import { noticeOf, ownNotice, readingOf, noticeTitle, type FoundNotice } from './notices/notice';
import { planCheckPage, planPage } from './notices/plan';
import { planFormRoutes } from './notices/plan-form';
import { keepWork, plannedNotice, workPlan } from './notices/planned';
import { importPage, newPage, readPage } from './notices/take';
import { CardTable } from '../web/table';

async function noticesPage(kit: Kit, c: Ctx) {
  const back = await lookingBack(kit, c);
  if (!back.ok) return problemPage(c, '/notices', back.problem);
  const { ledger, visit, on, asOf } = back.value;
  const { say } = visit;
  const notices = await ledger.notices();
  const rows = await back.value.rows();
  return page(
    c,
    { title: say('通知', 'Notices'), heading: `${say('通知', 'Notices')}${asOf}`, at: '/notices' },
    <>
      {visit.account?.role === 'coordinator' && on === '' && (
        <p class="row no-print">
          <a class="button" href="/new-notice">
            {say('读一份新通知', 'Read a new notice')}
          </a>
        </p>
      )}
      <CardTable
        caption={say('已导入的通知', 'Notices imported')}
        heads={[say('通知', 'Notice'), say('文号', 'Number'), [say('事项', 'Items'), 'number']]}
      >
        {notices.map((notice) => (
          <tr>
            <th scope="row">
              <a href={`/notices/${notice.id}`}>{noticeTitle(notice)}</a>
              {notice.demo && <span class="tag">{say('演示', 'demonstration')}</span>}
            </th>
            <td class="tight">{notice.number}</td>
            <td class="number">{rows.filter(({ item }) => item.notice === notice.id).length}</td>
          </tr>
        ))}
      </CardTable>
      <DaySelect visit={c.get('visit')} action="/notices" on={on} />
    </>,
  );
}

async function showNoticePage(kit: Kit, c: Ctx) {
  const back = await lookingBack(kit, c);
  if (!back.ok) return problemPage(c, '/notices', back.problem);
  const { ledger, visit, on, asOf } = back.value;
  const { say } = visit;
  const found = await noticeOf(kit, c);
  if (!found || !(await ledger.notices()).some(({ id }) => id === found.notice.id)) return c.notFound();
  const { notice, text } = found;
  const events = await ledger.history(noticeStream(notice.id));
  const rows = chosenRows(
    await back.value.rows(),
    itemsFilter(`/items?notice=${notice.id}&state=all&sort=no`),
  );
  const withdrawn = on === '' ? await kit.ports.ledger.isWithdrawn(notice.id) : null;
  const beginning = rows.length === 0 && events.some(({ type }) => type === 'noticeIssued');
  if (beginning) c.header('Refresh', '3');
  return page(
    c,
    { title: noticeTitle(notice), heading: `${noticeTitle(notice)}${asOf}`, at: '/notices' },
    <>
      <p class="lead">{notice.number}</p>
      {withdrawn && <p class="note">{sentence(withdrawn, visit)}</p>}
      {visit.account?.role === 'coordinator' && on === '' && (
        <p class="row no-print">
          {withdrawn === null && (
            <a class="button" href={`/notices/${notice.id}/plan`}>
              {rows.length === 0 && !beginning
                ? say('做计划、交办', 'Plan and issue')
                : say('补充事项、改计划', 'Add items, change the plan')}
            </a>
          )}
          <a class="button quiet" href={`/items?notice=${notice.id}`}>
            {say('在台账里看', 'In the ledger')}
          </a>
        </p>
      )}
      {rows.length === 0 ? (
        <p>
          {beginning
            ? say(
                '正在交办：事项几秒后陆续列在这里。',
                'Being issued: the items come up here within seconds.',
              )
            : say('尚未交办。', 'Nothing issued yet.')}
        </p>
      ) : (
        <ItemTable
          visit={visit}
          caption={say(`事项 ${rows.length} 项`, `${rows.length} items`)}
          rows={rows.map(({ item, ...row }) => ({
            ...row,
            ...{ href: itemPath(item.stream), no: item.key, title: item.title, ended: !isOpen(item) },
            ...(item.supplement ? { below: say('补充事项', 'added after the notice') } : {}),
          }))}
        />
      )}
      <DaySelect visit={c.get('visit')} action={`/notices/${notice.id}`} on={on} />
      <h2>{say('原文', 'The text')}</h2>
      <ReadingView source={text} reading={await readingOf(kit, text, visit)} lang={visit.lang} />
    </>,
  );
}

/** The plan that a form brought: a file, else the text. */
async function planIn(c: Ctx): Promise<Result<string>> {
  const [file] = await postedFiles(c, 'file');
  if (file) return decodeText(Buffer.from(await file.arrayBuffer()));
  return ok((await postedWords(c))['plan'] ?? '');
}

/** Keeps the plan that a form brought, unless another stands by now, and looks at it. */
async function keepSource(kit: Kit, c: Ctx, one: FoundNotice) {
  const visit = c.get('visit');
  const brought = await planIn(c);
  if (!brought.ok) return planPage(kit, c, one, { yaml: '', planned: brought });
  const yaml = brought.value;
  const result = await plannedNotice(kit, visit, one, yaml);
  if (!result.ok) return planPage(kit, c, one, { yaml, planned: result });
  const { seen = '' } = await postedWords(c);
  const stale = await keepWork(kit, visit, one, { yaml, seen });
  return planPage(kit, c, one, { yaml, planned: result, stale });
}

/** Notices from their text to their issue, and what is added and changed after it. */
export function noticeRoutes(kit: Kit): readonly Route[] {
  const own = ['coordinator'] as const;
  return [
    get('/notices', OFFICE_ROLE, (c) => noticesPage(kit, c)),
    get('/new-notice', own, (c) => newPage(c, '', [])),
    post('/new-notice', own, (c) => readPage(kit, c)),
    post('/new-notice/import', own, (c) => importPage(kit, c)),
    get('/notices/:notice', OFFICE_ROLE, (c) => showNoticePage(kit, c)),
    ...planFormRoutes(kit),
    get(
      '/notices/:notice/plan/check',
      own,
      ownNotice(kit, (c, one) => planCheckPage(kit, c, one)),
    ),
    get(
      '/notices/:notice/plan/source',
      own,
      ownNotice(kit, async (c, one) =>
        planPage(kit, c, one, { ...(await workPlan(kit, c.get('visit'), one)), planned: null }),
      ),
    ),
    post(
      '/notices/:notice/plan/source',
      own,
      ownNotice(kit, (c, one) => keepSource(kit, c, one)),
    ),
    post(
      '/notices/:notice/issue',
      own,
      ownNotice(kit, (c, one) => issuePage(kit, c, one, 'issue')),
    ),
    post(
      '/notices/:notice/supplement',
      own,
      ownNotice(kit, (c, one) => issuePage(kit, c, one, 'supplement')),
    ),
    post(
      '/notices/:notice/diff',
      own,
      ownNotice(kit, (c, one) => diffPage(kit, c, one)),
    ),
    post(
      '/notices/:notice/apply',
      own,
      ownNotice(kit, (c, one) => applyPage(kit, c, one)),
    ),
  ];
}
