import { forecastMails } from '../../../../domain/forecast/forecast';
import { digestOf } from '../../../../domain/journal/canonical';
import { RUNG } from '../../../../domain/words';
import { noticeInfo } from '../../../../office/intake/files/notice-folder';
import { withItemFields, withoutItem } from '../../../../office/plan/draft-edit';
import type { Kit } from '../../kit';
import { redirectTelling } from '../../web/banner';
import { Area, FormField, Form, Select, Submit } from '../../web/form';
import { page } from '../../web/layout';
import { postedWords } from '../../web/posted';
import type { Ctx } from '../../web/route';
import { sentence, type Visit } from '../../web/visit';
import { PlanUnits, RuleFields, UnitFields, type ItemOfPlan } from './item-fields';
import { changesIn, itemFieldWords } from './item-input';
import {
  groupsOfItem,
  itemField,
  itemFormPath,
  problemsOf,
  toldAt,
  toldCounts,
  type FormView,
} from './mended-at';
import { noticeTitle, type FoundNotice } from './notice';
import { openPlan, type OpenPlan } from './plan';
import { ITEM_LABELS } from './plan-labels';
import { ToldFindings } from './plan-told';
import { keepWork, plannedNotice } from './planned';

/** One item of the plan that is worked on. */
interface OpenItem extends ItemOfPlan, OpenPlan {
  readonly n: number;
}

async function openPlanItem(kit: Kit, c: Ctx, found: FoundNotice): Promise<OpenItem | Response> {
  const open = await openPlan(kit, c, found);
  if (open instanceof Response) return open;
  const { one } = open;
  const key = c.req.param('key') ?? '';
  const n = one.draft.items.findIndex((item) => item.key === key);
  const draft = one.draft.items[n];
  if (!draft) return c.notFound();
  const item = one.plan.items.find((built) => built.key === key);
  return { ...open, n, draft, item, groups: groupsOfItem(one, n) };
}

/** Whether the plan adds the item to its notice and it has not been issued: it can be left out again. */
const isAddedFresh = ({ draft, one }: OpenItem): boolean =>
  draft.supplement !== null && one.fresh.some(({ key }) => key === draft.key);

/** Rungs of an item on their days when nobody acts. */
const Ladder = ({ visit, open: { one, draft } }: { visit: Visit; open: OpenItem }) => {
  const { say, lang, office, now } = visit;
  const { plan } = one;
  const ahead = forecastMails({ plan, office, notice: noticeInfo(plan), issuedAt: now, items: [draft.key] });
  const rungs = new Map<string, readonly [string, string]>();
  for (const { slot, rows } of ahead)
    for (const { rung } of rows) rungs.set(`${slot} ${rung}`, [slot, RUNG[rung][lang]]);
  return (
    <section class="card">
      <h2>{say('今天交办的话，谁都不动时的催办', 'The ladder when issued today and nobody acts')}</h2>
      <ol class="bullets">
        {[...rungs.values()].slice(0, 30).map(([slot, word]) => (
          <li>
            {slot} {word}
          </li>
        ))}
      </ol>
    </section>
  );
};

/** Digest of an item as it was read, kept in its form, so that a change made meanwhile is not overwritten. */
const itemDigest = ({ draft }: OpenItem): string => digestOf(draft);

