import { itemStream } from '../../../../domain/journal/streams';
import type { NoticeInfo } from '../../../../domain/digest/types';
import { buildPlan } from '../../../../domain/plan/build';
import { checkPlan } from '../../../../domain/plan/check';
import type { PlanProblem } from '../../../../domain/plan/problems';
import { proposePlan } from '../../../../domain/plan/propose';
import type { Plan } from '../../../../domain/plan/types';
import { ok, type Result } from '../../../../domain/problem';
import { dateOf } from '../../../../domain/time';
import { toDraft } from '../../../files/plan-file';
import { parseYaml, type YamlFile } from '../../../files/yaml-file';
import { writeDraft } from '../../../plan/draft-file';
import type { Kit } from '../../kit';
import type { Visit } from '../../web/visit';
import { readingOf } from './notice';

/** A plan as it was typed, and everything that is to be said of it. */
export interface Planned {
  readonly file: YamlFile;
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
}

/** Whether nothing in a plan keeps it from being issued. */
export const isSound = ({ problems }: Planned): boolean =>
  !problems.some(({ severity }) => severity === 'error');

/** The keys that would be issued: all that have not been. */
export async function postedKeys(kit: Kit, plan: Plan): Promise<readonly string[]> {
  const streams = plan.items.map(({ key }) => itemStream(plan.notice, key));
  const issued = new Set((await kit.ports.ledger.standing(streams)).map(({ stream }) => stream));
  return plan.items.map(({ key }) => key).filter((key) => !issued.has(itemStream(plan.notice, key)));
}

/** Reads a plan, unites it with its notice and looks at it by the rules. Refuses what reading it refuses. */
export async function planned(kit: Kit, visit: Visit, text: string, yaml: string): Promise<Result<Planned>> {
  const file = parseYaml(yaml, 'plan.yaml');
  if (!file.ok) return file;
  const draft = toDraft(file.value);
  if (!draft.ok) return draft;
  const { office, now } = visit;
  const { plan, problems } = buildPlan(draft.value, readingOf(kit, text, visit), office.roster);
  const today = dateOf(now, office.calendar.zone);
  const items = await postedKeys(kit, plan);
  const more = checkPlan(plan, office, { today, acceptPast: false, items }).filter(
    ({ item, problem }) => !problems.some((one) => one.item === item && one.problem.code === problem.code),
  );
  return ok({ file: file.value, plan, problems: [...problems, ...more] });
}

/** The draft of a plan (plan.yaml) that a notice proposes: what is unsure is left empty. */
export function draftOf(kit: Kit, visit: Visit, notice: NoticeInfo, text: string): string {
  const { roster } = visit.office;
  const proposal = proposePlan(readingOf(kit, text, visit), roster);
  const coordinators = roster.accounts.filter(({ role }) => role === 'coordinator').map(({ id }) => id);
  return writeDraft(
    proposal,
    { notice: notice.id, source: null, coordinator: notice.coordinator, coordinators },
    visit.lang,
  );
}
