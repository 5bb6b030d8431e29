import { IANAZone } from 'luxon';
import { z } from 'zod';
import { isAddress } from '../../../domain/roster/address';
import { ok, type Result, type Text } from '../../../domain/problem';
import { parseDate, type CivilDate, type ClockTime } from '../../../domain/time';
import { both, faultsOf, refuseFaults } from './faults';
import type { YamlFile } from './yaml-file';

/** An object that refuses unknown keys and names the legal ones. */
export const shape = <T extends z.core.$ZodLooseShape>(fields: T): z.ZodObject<T, z.core.$strict> =>
  z.strictObject(fields, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(fields).join('、') : undefined),
  });

/** The value of a file in a shape. Refuses `bad-file` with every fault, its line, key, value and the legal ones. */
export function readAs<T>(schema: z.ZodType<T>, file: YamlFile, hint?: Text): Result<T> {
  const read = schema.safeParse(file.value);
  return read.success
    ? ok(read.data)
    : refuseFaults('bad-file', file, faultsOf(read.error, file.value), hint);
}

/** A short line for people. */
export const lineShape = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u,
    both(
      '不能有换行、控制字符或改变书写方向的字符',
      'no line breaks, control characters or marks of direction',
    ),
  );

/** An id that is used in keys and addresses: lower-case letters, digits and hyphens. */
export const idShape = z
  .string()
  .max(40)
  .regex(
    /^[a-z0-9](-?[a-z0-9])*$/,
    both(
      '编号只用小写字母、数字和连字符，例如 sjj',
      'an id has lower-case letters, digits and hyphens, like sjj',
    ),
  );

/** An existing day, "2025-12-31". */
export const dateShape = z
  .string(both('请写日期，例如 2025-12-31', 'write a date like 2025-12-31'))
  .meta({ format: 'date' })
  .transform((input, context): CivilDate => {
    const read = parseDate(input);
    if (read.ok) return read.value;
    const { message, hint } = read.problem;
    context.addIssue({
      code: 'custom',
      message: both(`${message.zh}，${hint.zh}`, `${message.en}; ${hint.en}`),
    });
    return z.NEVER;
  });

/** A wall-clock time, "09:00". */
export const clock = z.custom<ClockTime>(
  (input) => typeof input === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(input),
  both('请写带引号的时刻，例如 "09:00"', 'write a time in quotes, like "09:00"'),
);

/** An IANA time zone. */
export const zone = z
  .string()
  .refine(
    (name) => IANAZone.isValidZone(name),
    both('请写时区，例如 Asia/Shanghai', 'write a zone like Asia/Shanghai'),
  );

/** An e-mail address. */
export const address = z
  .string()
  .refine(
    isAddress,
    both(
      '请写邮箱地址，例如 a@b.example（只用英文字母、数字和 . _ - 等；中文域名写成 xn-- 形式）',
      'write an address like a@b.example: ASCII, no quotes, comments or groups; international domains as xn--',
    ),
  );

/** A non-negative whole number up to a limit. */
export const countShape = (max: number): z.ZodInt => z.int().min(0).max(max);