function planItemPage(c: Ctx, open: OpenItem, { words, refused, status }: FormView = {}) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const { found, one, n, draft, item, groups } = open;
  const told = problemsOf(one, n);
  const { atFields, others } = toldAt(told, (problem) => itemField(problem, groups), visit);
  const faults = refused ?? atFields;
  const shown = words ?? itemFieldWords(draft, groups);
  const title = say(`计划：事项 ${draft.key}`, `Plan: item ${draft.key}`);
  const parts = { visit, words: shown, faults };
  return page(
    c,
    {
      title,
      heading: (
        <>
          {draft.key} {item?.title ?? draft.title ?? ''}
        </>
      ),
      at: '/notices',
      faulty: refused !== undefined,
      status: status ?? 200,
      crumbs: [
        [`/notices/${found.notice.id}`, noticeTitle(found.notice)],
        [`/notices/${found.notice.id}/plan`, say('计划', 'Plan')],
      ],
      faults,
    },
    <>
      <ToldFindings visit={visit} planned={one} told={others} />
      <div class="halves">
        <div class="panel">
          <Form visit={visit} action={itemFormPath(found.notice.id, draft.key)}>
            <input type="hidden" name="seen" value={itemDigest(open)} />
            <FormField name="title" label={ITEM_LABELS.title[lang]} value={shown['title']} faults={faults} />
            {draft.supplement !== null && (
              <Area
                name="supplement"
                label={ITEM_LABELS.supplement[lang]}
                rows={5}
                value={shown['supplement']}
                faults={faults}
                chinese
              />
            )}
            <Select
              name="when"
              label={say('期限', 'Deadline')}
              value={shown['when']}
              options={[
                ['dates', say('一个或几个日期', 'one date or several')],
                ['continuous', say('全年推进，按季报告', 'all year, reports by quarter')],
              ]}
            />
            <Area
              name="dates"
              label={ITEM_LABELS.dates[lang]}
              rows={2}
              value={shown['dates']}
              faults={faults}
              hint={say('如 2025-09-30；分期的每行一个', 'like 2025-09-30; of several one a line')}
            />
            <UnitFields {...parts} of={open} />
            <Area
              name="dueOf"
              label={ITEM_LABELS.dueOf[lang]}
              rows={2}
              value={shown['dueOf']}
              faults={faults}
              hint={say('每行：单位名称、空格、日期', 'a line each: unit, space, date')}
            />
            <RuleFields {...parts} />
            <p class="row">
              <Submit>{say('保存', 'Save')}</Submit>
              <Submit quiet name="then" value="next">
                {say('保存，看下一项', 'Save, then the next')}
              </Submit>
              {isAddedFresh(open) && (
                <Submit quiet name="then" value="drop">
                  {say('不补充这一项', 'Do not add this item')}
                </Submit>
              )}
            </p>
          </Form>
        </div>
        <div class="stack">
          <section class="card">
            <h2>
              {draft.supplement === null
                ? say('通知原文', 'In the notice')
                : say('补充的正文', 'The added text')}
            </h2>
            <p class="text">{item?.text ?? ''}</p>
            {item && (
              <p>
                {say('现在负责：', 'Who answers now: ')}
                {item.units.length === 0 ? (
                  say('还没有单位', 'no unit yet')
                ) : (
                  <PlanUnits visit={visit} item={item} />
                )}
              </p>
            )}
          </section>
          {!told.some(({ severity }) => severity === 'error') && <Ladder visit={visit} open={open} />}
        </div>
      </div>
    </>,
  );
}

/** The form of one item of the plan that is worked on, with what is found at its fields. */
export async function showItem(kit: Kit, c: Ctx, found: FoundNotice) {
  const open = await openPlanItem(kit, c, found);
  return open instanceof Response ? open : planItemPage(c, open);
}

/** Leaves an added item out of the plan again. */
async function dropAdded(kit: Kit, c: Ctx, open: OpenItem) {
  const visit = c.get('visit');
  const { found, work, draft } = open;
  const stale = await keepWork(kit, visit, found, { ...work, yaml: withoutItem(work.yaml, draft.key) });
  if (stale !== null)
    return planItemPage(c, open, { refused: [{ field: 'title', message: stale }], status: 409 });
  return redirectTelling(c, kit.ports, `/notices/${found.notice.id}/plan`, {
    title: visit.say(`已去掉补充的事项 ${draft.key}`, `Item ${draft.key} is not added`),
  });
}

/** Keeps one item; what others did to other items meanwhile stays. */
export async function keepItem(kit: Kit, c: Ctx, found: FoundNotice) {
  const visit = c.get('visit');
  const { say } = visit;
  const open = await openPlanItem(kit, c, found);
  if (open instanceof Response) return open;
  const { draft, groups, work, one, n } = open;
  const words = await postedWords(c);
  const stale = (message: string) =>
    planItemPage(c, open, { words, refused: [{ field: 'title', message }], status: 409 });
  if (words['then'] === 'drop' && isAddedFresh(open)) return dropAdded(kit, c, open);
  const read = changesIn(words, { item: draft, groups, visit });
  if ('faults' in read) return planItemPage(c, open, { words, refused: read.faults, status: 422 });
  const yaml = withItemFields(work.yaml, [draft.key], read.changes);
  const after = await plannedNotice(kit, visit, found, yaml);
  if (!after.ok)
    return planItemPage(c, open, {
      words,
      refused: [{ field: 'title', message: sentence(after.problem, visit) }],
      status: 422,
    });
  const same = digestOf(after.value.draft.items[n]) === digestOf(draft);
  if (words['seen'] !== itemDigest(open) && !same)
    return stale(
      say(
        '其间别人改过这一项，没有覆盖：下面是您写的，核对后再保存就以您的为准',
        'Somebody changed this item meanwhile; nothing was overwritten. Below is yours: look at it, then save again.',
      ),
    );
  const inTheWay = await keepWork(kit, visit, found, { ...work, yaml });
  if (inTheWay !== null) return stale(inTheWay);
  const left = problemsOf(after.value, n);
  const following = one.draft.items[n + 1];
  const base = `/notices/${found.notice.id}/plan`;
  const to = words['then'] === 'next' && following ? itemFormPath(found.notice.id, following.key) : base;
  return redirectTelling(c, kit.ports, to, {
    title: say(`已保存事项 ${draft.key}`, `Saved item ${draft.key}`),
    lines:
      left.length === 0
        ? []
        : [
            toldCounts(left, visit)
              .map(({ words }) => words)
              .join(say('，', ', ')),
          ],
  });
}
