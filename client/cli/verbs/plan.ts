import { dueAs, type DueMail } from '../../../domain/digest/edition';
import type { Edition } from '../../../domain/digest/types';
import { endOfPlan, forecast, forecastMails } from '../../../domain/forecast/forecast';
import type { PlanProblem } from '../../../domain/plan/problems';
import { ok, text, type Result, type Text } from '../../../domain/problem';
import { slotAt } from '../../../domain/slot';
import { dateOf, plusMs, type CivilDate, type Instant } from '../../../domain/time';
import { noticeInfo } from '../../../office/intake/files/notice-folder';
import { refuseFaults } from '../../../office/intake/files/faults';
import { planProblems } from '../../../office/plan/problems';
import { dateOption, unitOption } from '../names';
import type { Output } from '../output';
import { readPlanSource, type PlanSource } from '../plan-source';
import { pick, type Session } from '../session';
import { example, flagOption, flaggedBy, listOption, ONLY_ITEMS, type Options, type Verb } from '../verb';
import { hintText } from '../ways';
import {
  byDay,
  forecastByUnit,
  byWeek,
  crowdedText,
  datesAfter,
  dayTable,
  heatStrip,
  unitTable,
} from '../views/forecast';
import { leavesBy, type Channel } from '../../../domain/digest/handover';
import { mailTable } from '../views/mails';
import { editionData } from '../../../office/lists/mails';
import { located, problemLines } from '../views/problems';

/** Keys of --items, separated by 、 or commas; null: all. */
export const itemsOption = (options: Options): readonly string[] | null =>
  listOption(options, 'items') ?? null;

/** What speaks against issuing the plan on a day, as the options say. */
export const problemsWith = (
  source: PlanSource,
  today: CivilDate,
  options: Options,
): readonly PlanProblem[] =>
  planProblems(source, source.office, {
    today,
    acceptPast: flagOption(options, 'acceptPast'),
    items: itemsOption(options),
  });

/** Refuses `bad-plan` with every error and its line. */
export const refusePlan = (
  { file }: Pick<PlanSource, 'file'>,
  problems: readonly PlanProblem[],
): Result<never> =>
  refuseFaults(
    'bad-plan',
    file,
    problems
      .filter(({ severity }) => severity === 'error')
      .map(({ path, problem: { code, message, hint } }) => ({
        path,
        message: text(
          `[${code}] ${message.zh}；${hintText(hint, 'zh')}`,
          `[${code}] ${message.en}; ${hintText(hint, 'en')}`,
        ),
      })),
  );

async function checkPlanVerb(session: Session, given: string, options: Options): Promise<Result<Output>> {
  const on = dateOption(options, 'on');
  if (!on.ok) return on;
  const source = await readPlanSource(session, given);
  if (!source.ok) return source;
  const { office } = source.value;
  const today = on.value ?? dateOf(session.now(), office.calendar.zone);
  return ok(judgedPlan(session, source.value, today, problemsWith(source.value, today, options)));
}

/** The problems of issuing a plan on a day, and the verdict; errors are findings (exit code 6). */
function judgedPlan(
  session: Session,
  { file, plan }: PlanSource,
  today: CivilDate,
  problems: readonly PlanProblem[],
): Output {
  const { lang } = session.style;
  const found = located(file, problems, lang);
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const warnings = found.length - errors;
  const verdict =
    errors > 0
      ? pick(session, `不能交办：${errors} 处要改`, `cannot be issued: ${errors} to correct`)
      : pick(session, `可以交办（按 ${today} 检查）`, `can be issued (checked for ${today})`);
  const counted = pick(
    session,
    `${plan.title}：${plan.items.length} 项，${warnings} 处提醒`,
    `${plan.title}: ${plan.items.length} items, ${warnings} warnings`,
  );
  return {
    data: { notice: plan.notice, today, items: plan.items.length, errors, warnings, findings: found },
    text: [problemLines(file.name, found, lang), `${counted}\n${verdict}`].filter(Boolean).join('\n\n'),
    findings: errors > 0,
  };
}

