import { forecast } from '../../../../domain/forecast/forecast';
import { ok, type Result } from '../../../../domain/problem';
import { dateOf } from '../../../../domain/time';
import { noticeInfo } from '../../../../office/intake/files/notice-folder';
import { issueKey, supplementsOf } from '../../../../office/plan/unissued';
import type { Kit } from '../../kit';
import { redirectTelling } from '../../web/banner';
import { Carried, Form, Submit } from '../../web/form';
import { page } from '../../web/layout';
import { MailsByName } from '../../web/mails-by-name';
import { postedWords } from '../../web/posted';
import type { Ctx } from '../../web/route';
import { whenSent } from '../../web/when-sent';
import type { FoundNotice } from './notice';
import { planPage } from './plan';
import { isSound, keysToIssue, plannedNotice, type Planned } from './planned';

/** Which items of a plan go out: those of the notice, or those that the plan adds to it once it is issued (补充事项). */
export type IssueKind = 'issue' | 'supplement';

const ISSUE_WORDS = { issue: ['交办', 'Issue'], supplement: ['补充交办', 'Issue added'] } as const;

interface ToIssue {
  readonly id: string;
  readonly kind: IssueKind;
  readonly planned: Planned;
  readonly yaml: string;
  readonly items: readonly string[];
}

/** How many items and whose letters, before anything is done. */
function confirmIssue(c: Ctx, { id, kind, planned: { plan }, yaml, items }: ToIssue) {
  const visit = c.get('visit');
  const { say, office, now } = visit;
  const [zh, en] = ISSUE_WORDS[kind];
  const until = dateOf(now, office.calendar.zone);
  const letters = forecast({ plan, office, notice: noticeInfo(plan), issuedAt: now, items, until }).filter(
    (edition) => edition.kind === 'letter',
  );
  return page(
    c,
    {
      title: say(`确认${zh}`, `Confirm: ${en}`),
      heading: say(`确认${zh} ${items.length} 项？`, `${en} ${items.length} items?`),
      at: '/notices',
    },
    <>
      <div class="panel">
        <p>{say('交办后事项开始计时，按级催办。', 'From then on the items run.')}</p>
        <MailsByName
          visit={visit}
          mails={letters}
          caption={say(`会给 ${letters.length} 个单位发${zh}通知：`, `${letters.length} units get a letter:`)}
        />
      </div>
      <Form visit={visit} action={`/notices/${id}/${kind}`}>
        <Carried name="plan" value={yaml} />
        <input type="hidden" name="confirmed" value="yes" />
        <p class="row">
          <Submit>
            {say(`${zh} ${items.length} 项，发 ${letters.length} 封`, `${en} ${items.length} items`)}
          </Submit>
          <a href={`/notices/${id}/plan`}>{say('返回', 'Back')}</a>
        </p>
      </Form>
    </>,
  );
}

const chosen = (kit: Kit, kind: IssueKind, one: Planned): Promise<Result<readonly string[]>> =>
  kind === 'issue' ? Promise.resolve(ok(keysToIssue(one))) : supplementsOf(kit.ports.ledger, one.plan, null);

/** The confirm page with count, names and letters, then the issuing itself. */
export async function issuePage(kit: Kit, c: Ctx, found: FoundNotice, kind: IssueKind) {
  const visit = c.get('visit');
  const { say, account } = visit;
  const { plan: yaml = '', confirmed } = await postedWords(c);
  const result = await plannedNotice(kit, visit, found, yaml);
  if (!result.ok || !isSound(result.value)) return planPage(kit, c, found, { yaml, planned: result });
  const items = await chosen(kit, kind, result.value);
  if (!items.ok) return planPage(kit, c, found, { yaml, planned: items });
  if (confirmed !== 'yes')
    return confirmIssue(c, {
      id: found.notice.id,
      kind,
      planned: result.value,
      yaml,
      items: items.value,
    });
  const duban = await kit.ports.duban();
  const parts = {
    plan: result.value.plan,
    items: items.value,
    acceptPast: false,
    actor: account?.id ?? '',
  };
  const issued = duban.ok ? await duban.value.issue({ ...parts, key: issueKey(parts) }) : duban;
  if (!issued.ok) return planPage(kit, c, found, { yaml, planned: issued });
  await kit.ports.ledger.dropPlanDraft(found.notice.id);
  const [zh, en] = ISSUE_WORDS[kind];
  const { length } = issued.value.streams;
  const when = await whenSent(kit.ports.ledger, visit);
  return redirectTelling(c, kit.ports, `/notices/${found.notice.id}`, {
    title: say(`已${zh} ${length} 项`, `${en}: ${length} items`),
    lines: [say(`交办通知${when}，见“邮件”。`, `The letters ${when}, see Mails.`)],
  });
}
