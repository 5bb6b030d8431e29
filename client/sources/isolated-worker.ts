import { parentPort } from 'node:worker_threads';
import type { Result } from '../../domain/problem';
import { yamlTree } from '../files/yaml-tree';
import { readGrids } from '../roster-files/grids';
import type { IsolatedJob } from './isolated';
import { readSource } from './source';

const READERS: Readonly<
  Record<IsolatedJob['reader'], (job: IsolatedJob) => Result<unknown> | Promise<Result<unknown>>>
> = {
  notice: (job) => readSource(job),
  tables: ({ path, bytes }) => readGrids({ name: path, bytes: Buffer.from(bytes) }),
  yaml: ({ path, bytes }) => yamlTree(bytes, path),
};

parentPort?.on('message', (job: IsolatedJob) => void answerJob(job));

async function answerJob(job: IsolatedJob): Promise<void> {
  parentPort?.postMessage(await READERS[job.reader](job));
}
