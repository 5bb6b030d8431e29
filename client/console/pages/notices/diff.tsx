import { digestOf } from '../../../../domain/journal/canonical';
import type { ItemDiff } from '../../../../domain/plan/diff';
import { ok, type Result } from '../../../../domain/problem';
import { APPLY_REASON } from '../../../../office/plan/apply';
import { planDiff } from '../../../../office/plan/running';
import type { Kit } from '../../kit';
import { Carried, CheckBox, FormField, Form, Submit, type FieldFault } from '../../web/form';
import { page } from '../../web/layout';
import { postedList, postedWords } from '../../web/posted';
import type { Ctx } from '../../web/route';
import { sentence, type Visit } from '../../web/visit';
import { noticeTitle, type FoundNotice } from './notice';
import { planPage } from './plan';
import { ToldFindings } from './plan-told';
import { isSound, plannedNotice, type Planned } from './planned';

/** What a form asks of the items that run. */
export interface DiffWish {
  readonly yaml: string;
  readonly reason: string;
  /** Members of groups stay as issued, whatever the roster says now. */
  readonly keepGroups: boolean;
  readonly cancelMissing: boolean;
  /** Keys ticked; null: nothing was to be ticked yet. */
  readonly items: readonly string[] | null;
  /** Digest of what was confirmed; absent before. */
  readonly seen: string | undefined;
}

export async function diffWish(c: Ctx, isFirst: boolean): Promise<DiffWish> {
  const { plan: yaml = '', reason = '', keep, cancel, seen } = await postedWords(c);
  const items = isFirst ? null : await postedList(c, 'item');
  const how = { keepGroups: keep === 'groups', cancelMissing: cancel === 'missing' };
  return { yaml, reason: reason.trim(), ...how, items, seen };
}

/** A plan that can be compared: an item that it leaves out is withdrawn, and no mistake. */
export async function comparablePlan(
  kit: Kit,
  visit: Visit,
  found: FoundNotice,
  yaml: string,
): Promise<Result<Planned>> {
  const read = await plannedNotice(kit, visit, found, yaml);
  if (!read.ok) return read;
  const problems = read.value.problems.filter(({ problem }) => problem.code !== 'item-missing');
  return ok({ ...read.value, problems });
}

export const diffsOf = (kit: Kit, { plan, draft }: Planned, { items, reason, keepGroups }: DiffWish) =>
  planDiff(kit.ports.ledger, { plan, draft, items, reason: reason || APPLY_REASON, keepGroups });

const commandsIn = ({ changes }: ItemDiff): string => digestOf(changes.map(({ commands }) => commands));

/** Keys of items that have moved on since the plan was issued, in which the plan as issued would change the same. */
async function movedMeanwhile(
  kit: Kit,
  notice: string,
  diffs: readonly ItemDiff[],
): Promise<ReadonlySet<string>> {
  const plan = await kit.ports.ledger.plan(notice);
  if (!plan) return new Set();
  const how = { draft: { groups: {}, items: [] }, items: null, reason: APPLY_REASON, keepGroups: false };
  const asIssued = new Map(
    (await planDiff(kit.ports.ledger, { plan, ...how })).map((diff) => [diff.key, commandsIn(diff)]),
  );
  const same = diffs.filter((diff) => diff.type === 'changed' && asIssued.get(diff.key) === commandsIn(diff));
  return new Set(same.map(({ key }) => key));
}

const DIFF_WORDS = {
  new: ['交办（尚未交办）', 'issue (not issued yet)'],
  supplement: ['补充交办（补充事项，尚未交办）', 'issue (added to the notice, not issued yet)'],
  waiting: ['已交办，尚未登记', 'issued, not begun'],
  gone: ['计划中已没有', 'not in the plan any more'],
  changed: ['', ''],
} as const;

