import type { NoticeInfo } from '../../../../domain/digest/types';
import { buildPlan } from '../../../../domain/plan/build';
import type { PlanDraft } from '../../../../domain/plan/draft';
import type { PlanProblem } from '../../../../domain/plan/problems';
import { proposePlan } from '../../../../domain/plan/propose';
import type { Plan, PlanItem } from '../../../../domain/plan/types';
import { ok, type Result } from '../../../../domain/problem';
import { accountOf } from '../../../../domain/roster/roster';
import { clockText, dateOf } from '../../../../domain/time';
import { toDraft } from '../../../../office/intake/files/plan-file';
import { yamlGiven, type YamlFile } from '../../../../office/intake/files/yaml-file';
import { writeDraft } from '../../../../office/plan/draft-file';
import { issuedYaml } from '../../../../office/plan/issued-file';
import { isPlanFor, planProblems, withoutCancelled } from '../../../../office/plan/problems';
import { unissued } from '../../../../office/plan/unissued';
import type { Kit } from '../../kit';
import type { Visit } from '../../web/visit';
import { readingOf, type FoundNotice } from './notice';

/** A plan as it was typed, and everything that is to be said of it. */
export interface Planned {
  readonly file: YamlFile;
  readonly draft: PlanDraft;
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
  /** Items that have not been issued. */
  readonly fresh: readonly PlanItem[];
  /** Some have been: what the plan adds to its notice is a supplement from then on. */
  readonly isIssued: boolean;
}

/** Whether nothing in a plan keeps it from being issued. */
export const isSound = ({ problems }: Pick<Planned, 'problems'>): boolean =>
  !problems.some(({ severity }) => severity === 'error');

/** The keys that an issue would take: all that have not been issued, but for supplements of an issued notice. */
export const keysToIssue = ({ fresh, isIssued }: Planned): readonly string[] =>
  fresh.filter(({ supplement }) => !isIssued || !supplement).map(({ key }) => key);

/**
 * Reads a plan, unites it with its notice and looks at it by the rules, for the issue of what has not been issued. Refuses
 * what reading it refuses, and `bad-plan` for the plan of another notice.
 */
export async function plannedNotice(
  kit: Kit,
  visit: Visit,
  { notice, text }: FoundNotice,
  yaml: string,
): Promise<Result<Planned>> {
  const { ledger } = kit.ports;
  const file = await yamlGiven(Buffer.from(yaml), 'plan.yaml');
  if (!file.ok) return file;
  const draft = toDraft(file.value);
  if (!draft.ok) return draft;
  const own = isPlanFor(draft.value, notice.id);
  if (!own.ok) return own;
  const { office, now } = visit;
  const { plan, problems } = buildPlan(draft.value, await readingOf(kit, text, visit), office.roster);
  const fresh = await unissued(ledger, plan);
  const built = { plan, problems: withoutCancelled(problems, await ledger.items({ notice: notice.id })) };
  const isIssued = (await ledger.plan(notice.id)) !== null;
  const day = { today: dateOf(now, office.calendar.zone), acceptPast: false };
  // Nothing is left to issue: only that its parts fit is asked of the plan.
  const isDone = isIssued && fresh.length === 0;
  return ok({
    file: file.value,
    draft: draft.value,
    plan,
    problems: isDone
      ? built.problems
      : planProblems(built, office, { ...day, items: fresh.map(({ key }) => key) }),
    fresh,
    isIssued,
  });
}

/** The plan that is worked on, and the digest by which it is kept; '' while nobody has kept one. */
export interface WorkPlan {
  readonly yaml: string;
  readonly seen: string;
}

/** The plan of a notice to work on: the draft that was kept, else as it was issued, else what the notice proposes. */
export async function workPlan(kit: Kit, visit: Visit, found: FoundNotice): Promise<WorkPlan> {
  const { ledger } = kit.ports;
  const kept = await ledger.planDraft(found.notice.id);
  if (kept) return { yaml: kept.yaml, seen: kept.digest };
  const issued = await ledger.plan(found.notice.id);
  const yaml = issued
    ? issuedYaml(issued, await readingOf(kit, found.text, visit), visit.office.roster)
    : await proposedDraft(kit, visit, found.notice, found.text);
  return { yaml, seen: '' };
}

/** Keeps the plan that is worked on; what is in the way when somebody else changed it meanwhile. */
export async function keepWork(
  kit: Kit,
  { account, now, office, say }: Visit,
  { notice }: FoundNotice,
  { yaml, seen }: WorkPlan,
): Promise<string | null> {
  const by = account?.id ?? '';
  const stands = await kit.ports.ledger.keepPlanDraft({ notice: notice.id, yaml, seen, by, now });
  if (stands === null) return null;
  if (stands === 'gone')
    return say(
      '其间这份计划已交办或已从头再来，没有保存：请核对后再保存',
      'This plan was issued or begun anew meanwhile; nothing was kept: look at it, then save again',
    );
  const who = accountOf(office.roster, stands.by)?.name ?? stands.by;
  const at = clockText(stands.at, office.calendar.zone);
  return say(
    `其间${who}（${at}）改过这份计划，没有覆盖：请核对后再保存`,
    `${who} changed this plan at ${at}; nothing was overwritten: look at it, then save again`,
  );
}

/** The draft of a plan (plan.yaml) that a notice proposes: what is unsure is left empty. */
async function proposedDraft(kit: Kit, visit: Visit, notice: NoticeInfo, text: string): Promise<string> {
  const { roster } = visit.office;
  const proposal = proposePlan(await readingOf(kit, text, visit), roster);
  const coordinators = roster.accounts.filter(({ role }) => role === 'coordinator').map(({ id }) => id);
  return writeDraft(
    proposal,
    { notice: notice.id, source: null, coordinator: notice.coordinator, coordinators },
    visit.lang,
  );
}
