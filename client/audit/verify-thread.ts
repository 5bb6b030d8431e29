import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { verifyWhole } from './verification';

const given = z.object({ url: z.string() });

async function main(): Promise<void> {
  const { url } = given.parse(workerData);
  const came = await verifyWhole(url, (progress) => parentPort?.postMessage({ progress }));
  parentPort?.postMessage({ came });
}

void main();
