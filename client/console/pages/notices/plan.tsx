import type { Result } from '../../../../domain/problem';
import { ReadingView } from '../../../reading-page/view';
import type { Kit } from '../../kit';
import { Area, Files, Form, Submit, type FieldFault } from '../../web/form';
import { page } from '../../web/layout';
import type { Ctx } from '../../web/route';
import { sentence } from '../../web/visit';
import { readingOf, noticeTitle, type FoundNotice } from './notice';
import { plannedNotice, workPlan, type Planned, type WorkPlan } from './planned';
import { PlanFindings } from './plan-told';

/** The plan of a notice that is worked on, and what was read in it. */
export interface OpenPlan {
  readonly found: FoundNotice;
  readonly work: WorkPlan;
  readonly one: Planned;
}

/** Opens the plan of a notice to work on; where it cannot be read, the page of its text that says why. */
export async function openPlan(kit: Kit, c: Ctx, found: FoundNotice): Promise<OpenPlan | Response> {
  const visit = c.get('visit');
  const work = await workPlan(kit, visit, found);
  const one = await plannedNotice(kit, visit, found, work.yaml);
  return one.ok ? { found, work, one: one.value } : planPage(kit, c, found, { ...work, planned: one });
}

/** The plan that is worked on before it is issued: what is to be said of it, the mails to come, and the way on. */
export async function planCheckPage(kit: Kit, c: Ctx, found: FoundNotice) {
  const visit = c.get('visit');
  const { say } = visit;
  const { id } = found.notice;
  const open = await openPlan(kit, c, found);
  if (open instanceof Response) return open;
  return page(
    c,
    {
      title: say('检查计划', 'Check the plan'),
      heading: say('检查、预计、交办', 'Check, forecast, issue'),
      at: '/notices',
      crumbs: [[`/notices/${id}/plan`, say('计划', 'Plan')]],
    },
    <>
      <PlanFindings visit={visit} found={found} planned={open.one} yaml={open.work.yaml} />
    </>,
  );
}

interface PlanView {
  readonly yaml: string;
  readonly planned: Result<Planned> | null;
  /** Digest of the draft that it was made from; absent where nothing is to be kept. */
  readonly seen?: string;
  /** Why it was not kept. */
  readonly stale?: string | null;
}

/** The plan as text (plan.yaml), with what is wrong with it and, once nothing is, the mails to come and the way to the issue. */
export async function planPage(
  kit: Kit,
  c: Ctx,
  found: FoundNotice,
  { yaml, planned: result, seen, stale = null }: PlanView,
) {
  const visit = c.get('visit');
  const { say } = visit;
  const { notice, text } = found;
  const base = seen ?? (await workPlan(kit, visit, found)).seen;
  const faults: FieldFault[] = [
    ...(stale === null ? [] : [{ field: 'plan', message: stale }]),
    ...(result && !result.ok ? [{ field: 'plan', message: sentence(result.problem, visit) }] : []),
  ];
  const at = `/notices/${notice.id}/plan/source`;
  return page(
    c,
    {
      title: 'plan.yaml',
      heading: say('计划的原文（plan.yaml）', 'The plan as text (plan.yaml)'),
      at: '/notices',
      status: stale !== null ? 409 : faults.length > 0 ? 422 : 200,
      crumbs: [
        [`/notices/${notice.id}`, noticeTitle(notice)],
        [`/notices/${notice.id}/plan`, say('计划', 'Plan')],
      ],
      faults,
    },
    <>
      {result?.ok && <PlanFindings visit={visit} found={found} planned={result.value} yaml={yaml} />}
      <div class="halves">
        <div class="panel">
          <Form visit={visit} action={at} upload>
            <input type="hidden" name="seen" value={base} />
            <Area
              name="plan"
              label={say('plan.yaml', 'plan.yaml')}
              rows={30}
              code
              value={yaml}
              faults={faults}
              hint={say(
                '凡拿不准的都空着，标“需督办员确认”：填期限（due）、牵头（lead）、集合名称的成员（groups）。通知之外补充一项：在 items 最后照样加一项，key 用通知里没有的（如 补1），正文写在 supplement。',
                'What is unsure is empty and marked TO CONFIRM. To add an item: one more at the end of items, with a key that the notice does not have and its text under supplement.',
              )}
            />
            <Files
              name="file"
              label={say('或上传 plan.yaml', 'Or the file plan.yaml')}
              hint={say('上传了文件就不看上面的文字', 'A file goes before the text above')}
            />
            <Submit>{say('保存并检查', 'Save and check')}</Submit>
          </Form>
        </div>
        <ReadingView source={text} reading={await readingOf(kit, text, visit)} lang={visit.lang} />
      </div>
    </>,
  );
}
