import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { SERVER, TEST_SERVER, type Binary } from '../../engine/binaries';
import { findBinary } from '../../engine/find';
import { registerSearchAttributes } from '../../engine/namespace';
import { sure } from './sure';

const CACHE = resolve(__dirname, '../../node_modules/.cache/duban');
const quiet = (): void => undefined;
const logger = new DefaultLogger('ERROR');
const telemetryOptions = {
  logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
};
let installed = false;

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
  return prepared(await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }));
}

/** A development server in memory with duban's search attributes; the caller tears it down. */
export async function devServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const executable = { type: 'existing-path', path: await enginePath(SERVER) } as const;
  return prepared(await TestWorkflowEnvironment.createLocal({ server: { executable } }));
}

function digestOf(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(require.resolve('@temporalio/worker/package.json')));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  for (const name of files.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * The bundle of a folder of workflows (its index.ts), made again only when a file in it has changed;
 * what it imports from elsewhere must be types. For `workflowBundle` of Worker.create.
 */
export async function workflowBundle(
  folder = resolve(__dirname, '../../workflows'),
): Promise<WorkflowBundleOption> {
  quietRuntime();
  const codePath = join(CACHE, `workflows-${digestOf(folder)}.js`);
  if (!existsSync(codePath)) {
    const interceptors = join(folder, 'interceptors.ts');
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(folder, 'index.ts'),
      workflowInterceptorModules: existsSync(interceptors) ? [interceptors] : [],
      logger,
    });
    mkdirSync(CACHE, { recursive: true });
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
  }
  return { codePath };
}
