import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { z } from 'zod';
import { planOrder } from '../../office/bulk/change-set';
import { startWorkItem } from '../../office/running/temporal';
import { instant, plusMs } from '../../domain/time';
import { cancel, report, sign, urge } from '../support/commands';
import { timeSkipping } from '../support/engine';
import { sure } from '../support/sure';
import { fakeItems } from '../workflows/fakeItems';
import { realOffice, type RealOffice } from '../workflows/realOffice';
import { NAMES, startWorkers, until } from '../workflows/workers';
import { historiesFolder, plain } from './folder';

/** Writes the histories of every workflow in its states for the version in package.json: `npm run histories`. */

const DAY = 86_400_000;
const [item1, item2, item3] = ['item/n1/1', 'item/n1/2', 'item/n1/3'] as const;

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')));
const folder = join(historiesFolder, version);

async function keep(client: Client, name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  writeFileSync(join(folder, `${name}.json`), `${plain(historyToJSON(history))}\n`);
  process.stderr.write(`${name}: ${history.events?.length ?? 0} events\n`);
}

const send = async (office: RealOffice, stream: string, ...said: Parameters<typeof sign>): Promise<void> => {
  sure(await office.duban.command({ stream, command: sign(...said), actor: `ll-${said[0]}` }));
};

/** An office at work for two days: what happens on most days. */
async function work(): Promise<void> {
  const office = await realOffice('2025-09-22 10:00');
  const { client, duban, names } = office;
  await keep(client, 'issueNotice-done', names.issue('n1', 1));
  await keep(client, 'workItem-issued', names.item(item1));
  await keep(client, 'mailroom-at-rest', names.mailroom);
  await office.moveTo('2025-09-24 10:00');
  await keep(client, 'workItem-woken', names.item(item1));
  await send(office, item1, 'sjj');
  sure(await duban.command({ stream: item1, command: report('sjj'), actor: 'll-sjj' }));
  await keep(client, 'workItem-commanded', names.item(item1));
  sure(await duban.command({ stream: item2, command: urge(['sjj']), actor: 'ddy' }));
  await until(() => office.taken.some(({ edition }) => edition.kind === 'urge'));
  await office.moveTo('2025-09-24 10:05');
  const set = await planOrder(office.ledger, {
    key: 'all',
    actor: 'll-sfj',
    onBehalf: null,
    items: [item1, item2],
    asked: { type: 'command', command: sign('sfj') },
  });
  sure(await duban.begin(set));
  await duban.follow(set.key, 30_000, () => undefined);
  await keep(client, 'changeSet-done', names.changes(set.key));
  await keep(client, 'workItem-urged', names.item(item2));
  sure(await duban.command({ stream: item2, command: cancel, actor: 'ddy' }));
  await client.workflow.getHandle(names.item(item2)).result();
  await keep(client, 'workItem-closed', names.item(item2));
  await client.workflow.getHandle(names.item(item3)).cancel();
  await until(
    async () => (await client.workflow.getHandle(names.item(item3)).describe()).status.name !== 'RUNNING',
  );
  await keep(client, 'workItem-cancelled', names.item(item3));
  await duban.pause('检修', 'ddy');
  await office.moveTo('2025-09-25 10:00');
  await keep(client, 'mailroom-paused', names.mailroom);
  await duban.resume('修好', 'ddy');
  await office.moveTo('2025-09-25 10:10');
  office.mailDown = true;
  await office.moveTo('2025-09-26 09:10');
  await keep(client, 'mailroom-no-mail-server', names.mailroom);
  await office.close();
}

/** An item that the ledger does not take: the mailroom waits for it. */
async function trouble(): Promise<void> {
  const office = await realOffice('2025-09-23 08:00');
  office.unrecordable.add(item1);
  await office.moveTo('2025-09-24 09:05');
  await keep(office.client, 'mailroom-waiting', office.names.mailroom);
  await keep(office.client, 'workItem-ledger-behind', office.names.item(item1));
  await office.moveTo('2025-09-24 09:40');
  await keep(office.client, 'mailroom-gave-up', office.names.mailroom);
  await office.close();
}

/** Runs that end in a new one, and records that were refused for a while. */
async function turning(): Promise<void> {
  const environment = await timeSkipping();
  const { client } = environment;
  const items = fakeItems();
  const stage = await startWorkers(environment, { record: (call) => items.record(call) });
  items.wakes = [plusMs(instant(Math.floor(await environment.currentTimeMs())), 95 * DAY)];
  const stream = `item/n/${randomUUID()}`;
  await startWorkItem({ client, names: NAMES, shift: 0 }, { stream, title: null });
  await until(() => items.calls.length === 1);
  const { runId } = await client.workflow.getHandle(NAMES.item(stream)).describe();
  await environment.sleep(94 * DAY);
  await keep(client, 'workItem-turned', NAMES.item(stream), runId);
  await keep(client, 'workItem-new-run', NAMES.item(stream));
  items.fault = 'read-only';
  await environment.sleep(1.01 * DAY);
  items.fault = 'none';
  await environment.sleep(DAY / 24);
  await keep(client, 'workItem-ledger-was-read-only', NAMES.item(stream));
  await stage.stop();
  await environment.teardown();
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await work();
  await trouble();
  await turning();
}

void main();
