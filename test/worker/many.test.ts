import type { Command } from '../../domain/item/commands';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bulkOutcome, planOrder } from '../../office/bulk/change-set';
import { type BulkOrder, type BulkOutcome, openItemsOf } from '../../office/bulk/order';
import { makeDuban, type Duban } from '../../office/running/duban';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { devServer } from '../support/engine';
import { moment, planItem } from '../support/item';
import { importPlan, ISSUED, opened, planItems, planOf, setOffice } from '../support/ledger';
import { TEST_UNITS } from '../support/office';
import { sure } from '../support/sure';
import { startMate, type Mate } from './mate';

jest.setTimeout(300_000);

const ITEMS = 120;
const UNITS = TEST_UNITS.filter(({ channel }) => channel === 'mail').map(({ id }) => id);

let folder: string;
let environment: TestWorkflowEnvironment;
let ledger: Ledger;
let duban: Duban;
const mates: Mate[] = [];
const sent: string[] = [];
const shift = moment(`${ISSUED} 10:00`) - Date.now();
const url = (): string => `sqlite:${join(folder, 'ledger.db')}`;

const mate = (): Promise<Mate> =>
  startMate({ environment, url: url(), shift, onMail: (messageId) => sent.push(messageId) });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duban-many-'));
  ledger = await opened({ url: url() });
  const units = Object.fromEntries(UNITS.map((unit) => [unit, 'each' as const]));
  const plan = planOf(planItems(ITEMS, planItem({ units })));
  await setOffice(ledger);
  await importPlan(ledger, plan);
  environment = await devServer();
  const client = new Client({ connection: environment.connection });
  duban = await makeDuban({ ledger, client, clock: () => instant(Date.now() + shift), shift });
  mates.push(await mate(), await mate());
  await duban.startMailroom();
  const issued = sure(await duban.issue({ plan, items: null, acceptPast: false, actor: 'ddy' }));
  expect(await duban.watchIssue(issued, 60_000, () => undefined)).toEqual({ missing: [] });
});
afterAll(async () => {
  for (const mate of mates) await mate.close();
  await environment.teardown();
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const orderOf = async (command: Command, actor: string, key: string): Promise<BulkOrder> => ({
  items: await openItemsOf(ledger, 'n1'),
  key,
  actor,
  onBehalf: null,
  asked: { type: 'command', command },
});

const send = async (order: BulkOrder): Promise<BulkOutcome> => {
  sure(await duban.begin(await planOrder(ledger, order)));
  return bulkOutcome(await duban.follow(order.key, 60_000, () => undefined));
};

const typesOf = async (): Promise<readonly string[]> => {
  const streams = await ledger.items({});
  const histories = await Promise.all(streams.map(({ stream }) => ledger.history(stream)));
  return [...new Set(histories.map((events) => events.map(({ type }) => type).join(' ')))];
};

describe('two workers side by side', () => {
  it('begin every item once, and send every letter once', async () => {
    expect(await typesOf()).toEqual(['issued']);
    expect(sent.toSorted()).toEqual([...new Set(sent)].sort());
    expect(sent).toHaveLength(UNITS.length);
  });

  it('record every command of a batch once, even when two send the same batch', async () => {
    const [unit = ''] = UNITS;
    const order = await orderOf({ type: 'acknowledge', unit }, `ll-${unit}`, 'signed');
    const both = await Promise.all([0, 1].map(() => send(order)));
    for (const { done, refused, left } of both) expect([done.length, refused, left]).toEqual([ITEMS, [], []]);
    expect(await typesOf()).toEqual(['issued acknowledged']);
  });

  it('have both worked, and leave a sound journal', async () => {
    for (const { records } of mates) expect(records()).toBeGreaterThan(0);
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.check()).findings).toEqual([]);
  });

  it('end when all is cancelled: no item is left to run', async () => {
    const order = await orderOf({ type: 'cancel', reason: '通知已废止' }, 'ddy', 'cancelled');
    expect((await send(order)).done).toHaveLength(ITEMS);
    expect(await ledger.shouldRun({ after: null, limit: 1 })).toEqual([]);
    expect(await typesOf()).toEqual(['issued acknowledged cancelled']);
  });
});
