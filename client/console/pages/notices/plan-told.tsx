import type { DueMail } from '../../../../domain/digest/edition';
import type { NoticeInfo } from '../../../../domain/digest/types';
import { forecastMails } from '../../../../domain/forecast/forecast';
import { rankOf } from '../../../../domain/ladder/rungs';
import type { PlanProblem } from '../../../../domain/plan/problems';
import type { Plan } from '../../../../domain/plan/types';
import { dateOf, inWords, mondayOf } from '../../../../domain/time';
import { MAIL_KIND } from '../../../../domain/words';
import { mailsByMonth } from '../../../../papers/charts';
import { noticeInfo } from '../../../../office/intake/files/notice-folder';
import { Carried, Form, Submit } from '../../web/form';
import { ChartFigure } from '../../web/chart-figure';
import { sentence, type Visit } from '../../web/visit';
import { OtherYears, datesOutside, weeksOf, YearStrip } from '../../web/weeks';
import { mendedAt } from './mended-at';
import { type FoundNotice } from './notice';
import { isSound, keysToIssue, type Planned } from './planned';

const isLetter = ({ ref }: DueMail): boolean => ref.of === 'batch';

/** Whether a mail presses what is late already. */
const pressesLate = ({ rows }: DueMail): boolean => rows.some(({ rung }) => rankOf(rung) >= rankOf('R6'));

/** What a year of mails comes to: they are counted by what they are for, and none is written. */
const MailsAhead = ({ visit, mails, plan }: { visit: Visit; mails: readonly DueMail[]; plan: Plan }) => {
  const { say } = visit;
  const slots = mails
    .filter(({ to }) => 'unit' in to)
    .map((mail) => ({ due: mail.slot, late: pressesLate(mail), count: 1 }));
  const letters = mails.filter(isLetter).length;
  const today = dateOf(visit.now, visit.office.calendar.zone);
  const sent = mails.map((mail) => ({
    slot: mail.slot,
    kind: MAIL_KIND[isLetter(mail) ? 'letter' : 'digest'][visit.lang],
    name: mail.name,
  }));
  const weeks = weeksOf(plan.year, slots);
  const most = weeks.reduce((a, b) => (b.due > a.due ? b : a), { monday: mondayOf(today), due: 0, late: 0 });
  return (
    <section>
      <h2>{say('如果谁都不动，会发这些邮件', 'The mails when nobody acts')}</h2>
      <p>
        {say(
          `交办 ${letters} 封，每日提醒 ${mails.length - letters} 封；最多的一周从 ${most.monday} 起，${most.due} 封。`,
          `${letters} letters, ${mails.length - letters} digests; the busiest week is that of ${most.monday}.`,
        )}
      </p>
      <YearStrip visit={visit} weeks={weeks} today={today} what="mails" />
      <OtherYears visit={visit} outside={datesOutside(plan.year, slots)} what="mails" />
      <ChartFigure visit={visit} chart={mailsByMonth(sent, inWords(today))} id="forecast" />
    </section>
  );
};

/** One thing that is to be said of a plan; it leads to where it is mended. */
const ToldFinding = ({
  visit,
  planned,
  told,
}: {
  visit: Visit;
  planned: Pick<Planned, 'file' | 'draft' | 'plan'>;
  told: PlanProblem;
}) => {
  const { say, lang } = visit;
  const { href, label } = mendedAt(planned, told);
  const line = planned.file.lineOf(told.path);
  const isError = told.severity === 'error';
  const place = [
    ...(told.item === null ? [] : [say(`事项 ${told.item}`, `item ${told.item}`)]),
    label?.[lang] ?? say(`plan.yaml 第 ${line} 行`, `plan.yaml line ${line}`),
  ];
  return (
    <li class={isError ? 'error' : ''}>
      {isError ? '■' : '▲'} {place.join(' · ')}：<a href={href}>{sentence(told.problem, visit)}</a>
    </li>
  );
};

