import { executeChild, proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { NaiveActivities } from '../naive';

const { nothing } = proxyLocalActivities<NaiveActivities>({ startToCloseTimeout: '3 s' });
const { send } = proxyActivities<NaiveActivities>({ startToCloseTimeout: '30 s' });

/** What a flow is started with: the moment in ms, and the mails that are then due. */
export interface FlowInput {
  readonly at: number;
  readonly keys: readonly string[];
}

const until = (at: number): Promise<void> => sleep(Math.max(1, at - Date.now()));

/** The least that a wake can be: a timer and a local activity that does nothing. */
export async function emptyWake({ at, keys }: FlowInput): Promise<void> {
  await until(at);
  await nothing(keys[0] ?? '');
  await sleep('1 day');
}

/** A naive design: when its time has come, an item runs one activity for each unit, and each sends a mail. */
export async function activityForEachUnit({ at, keys }: FlowInput): Promise<void> {
  await until(at);
  await Promise.all(keys.map((key) => send(key)));
}

/** Another naive design: when its time has come, an item starts a child workflow for each unit, which sends the mail. */
export async function childForEachUnit({ at, keys }: FlowInput): Promise<void> {
  await until(at);
  await Promise.all(keys.map((key) => executeChild(oneUnit, { args: [key] })));
}

/** The child of the design above. */
export async function oneUnit(key: string): Promise<void> {
  await send(key);
}
