import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import type { ItemDiff } from '../../../domain/plan/diff';
import { planDiff } from '../../../office/plan/running';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { readRunningPlan, type PlanSource } from '../plan-source';
import { pick, type Session } from '../session';
import { example, flagOption, flaggedBy, ONLY_ITEMS, type Options, type Verb } from '../verb';
import { changeData, diffText } from '../views/changes';
import { located, problemLines } from '../views/problems';
import { itemsOption, refusePlan } from './plan';

/** Groups stay as they were issued. */
export const KEEP_GROUPS = flaggedBy(
  '--keep-groups',
  '集合名称的成员仍按交办时的，不随名册变动',
  'members of groups stay as issued, whatever the roster says now',
);

/** A plan and what it would change. */
export interface ComparedFiles {
  readonly source: PlanSource;
  readonly diffs: readonly ItemDiff[];
}

/** Reads a plan and compares it with its running items. Refuses like readRunningPlan, and `bad-plan` with line numbers. */
export async function comparePlans(
  session: Session,
  ledger: Ledger,
  given: string,
  { options, reason }: { readonly options: Options; readonly reason: string },
): Promise<Result<ComparedFiles>> {
  const source = await readRunningPlan(session, ledger, given);
  if (!source.ok) return source;
  if (source.value.problems.some(({ severity }) => severity === 'error'))
    return refusePlan(source.value, source.value.problems);
  const { plan, draft } = source.value;
  const keepGroups = flagOption(options, 'keepGroups');
  const diffs = await planDiff(ledger, { plan, draft, items: itemsOption(options), reason, keepGroups });
  return ok({ source: source.value, diffs });
}

async function diffPlans(
  session: Session,
  ledger: Ledger,
  given: string,
  options: Options,
): Promise<Result<Output>> {
  const compared = await comparePlans(session, ledger, given, { options, reason: '' });
  if (!compared.ok) return compared;
  const { source, diffs } = compared.value;
  const { lang } = session.style;
  const next = pick(
    session,
    `\n\n照此执行：duban plan apply ${given} --dry-run`,
    `\n\nto make it so: duban plan apply ${given} --dry-run`,
  );
  const warnings = located(source.file, source.problems, lang);
  const told = warnings.length === 0 ? '' : `\n\n${problemLines(source.file.name, warnings, lang)}`;
  return ok({
    data: { notice: source.plan.notice, changes: changeData(diffs, lang), warnings },
    text: `${diffText(diffs, lang)}${told}${diffs.length > 0 ? next : ''}`,
  });
}

/** duban plan diff: nothing is written. */
export const planDiffVerb: Verb = {
  usage: 'diff <文件或目录>',
  about: text(
    '计划与在办事项有何不同：期限、单位、分工、新增与撤下的事项，集合成员在名册中的变动；不写入',
    'how the plan differs from running items: dates, units, roles, items new and gone, groups changed in the roster; writes nothing',
  ),
  flags: [ONLY_ITEMS, KEEP_GROUPS],
  examples: [
    example('plan diff plan.yaml', '改过的计划与现状', 'an edited plan against what runs'),
    example('plan diff plan.yaml --items 2,5 --json', '只看两项，给程序用', 'two items, for a program'),
  ],
  action: onLedger((session, ledger, [given], options) => diffPlans(session, ledger, given ?? '', options)),
};