/** Some of what is to be said of a plan, in the order of its lines. */
export const ToldFindings = ({
  visit,
  planned,
  told,
}: {
  visit: Visit;
  planned: Planned;
  told: readonly PlanProblem[];
}) =>
  told.length === 0 ? (
    <></>
  ) : (
    <ul class="bullets">
      {told
        .toSorted((a, b) => planned.file.lineOf(a.path) - planned.file.lineOf(b.path))
        .map((one) => (
          <ToldFinding visit={visit} planned={planned} told={one} />
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
const AlreadyRunning = ({ visit, notice, planned, yaml }: Omit<CheckedParts, 'items'>) => {
  const { say } = visit;
  const added = planned.fresh.filter(({ supplement }) => supplement);
  return (
    <>
      {added.length > 0 && isSound(planned) && (
        <Form visit={visit} action={`/notices/${notice.id}/supplement`}>
          <p>
            {added.map(({ key, title }) => (
              <>
                <span class="tag">{say('补充', 'added')}</span> {key} {title}{' '}
              </>
            ))}
          </p>
          <Carried name="plan" value={yaml} />
          <Submit>
            {say(`下一步：补充交办 ${added.length} 项`, `Next: issue ${added.length} added items`)}
          </Submit>
        </Form>
      )}
      <Form visit={visit} action={`/notices/${notice.id}/diff`}>
        <Carried name="plan" value={yaml} />
        <p class="small">
          {say(
            '改了已交办的事项：比对、执行之后才生效。',
            'What changed for issued items holds only once it is compared and applied.',
          )}
        </p>
        <Submit quiet>{say('与在办事项比对', 'Compare with what runs')}</Submit>
      </Form>
    </>
  );
};

/** More warnings than this are folded away, so that the next step stays in sight. */
const SHOWN_WARNINGS = 12;

/** What the rules say of a plan; once nothing is wrong, the button that leads to the issue. */
const Checked = ({ visit, notice, planned, yaml, items }: CheckedParts) => {
  const { say } = visit;
  return (
    <section class="panel">
      <h2>{say('检查', 'Check')}</h2>
      {planned.problems.length === 0 && <p>✓ {say('没有问题。', 'No problems.')}</p>}
      {isSound(planned) && planned.problems.length > SHOWN_WARNINGS ? (
        <details>
          <summary>
            ▲{' '}
            {say(
              `没有要改的，有 ${planned.problems.length} 处要看`,
              `Nothing to mend, ${planned.problems.length} to look at`,
            )}
          </summary>
          <ToldFindings visit={visit} planned={planned} told={planned.problems} />
        </details>
      ) : (
        <ToldFindings visit={visit} planned={planned} told={planned.problems} />
      )}
      {!isSound(planned) ? (
        <p>
          {say(
            '改好 ■ 的几处，这里就有预计的邮件和“交办”。',
            'Once what has ■ is mended, the mails to come and the issue are here.',
          )}
        </p>
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
      {planned.isIssued && <AlreadyRunning visit={visit} notice={notice} planned={planned} yaml={yaml} />}
    </section>
  );
};

/** What the rules say of a plan and, once nothing is wrong, the mails to come and the way to the issue. */
export const PlanFindings = ({ visit, found, planned: one, yaml }: PlanFindingsParts) => {
  const { office, now } = visit;
  const { plan } = one;
  const good = isSound(one);
  const items = good ? keysToIssue(one) : [];
  const fresh = one.fresh.map(({ key }) => key);
  return (
    <>
      <Checked visit={visit} notice={found.notice} planned={one} yaml={yaml} items={items} />
      {good && fresh.length > 0 && (
        <MailsAhead
          visit={visit}
          mails={[...forecastMails({ plan, office, notice: noticeInfo(plan), issuedAt: now, items: fresh })]}
          plan={plan}
        />
      )}
    </>
  );
};

interface PlanFindingsParts {
  readonly visit: Visit;
  readonly found: FoundNotice;
  readonly planned: Planned;
  readonly yaml: string;
}
