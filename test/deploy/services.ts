import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../support/cli';

const Environment = z.record(z.string(), z.union([z.string(), z.number()]).transform(String));

const Service = z.object({
  image: z.string(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  environment: Environment.default({}),
  secrets: z.array(z.string()).default([]),
  depends_on: z
    .union([z.array(z.string()), z.record(z.string(), z.unknown()).transform(Object.keys)])
    .default([]),
  read_only: z.boolean().default(false),
});

const File = z.object({
  services: z.record(z.string(), Service),
  secrets: z.record(z.string(), z.object({ file: z.string() })).default({}),
});

/** A compose file of deploy/compose. */
export const composeFile = (name: string): z.output<typeof File> =>
  File.parse(parse(readFileSync(join(ROOT, 'deploy', 'compose', `${name}.yml`), 'utf8'), { merge: true }));

export type Service = z.output<typeof Service>;

/** Whether a service is ours. */
export const isDuban = ({ image }: Service): boolean => image.startsWith('duban:');
