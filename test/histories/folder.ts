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

/** One event a line, without the name of the machine on which it was recorded. */
export function plain(json: string): string {
  const { events } = z.object({ events: z.array(z.looseObject({})) }).parse(JSON.parse(json));
  const lines = events.map((event) =>
    JSON.stringify(event, (name, value: unknown) => (name === 'identity' ? 'duban' : value)),
  );
  return `{"events":[\n${lines.join(',\n')}\n]}`;
}
