import { resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { z } from 'zod';
import { SERVER, TEST_SERVER, type Binary } from '../../engine/binaries';
import { findBinary } from '../../engine/find';
import { registerSearchAttributes } from '../../engine/namespace';
import { bundleOf, type Bundle } from '../../worker/bundle';
import { MADE_ONCE } from '../../worker/rehearse/stage';
import { sure } from './sure';

const CACHE = resolve(__dirname, '../../node_modules/.cache/duban');
const quiet = (): void => undefined;
const logger = new DefaultLogger('ERROR');
const telemetryOptions = {
  logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
};
let installed = false;

/** What a worker in a process of its own works with. */
export const WorkerPlace = z.object({
  address: z.string(),
  namespace: z.string(),
  ledger: z.string(),
  receipts: z.string(),
  smtp: z.string(),
  shift: z.number(),
});

/** Workers that tell each step of theirs would hide what a test has to say. */
export function quietRuntime(): void {
  if (!installed) Runtime.install({ logger, telemetryOptions });
  installed = true;
}

const paths = new Map<string, Promise<string>>();

/** The path of an engine's program, fetched when it is missing, looked for once in a process. */
export function enginePath(binary: Binary): Promise<string> {
  const known = paths.get(binary.name);
  if (known !== undefined) return known;
  const path = findBinary(binary, { env: process.env, progress: quiet }).then(sure);
  paths.set(binary.name, path);
  return path;
}

async function prepared(environment: TestWorkflowEnvironment): Promise<TestWorkflowEnvironment> {
  sure(await registerSearchAttributes(environment.connection, environment.namespace ?? 'default'));
  return environment;
}

/** A time-skipping server with duban's search attributes; the caller tears it down. Its clock is one for all workflows. */
export async function timeSkipping(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const executable = { type: 'existing-path', path: await enginePath(TEST_SERVER) } as const;
  return prepared(
    await TestWorkflowEnvironment.createTimeSkipping({ server: { executable }, plugins: [MADE_ONCE] }),
  );
}

/** A development server in memory with duban's search attributes; the caller tears it down. */
export async function devServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const executable = { type: 'existing-path', path: await enginePath(SERVER) } as const;
  return prepared(await TestWorkflowEnvironment.createLocal({ server: { executable } }));
}

/** The bundle of a folder of workflows (its index.ts), for `workflowBundle` of Worker.create. */
export function workflowBundle(folder = resolve(__dirname, '../../workflows')): Promise<Bundle> {
  quietRuntime();
  return bundleOf(folder, CACHE, logger);
}
