import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { Result } from '../../domain/problem';
import { yamlTree } from '../files/yaml-file';
import { readGrids } from '../roster-files/grids';
import type { IsolatedJob } from './isolated';
import { readSource } from './source';

const given = z.object({
  reader: z.enum(['notice', 'tables', 'yaml']),
  path: z.string(),
  bytes: z.instanceof(Uint8Array),
});

const READERS: Readonly<
  Record<IsolatedJob['reader'], (job: IsolatedJob) => Result<unknown> | Promise<Result<unknown>>>
> = {
  notice: readSource,
  tables: ({ path, bytes }) => readGrids({ name: path, bytes: Buffer.from(bytes) }),
  yaml: ({ path, bytes }) => yamlTree(bytes, path),
};

async function readInWorker(): Promise<void> {
  const job = given.parse(workerData);
  parentPort?.postMessage(await READERS[job.reader](job));
}

void readInWorker();
