import { z } from 'zod';
import type { Plan } from '../../domain/plan/types';
import { refuse, ok, text, type Result } from '../../domain/problem';
import { resolveUnit } from '../../domain/roster/roster';
import type { Roster, UnitId } from '../../domain/roster/types';
import { instantAt, parseDate, type ClockTime, type Instant } from '../../domain/time';

const moment = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, '写成 2025-09-26 15:00 的样子');

const event = z.strictObject({
  at: moment,
  do: z.string(),
  item: z.string(),
  unit: z.string().optional(),
  units: z.array(z.string()).optional(),
  by: z.string().optional(),
  date: z.string().optional(),
  text: z.string().optional(),
  reason: z.string().optional(),
  send: z.boolean().optional(),
  outcome: z.enum(['accept', 'carry', 'stop']).optional(),
  percentage: z.number().int().min(0).max(100).optional(),
  role: z.enum(['each', 'lead', 'support']).optional(),
});

/** What people do in a rehearsal (script.yaml): habits of everyone, and events that go against them. */
export const scriptSchema = z.strictObject({
  habits: z.strictObject({
    /** Liaisons sign within this many working days after the issue. */
    signWithin: z.number().int().min(0).max(10),
    /** They hand in between these numbers of working days before T. */
    submitBefore: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
    /** The reviewer accepts this many working days later. */
    reviewAfter: z.number().int().min(0).max(10),
    /** Continuous items are reported this many working days before the quarter's end. */
    reportBefore: z.number().int().min(0).max(9),
  }),
  events: z.array(event),
  /** The worker is down between these moments. */
  outages: z.array(z.strictObject({ from: moment, to: moment })),
  /** The mail server refuses a unit's liaisons between these moments. */
  deadMailboxes: z.array(z.strictObject({ unit: z.string(), from: moment, to: moment })),
});

export type Script = z.infer<typeof scriptSchema>;
export type ScriptEvent = z.infer<typeof event>;

/** Reads "2025-09-26 15:00" in a zone. Refuses `bad-date`. */
export function momentAt(input: string, zone: string): Result<Instant> {
  const [day = '', clock = ''] = input.split(' ');
  const date = parseDate(day);
  return date.ok ? ok(instantAt(date.value, clock as ClockTime, zone)) : date;
}

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

/** Whether an item of the script is in the plan. Refuses `unknown-item`. */
export const itemNamed = (plan: Plan, key: string): Result<string> =>
  plan.items.some((item) => item.key === key)
    ? ok(key)
    : refuse(
        'unknown-item',
        text(`演练脚本里的事项“${key}”不在计划中`, `the script names an item "${key}" that the plan lacks`),
        text('事项用计划里的 key', 'use a key of the plan'),
      );
