import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { readSource } from './source';

const given = z.object({ path: z.string(), bytes: z.instanceof(Uint8Array) });

async function main(): Promise<void> {
  const read = await readSource(given.parse(workerData));
  parentPort?.postMessage(read.ok ? read.value : read.problem);
}

void main();