const HALF_HOUR_MS = 1_800_000;

/** The moment of issue that a preview assumes, and whether it was chosen because all dates lie behind. */
interface PlanMoment {
  readonly at: Instant;
  readonly past: boolean;
}

/** --on, else now; a plan that is over is previewed from the notice's own day. */
export function planMoment(session: Session, source: PlanSource, on: CivilDate | undefined): PlanMoment {
  const { office, plan, reading } = source;
  // As a rehearsal does: after the day's digests, so that the letters stand alone.
  const opening = (day: CivilDate): Instant => plusMs(slotAt(office, day), HALF_HOUR_MS);
  if (on !== undefined) return { at: opening(on), past: false };
  const now = session.now();
  const last = plan.items
    .flatMap(({ dates }) => dates)
    .sort()
    .at(-1);
  const own = reading.issuedOn ?? reading.datedOn;
  const past = last !== undefined && own !== null && last < dateOf(now, office.calendar.zone);
  return past ? { at: opening(own), past } : { at: now, past };
}

async function preview(session: Session, given: string, options: Options): Promise<Result<Output>> {
  const on = dateOption(options, 'on');
  if (!on.ok) return on;
  const until = dateOption(options, 'until');
  if (!until.ok) return until;
  const source = await readPlanSource(session, given);
  if (!source.ok) return source;
  const { plan, office } = source.value;
  const { at, past } = planMoment(session, source.value, on.value);
  const day = dateOf(at, office.calendar.zone);
  const problems = problemsWith(source.value, day, { ...options, acceptPast: true });
  if (problems.some(({ severity }) => severity === 'error'))
    return ok(judgedPlan(session, source.value, day, problems));
  const items = itemsOption(options);
  const last = until.value ?? null;
  const call = { plan, office, notice: noticeInfo(plan), issuedAt: at, items, until: last };
  const unit = unitOption(options, office.roster);
  if (!unit.ok) return unit;
  // All are read: each is written on its day, and what it is written from is kept no longer.
  const areRead = session.style.json && unit.value === undefined;
  const mails = areRead ? forecast(call).map(dueAs) : [...forecastMails(call)];
  const warnings = located(source.value.file, problems, session.style.lang);
  if (unit.value === undefined) {
    const end = endOfPlan(plan, office);
    const unseen = last === null ? datesAfter(end, plan, items).length : 0;
    return ok(forecastOutput(session, { source: source.value, mails, day, past, warnings, end, unseen }));
  }
  const own = editionsOf(mails.filter(({ to }) => 'unit' in to && to.unit === unit.value));
  return ok({ data: own.map(editionData), text: mailTable(own, office, session.style.lang) });
}

const editionsOf = (mails: readonly DueMail[]): readonly Edition[] => mails.map((mail) => mail.write());

interface Seen {
  readonly source: PlanSource;
  readonly mails: readonly DueMail[];
  readonly day: CivilDate;
  readonly past: boolean;
  readonly warnings: ReturnType<typeof located>;
  /** The last day looked at by itself, and how many dates of the plan lie after it. */
  readonly end: CivilDate;
  readonly unseen: number;
}

/** What does not leave by mail, apart. */
const byHand = (sheets: number, unreached: number): Text =>
  text(
    `${sheets > 0 ? `，另有 ${sheets} 份人工送达` : ''}${unreached > 0 ? `，${unreached} 封没有邮箱可发` : ''}`,
    `${sheets > 0 ? `, ${sheets} sheets by hand` : ''}${unreached > 0 ? `, ${unreached} without an address` : ''}`,
  );

