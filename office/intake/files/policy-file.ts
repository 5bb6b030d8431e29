import { z } from 'zod';
import { DEFAULT_POLICY, type LampLook, type Policy } from '../../../domain/policy';
import { text, type Result } from '../../../domain/problem';
import { parseMailbox } from '../../../domain/roster/address';
import { both, refuseFaults, type Fault } from './faults';
import { address, clock, countShape, lineShape, readAs, shape, zone } from './shapes';
import { readYaml, type YamlFile } from './yaml-file';

const D = DEFAULT_POLICY;

const rollRule = z.enum(['none', 'previous', 'next', 'second-next']);
const r8 = z.enum(['ask', 'auto']);
const daysShape = countShape(60);

const lamp = (look: LampLook) =>
  shape({
    shape: lineShape.default(look.shape),
    word: lineShape.default(look.word),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, both('请写颜色，例如 "#cf222e"', 'write a colour like "#cf222e"'))
      .default(look.colour),
  }).prefault({});

/** "显示名 <a@b.example>" or an address alone. */
const sender = lineShape.refine(
  (value) => parseMailbox(value) !== null,
  both('请写 名称 <a@b.example>', 'write name <a@b.example>'),
);

const mailShape = shape({
  from: sender.default(D.mail.from),
  replyTo: address.default(D.mail.replyTo),
  mailsPerMinute: z.int().min(1).default(D.mail.mailsPerMinute),
  recipientsPerMinute: z.int().min(1).default(D.mail.recipientsPerMinute),
  connections: z.int().min(1).max(50).default(D.mail.connections),
  chunks: z.int().min(1).max(20).default(D.mail.chunks),
  unknown: z.enum(['resend', 'hold']).default(D.mail.unknown),
  unknownRepeats: z.int().min(0).max(20).default(D.mail.unknownRepeats),
  calendarAlarm: z.boolean().default(D.mail.calendarAlarm),
  attachNotice: z.boolean().default(D.mail.attachNotice),
});

const policySchema = shape({
  zone: zone.default(D.zone),
  window: shape({ from: clock.default(D.window.from), to: clock.default(D.window.to) }).prefault({}),
  slot: clock.default(D.slot),
  wake: shape({
    earliest: countShape(240).default(D.wake.earliest),
    latest: countShape(240).default(D.wake.latest),
  }).prefault({}),
  roll: rollRule.default(D.roll),
  reworkDays: daysShape.min(1).default(D.reworkDays),
  dueSoonDays: daysShape.default(D.dueSoonDays),
  r8: r8.default(D.r8),
  closeByItself: z.boolean().default(D.closeByItself),
  reviewWithin: shape({
    handIn: daysShape.default(D.reviewWithin.handIn),
    request: daysShape.default(D.reviewWithin.request),
  }).prefault({}),
  lamps: shape({
    accepted: lamp(D.lamps.accepted),
    ended: lamp(D.lamps.ended),
    handedIn: lamp(D.lamps.handedIn),
    late: lamp(D.lamps.late),
    dueSoon: lamp(D.lamps.dueSoon),
    unsigned: lamp(D.lamps.unsigned),
    normal: lamp(D.lamps.normal),
  }).prefault({}),
  mail: mailShape.prefault({}),
  graceMinutes: countShape(120).default(D.graceMinutes),
  secondFactor: z
    .array(z.enum(['liaison', 'unitLeader', 'coordinator', 'reviewer', 'admin', 'auditor']))
    .default([...D.secondFactor]),
});

/** What a notice or an item may override in plan.yaml. */
export const overrideShape = shape({
  roll: rollRule.exactOptional(),
  reworkDays: daysShape.min(1).exactOptional(),
  dueSoonDays: daysShape.exactOptional(),
  r8: r8.exactOptional(),
  closeByItself: z.boolean().exactOptional(),
  reviewWithin: shape({ handIn: daysShape, request: daysShape }).exactOptional(),
});

/**
 * policy.yaml: what differs from the defaults of rules; a key left out keeps its default. Refuses `bad-file`,
 * also for a slot outside the window and a wake that ends before it begins.
 */
export async function readPolicy(path: string): Promise<Result<Policy>> {
  const file = await readYaml(path);
  return file.ok ? toPolicy(file.value) : file;
}

/** The policy of a file that was read. Refuses like readPolicy. */
export function toPolicy(file: YamlFile): Result<Policy> {
  const read = readAs(policySchema, file);
  if (!read.ok) return read;
  const faults = faultsOfPolicy(read.value);
  return faults.length > 0 ? refuseFaults('bad-file', file, faults) : read;
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function faultsOfPolicy({ window, slot, wake }: Policy): Fault[] {
  const faults: Fault[] = [];
  if (minutes(slot) < minutes(window.from) || minutes(slot) >= minutes(window.to) - 30)
    faults.push({
      path: ['slot'],
      message: text(
        `发送时点 ${slot} 应在 ${window.from} 与 ${window.to} 前 30 分钟之间`,
        `the slot ${slot} should lie between ${window.from} and 30 minutes before ${window.to}`,
      ),
    });
  if (wake.earliest < wake.latest)
    faults.push({
      path: ['wake'],
      message: text('earliest 应不少于 latest（分钟）', 'earliest should be at least latest (minutes)'),
    });
  return faults;
}
