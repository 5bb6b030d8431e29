import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { NoticeSource } from '../../domain/notice/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { LIMITS } from './limits';
import { readSource, type SourceFile } from './source';

/** Memory that reading one file may take in MB, and the time after which the thread is ended, in ms. */
const MEMORY_MB = 384;
const MOST_MS = 30_000;

const refuseMemory = (): Result<never> =>
  refuse(
    'source-takes-too-much',
    text(
      `读这个文件要用的内存超过 ${MEMORY_MB} MB，没有读`,
      `this file takes more than ${MEMORY_MB} MB to read`,
    ),
    text('请只保留通知正文，或另存为文本（.txt）再试', 'keep the notice alone, or save it as text (.txt)'),
  );

const refuseLate = (): Result<never> =>
  refuse(
    'source-too-slow',
    text(`这个文件 ${MOST_MS / 1000} 秒还没读完`, `this file was not read in ${MOST_MS / 1000} s`),
    text('请只保留通知正文，或另存为文本（.txt）再试', 'keep the notice alone, or save it as text (.txt)'),
  );

const limitWords = z.object({ zh: z.string(), en: z.string() });
const answer = z.union([
  z.object({ text: z.string(), merged: z.enum(['blank', 'ditto']).optional() }),
  z.object({ code: z.string(), message: limitWords, hint: limitWords }),
]);

/** Only what was compiled, or a process that compiles as it loads, can start a thread of its own. */
const CAN_ISOLATE = extname(__filename) === '.js' || process.execArgv.some((arg) => arg === '-r');

/**
 * Reads a file like readSource in a thread with a limit on memory: whatever a file holds, it ends the thread and not
 * the program. Refuses like readSource, and `source-takes-too-much`.
 */
export async function readIsolated(file: SourceFile): Promise<Result<NoticeSource>> {
  if (!CAN_ISOLATE || file.bytes.length > LIMITS.bytes || file.bytes.length === 0) return readSource(file);
  const entry = join(__dirname, `isolated-worker${extname(__filename)}`);
  const worker = new Worker(entry, {
    workerData: { path: file.path, bytes: file.bytes },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 64 },
  });
  const timer = setTimeout(() => void worker.terminate(), MOST_MS);
  try {
    return await answerOf(worker);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const answerOf = (worker: Worker): Promise<Result<NoticeSource>> =>
  new Promise((resolve, reject) => {
    worker.once('message', (said: unknown) => {
      resolve(isolatedResult(said));
    });
    worker.once('error', (cause: Error & { code?: string }) => {
      if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(refuseMemory());
      else reject(cause);
    });
    worker.once('exit', () => {
      resolve(refuseLate());
    });
  });

function isolatedResult(said: unknown): Result<NoticeSource> {
  const read = answer.parse(said);
  if ('text' in read) {
    const { text: content, merged } = read;
    return ok(merged === undefined ? { text: content } : { text: content, merged });
  }
  const { message, hint } = read;
  return refuse(limitCode(read.code), message, hint);
}

const CODES = [
  'source-format',
  'source-scanned',
  'source-binary',
  'source-encoding',
  'source-broken',
  'source-unpacks-too-large',
  'source-too-slow',
  'source-too-many-cells',
  'source-empty',
] as const;

const limitCode = (code: string): (typeof CODES)[number] =>
  CODES.find((one) => one === code) ?? 'source-broken';
