import { z } from 'zod';
import type { Result } from '../../../domain/problem';
import { GROUNDS, type ScoreTable } from '../../../papers/scores';
import { readAs } from './shapes';
import { readYaml } from './yaml-file';

const scoreSchema = z.strictObject({
  full: z.number().positive().max(1_000),
  rules: z
    .array(
      z.strictObject({
        on: z.enum(GROUNDS),
        word: z.string().min(1).max(60),
        points: z.number().positive().max(1_000),
        perDay: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(50),
});

/** The rule table of scores. Refuses like readYaml, and `bad-file`. */
export async function readScoreTable(path: string): Promise<Result<ScoreTable>> {
  const file = await readYaml(path);
  return file.ok ? readAs(scoreSchema, file.value) : file;
}
