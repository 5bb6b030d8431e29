import { forecast } from '../../../../domain/forecast/forecast';
import { digestOf } from '../../../../domain/journal/canonical';
import { RUNG } from '../../../../domain/words';
import { noticeInfo } from '../../../files/notice-folder';
import { withItemFields } from '../../../plan/draft-edit';
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
import { ToldFindings, planPage } from './plan';
import { keepWork, plannedNotice, workPlan, type Planned, type WorkPlan } from './planned';

/** One item of the plan that is worked on. */
interface OpenItem extends ItemOfPlan {
  readonly found: FoundNotice;
  readonly work: WorkPlan;
  readonly one: Planned;
  readonly n: number;
}

async function openPlanItem(kit: Kit, c: Ctx, found: FoundNotice): Promise<OpenItem | Response> {
  const visit = c.get('visit');
  const work = await workPlan(kit, visit, found);
  const one = await plannedNotice(kit, visit, found, work.yaml);
  if (!one.ok) return planPage(kit, c, found, { ...work, planned: one });
  const key = c.req.param('key') ?? '';
  const n = one.value.draft.items.findIndex((item) => item.key === key);
  const draft = one.value.draft.items[n];
  if (!draft) return c.notFound();
  const item = one.value.plan.items.find((built) => built.key === key);
  return { found, work, one: one.value, n, draft, item, groups: groupsOfItem(one.value, n) };
}

/** Rungs of an item on their days when nobody acts. */
const Ladder = ({ visit, open: { one, draft } }: { visit: Visit; open: OpenItem }) => {
  const { say, lang, office, now } = visit;
  const { plan } = one;
  const ahead = forecast({ plan, office, notice: noticeInfo(plan), issuedAt: now, items: [draft.key] });
  const rungs = new Map<string, readonly [string, string]>();
  for (const { slot, lines } of ahead)
    for (const { rung } of lines) if (rung !== null) rungs.set(`${slot} ${rung}`, [slot, RUNG[rung][lang]]);
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
  const { say } = visit;
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
            <FormField
              name="title"
              label={say('简称（邮件主题里用）', 'Short title')}
              value={shown['title']}
              faults={faults}
            />
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
              label={say('日期', 'Dates')}
              rows={2}
              value={shown['dates']}
              faults={faults}
              hint={say('如 2025-09-30；分期的每行一个', 'like 2025-09-30; of several one a line')}
            />
            <UnitFields {...parts} of={open} />
            <Area
              name="dueOf"
              label={say('个别单位单独的期限', 'Dates of single units')}
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
            </p>
          </Form>
        </div>
        <div class="stack">
          <section class="card">
            <h2>{say('通知原文', 'In the notice')}</h2>
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
