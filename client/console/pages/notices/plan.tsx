import type { Edition, NoticeInfo } from '../../../../domain/digest/types';
import { forecast } from '../../../../domain/forecast/forecast';
import type { Plan } from '../../../../domain/plan/types';
import type { Result } from '../../../../domain/problem';
import { dateOf, mondayOf } from '../../../../domain/time';
import { noticeInfo } from '../../../files/notice-folder';
import { ReadingView } from '../../../reading-page/view';
import type { Kit } from '../../kit';
import { Area, Carried, ErrorSummary, Files, Form, Submit, type FieldFault } from '../../web/form';
import { page } from '../../web/layout';
import type { Ctx } from '../../web/route';
import type { Visit } from '../../web/visit';
import { weeksOf, YearStrip } from '../../web/weeks';
import { readingOf, sentence, titleOf, type FoundNotice } from './notice';
import { isSound, keysToIssue, type Planned } from './planned';

const ofKind = (mails: readonly Edition[], kind: Edition['kind']): number =>
  mails.filter((mail) => mail.kind === kind).length;

const Ahead = ({ visit, mails, plan }: { visit: Visit; mails: readonly Edition[]; plan: Plan }) => {
  const { say } = visit;
  const slots = mails
    .filter(({ to }) => 'unit' in to)
    .map(({ slot, lines }) => ({ due: slot, late: lines.some(({ daysLate }) => daysLate > 0) }));
  const today = dateOf(visit.now, visit.office.calendar.zone);
  const weeks = weeksOf(plan.year, slots);
  const most = weeks.reduce((a, b) => (b.due > a.due ? b : a), { monday: mondayOf(today), due: 0, late: 0 });
  return (
    <section>
      <h2>{say('如果谁都不动，会发这些邮件', 'The mails when nobody acts')}</h2>
      <p>
        {say(
          `交办 ${ofKind(mails, 'letter')} 封，每日提醒 ${ofKind(mails, 'digest')} 封；最多的一周从 ${most.monday} 起，${most.due} 封。`,
          `${ofKind(mails, 'letter')} letters, ${ofKind(mails, 'digest')} digests; the busiest week is that of ${most.monday}.`,
        )}
      </p>
      <YearStrip visit={visit} weeks={weeks} today={today} />
    </section>
  );
};

/** What is to be said of a plan, at its lines. */
export const Problems = ({
  visit,
  planned: { file, problems },
}: {
  visit: Visit;
  planned: Pick<Planned, 'file' | 'problems'>;
}) =>
  problems.length === 0 ? (
    <p>✓ {visit.say('没有问题。', 'No problems.')}</p>
  ) : (
    <ul class="bullets">
      {problems
        .map((one) => ({ ...one, line: file.lineOf(one.path) }))
        .sort((a, b) => a.line - b.line)
        .map(({ line, severity, item, problem }) => (
          <li class={severity === 'error' ? 'error' : ''}>
            {severity === 'error' ? '■' : '▲'} {visit.say(`第 ${line} 行`, `line ${line}`)}
            {item === null ? '' : visit.say(` 事项 ${item}`, ` item ${item}`)}：{sentence(problem, visit)}
          </li>
        ))}
    </ul>
  );

interface CheckedParts {
  readonly visit: Visit;
  readonly notice: NoticeInfo;
  readonly planned: Planned;
  readonly yaml: string;
  /** The keys that an issue would take. */
  readonly items: readonly string[];
}

