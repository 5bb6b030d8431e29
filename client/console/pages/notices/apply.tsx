import { digestOf } from '../../../../domain/journal/canonical';
import { ok, type Result } from '../../../../domain/problem';
import type { ChangeSet, EndedChange } from '../../../../ledger/database/tables/change-sets';
import { subjectOf } from '../../../../mail/subject';
import { isOpenSet } from '../../../../office/bulk/change-set';
import { applyPlan, orderChanges, freshOf, type PlanOrder } from '../../../../office/plan/apply';
import { rehearsePlan, type PlanRehearsed } from '../../../../office/plan/rehearse';
import type { ActPorts } from '../../ports';
import type { Kit } from '../../kit';
import { redirectTelling } from '../../web/banner';
import { Carried, Form, Submit } from '../../web/form';
import { page } from '../../web/layout';
import type { Ctx } from '../../web/route';
import { sentence, type Visit } from '../../web/visit';
import { type FoundNotice } from './notice';
import { planPage } from './plan';
import { isSound } from './planned';
import { type DiffWish, diffWish, comparablePlan, diffsOf, differencesPage } from './diff';

const RehearsedPart = ({ visit, rehearsed }: { visit: Visit; rehearsed: PlanRehearsed }) => {
  const { say, lang } = visit;
  const { applied, mails } = rehearsed;
  return (
    <div class="panel">
      <ul class="bullets">
        {applied.done.map(({ item, what }) => (
          <li>
            ✓ {say(`事项 ${item}`, `item ${item}`)} {what[lang]}
          </li>
        ))}
        {applied.refused.map(({ item, what, problem }) => (
          <li class="error">
            ■ {say(`事项 ${item}`, `item ${item}`)} {what[lang]}：{sentence(problem, visit)}
          </li>
        ))}
      </ul>
      <p>{say(`由此产生的邮件 ${mails.length} 封：`, `${mails.length} mails come of it:`)}</p>
      <ul class="bullets">
        {mails.slice(0, 50).map((mail) => (
          <li>
            {mail.slot} {mail.name}：<span lang="zh-CN">{subjectOf(mail)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
};

interface ToApply {
  readonly found: FoundNotice;
  readonly wish: DiffWish;
  readonly order: PlanOrder;
}

/** What a plan comes to; confirmed is this and nothing that came in between. */
const orderDigest = (order: PlanOrder): string =>
  digestOf([orderChanges(order).set.key, freshOf(order)?.items ?? []]).slice(0, 32);

async function confirmDiff(kit: Kit, c: Ctx, { found, wish, order }: ToApply) {
  const visit = c.get('visit');
  const { say } = visit;
  const { id } = found.notice;
  const rehearsed = await rehearsePlan(kit.ports.ledger, order, visit.now);
  const { length } = rehearsed.applied.done;
  return page(
    c,
    {
      title: say('确认执行计划', 'Confirm the changes'),
      heading: say(`确认改变 ${length} 处？`, `Make ${length} changes?`),
      at: '/notices',
    },
    <>
      {wish.seen !== undefined && (
        <p class="note">
          ▲ {say('其间事项有变动，请重新核对。', 'Items changed in the meantime; look again.')}
        </p>
      )}
      <RehearsedPart visit={visit} rehearsed={rehearsed} />
      <Form visit={visit} action={`/notices/${id}/apply`}>
        <Carried name="plan" value={wish.yaml} />
        {wish.items?.map((key) => (
          <input type="hidden" name="item" value={key} />
        ))}
        <input type="hidden" name="reason" value={wish.reason} />
        <input type="hidden" name="cancel" value={wish.cancelMissing ? 'missing' : ''} />
        <input type="hidden" name="keep" value={wish.keepGroups ? 'groups' : ''} />
        <input type="hidden" name="seen" value={orderDigest(order)} />
        <p class="row">
          {length > 0 && <Submit>{say(`改变 ${length} 处`, `Make ${length} changes`)}</Submit>}
          <a href={`/notices/${id}/plan`}>{say('返回', 'Back')}</a>
        </p>
      </Form>
    </>,
  );
}

/** Has a change set run by itself; what has ended of it by now. */
const beginSet =
  (kit: Kit, duban: ActPorts) =>
  async (set: ChangeSet): Promise<Result<readonly EndedChange[]>> => {
    if (!isOpenSet(set)) return ok(set.changes);
    const begun = await duban.begin(set);
    return begun.ok ? ok(await kit.ports.ledger.changeEnds(set.key)) : begun;
  };

async function applyDiff(kit: Kit, c: Ctx, { found, wish, order }: ToApply) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const duban = await kit.ports.duban();
  const made = duban.ok ? await applyPlan(duban.value, order, beginSet(kit, duban.value)) : duban;
  if (!made.ok) return planPage(kit, c, found, { yaml: wish.yaml, planned: made });
  await kit.ports.ledger.dropPlanDraft(found.notice.id);
  const { set } = orderChanges(order);
  const { issued, refused } = made.value;
  const lines = refused.map(({ item, problem }) => `${item}：${problem.message[lang]}`);
  const to = isOpenSet(set) ? `/change-sets/${encodeURIComponent(set.key)}` : `/notices/${found.notice.id}`;
  return redirectTelling(c, kit.ports, to, {
    kind: refused.length > 0 ? 'refused' : 'done',
    title:
      refused.length > 0
        ? say(`${refused.length} 处未能改变`, `${refused.length} changes were refused`)
        : issued
          ? say(`已交办 ${issued.streams.length} 项`, `issued ${issued.streams.length} items`)
          : say('计划已在执行', 'The plan is being applied'),
    lines,
  });
}

/** The page that confirms, then the changes themselves, which go on whoever leaves. */
export async function applyPage(kit: Kit, c: Ctx, found: FoundNotice) {
  const visit = c.get('visit');
  const { say, account } = visit;
  const wish = await diffWish(c, false);
  const read = await comparablePlan(kit, visit, found, wish.yaml);
  if (!read.ok || !isSound(read.value)) return planPage(kit, c, found, { yaml: wish.yaml, planned: read });
  const one = read.value;
  const diffs = await diffsOf(kit, one, wish);
  const fault =
    wish.items?.length === 0
      ? { field: 'tick', message: say('请勾选要改变的事项', 'Tick the items to be changed') }
      : wish.cancelMissing && wish.reason === ''
        ? { field: 'reason', message: say('取消事项请写明理由', 'Give a reason for cancelling') }
        : null;
  if (fault) {
    const all = await diffsOf(kit, one, { ...wish, items: null });
    return differencesPage(kit, c, { found, one, diffs: all, wish, faults: [fault] });
  }
  if (diffs.length === 0) {
    return redirectTelling(c, kit.ports, `/notices/${found.notice.id}`, {
      title: say('计划与现状相同，没有改变', 'The plan is as things stand; nothing changed'),
    });
  }
  const { cancelMissing } = wish;
  const order: PlanOrder = {
    plan: one.plan,
    diffs,
    actor: account?.id ?? '',
    acceptPast: false,
    cancelMissing,
  };
  const parts = { found, wish, order };
  return wish.seen === orderDigest(order) ? applyDiff(kit, c, parts) : confirmDiff(kit, c, parts);
}
