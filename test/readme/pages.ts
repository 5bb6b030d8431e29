import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/cli';

/** A page at the root of the sources. */
export const page = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** The commands of each sh block of a page, without what is said of them. */
export const blocksOf = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter(Boolean),
  );

/** The files and folders that a page leads to. */
export const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
