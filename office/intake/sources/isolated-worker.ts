import { parentPort } from 'node:worker_threads';
import { ok, type Result } from '../../../domain/problem';
import { readChecked } from '../../../domain/unaccounted/read';
import { checkLetterhead } from '../files/letterhead';
import { yamlTree } from '../files/yaml-tree';
import { readGrids } from '../rosters/grids';
import type { FileJob, IsolatedJob } from './isolated';
import { readSource } from './source';

type FileReader = (job: FileJob) => Result<unknown> | Promise<Result<unknown>>;

const FILE_READERS: Readonly<Record<FileJob['reader'], FileReader>> = {
  notice: (job) => readSource(job),
  tables: ({ path, bytes }) => readGrids({ name: path, bytes: Buffer.from(bytes) }),
  yaml: ({ path, bytes }) => yamlTree(bytes, path),
  letterhead: ({ bytes }) => checkLetterhead(Buffer.from(bytes)),
};

const isolatedAnswer = (job: IsolatedJob): ReturnType<FileReader> =>
  job.reader === 'text' ? ok(readChecked(job.source, job.vocabulary)) : FILE_READERS[job.reader](job);

parentPort?.on('message', (job: IsolatedJob) => void answerJob(job));

async function answerJob(job: IsolatedJob): Promise<void> {
  parentPort?.postMessage(await isolatedAnswer(job));
}
