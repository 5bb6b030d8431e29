import { digestOf } from '../../../../domain/journal/canonical';
import { forecast } from '../../../../domain/forecast/forecast';
import type { Plan } from '../../../../domain/plan/types';
import { dateOf } from '../../../../domain/time';
import { noticeInfo } from '../../../files/notice-folder';
import type { Kit } from '../../kit';
import { tellNext } from '../../web/banner';
import { Carried, Form, Submit } from '../../web/form';
import { secretOf } from '../../web/cookie';
import { page } from '../../web/layout';
import { postedWords } from '../../web/posted';
import type { Ctx } from '../../web/route';
import type { FoundNotice } from './notice';
import { planPage } from './plan';
import { isSound, planned, postedKeys } from './planned';

interface ToIssue {
  readonly id: string;
  readonly plan: Plan;
  readonly yaml: string;
  readonly items: readonly string[];
}

/** How many items and whose letters, before anything is done. */
function confirmPage(c: Ctx, { id, plan, yaml, items }: ToIssue) {
  const visit = c.get('visit');
  const { say, office, now } = visit;
  const until = dateOf(now, office.calendar.zone);
  const letters = forecast({ plan, office, notice: noticeInfo(plan), issuedAt: now, items, until }).filter(
    ({ kind }) => kind === 'letter',
  );
  return page(
    c,
    { title: say('确认交办', 'Confirm issuing'), at: '/notices' },
    <>
      <h1>{say(`确认交办 ${items.length} 项？`, `Issue ${items.length} items?`)}</h1>
      <div class="panel">
        <p>{say(`会给 ${letters.length} 个单位发交办通知：`, `${letters.length} units get a letter:`)}</p>
        <p>{letters.map(({ name }) => name).join('、')}</p>
        <p>{say('交办后事项开始计时，按级催办。', 'From then on the items run.')}</p>
      </div>
      <Form visit={visit} action={`/notices/${id}/issue`}>
        <Carried name="plan" value={yaml} />
        <input type="hidden" name="confirmed" value="yes" />
        <p class="row">
          <Submit>
            {say(`交办 ${items.length} 项，发 ${letters.length} 封`, `Issue ${items.length} items`)}
          </Submit>
          <a href={`/notices/${id}/plan`}>{say('不办了', 'Leave it')}</a>
        </p>
      </Form>
    </>,
  );
}

/** The confirm page with count and names, then the issuing itself. */
export async function issuePage(kit: Kit, c: Ctx, found: FoundNotice) {
  const visit = c.get('visit');
  const { say, account } = visit;
  const { plan: yaml = '', confirmed } = await postedWords(c);
  const result = await planned(kit, visit, found.text, yaml);
  if (!result.ok || !isSound(result.value)) return planPage(kit, c, found, { yaml, planned: result });
  const { plan } = result.value;
  const items = await postedKeys(kit, plan);
  if (confirmed !== 'yes') return confirmPage(c, { id: found.notice.id, plan, yaml, items });
  const duban = await kit.ports.duban();
  const parts = { plan, items, acceptPast: false, actor: account?.id ?? '' };
  const key = `issue-${digestOf([plan.digest, items, parts.actor]).slice(0, 32)}`;
  const issued = duban.ok ? await duban.value.issue({ ...parts, key }) : duban;
  if (!issued.ok) return planPage(kit, c, found, { yaml, planned: issued });
  tellNext(c, secretOf(c, kit.ports), {
    kind: 'done',
    title: say(`已交办 ${issued.value.streams.length} 项`, `issued ${issued.value.streams.length} items`),
    lines: [say('交办通知在发信时间内发出，见“邮件”。', 'The letters go out inside the window, see Mails.')],
  });
  return c.redirect(`/notices/${found.notice.id}`, 303);
}
