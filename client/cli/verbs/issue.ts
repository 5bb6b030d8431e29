import { forecast } from '../../../domain/forecast/forecast';
import { ok, text, type Result } from '../../../domain/problem';
import { dateOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import type { Plan } from '../../../domain/plan/types';
import { noticeInfo } from '../../../office/intake/files/notice-folder';
import { isPlanFor } from '../../../office/plan/problems';
import { issueKey, unissued } from '../../../office/plan/unissued';
import { missingOption } from '../item-commands';
import { noticeNamed } from '../names';
import { actingAs, keyOf, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { readPlanFor, type PlanSource } from '../plan-source';
import { pick, type Session } from '../session';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  KEY_FLAG,
  type Options,
  requiredFlag,
  optionText,
  type Verb,
} from '../verb';
import { mailTexts } from '../views/mails';
import { editionData } from '../../../office/lists/mails';
import { itemsOption, problemsWith, refusePlan } from './plan';

/** How long it is waited while nothing happens, ms; items and letters go on without us. */
const ISSUE_STILL_MS = 15_000;

/** The plan of --plan for the notice as imported, checked. Refuses what plan check refuses, with line numbers. */
async function planFor(
  session: Session,
  ledger: Ledger,
  notice: string,
  options: Options,
): Promise<Result<PlanSource>> {
  const path = optionText(options, 'plan');
  if (path === undefined) return missingOption('--plan');
  const source = await readPlanFor(session, path, ledger, notice);
  if (!source.ok) return source;
  const { plan, office } = source.value;
  const own = isPlanFor(plan, notice);
  if (!own.ok) return own;
  const today = dateOf(session.now(), office.calendar.zone);
  const problems = problemsWith(source.value, today, options);
  const blocked = problems.some(({ severity }) => severity === 'error');
  return blocked ? refusePlan(source.value, problems) : source;
}

/** The keys that are to be issued; null: all that have not been. */
type Choose = (ledger: Ledger, plan: Plan, options: Options) => Promise<Result<readonly string[] | null>>;

const asked: Choose = (_ledger, _plan, options) => Promise.resolve(ok(itemsOption(options)));

async function issueAhead(
  session: Session,
  ledger: Ledger,
  { plan, office }: PlanSource,
  chosen: readonly string[] | null,
): Promise<Result<Output>> {
  const items = chosen ?? (await unissued(ledger, plan)).map(({ key }) => key);
  const issuedAt = session.now();
  const until = dateOf(issuedAt, office.calendar.zone);
  const mails = forecast({ plan, office, notice: noticeInfo(plan), issuedAt, items, until }).filter(
    ({ kind }) => kind === 'letter',
  );
  return ok({
    data: { dryRun: true, notice: plan.notice, items, mails: mails.map(editionData) },
    text: `${pick(session, `将交办 ${items.length} 项，发出 ${mails.length} 封交办通知`, `would issue ${items.length} items with ${mails.length} letters`)}\n\n${mailTexts(mails, [], office, session.style.lang)}`,
  });
}

/** Issues the items that `choose` gives. Refuses what plan check refuses, with line numbers. */
async function issueChosen(
  session: Session,
  ledger: Ledger,
  {
    id,
    options,
    choose,
  }: { readonly id: string | undefined; readonly options: Options; readonly choose: Choose },
): Promise<Result<Output>> {
  const notice = await noticeNamed(ledger, id);
  if (!notice.ok) return notice;
  const account = await actingAs(session, ledger, ['coordinator'], notice.value.id);
  if (!account.ok) return account;
  const source = await planFor(session, ledger, notice.value.id, options);
  if (!source.ok) return source;
  const items = await choose(ledger, source.value.plan, options);
  if (!items.ok) return items;
  if (flagOption(options, 'dryRun')) return issueAhead(session, ledger, source.value, items.value);
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const parts = {
    plan: source.value.plan,
    items: items.value,
    acceptPast: flagOption(options, 'acceptPast'),
    actor: account.value.id,
  };
  const issued = await duban.value.issue({ ...parts, key: keyOf(options, () => issueKey(parts)) });
  if (!issued.ok) return issued;
  const { streams, batch } = issued.value;
  const end = await duban.value.watchIssue(issued.value, ISSUE_STILL_MS, ({ begun, total }) => {
    session.io.progress(
      pick(session, `共 ${total} 项，已登记 ${begun} 项`, `${begun} of ${total} items begun`),
    );
  });
  const letters = (await ledger.mails({ notice: notice.value.id })).filter(
    ({ kind, edition }) => kind === 'letter' && edition.key.endsWith(`|${batch}`),
  ).length;
  return ok({
    data: { notice: notice.value.id, batch, streams, letters, missing: end?.missing ?? null },
    text: pick(
      session,
      `已交办 ${streams.length} 项（第 ${batch} 批），交办通知 ${letters} 封${end ? '' : '，其余正在编写'}；用 duban mail list 查看`,
      `issued ${streams.length} items (batch ${batch}), ${letters} letters${end ? '' : ', more being written'}; see duban mail list`,
    ),
  });
}

/** A verb that issues what `choose` gives of a plan; `flags` say what plan it is and which of its items. */
export const issuingVerb = (choose: Choose, { flags, ...said }: Omit<Verb, 'action'>): Verb => ({
  ...said,
  flags: [
    ...flags,
    flaggedBy('--accept-past', '接受早于今天的期限', 'accept dates before today'),
    KEY_FLAG,
    DRY_RUN,
  ],
  action: onLedger((session, ledger, [id], options) => issueChosen(session, ledger, { id, options, choose })),
});

/** duban notice issue: from here on the items run. */
export const issueVerb = issuingVerb(asked, {
  usage: 'issue [通知]',
  about: text(
    '交办：按计划启动事项并发交办通知；plan check 不通过的不交办',
    'issue: start the items of a plan and send the letters; refuses what plan check refuses',
  ),
  flags: [
    requiredFlag(flaggedBy('--plan <文件或目录>', '确认过的计划', 'the confirmed plan')),
    flaggedBy('--items <事项>', '只交办这些事项，用逗号隔开', 'only these items, separated by commas'),
  ],
  examples: [
    example(
      'notice issue qp-2025-13 --plan seeds/qingpu-2025 --dry-run',
      '先看会发哪些交办通知',
      'shows the letters first',
    ),
    example('notice issue qp-2025-13 --plan plan.yaml --items 1,4', '只交办两项', 'issues two items'),
  ],
});