/** Of an issued notice: the supplements that the plan adds, and the way to what else it would change. */
const Running = ({ visit, notice, planned, yaml }: Omit<CheckedParts, 'items'>) => {
  const { say } = visit;
  const added = planned.fresh.filter(({ supplement }) => supplement);
  return (
    <>
      {added.length > 0 && isSound(planned) ? (
        <Form visit={visit} action={`/notices/${notice.id}/supplement`}>
          <p>
            {added.map(({ no, title }) => (
              <>
                <span class="tag">{say('补充', 'added')}</span> {no} {title}{' '}
              </>
            ))}
          </p>
          <Carried name="plan" value={yaml} />
          <Submit>
            {say(`下一步：补充交办 ${added.length} 项`, `Next: issue ${added.length} added items`)}
          </Submit>
        </Form>
      ) : (
        ''
      )}
      <Form visit={visit} action={`/notices/${notice.id}/diff`}>
        <Carried name="plan" value={yaml} />
        <Submit quiet>{say('与在办事项比对', 'Compare with what runs')}</Submit>
      </Form>
    </>
  );
};

/** What the rules say of a plan; once nothing is wrong, the button that leads to the issue. */
const Checked = ({ visit, notice, planned, yaml, items }: CheckedParts) => {
  const { say } = visit;
  return (
    <section class="panel">
      <h2>{say('检查', 'Check')}</h2>
      <Problems visit={visit} planned={planned} />
      {!isSound(planned) ? (
        ''
      ) : items.length > 0 ? (
        <Form visit={visit} action={`/notices/${notice.id}/issue`}>
          <Carried name="plan" value={yaml} />
          <Submit>{say(`下一步：交办 ${items.length} 项`, `Next: issue ${items.length} items`)}</Submit>
        </Form>
      ) : planned.fresh.length > 0 ? (
        ''
      ) : (
        <p>{say('计划里的事项都已交办。', 'All items of the plan are issued.')}</p>
      )}
      {planned.isIssued ? <Running visit={visit} notice={notice} planned={planned} yaml={yaml} /> : ''}
    </section>
  );
};

interface PlanView {
  readonly yaml: string;
  readonly planned: Result<Planned> | null;
}

/** The plan as a form, with what is wrong with it and, once nothing is, the mails to come and the way to the issue. */
export function planPage(kit: Kit, c: Ctx, found: FoundNotice, { yaml, planned: result }: PlanView) {
  const visit = c.get('visit');
  const { say, office, now } = visit;
  const { notice, text } = found;
  const faults: FieldFault[] =
    result && !result.ok ? [{ field: 'plan', message: sentence(result.problem, visit) }] : [];
  const good = result?.ok === true && isSound(result.value);
  const items = good ? keysToIssue(result.value) : [];
  const mails = good
    ? forecast({
        plan: result.value.plan,
        office,
        notice: noticeInfo(result.value.plan),
        issuedAt: now,
        items,
      })
    : [];
  const at = `/notices/${notice.id}/plan`;
  return page(
    c,
    {
      title: say('计划', 'Plan'),
      at: '/notices',
      faulty: faults.length > 0,
      status: faults.length > 0 ? 422 : 200,
    },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <p class="crumbs">
        <a href={`/notices/${notice.id}`}>{titleOf(notice)}</a>
      </p>
      <h1>{say('计划', 'Plan')}</h1>
      {result?.ok ? (
        <Checked visit={visit} notice={notice} planned={result.value} yaml={yaml} items={items} />
      ) : (
        ''
      )}
      {good ? <Ahead visit={visit} mails={mails} plan={result.value.plan} /> : ''}
      <div class="halves">
        <div class="panel">
          <Form visit={visit} action={at} upload>
            <Area
              name="plan"
              label={say('plan.yaml', 'plan.yaml')}
              rows={30}
              code
              value={yaml}
              faults={faults}
              hint={say(
                '凡拿不准的都空着，标“需督办员确认”：填期限（due）、牵头（lead）、集合名称的成员（groups）。',
                'What is unsure is empty and marked TO CONFIRM.',
              )}
            />
            <Files
              name="file"
              label={say('或上传 plan.yaml', 'Or the file plan.yaml')}
              hint={say('上传了文件就不看上面的文字', 'A file goes before the text above')}
            />
            <Submit>{say('检查', 'Check')}</Submit>
          </Form>
        </div>
        <ReadingView source={text} reading={readingOf(kit, text, visit)} lang={visit.lang} />
      </div>
    </>,
  );
}
