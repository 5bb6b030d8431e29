import { isOpen } from '../../../domain/item/view';
import { ReadingView } from '../../reading-page/view';
import type { Kit } from '../kit';
import { ItemTable } from '../web/item-table';
import { page } from '../web/layout';
import { itemPath } from '../web/paths';
import { postedWords } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { OFFICE_ROLE } from '../web/visit';
import { issuePage } from './notices/issue';
import { noticeOf, readingOf, titleOf, type FoundNotice } from './notices/notice';
import { planPage } from './notices/plan';
import { draftOf, planned } from './notices/planned';
import { importPage, newPage, readPage } from './notices/take';

async function noticesPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const notices = await kit.ports.ledger.notices();
  const rows = await kit.rows(visit);
  return page(
    c,
    { title: say('通知', 'Notices'), at: '/notices' },
    <>
      <h1>{say('通知', 'Notices')}</h1>
      {visit.account?.role === 'coordinator' ? (
        <p class="row no-print">
          <a class="button" href="/notices/new">
            {say('读一份新通知', 'Read a new notice')}
          </a>
        </p>
      ) : (
        ''
      )}
      <table class="cards">
        <caption>{say('已导入的通知', 'Notices imported')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('通知', 'Notice')}</th>
            <th scope="col">{say('文号', 'Number')}</th>
            <th scope="col" class="number">
              {say('事项', 'Items')}
            </th>
          </tr>
        </thead>
        <tbody>
          {notices.map((notice) => (
            <tr>
              <th scope="row">
                <a href={`/notices/${notice.id}`}>{titleOf(notice)}</a>
                {notice.demo ? <span class="tag">{say('演示', 'demonstration')}</span> : ''}
              </th>
              <td class="tight">{notice.number}</td>
              <td class="number">{rows.filter(({ item }) => item.notice === notice.id).length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>,
  );
}

async function showNoticePage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const found = await noticeOf(kit, c);
  if (!found) return c.notFound();
  const { notice, text } = found;
  const rows = (await kit.rows(visit)).filter(({ item }) => item.notice === notice.id);
  return page(
    c,
    { title: titleOf(notice), at: '/notices' },
    <>
      <h1>{titleOf(notice)}</h1>
      <p class="lead">{notice.number}</p>
      {visit.account?.role === 'coordinator' ? (
        <p class="row no-print">
          <a class="button" href={`/notices/${notice.id}/plan`}>
            {rows.length === 0 ? say('做计划、交办', 'Plan and issue') : say('计划', 'Plan')}
          </a>
          <a class="button quiet" href={`/items?notice=${notice.id}`}>
            {say('在台账里看', 'In the ledger')}
          </a>
        </p>
      ) : (
        ''
      )}
      {rows.length === 0 ? (
        <p>{say('尚未交办。', 'Nothing issued yet.')}</p>
      ) : (
        <ItemTable
          visit={visit}
          caption={say(`事项 ${rows.length} 项`, `${rows.length} items`)}
          rows={rows.map(({ item, ...row }) => ({
            ...row,
            ...{ href: itemPath(item.stream), no: item.no, title: item.title, ended: !isOpen(item) },
          }))}
        />
      )}
      <h2>{say('原文', 'The text')}</h2>
      <ReadingView source={text} reading={readingOf(kit, text, visit)} lang={visit.lang} />
    </>,
  );
}

/** Notices from their text to their issue. */
export function noticeRoutes(kit: Kit): readonly Route[] {
  const found =
    (run: (c: Ctx, notice: FoundNotice) => Promise<Response>): Route['run'] =>
    async (c) => {
      const notice = await noticeOf(kit, c);
      return notice ? run(c, notice) : c.notFound();
    };
  const own = ['coordinator'] as const;
  return [
    get('/notices', OFFICE_ROLE, (c) => noticesPage(kit, c)),
    get('/notices/new', own, (c) => newPage(c, '', [])),
    post('/notices/new', own, (c) => readPage(kit, c)),
    post('/notices/import', own, (c) => importPage(kit, c)),
    get('/notices/:notice', OFFICE_ROLE, (c) => showNoticePage(kit, c)),
    get(
      '/notices/:notice/plan',
      own,
      found(async (c, one) => {
        const yaml = draftOf(kit, c.get('visit'), one.notice, one.text);
        return planPage(kit, c, one, { yaml, planned: null });
      }),
    ),
    post(
      '/notices/:notice/plan',
      own,
      found(async (c, one) => {
        const { plan: yaml = '' } = await postedWords(c);
        return planPage(kit, c, one, { yaml, planned: await planned(kit, c.get('visit'), one.text, yaml) });
      }),
    ),
    post(
      '/notices/:notice/issue',
      own,
      found((c, one) => issuePage(kit, c, one)),
    ),
  ];
}
