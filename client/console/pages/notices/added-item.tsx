import { withAddedItem } from '../../../../office/plan/draft-edit';
import type { Kit } from '../../kit';
import { redirectTelling } from '../../web/banner';
import { Area, Form, FormField, givenIn, Submit, type FieldFault } from '../../web/form';
import { page } from '../../web/layout';
import { postedWords } from '../../web/posted';
import type { Ctx } from '../../web/route';
import { sentence } from '../../web/visit';
import { addedItemText, type ItemWords } from './item-input';
import { itemFormPath } from './mended-at';
import { noticeTitle, type FoundNotice } from './notice';
import { openPlan, type OpenPlan } from './plan';
import { ITEM_LABELS } from './plan-labels';
import { keepWork, plannedNotice } from './planned';

/** 补1, 补2 …: the first that the plan does not have. */
function freeKey({ one: { draft } }: OpenPlan): string {
  const taken = new Set(draft.items.map(({ key }) => key));
  let n = 1;
  while (taken.has(`补${n}`)) n += 1;
  return `补${n}`;
}

interface AddedView {
  readonly words?: ItemWords;
  readonly faults?: readonly FieldFault[];
  readonly status?: 409 | 422;
}

function addedPage(c: Ctx, open: OpenPlan, { words, faults = [], status }: AddedView = {}) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const { id } = open.found.notice;
  const given = givenIn(words ?? { key: freeKey(open) }, faults);
  return page(
    c,
    {
      title: say('补充一项', 'Add an item'),
      at: '/notices',
      status: status ?? 200,
      crumbs: [
        [`/notices/${id}`, noticeTitle(open.found.notice)],
        [`/notices/${id}/plan`, say('计划', 'Plan')],
      ],
      faults,
    },
    <>
      <p class="lead">
        {say(
          '通知之外补充的事项（补充通知、会议议定）：写下编号和正文，下一步定期限和单位，再“检查、预计、交办”。',
          'An item that is not in the notice: give it a number and its text; date and units come next, then check and issue.',
        )}
      </p>
      <div class="panel">
        <Form visit={visit} action={`/notices/${id}/plan/added`}>
          <input type="hidden" name="seen" value={open.work.seen} />
          <FormField
            {...given('key')}
            label={say('编号', 'Number')}
            short
            hint={say('通知和计划里没有的', 'one that neither the notice nor the plan has')}
          />
          <Area {...given('supplement')} label={ITEM_LABELS.supplement[lang]} rows={6} chinese />
          <p class="row">
            <Submit>{say('下一步：期限和单位', 'Next: date and units')}</Submit>
            <a href={`/notices/${id}/plan`}>{say('不补充了', 'Leave it')}</a>
          </p>
        </Form>
      </div>
    </>,
  );
}

/** The form of an item that the plan adds to its notice (补充事项). */
export async function showAdded(kit: Kit, c: Ctx, found: FoundNotice) {
  const open = await openPlan(kit, c, found);
  return open instanceof Response ? open : addedPage(c, open);
}

/** Puts the item at the end of the plan that is worked on, and leads to its form. */
export async function keepAdded(kit: Kit, c: Ctx, found: FoundNotice) {
  const visit = c.get('visit');
  const { say } = visit;
  const open = await openPlan(kit, c, found);
  if (open instanceof Response) return open;
  const words = await postedWords(c);
  const key = (words['key'] ?? '').trim();
  const refuse = (field: string, message: string, status: 409 | 422 = 422) =>
    addedPage(c, open, { words, faults: [{ field, message }], status });
  if (key === '') return refuse('key', say('请填写编号', 'Enter a number'));
  const read = addedItemText(words, visit);
  if ('faults' in read) return addedPage(c, open, { words, faults: read.faults, status: 422 });
  const yaml = withAddedItem(open.work.yaml, { key, ...read.changes });
  const after = await plannedNotice(kit, visit, found, yaml);
  if (!after.ok) return refuse('key', sentence(after.problem, visit));
  const taken = after.value.problems.find(
    ({ item, problem }) => item === key && ['duplicate-key', 'not-supplement'].includes(problem.code),
  );
  if (taken) return refuse('key', sentence(taken.problem, visit));
  const stale = await keepWork(kit, visit, found, { yaml, seen: words['seen'] ?? '' });
  if (stale !== null) return refuse('key', stale, 409);
  return redirectTelling(c, kit.ports, itemFormPath(found.notice.id, key), {
    title: say(`已补充事项 ${key}`, `Added item ${key}`),
    lines: [say('请定期限和单位。', 'Give it a date and units.')],
  });
}
