import type { PlanItem } from '../../../../domain/plan/types';
import type { Kit } from '../../kit';
import { page } from '../../web/layout';
import { get, post, type Ctx, type Route } from '../../web/route';
import { CardTable, paged, Pages } from '../../web/table';
import type { Visit } from '../../web/visit';
import { keepAdded, showAdded } from './added-item';
import { ownNotice, noticeTitle, type FoundNotice } from './notice';
import { itemFormPath, problemsOf, toldCounts, wholeProblems } from './mended-at';
import { openPlan } from './plan';
import { ToldFindings } from './plan-told';
import { PlanUnits } from './item-fields';
import { keepItem, showItem } from './plan-item';
import { keepWhole, showWhole } from './plan-whole';
import type { Planned } from './planned';

const PLAN_PAGE_ROWS = 100;

const dateOfItem = ({ kind, dates }: PlanItem, { say }: Visit): string =>
  kind === 'continuous' ? say('全年', 'all year') : dates.join('、') || say('未定', 'open');

const Found = ({ visit, one, n }: { visit: Visit; one: Planned; n: number }) => {
  const told = toldCounts(problemsOf(one, n), visit);
  if (told.length === 0) return <>✓</>;
  return (
    <>
      {told.map(({ isError, words }) => (
        <span class={isError ? 'error' : ''}>
          {isError ? '■' : '▲'} {words}{' '}
        </span>
      ))}
    </>
  );
};

const ItemsTable = ({ visit, one, found }: { visit: Visit; one: Planned; found: FoundNotice }) => {
  const { say } = visit;
  const { draft, plan } = one;
  const built = new Map(plan.items.map((item) => [item.key, item]));
  const rows = draft.items.map(({ key, title }, n) => ({ key, title, n, item: built.get(key) }));
  const of = paged(
    rows,
    new URL(visit.here, 'http://here').searchParams.get('page') ?? undefined,
    PLAN_PAGE_ROWS,
  );
  return (
    <>
      <CardTable
        caption={say('点事项，改它的期限、单位和规则', 'An item leads to its form')}
        heads={[say('事项', 'Item'), say('负责', 'Who'), say('期限', 'Due'), say('检查', 'Check')]}
      >
        {of.rows.map(({ key, title, n, item }) => (
          <tr>
            <th scope="row">
              <a href={itemFormPath(found.notice.id, key)}>
                {key} {item?.title ?? title ?? ''}
              </a>
            </th>
            <td>{item && <PlanUnits visit={visit} item={item} />}</td>
            <td>{item ? dateOfItem(item, visit) : ''}</td>
            <td class="tight">
              <Found visit={visit} one={one} n={n} />
            </td>
          </tr>
        ))}
      </CardTable>
      <Pages visit={visit} paged={of} />
    </>
  );
};

/** The plan that is worked on: what is to be said of the whole, and a line for each item that leads to its form. */
async function planTable(kit: Kit, c: Ctx, found: FoundNotice) {
  const visit = c.get('visit');
  const { say } = visit;
  const open = await openPlan(kit, c, found);
  if (open instanceof Response) return open;
  const { one } = open;
  const { id } = found.notice;
  const base = `/notices/${id}/plan`;
  return page(
    c,
    {
      title: say('计划', 'Plan'),
      heading: say(`计划：${one.draft.items.length} 项`, `Plan: ${one.draft.items.length} items`),
      at: '/notices',
      crumbs: [[`/notices/${id}`, noticeTitle(found.notice)]],
    },
    <>
      <p class="row no-print">
        <a class="button" href={`${base}/check`}>
          {say('检查、预计、交办', 'Check, forecast, issue')}
        </a>
        <a class="button quiet" href={`${base}/whole`}>
          {say('集合名称、共同期限、整份计划', 'Groups, a common date, the whole plan')}
        </a>
        <a class="button quiet" href={`${base}/added`}>
          {say('补充一项', 'Add an item')}
        </a>
        <a class="button quiet" href={`${base}/source`}>
          {say('原文 plan.yaml', 'As text: plan.yaml')}
        </a>
      </p>
      <ToldFindings visit={visit} planned={one} told={wholeProblems(one)} />
      <ItemsTable visit={visit} one={one} found={found} />
    </>,
  );
}

/** The plan of a notice as forms, over the same plan.yaml. */
export function planFormRoutes(kit: Kit): readonly Route[] {
  const own = ['coordinator'] as const;
  const pages = [
    ['/notices/:notice/plan/whole', showWhole, keepWhole],
    ['/notices/:notice/plan/added', showAdded, keepAdded],
    ['/notices/:notice/plan/items/:key', showItem, keepItem],
  ] as const;
  return [
    get(
      '/notices/:notice/plan',
      own,
      ownNotice(kit, (c, found) => planTable(kit, c, found)),
    ),
    ...pages.flatMap(([path, show, keep]) => [
      get(
        path,
        own,
        ownNotice(kit, (c, found) => show(kit, c, found)),
      ),
      post(
        path,
        own,
        ownNotice(kit, (c, found) => keep(kit, c, found)),
      ),
    ]),
  ];
}
