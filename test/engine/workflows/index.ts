import { sleep } from '@temporalio/workflow';

/** Sleeps for a day of the server's clock and says so. */
export async function nap(): Promise<string> {
  await sleep('1 day');
  return 'rested';
}
