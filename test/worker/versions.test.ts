import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeDuban, type Duban } from '../../office/running/duban';
import { grpcCode } from '../../office/running/temporal';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { sign } from '../support/commands';
import { devServer } from '../support/engine';
import { moment } from '../support/item';
import { importPlan, ISSUED, opened, planItems, planOf, setOffice, streamOf } from '../support/ledger';
import { sure } from '../support/sure';
import { until } from '../workflows/workers';
import { startMate, type Mate } from './mate';

jest.setTimeout(300_000);

const NOT_FOUND = 5;
const FAILED_PRECONDITION = 9;
const shift = moment(`${ISSUED} 10:00`) - Date.now();
const plan = planOf(planItems(3));

let folder: string;
let environment: TestWorkflowEnvironment;
let ledger: Ledger;
let client: Client;
let duban: Duban;
let sent: string[];
const mates: Mate[] = [];

async function worker(versionBuild: string): Promise<Mate> {
  const url = `sqlite:${join(folder, 'ledger.db')}`;
  const onMail = (messageId: string) => sent.push(messageId);
  const mate = await startMate({ environment, url, shift, onMail, versionBuild });
  mates.push(mate);
  return mate;
}

/** What an operator does: from now on this build gets the work. Its workers must have asked for some. */
async function makeCurrent(buildId: string): Promise<void> {
  await until(async () => {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace: environment.namespace ?? 'default',
        deploymentName: 'duban',
        buildId,
        identity: 'operator',
      });
      return true;
    } catch (error) {
      const code = grpcCode(error);
      if (code === NOT_FOUND || code === FAILED_PRECONDITION) return false;
      throw error;
    }
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duban-versions-'));
  sent = [];
  ledger = await opened({ url: `sqlite:${join(folder, 'ledger.db')}` });
  await setOffice(ledger);
  await importPlan(ledger, plan);
  environment = await devServer();
  client = new Client({ connection: environment.connection });
  duban = await makeDuban({ ledger, client, clock: () => instant(Date.now() + shift), shift });
});
afterAll(async () => {
  for (const mate of mates) await mate.close();
  await environment.teardown();
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('workers of a named build (DUBAN_VERSION_BUILD)', () => {
  it('get work on all three queues once their build is current', async () => {
    const first = await worker('1');
    const issued = sure(await duban.issue({ plan, items: null, acceptPast: false, actor: 'ddy' }));
    await makeCurrent('1');
    expect(await duban.watchIssue(issued, 60_000, () => undefined)).toEqual({ missing: [] });
    expect(sent).toHaveLength(2);
    expect(first.records()).toBeGreaterThanOrEqual(3);
  });

  it('hand running items over to the next build when that is made current', async () => {
    const [first] = mates;
    const second = await worker('2');
    await makeCurrent('2');
    // The last task under the old build may be on its way when the new one becomes current.
    await until(async () => {
      const stream = streamOf('1');
      sure(await duban.command({ stream, command: sign('sjj'), actor: 'll-sjj' }));
      return second.records() > 0;
    });
    const before = first?.records();
    sure(await duban.command({ stream: streamOf('2'), command: sign('sjj'), actor: 'll-sjj' }));
    sure(await duban.command({ stream: streamOf('3'), command: sign('sfj'), actor: 'll-sfj' }));
    expect(first?.records()).toBe(before);
    expect((await ledger.verify()).findings).toEqual([]);
  });
});
