import { join } from 'node:path';
import type { Logger as Log } from 'pino';
import { cacheDir } from '../engine/cache';
import type { Environment } from '../engine/types';
import { bundleOf, type Bundle } from './bundle';
import { installRuntime, temporalLogger } from './log';

/** What every process with workers has before it opens anything. */
export interface WorkerRuntime {
  readonly log: Log;
  readonly bundle: Promise<Bundle>;
}

/** Sets up log and Temporal's runtime, once in a process, and begins to bundle the workflows. */
export function prepareRuntime({
  log,
  env,
  metricsAt = null,
}: {
  readonly log: Log;
  readonly env: Environment;
  /** Where Temporal's runtime tells its metrics, host:port. */
  readonly metricsAt?: string | null;
}): WorkerRuntime {
  const logger = temporalLogger(log);
  installRuntime(logger, metricsAt);
  const bundle = bundleOf(join(__dirname, '..', 'workflows'), cacheDir(env), logger);
  // Whoever awaits it later hears of a failure then.
  bundle.catch(() => undefined);
  return { log, bundle };
}
