import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** test/histories: a folder for each release, a file for each workflow and state. */
export const historiesFolder = __dirname;

/** A recorded history, named `version/workflow-state`. */
export interface Recorded {
  readonly workflowId: string;
  readonly history: unknown;
}

/** All recorded histories of all releases. */
export const recorded = (): readonly Recorded[] =>
  readdirSync(historiesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: version }) =>
      readdirSync(join(historiesFolder, version)).map((file): Recorded => ({
        workflowId: `${version}/${file.replace(/\.json$/, '')}`,
        history: JSON.parse(readFileSync(join(historiesFolder, version, file), 'utf8')),
      })),
    );

/** The root of the sources: where they lay when a history was recorded is nobody's concern. */
const ROOT = `${join(__dirname, '..', '..')}/`;

function impersonal(name: string, value: unknown): unknown {
  if (name === 'identity') return 'duban';
  return typeof value === 'string' ? value.replaceAll(ROOT, '') : value;
}

/** One event a line, without the name of the machine and the folder in which it was recorded. */
export function plain(json: string): string {
  const { events } = z.object({ events: z.array(z.looseObject({})) }).parse(JSON.parse(json));
  const lines = events.map((event) => JSON.stringify(event, impersonal));
  return `{"events":[\n${lines.join(',\n')}\n]}`;
}
