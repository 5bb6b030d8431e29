import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, type Logger, type WorkerOptions } from '@temporalio/worker';
import type { Logger as Log } from 'pino';
import { cacheDir } from '../engine/cache';
import type { Environment } from '../engine/types';
import { installRuntime, makeLog, temporalLogger } from './log';

/** What every process with workers has before it opens anything. */
export interface WorkerRuntime {
  readonly log: Log;
  readonly bundle: Promise<Bundle>;
}

/** Sets up log and Temporal's runtime, once in a process, and begins to bundle the workflows. */
export function prepareRuntime(settings: {
  readonly log: string;
  readonly file: string | null;
  readonly env: Environment;
}): WorkerRuntime {
  const log = makeLog(settings.log, settings.file);
  const logger = temporalLogger(log);
  installRuntime(logger);
  const bundle = bundleOf(join(__dirname, '..', 'workflows'), cacheDir(settings.env), logger);
  // Whoever awaits it later hears of a failure then.
  bundle.catch(() => undefined);
  return { log, bundle };
}

/** The code of workflows as workers take it. */
export type Bundle = NonNullable<WorkerOptions['workflowBundle']>;

/** Changes with any source of a folder of workflows and with the SDK. */
function bundleDigest(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(require.resolve('@temporalio/worker/package.json')));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|tsx?)$/.test(name),
  );
  for (const name of names.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * The bundle of a folder of workflows (its index), made again only when a file in it has changed: bundling takes
 * seconds. What it imports from elsewhere must be types. Kept in the cache folder, which is made when missing.
 */
async function bundleOf(folder: string, cache: string, logger: Logger): Promise<Bundle> {
  const codePath = join(cache, `workflows-${bundleDigest(folder)}.js`);
  if (!existsSync(codePath)) {
    const workflowsPath = require.resolve(folder);
    const workflowInterceptorModules = [require.resolve(join(folder, 'interceptors'))];
    const { code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger });
    mkdirSync(cache, { recursive: true });
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
  }
  return { codePath };
}
