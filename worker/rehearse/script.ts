import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { both } from '../../office/intake/files/faults';
import { clock, dateShape, readAs, shape } from '../../office/intake/files/shapes';
import { readYaml } from '../../office/intake/files/yaml-file';
import { fieldsOf } from '../../domain/item/command-fields';
import { commandTable, isCommandType } from '../../domain/item/commands';
import type { Plan } from '../../domain/plan/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { resolveUnit } from '../../domain/roster/roster';
import type { Roster, UnitId } from '../../domain/roster/types';
import { instantAt, type Instant } from '../../domain/time';

const FORM = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;

/** "2025-09-26 15:00": an existing day and a time. */
const momentShape = z
  .string()
  .regex(FORM, both('写成 2025-09-26 15:00 的样子', 'write it like 2025-09-26 15:00'))
  .transform((input) => ({ day: input.slice(0, 10), time: input.slice(11) }))
  .pipe(z.object({ day: dateShape, time: clock }));

const daysRange = z.int().min(0).max(60);

/** Keys that an event may have beside those of every event: the fields of the commands that people are asked for. */
const legal: ReadonlySet<string> = new Set([
  ...Object.keys(commandTable)
    .filter(isCommandType)
    .flatMap(fieldsOf)
    .filter(({ kind }) => !['files', 'phone', 'task'].includes(kind))
    .map(({ name }) => name),
]);

const ofEvent = {
  at: momentShape,
  do: z.string(),
  item: z.string(),
  unit: z.string().optional(),
  units: z.array(z.string()).optional(),
  by: z.string().optional(),
};

/** One event; what its command says is read when the command is made. */
const event = z.looseObject(ofEvent).superRefine((value, context) => {
  const keys = Object.keys(value).filter((key) => !(key in ofEvent) && !legal.has(key));
  const message = [...Object.keys(ofEvent), ...legal].join('、');
  if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, message, input: value });
});

/** What people do in a rehearsal (script.yaml): habits of everyone, and events that go against them. */
const scriptShape = shape({
  habits: shape({
    /** Liaisons sign within this many working days after the issue. */
    signWithin: daysRange,
    /** They hand in between these numbers of working days before T. */
    handInBefore: z.tuple([daysRange, daysRange]),
    /** The reviewer accepts this many working days later. */
    reviewAfter: daysRange,
    /** Continuous items are reported this many working days before the quarter's end. */
    reportBefore: daysRange,
  }).nullable(),
  events: z.array(event).max(10_000).default([]),
  /** The worker is down between these moments. */
  outages: z.array(shape({ from: momentShape, to: momentShape })).default([]),
  /** The mail server refuses a unit's liaisons between these moments. */
  deadMailboxes: z.array(shape({ unit: z.string(), from: momentShape, to: momentShape })).default([]),
});

export type Script = z.infer<typeof scriptShape>;
export type ScriptEvent = Script['events'][number];
export type ScriptMoment = z.infer<typeof momentShape>;
export type Habits = NonNullable<Script['habits']>;

const EMPTY_SCRIPT: Script = { habits: null, events: [], outages: [], deadMailboxes: [] };

/**
 * The script named, else that of the folder; nobody's for "none" and for a folder without one. Refuses what readYaml
 * refuses, and `bad-file`.
 */
export async function readScript(
  folder: string,
  named: string | undefined,
  cwd: string,
): Promise<Result<Script>> {
  const own = join(folder, 'script.yaml');
  if (named === 'none' || (named === undefined && !existsSync(own))) return ok(EMPTY_SCRIPT);
  const file = await readYaml(named === undefined ? own : resolve(cwd, named));
  return file.ok ? readAs(scriptShape, file.value) : file;
}

/** The instant of a moment of the script, in the office's zone. */
export const instantOf = ({ day, time }: ScriptMoment, zone: string): Instant => instantAt(day, time, zone);

/** The unit that a script names. Refuses `unknown-unit`. */
export function unitNamed(roster: Roster, name: string): Result<UnitId> {
  const found = resolveUnit(roster, name);
  return found.type === 'unit'
    ? ok(found.unit.id)
    : refuse(
        'unknown-unit',
        text(
          `演练脚本里的单位“${name}”不在名册中`,
          `the script names a unit "${name}" that the roster lacks`,
        ),
        text('请改成 roster.yaml 里的名称', 'use a name of roster.yaml'),
      );
}

/** The item of the plan that a script names. Refuses `unknown-item`. */
export function scriptedItem(plan: Plan, key: string): Result<Plan['items'][number]> {
  const found = plan.items.find((item) => item.key === key);
  return found
    ? ok(found)
    : refuse(
        'unknown-item',
        text(`演练脚本里的事项“${key}”不在计划中`, `the script names an item "${key}" that the plan lacks`),
        text('事项用计划里的 key', 'use a key of the plan'),
      );
}