const Difference = ({ visit, diff, on }: { visit: Visit; diff: ItemDiff; on: boolean }) => {
  const { say, lang } = visit;
  const { key, title, type, changes } = diff;
  const [zh, en] = DIFF_WORDS[type];
  return (
    <section class="panel">
      <CheckBox
        name="item"
        value={key}
        label={say(`事项 ${key} ${title}`, `Item ${key} ${title}`)}
        checked={on}
      />
      <ul class="bullets">
        {zh !== '' && changes.length === 0 && <li>+ {say(zh, en)}</li>}
        {changes.map(({ what, problem, cause }) => (
          <li class={problem ? 'error' : ''}>
            {problem ? '■' : '~'} {what[lang]}
            {cause === 'roster' ? say('（名册变动）', ' (by the roster)') : ''}
            {problem ? `：${sentence(problem, visit)}` : ''}
          </li>
        ))}
        {!on && type === 'changed' && (
          <li class="soft">
            {say(
              '交办之后改过（如延期），计划里仍是原来的，所以没有勾选。',
              'It was changed after its issue and the plan is as issued: not ticked.',
            )}
          </li>
        )}
      </ul>
    </section>
  );
};

interface ShownDiff {
  readonly found: FoundNotice;
  readonly one: Planned;
  readonly diffs: readonly ItemDiff[];
  readonly wish: DiffWish;
  readonly faults: readonly FieldFault[];
}

export async function differencesPage(kit: Kit, c: Ctx, { found, one, diffs, wish, faults }: ShownDiff) {
  const visit = c.get('visit');
  const { say } = visit;
  const { id } = found.notice;
  const moved = await movedMeanwhile(kit, id, diffs);
  const isOn = ({ key }: ItemDiff): boolean => wish.items?.includes(key) ?? !moved.has(key);
  return page(
    c,
    {
      title: say('计划与现状', 'The plan and what runs'),
      heading: say(`计划与现状有 ${diffs.length} 项不同`, `${diffs.length} items differ from the plan`),
      at: '/notices',
      crumbs: [[`/notices/${id}`, noticeTitle(found.notice)]],
      faults,
    },
    <>
      <ToldFindings visit={visit} planned={one} told={one.problems} />
      {diffs.length === 0 ? (
        <p>✓ {say('计划与现状相同。', 'The plan is as things stand.')}</p>
      ) : (
        <Form visit={visit} action={`/notices/${id}/apply`}>
          <Carried name="plan" value={wish.yaml} />
          <div id="tick" class="stack">
            {diffs.map((diff) => (
              <Difference visit={visit} diff={diff} on={isOn(diff)} />
            ))}
          </div>
          <FormField
            name="reason"
            label={say('理由', 'Reason')}
            hint={say(
              `写入台账和邮件；不填则为“${APPLY_REASON}”。取消事项必须写。`,
              `In journal and mails; by default ${APPLY_REASON}. Needed to cancel.`,
            )}
            value={wish.reason}
            faults={faults}
          />
          <CheckBox
            name="cancel"
            value="missing"
            label={say('取消已交办而计划中没有的事项', 'Cancel issued items that the plan lacks')}
            checked={wish.cancelMissing}
          />
          <CheckBox
            name="keep"
            value="groups"
            label={say('集合名称的成员仍按交办时的', 'Members of groups stay as issued')}
            checked={wish.keepGroups}
          />
          <Submit>{say('下一步：看会发生什么', 'Next: what it will do')}</Submit>
        </Form>
      )}
    </>,
  );
}

/** 计划与现状: in what a plan differs from the running items of its notice. Nothing is written. */
export async function diffPage(kit: Kit, c: Ctx, found: FoundNotice) {
  const wish = await diffWish(c, true);
  const read = await comparablePlan(kit, c.get('visit'), found, wish.yaml);
  if (!read.ok || !isSound(read.value)) return planPage(kit, c, found, { yaml: wish.yaml, planned: read });
  const diffs = await diffsOf(kit, read.value, wish);
  return differencesPage(kit, c, { found, one: read.value, diffs, wish, faults: [] });
}
