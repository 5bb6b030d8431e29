import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { sendCommand } from '../../office/running/command';
import { commandDigest } from '../../office/running/command';
import { startWorkItem, type Temporal } from '../../office/running/temporal';
import type { Envelope } from '../../domain/item/commands';
import { codeOf } from '../support/item';
import { view } from '../../workflows/messages';
import { sign, report } from '../support/commands';
import { timeSkipping } from '../support/engine';
import { fakeItems, type FakeItems } from '../workflows/fakeItems';
import { NAMES, end, startWorkers, until, type TestWorkers } from '../workflows/workers';

jest.setTimeout(60_000);

let environment: TestWorkflowEnvironment;
let temporal: Temporal;
let stage: TestWorkers;
let items: FakeItems;
let stream: string;
/** Streams that were issued. */
let issued: Set<string>;

beforeAll(async () => {
  environment = await timeSkipping();
  temporal = { client: environment.client, names: NAMES, shift: 0 };
});
afterAll(() => environment.teardown());
beforeEach(async () => {
  items = fakeItems();
  stream = `item/n/${randomUUID()}`;
  issued = new Set([stream]);
  stage = await startWorkers(environment, { record: (call) => items.record(call) });
  await startWorkItem(temporal, { stream, title: null });
  await until(() => items.calls.length === 1);
});
afterEach(async () => {
  await end(environment, NAMES.item(stream));
  await stage.stop();
});

const envelope = (key: string, command: Envelope['command'] = sign('sjj')): Envelope => ({
  key,
  digest: commandDigest(command, 'll-sjj', null),
  actor: 'll-sjj',
  onBehalf: null,
  command,
});

/** What the ledger remembers of accepted commands, beside the fake items. */
const remembered = new Map<string, string>();

type Ports = Parameters<typeof sendCommand>[0];

function send(
  sent: Envelope,
  within = 20_000,
  to: Temporal = temporal,
  { pause = within / 40, ...clock }: Partial<Pick<Ports, 'elapsed'> & Ports['patience']> = {},
) {
  const ledger: Ports['ledger'] = {
    request(_stream, key) {
      const answer = items.requests.get(key);
      return Promise.resolve(answer ? { digest: remembered.get(key) ?? '', answer } : null);
    },
    standing: (streams) =>
      Promise.resolve(
        streams
          .filter((one) => issued.has(one))
          .map((one) => ({ stream: one, closed: false, recorded: true })),
      ),
  };
  remembered.set(sent.key, remembered.get(sent.key) ?? sent.digest);
  const patience = { whole: within, pause };
  return sendCommand({ ledger, temporal: to, patience, ...clock }, stream, sent);
}

describe('a command by a front end', () => {
  it('brings what was recorded', async () => {
    await expect(send(envelope('k1'))).resolves.toEqual({
      ok: true,
      value: { seq: 2, status: 'acknowledge' },
    });
  });

  it('again under the same key has the same answer, without asking the workflow', async () => {
    const first = await send(envelope('k2'));
    await end(environment, NAMES.item(stream));
    await expect(send(envelope('k2'))).resolves.toEqual(first);
  });

  it('with other content under the same key is refused', async () => {
    await send(envelope('k3'));
    expect(codeOf(await send(envelope('k3', report('sjj'))))).toBe('key-reused');
  });

  it('for an item that was never issued is refused', async () => {
    issued.clear();
    expect(codeOf(await send(envelope('k4')))).toBe('item-not-found');
  });

  it('starts the workflow of an item that is not there, and is heard by it', async () => {
    await end(environment, NAMES.item(stream));
    await expect(send(envelope('k5'))).resolves.toMatchObject({ ok: true });
  });
});

describe('a command that gets no answer', () => {
  it('is surely not recorded while the ledger cannot be written, and says so', async () => {
    items.fault = 'read-only';
    const waiting = send(envelope('k6'));
    const handle = environment.client.workflow.getHandle(NAMES.item(stream));
    await until(() => items.calls.length >= 4);
    await until(async () => !(await handle.query(view)).ledgerAvailable);
    // So long a pause that there is no second try, which a busy machine might cut off without an answer.
    expect(codeOf(await send(envelope('k7'), 20_000, temporal, { pause: 10_000 }))).toBe(
      'ledger-unavailable',
    );
    items.fault = 'none';
    await environment.sleep(60_000);
    await expect(waiting).resolves.toMatchObject({ ok: true });
  });

  it('is not sent any more by who was frozen before he could, and says so', async () => {
    let looks = 0;
    // An hour passes between the first look at the clock and the second.
    const elapsed = () => (looks++ === 0 ? 0 : 3_600_000);
    expect(codeOf(await send(envelope('k9'), 20_000, temporal, { elapsed }))).toBe('ledger-unavailable');
    expect(items.requests.has('k9')).toBe(false);
  });

  it('has an unknown outcome when Temporal is not reached, with the key to repeat it under', async () => {
    const nowhere = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });
    const result = await send(envelope('k8'), 300, { client: nowhere, names: NAMES, shift: 0 });
    expect(codeOf(result)).toBe('outcome-unknown');
    expect(result.ok ? '' : result.problem.hint.en).toContain('--key k8');
    await nowhere.connection.close();
  });
});
