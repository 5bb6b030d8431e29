import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeDuban, type Duban, type IssuedPlan } from '../../office/running/duban';
import type { IssueProgress } from '../../office/running/watch-issue';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { devServer } from '../support/engine';
import { moment } from '../support/item';
import { importPlan, ISSUED, issueCall, opened, planItems, planOf, setOffice } from '../support/ledger';
import { sure } from '../support/sure';
import { until } from '../workflows/workers';
import { startMate, type Mate } from './mate';
import { namesOf } from '../../workflows/names';

jest.setTimeout(300_000);

const ITEMS = 260;
const LATER = ['251', '252', '253'];
const LAST = ['254', '255', '256'];
const FIRST = Array.from({ length: 250 }, (_, n) => String(n + 1));
const shift = moment(`${ISSUED} 10:00`) - Date.now();
const plan = planOf(planItems(ITEMS));

let folder: string;
let environment: TestWorkflowEnvironment;
let ledger: Ledger;
let client: Client;
let duban: Duban;
let mate: Mate;
const sent: string[] = [];

const startWorker = (): Promise<Mate> => {
  const url = `sqlite:${join(folder, 'ledger.db')}`;
  return startMate({ environment, url, shift, onMail: (messageId) => sent.push(messageId) });
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duban-issuing-'));
  ledger = await opened({ url: `sqlite:${join(folder, 'ledger.db')}` });
  await setOffice(ledger);
  await importPlan(ledger, plan);
  environment = await devServer();
  client = new Client({ connection: environment.connection });
  duban = await makeDuban({ ledger, client, clock: () => instant(Date.now() + shift), shift });
  mate = await startWorker();
});
afterAll(async () => {
  await mate.close();
  await environment.teardown();
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A part of the plan, under a key. */
const parts = (key: string, items: readonly string[]) => ({
  plan,
  items,
  acceptPast: false,
  actor: 'ddy',
  key,
});

/** Every item has begun, once. */
async function expectBegun({ streams }: IssuedPlan): Promise<void> {
  for (const stream of streams)
    expect((await ledger.history(stream)).map(({ type }) => type)).toEqual(['issued']);
}

describe('an issuing run of several hundred items', () => {
  it('goes on with the next worker when the first has gone, and sends each letter once', async () => {
    const issued = sure(await duban.issue(parts('first', FIRST)));
    await until(async () => (await ledger.unrecorded({ ...issued, limit: 0 })).count < FIRST.length);
    await mate.close();
    mate = await startWorker();
    const heard: IssueProgress[] = [];
    const end = await duban.watchIssue(issued, 60_000, (progress) => heard.push(progress));
    expect(end).toEqual({ missing: [] });
    expect(heard.at(-1)).toEqual({ begun: FIRST.length, total: FIRST.length });
    expect(heard.map(({ begun }) => begun)).toEqual(heard.map(({ begun }) => begun).sort((a, b) => a - b));
    await expectBegun(issued);
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(2);
  });

  it('carries no item in its input, and few events for a page of 200', async () => {
    const { events } = await client.workflow
      .getHandle(namesOf(await ledger.identity()).issue('n1', 1))
      .fetchHistory();
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    expect(JSON.parse(Buffer.from(input ?? []).toString('utf8'))).toEqual({ notice: 'n1', batch: 1 });
    expect(events?.length).toBeLessThan(120);
  });
});

describe('a call that died after the ledger had it and before anything was started', () => {
  const died = async (key: string, items: readonly string[]): Promise<IssuedPlan> =>
    sure(await ledger.issue(issueCall(plan, key, items)));

  it('is finished by the same call again: the same batch, every item begun', async () => {
    const before = await died('second', LATER);
    const again = sure(await duban.issue(parts('second', LATER)));
    expect(again).toEqual(before);
    expect(await duban.watchIssue(again, 60_000, () => undefined)).toEqual({ missing: [] });
    await expectBegun(again);
  });

  it('is finished by the next start, which sees to all that should run', async () => {
    const before = await died('third', LAST);
    const seen: number[] = [];
    const { items, issues } = await duban.ensureAll((done) => seen.push(done));
    expect([items, seen]).toEqual([256, [200, 256]]);
    expect(issues).toContainEqual({ notice: 'n1', batch: before.batch });
    expect(await duban.watchIssue(before, 60_000, () => undefined)).toEqual({ missing: [] });
    await expectBegun(before);
    expect((await ledger.check()).findings).toEqual([]);
  });
});
