import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Learned, Vocabulary } from '../../../domain/notice/types';
import { memoLast } from '../../../domain/memo';
import { ok, text, type Result } from '../../../domain/problem';
import type { Roster } from '../../../domain/roster/types';
import { both } from './faults';
import { readAs, shape } from './shapes';
import { readYaml } from './yaml-file';

/** The name of the file beside a notice or a plan. */
const LEARNED = 'learned.yaml';

/** More entries, or a longer word, is no office's vocabulary. */
const MOST_LEARNED = 1000;

const learnedWord = z
  .string()
  .min(2)
  .max(40)
  .regex(
    /^[\p{L}\p{N}\p{M}()（）〔〕、，·—\-/ ]+$/u,
    both(
      '只写名称本身，不带冒号、句号等标点',
      'write the name itself, without colons, full stops and the like',
    ),
  );

const few = (value: object): boolean => Object.keys(value).length <= MOST_LEARNED;
const tooMany = { error: both(`至多 ${MOST_LEARNED} 行`, `at most ${MOST_LEARNED} lines`) };

const learnedSchema = shape({
  units: z.array(learnedWord).max(MOST_LEARNED).nullable().default([]),
  labels: z
    .record(learnedWord, z.enum(['lead', 'each', 'support']))
    .refine(few, tooMany)
    .nullable()
    .default({}),
  headings: z
    .record(
      learnedWord,
      z.enum(['no', 'area', 'task', 'content', 'lead', 'units', 'support', 'deadline', 'person', 'note']),
    )
    .refine(few, tooMany)
    .nullable()
    .default({}),
});

const EXAMPLE = text(
  '每行一个：units 下写 - 名称，labels 下写 标签: lead、each 或 support，headings 下写 表头: units 等；见 docs/notation.md',
  'one a line: - NAME below units, LABEL: lead, each or support below labels, HEADING: units and the like below headings; see docs/notation.md',
);

/** An office's own words. Refuses what readYaml refuses, and `bad-file` with every line that is wrong. */
export async function readLearned(path: string): Promise<Result<Learned>> {
  const file = await readYaml(path);
  if (!file.ok) return file;
  const read = readAs(learnedSchema, file.value, EXAMPLE);
  if (!read.ok) return read;
  const { units, labels, headings } = read.value;
  return ok({ units: units ?? [], labels: labels ?? {}, headings: headings ?? {} });
}

/** The names that a roster gives the reader: units with their aliases, and words for groups. */
export const vocabularyOf = ({ units, groups }: Roster): Vocabulary => ({
  units: units.flatMap(({ name, aliases }) => [name, ...aliases]),
  groups: groups.map(({ name }) => name),
});

/** What a notice is read with: the roster, and the learned file that is named or stands in the folder. Refuses like readLearned. */
export async function vocabularyIn(
  folder: string,
  roster: Roster | null,
  named?: string,
): Promise<Result<Vocabulary>> {
  const known = roster === null ? { units: [], groups: [] } : vocabularyOf(roster);
  const beside = join(folder, LEARNED);
  const path = named ?? (existsSync(beside) ? beside : null);
  if (path === null) return ok(known);
  const learned = await readLearned(path);
  return learned.ok ? ok({ ...known, learned: learned.value }) : learned;
}

/** Which file stands at a path, and in which state; null: none. */
function learnedState(path: string): string | null {
  const about = statSync(path, { bigint: true, throwIfNoEntry: false });
  return about ? [about.dev, about.ino, about.size, about.mtimeNs, about.ctimeNs].join(' ') : null;
}

/**
 * The words that notices are read with, for a process that is asked again and again: the learned file of the folder is read
 * when it is another one than before, and not for each who asks. One that cannot be read is left out.
 */
export function vocabularyReader(folder: string): (roster: Roster) => Promise<Vocabulary> {
  const path = join(folder, LEARNED);
  let kept: { readonly state: string; readonly read: Promise<Learned | null> } | null = null;
  const learned = (): Promise<Learned | null> => {
    const state = learnedState(path);
    if (state === null) return Promise.resolve(null);
    if (kept?.state !== state)
      kept = {
        state,
        read: readLearned(path).then(
          (read) => (read.ok ? read.value : null),
          () => null,
        ),
      };
    return kept.read;
  };
  const spoken = memoLast(
    (roster: Roster, words: Learned | null): Vocabulary => ({
      ...vocabularyOf(roster),
      ...(words !== null && { learned: words }),
    }),
    ([before], [now]) => before === now,
  );
  return async (roster) => spoken(roster, await learned());
}