function forecastOutput(session: Session, { source, mails, day, past, warnings, end, unseen }: Seen): Output {
  const { lang } = session.style;
  const { plan, file } = source;
  const { office } = source;
  const [days, units, weeks] = [byDay(mails, office), forecastByUnit(mails, office), byWeek(mails, office)];
  const by = (channel: Channel): readonly DueMail[] =>
    mails.filter((mail) => leavesBy(mail, office) === channel);
  const [sent, sheets, unreached] = [by('mail'), by('manual'), by('nobody')];
  const demo = plan.demo ? pick(session, '  演示·日期为示例', '  demonstration, sample dates') : '';
  const last = days.at(-1)?.date ?? day;
  const parts = [
    pick(
      session,
      `${plan.title}${demo}\n假定 ${day} 交办、谁都不动：${sent.length} 封邮件${byHand(sheets.length, unreached.length).zh}，${days.length} 天，到 ${last}`,
      `${plan.title}${demo}\nissued on ${day}, nobody acting: ${sent.length} mails${byHand(sheets.length, unreached.length).en} on ${days.length} days, until ${last}`,
    ),
    past
      ? pick(
          session,
          '计划的日期都已过去，所以从通知印发日起预演；用 --on 日期 另选',
          'all dates lie behind, so it starts on the day of the notice; choose another with --on DATE',
        )
      : '',
    unseen > 0
      ? pick(
          session,
          `■ 另有 ${unseen} 个期限在 ${end} 之后，到期前后的邮件没有列出；用 --until 日期 看到那时，并核对计划的 year（${plan.year}）`,
          `■ ${unseen} more dates lie after ${end}; their mails are not listed: look further with --until DATE, and check the plan's year (${plan.year})`,
        )
      : '',
    heatStrip(weeks, lang),
    dayTable(days, lang),
    unitTable(units, lang),
    [...crowdedText(units, lang), problemLines(file.name, warnings, lang)].filter(Boolean).join('\n'),
  ];
  return {
    // A year has many lines: they are written only where somebody asks for them.
    get data() {
      return {
        notice: plan.notice,
        issueDay: day,
        total: sent.length,
        sheets: editionsOf(sheets).map(editionData),
        unreached: editionsOf(unreached).map(editionData),
        days,
        units,
        weeks,
        warnings,
        datesUnseen: unseen,
        mails: editionsOf(sent).map(editionData),
      };
    },
    text: parts.filter(Boolean).join('\n\n'),
  };
}

const ON = flaggedBy('--on <日期>', '假定哪一天交办，默认今天', 'the day of issue, by default today');

/** duban plan …: looking at a plan before it is issued; no server, nothing written. */
export const planVerbs: readonly Verb[] = [
  {
    usage: 'check <文件或目录>',
    about: text(
      '检查计划还有什么不能交办，逐处写明行号',
      'what stops a plan from being issued, with line numbers',
    ),
    flags: [
      ON,
      ONLY_ITEMS,
      flaggedBy('--accept-past', '早于今天的期限只作提醒', 'dates before today are warnings only'),
    ],
    examples: [
      example('plan check seeds/qingpu-2025 --on 2025-06-30', '示例计划', 'the sample plan'),
      example('plan check plan.yaml --items 1,4', '只查两项', 'two items only'),
    ],
    action: (session, [given], options) => checkPlanVerb(session, given ?? '', options),
  },
  {
    usage: 'preview <文件或目录>',
    about: text(
      '预演全部邮件：按日、按单位和月份、每周热力条；不交办、不联网',
      'all mails ahead: by day, by unit and month, a strip by week; nothing is issued, no network',
    ),
    flags: [
      ON,
      ONLY_ITEMS,
      flaggedBy('--until <日期>', '看到哪一天', 'the last day'),
      flaggedBy('--unit <单位>', '只列这个单位的邮件', 'list the mails of this unit'),
    ],
    examples: [
      example('plan preview seeds/qingpu-2025', '示例计划的一年', 'the year of the sample plan'),
      example('plan preview seeds/qingpu-2025 --unit 区数据局', '一个单位的每封邮件', 'each mail of a unit'),
    ],
    action: (session, [given], options) => preview(session, given ?? '', options),
  },
];
