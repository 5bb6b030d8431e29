import { z } from 'zod';
import type { NoticeReading } from '../../../domain/notice/types';
import type { Office } from '../../../domain/office';
import { buildPlan } from '../../../domain/plan/build';
import type { DemoDays } from '../../../domain/plan/demo';
import type { DraftItem, GroupChoice, PlanDraft } from '../../../domain/plan/draft';
import type { PlanProblem } from '../../../domain/plan/problems';
import type { Plan } from '../../../domain/plan/types';
import { ok, text, type Result } from '../../../domain/problem';
import { both, refuseFaults, type Fault } from './faults';
import { overrideShape } from './policy-file';
import { countShape, dateShape, idShape, lineShape, readAs, shape } from './shapes';
import { readYaml, type FilePath, type YamlFile } from './yaml-file';

// A draft leaves open what nobody has decided: an empty value is the same as none.
const namesShape = z.array(lineShape).nullable().default([]);
const groups = z.record(lineShape, z.array(lineShape).nullable()).nullable().default({});
const meaning = z
  .union(
    [lineShape, z.literal(false)],
    both('请写名册中的单位名称；不是单位则写 false', 'write a unit of the roster, or false when it is none'),
  )
  .nullable();
const override = overrideShape.nullable().default(null);
/** Characters of the text of an item that the notice does not have; one of a notice is about as long. */
export const SUPPLEMENT_LENGTH = 5_000;

const words = z.string().trim().min(1).max(SUPPLEMENT_LENGTH);

const demoDays = countShape(250);

const key = z
  .union(
    [lineShape, z.int()],
    both('请写事项的键，例如 "10" 或 "10.2"', 'write the key of an item, like "10" or "10.2"'),
  )
  .transform(String);

const itemShape = shape({
  key,
  title: lineShape.nullable().default(null),
  supplement: words.nullable().default(null),
  due: dateShape.nullable().default(null),
  dates: z.array(dateShape).nullable().default(null),
  continuous: z.boolean().default(false),
  demo: z
    .union(
      [demoDays, z.array(demoDays)],
      both('请写工作日数，例如 5 或 [5, 20]', 'write working days, like 5 or [5, 20]'),
    )
    .default([]),
  lead: namesShape,
  each: namesShape,
  support: namesShape,
  groups,
  dueOf: z.record(lineShape, dateShape).default({}),
  policy: override,
}).refine(({ due, dates }) => due === null || dates === null, {
  error: both('due 与 dates 只能写一个', 'write due or dates, not both'),
  path: ['due'],
});

/** Ten thousand take a worker minutes to start and a reader seconds; more in one file is a mistake. */
const MOST_ITEMS = 10_000;

/** What plan.yaml may hold; docs/plan.schema.json is made of it. */
export const planShape = shape({
  notice: idShape,
  source: lineShape.nullable().default(null),
  title: lineShape.nullable().default(null),
  number: lineShape.nullable().default(null),
  year: z.int().min(2000).max(2100).nullable().default(null),
  demo: z.boolean().default(false),
  coordinator: idShape.nullable(),
  deputies: z.array(idShape).nullable().default([]),
  policy: override,
  lookedAt: z.array(z.int().min(1)).nullable().default([]),
  names: z.record(lineShape, meaning).nullable().default({}),
  groups,
  items: z.array(itemShape).max(MOST_ITEMS),
});

/** A plan that was read, with what is needed to show problems at their lines and to make a demonstration of it. */
export interface PlanFile {
  readonly plan: Plan;
  /** Line of a path of PlanProblem in the file. */
  readonly lineOf: (path: FilePath) => number;
  /** Its `demo` fields, for demoPlan. */
  readonly demoDays: DemoDays;
}

/**
 * plan.yaml, put together with the reading of its notice and the roster. Refuses what readYaml refuses,
 * `bad-file` for the form, and `bad-plan` for what buildPlan finds, each with its line. checkPlan comes after.
 */
export async function readPlan(
  path: string,
  office: Office,
  reading: NoticeReading,
): Promise<Result<PlanFile>> {
  const file = await readYaml(path);
  return file.ok ? toPlan(file.value, office, reading) : file;
}

/** The plan of a file that was read. Refuses like readPlan. */
export function toPlan(file: YamlFile, office: Office, reading: NoticeReading): Result<PlanFile> {
  const draft = toDraft(file);
  if (!draft.ok) return draft;
  const { plan, problems } = buildPlan(draft.value, reading, office.roster);
  if (problems.length > 0) return refuseFaults('bad-plan', file, problems.map(planFaultOf));
  return ok({
    plan,
    lineOf: file.lineOf,
    demoDays: new Map(draft.value.items.map((item) => [item.key, item.demo])),
  });
}

/** What plan.yaml says, before any name is resolved: the notice id tells which notice to read. Refuses `bad-file`. */
export function toDraft(file: YamlFile): Result<PlanDraft> {
  const read = readAs(planShape, file);
  if (!read.ok) return read;
  const items = read.value.items.map((item): DraftItem => ({
    ...item,
    demo: typeof item.demo === 'number' ? [item.demo] : item.demo,
    lead: item.lead ?? [],
    each: item.each ?? [],
    openList: item.each === null,
    support: item.support ?? [],
    groups: decidedFields(item.groups),
  }));
  const { coordinator, deputies, lookedAt, names: meanings, groups: chosen } = read.value;
  return ok({
    ...read.value,
    coordinator: coordinator ?? '',
    deputies: deputies ?? [],
    lookedAt: lookedAt ?? [],
    names: meanings ?? {},
    groups: decidedFields(chosen),
    items,
  });
}

/** Group words whose members somebody has written. */
const decidedFields = (groupsOf: z.infer<typeof groups>): GroupChoice =>
  Object.fromEntries(
    Object.entries(groupsOf ?? {}).flatMap(([group, members]) =>
      members === null ? [] : [[group, members]],
    ),
  );

const planFaultOf = ({ path, problem: { message, hint } }: PlanProblem): Fault => ({
  path,
  message: text(`${message.zh}；${hint.zh}`, `${message.en}; ${hint.en}`),
});
