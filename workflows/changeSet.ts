import { CancellationScope, continueAsNew, setCurrentDetails, sleep } from '@temporalio/workflow';
import { now, wantsNewRun } from './clock';
import { activities } from './mailroomActivities';
import type { ChangeSetInput } from './messages';
import { persist, backoff } from './persist';

async function makeAll(key: string, turnOver: () => Promise<never>): Promise<void> {
  const id = `changes/${key}`;
  let [most, since] = [-1, now()];
  let after = -1;
  for (;;) {
    const pass = await persist(id, () => activities.runChanges({ key, now: now(), after }), turnOver);
    ({ after } = pass);
    const settled = pass.done + pass.unchanged + pass.refused;
    setCurrentDetails(`共 ${pass.total} 处，已办 ${settled} 处，其中拒绝 ${pass.refused} 处`);
    if (pass.ended) return;
    if (settled > most) [most, since] = [settled, now()];
    if (wantsNewRun()) await turnOver();
    if (pass.stuck) await sleep(backoff(now() - since, id));
  }
}

/**
 * A change set (变更集): the same asked of many items, or a plan applied. What is to be done and how far it is stands in
 * the ledger; this goes on, pass by pass, until each change has its end, whoever gave it. A cancel request does not stop it.
 */
export async function changeSet(input: ChangeSetInput): Promise<void> {
  await CancellationScope.nonCancellable(() =>
    makeAll(input.key, () => continueAsNew<typeof changeSet>(input)),
  );
}
