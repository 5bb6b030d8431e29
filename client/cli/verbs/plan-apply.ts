import { ok, refuse, text, type Problem, type Result } from '../../../domain/problem';
import { dateOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { isUnissued } from '../../../domain/plan/diff';
import {
  APPLY_REASON,
  applyPlan,
  settledChanges,
  type Applied,
  type PlanOrder,
} from '../../../office/plan/apply';
import { rehearsePlan } from '../../../office/plan/rehearse';
import { planDiff } from '../../../office/plan/running';
import { makeChanges } from '../batch';
import { missingOption } from '../item-commands';
import { actingAs, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  ONLY_ITEMS,
  optionText,
  type Options,
  type Verb,
} from '../verb';
import { appliedData, appliedText } from '../views/changes';
import { mailTexts } from '../views/mails';
import { editionData } from '../../../office/lists/mails';
import { rowText } from '../../../office/lists/row-text';
import { problemsWith, refusePlan } from './plan';
import { comparePlans, KEEP_GROUPS, type ComparedFiles } from './plan-diff';

/** How long the letters of new items are waited for, ms; they go on without us. */
const FOLLOW_LETTERS_MS = 15_000;

async function applyVerb(
  session: Session,
  ledger: Ledger,
  given: string,
  options: Options,
): Promise<Result<Output>> {
  const cancelMissing = flagOption(options, 'cancelMissing');
  const reason = optionText(options, 'reason');
  if (cancelMissing && !reason) return missingOption('--reason');
  const compared = await comparePlans(session, ledger, given, { options, reason: reason ?? APPLY_REASON });
  if (!compared.ok) return compared;
  const { source, diffs } = compared.value;
  const account = await actingAs(session, ledger, ['coordinator'], source.plan.notice);
  if (!account.ok) return account;
  const blocked = refusedNew(session, compared.value, options);
  if (blocked) return blocked;
  const acceptPast = flagOption(options, 'acceptPast');
  const order: PlanOrder = { plan: source.plan, diffs, actor: account.value.id, acceptPast, cancelMissing };
  if (flagOption(options, 'dryRun')) return applyAhead(session, ledger, order);
  return applyChanges(session, ledger, order, (actual) =>
    planDiff(actual, {
      plan: source.plan,
      draft: source.draft,
      items: null,
      reason: reason ?? APPLY_REASON,
      keepGroups: flagOption(options, 'keepGroups'),
    }),
  );
}

/** New items must pass the check of issuing; running ones are judged command by command. */
function refusedNew(
  session: Session,
  { source, diffs }: ComparedFiles,
  options: Options,
): Result<never> | null {
  const items = diffs.filter(isUnissued).map(({ key }) => key);
  if (items.length === 0) return null;
  const today = dateOf(session.now(), source.office.calendar.zone);
  const problems = problemsWith(source, today, { ...options, items: items.join(',') });
  return problems.some(({ severity }) => severity === 'error') ? refusePlan(source, problems) : null;
}

async function applyAhead(session: Session, ledger: Ledger, order: PlanOrder): Promise<Result<Output>> {
  const { applied, rows, mails } = await rehearsePlan(ledger, order, session.now());
  const { lang } = session.style;
  const office = await ledger.office();
  const nothing = applied.done.length === 0 ? applyOutcome(session, applied) : null;
  if (nothing) return nothing;
  const added = rows.map((row) => rowText(row, office.roster, lang));
  return ok({
    data: { dryRun: true, ...appliedData(applied, lang), rows, mails: mails.map(editionData) },
    text: [
      pick(session, `将改变 ${applied.done.length} 处：`, `would change ${applied.done.length} things:`),
      appliedText(applied, lang),
      '',
      mailTexts(mails, added, office, lang),
    ].join('\n'),
    findings: applied.refused.length > 0,
  });
}

async function applyChanges(
  session: Session,
  ledger: Ledger,
  order: PlanOrder,
  diffNow: (ledger: Ledger) => ReturnType<typeof planDiff>,
): Promise<Result<Output>> {
  if (order.diffs.length === 0) return nothingToDo(session);
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const made = await applyPlan(duban.value, order, (set) => makeChanges(session, set));
  if (!made.ok) return made;
  const first = made.value;
  const applied =
    first.refused.length > 0 ? settledChanges(first, order.diffs, await diffNow(ledger)) : first;
  if (applied.issued) await duban.value.issueEnd(applied.issued, FOLLOW_LETTERS_MS);
  const failed = applyOutcome(session, applied);
  if (failed) return failed;
  const { lang } = session.style;
  const counted = pick(
    session,
    `已改变 ${applied.done.length} 处${applied.refused.length > 0 ? `,${applied.refused.length} 处未能改变` : ''}`,
    `${applied.done.length} changes made${applied.refused.length > 0 ? `, ${applied.refused.length} refused` : ''}`,
  );
  return ok({
    data: appliedData(applied, lang),
    text: `${appliedText(applied, lang)}\n${counted}`,
    findings: applied.refused.length > 0,
  });
}

const nothingToDo = (session: Session): Result<Output> =>
  ok({
    data: { done: [], refused: [], left: [], batch: null },
    text: pick(session, '计划与现状相同，没有改变', 'the plan is as things stand; nothing changed'),
  });

/** A refusal when the changes are still under way, or when nothing of the plan could be made; null: something was made, or nothing was to do. */
function applyOutcome(session: Session, applied: Applied): Result<Output> | null {
  const { done, refused, left } = applied;
  if (left.length === 0 && (done.length > 0 || refused.length === 0))
    return done.length === 0 ? nothingToDo(session) : null;
  const zh = appliedText(applied, 'zh');
  const en = appliedText(applied, 'en');
  if (left.length > 0) {
    return refuse(
      'changes-under-way',
      text(
        `还没有办完：已改变 ${done.length} 处，其余还在办（…）：\n${zh}`,
        `not done yet: ${done.length} changes made, the rest is under way (…):\n${en}`,
      ),
      text(
        '它会自己办完；原样再执行一次就接着看，已做的不会重复',
        'it goes on by itself; run the same again to watch it, nothing is done twice',
      ),
    );
  }
  return { ok: false, problem: refusedAll(refused, zh, en) };
}

function refusedAll(refused: Applied['refused'], zh: string, en: string): Problem {
  const codes = new Set(refused.map(({ problem }) => problem.code));
  const [only] = codes;
  return {
    code: codes.size === 1 && only !== undefined ? only : 'plan-refused',
    message: text(`没有改变任何事项：\n${zh}`, `nothing was changed:\n${en}`),
    hint: text(
      '按各行的提示修改计划，或先处理事项',
      'change the plan as each line says, or see to the items first',
    ),
  };
}

/** duban plan apply: running items become what the plan says. */
export const planApplyVerb: Verb = {
  usage: 'apply <文件或目录>',
  about: text(
    '照计划改变在办事项：改期、增减单位、换牵头、交办新事项、取消撤下的；重复执行没有第二次改变，中断后再执行即接着做',
    'make running items as the plan says; a second run changes nothing, a run after a broken one goes on',
  ),
  flags: [
    flaggedBy(
      '--reason <理由>',
      '理由，写入台账和邮件；默认“督办计划调整”',
      'the reason, in journal and mails',
    ),
    flaggedBy(
      '--cancel-missing',
      '取消已交办而计划中没有的事项（须写 --reason）',
      'cancel issued items that the plan lacks (needs --reason)',
    ),
    ONLY_ITEMS,
    KEEP_GROUPS,
    flaggedBy('--accept-past', '新事项接受早于今天的期限', 'accept dates before today for new items'),
    DRY_RUN,
  ],
  examples: [
    example('plan apply plan.yaml --dry-run', '先看会改变什么、发哪些邮件', 'shows changes and mails first'),
    example('plan apply plan.yaml --reason 上级调整 --as ddy', '执行', 'makes it so'),
    example(
      'plan apply plan.yaml --cancel-missing --reason 不再办理 --as ddy',
      '并取消撤下的事项',
      'cancels what was taken out, too',
    ),
  ],
  action: onLedger((session, ledger, [given], options) => applyVerb(session, ledger, given ?? '', options)),
};
