import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { NoticeReading, NoticeSource, Vocabulary } from '../../../domain/notice/types';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { MB } from '../../../domain/measures';
import { readChecked } from '../../../domain/unaccounted/read';
import { LIMITS } from './limits';
import { refuseMemory, watchMemory } from './memory';
import { isBareText, lengthProblem, readSource, type SourceFile } from './source';

/** Memory that reading one file may take in MB, and the time after which the thread is ended, in ms. */
const MEMORY_MB = 384;
const READ_MS = 30_000;

const refuseLateReading = (): Result<never> =>
  refuse(
    'source-too-slow',
    text(`这个文件 ${READ_MS / 1000} 秒还没读完`, `this file was not read in ${READ_MS / 1000} s`),
    text('请核对文件，只留要读的内容', 'check the file, keep only what is to be read'),
  );

/** Only what was compiled, or a process that compiles as it loads, can start a thread of its own. */
const CAN_ISOLATE = extname(__filename) === '.js' || process.execArgv.some((arg) => arg === '-r');

/** A file that a thread reads: the text of a notice, the rows of a roster's tables, what a YAML file says, a template. */
export interface FileJob {
  readonly reader: 'notice' | 'tables' | 'yaml' | 'letterhead';
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A text in which a thread finds items, sections and findings. */
export interface TextJob {
  readonly reader: 'text';
  readonly source: NoticeSource;
  readonly vocabulary: Vocabulary;
}

export type IsolatedJob = FileJob | TextJob;

/** Characters up to which the worst text is read in less than 0.3 s (docs/performance.md): not worth a thread. */
const READ_HERE = 20_000;

/** Bytes up to which plain text is decoded here: nothing of it is unpacked or taken apart. */
const DECODE_HERE = 64 * 1024;

/** Whether a job is worth a thread: files that are refused by their size, short texts and small files of plain text are not. */
function wantsThread(job: IsolatedJob): boolean {
  if (job.reader === 'text') return job.source.text.length > READ_HERE;
  if (job.reader === 'letterhead') return true;
  const { length } = job.bytes;
  if (job.reader === 'notice' && length <= DECODE_HERE && isBareText(job)) return false;
  return length > 0 && length <= LIMITS.bytes;
}

/** How long a thread that has read a file waits for another one, ms: the files of a folder are read one after the other. */
const SPARE_MS = 1000;

/** The thread that waits for another file; it keeps no process alive. */
let spare: Worker | null = null;

function newThread(): Worker {
  const worker = new Worker(join(__dirname, `isolated-worker${extname(__filename)}`), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 64 },
  });
  // Whoever waits for an answer hears why there is none; one that waits for a file is let go without a word.
  worker.on('error', () => undefined);
  worker.once('exit', () => {
    if (spare === worker) spare = null;
  });
  return worker;
}

function takeThread(): Worker {
  const worker = spare ?? newThread();
  spare = null;
  worker.ref();
  return worker;
}

/** Keeps a thread for the next file, unless one is kept already. */
async function keepThread(worker: Worker): Promise<void> {
  if (spare !== null) {
    await worker.terminate();
    return;
  }
  spare = worker;
  worker.unref();
  const release = (): void => {
    if (spare === worker) void worker.terminate();
  };
  setTimeout(release, SPARE_MS).unref();
}

/** How much the whole process may grow while a file is read: a thread's own limits do not count what lies outside its heap. */
const GROWTH = 512 * MB;

/**
 * Reads a file in a thread with a limit on memory and time: whatever a file holds, it ends the thread and not the program.
 * A thread whose file was refused reads no other. `here` reads it in this thread, where none can be started. Refuses like
 * it, `source-takes-too-much` and `source-too-slow`.
 */
export async function isolated<T>(
  job: IsolatedJob,
  value: z.ZodType<T>,
  here: () => Promise<Result<T>>,
): Promise<Result<T>> {
  if (!CAN_ISOLATE || !wantsThread(job)) return here();
  const worker = takeThread();
  const timer = setTimeout(() => void worker.terminate(), READ_MS);
  const most = process.memoryUsage.rss() + GROWTH;
  const watch = watchMemory(
    () => process.memoryUsage.rss(),
    most,
    () => void worker.terminate(),
  );
  let isSound = false;
  try {
    const answered = await answerOf(worker, job, value);
    isSound = answered.ok;
    return watch.isOvergrown() ? refuseMemory(GROWTH) : answered;
  } finally {
    clearTimeout(timer);
    watch.stop();
    await (isSound ? keepThread(worker) : worker.terminate());
  }
}

const noticeShape: z.ZodType<NoticeSource> = z
  .object({ text: z.string(), merged: z.enum(['blank', 'ditto']).optional() })
  .transform(({ text: content, merged }) =>
    merged === undefined ? { text: content } : { text: content, merged },
  );

/** Reads a notice like readSource, in a thread of its own. */
export const readIsolated = (file: SourceFile): Promise<Result<NoticeSource>> =>
  isolated({ reader: 'notice', path: file.path, bytes: file.bytes }, noticeShape, () => readSource(file));

const readingShape = z.custom<NoticeReading>(
  (said) => typeof said === 'object' && said !== null && 'items' in said && 'classes' in said,
);

/**
 * What a notice says, like readChecked; a long text is read in a thread of its own. Refuses `source-too-large`
 * (30,000 lines, 2 million characters), `source-takes-too-much` and `source-too-slow`.
 */
export function readText(source: NoticeSource, vocabulary: Vocabulary): Promise<Result<NoticeReading>> {
  const long = lengthProblem(source.text);
  if (long !== null) return Promise.resolve(long);
  return isolated({ reader: 'text', source, vocabulary }, readingShape, () =>
    Promise.resolve(ok(readChecked(source, vocabulary))),
  );
}

/** Hands a thread its file and waits: for the answer, or for the end of the thread. */
async function answerOf<T>(worker: Worker, job: IsolatedJob, value: z.ZodType<T>): Promise<Result<T>> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const said = once(worker, 'message', { signal });
  const ended = once(worker, 'exit', { signal });
  worker.postMessage(job);
  try {
    return await Promise.race([
      said.then(([message]: unknown[]) => isolatedResult(message, value)),
      ended.then(refuseLateReading),
    ]);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return refuseMemory(MEMORY_MB * MB);
    throw cause;
  } finally {
    waiting.abort();
  }
}

const limitWords = z.object({ zh: z.string(), en: z.string() });
const answer = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    problem: z.object({ code: z.string(), message: limitWords, hint: limitWords }),
  }),
]);

function isolatedResult<T>(said: unknown, value: z.ZodType<T>): Result<T> {
  const read = answer.parse(said);
  if (read.ok) return ok(value.parse(read.value));
  const { code, message, hint } = read.problem;
  return refuse(limitCode(code), message, hint);
}

const CODES = [
  'source-format',
  'source-scanned',
  'source-binary',
  'source-encoding',
  'source-broken',
  'source-unpacks-too-large',
  'source-takes-too-much',
  'source-too-slow',
  'source-too-many-cells',
  'source-empty',
  'source-too-large',
  'file-too-large',
  'not-text',
  'empty-file',
  'bad-yaml',
  'letterhead-not-docx',
  'letterhead-not-plain',
  'letterhead-placeholder',
] as const;

const limitCode = (code: string): (typeof CODES)[number] =>
  CODES.find((one) => one === code) ?? 'source-broken';
