import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { sendCommand } from '../../office/running/command';
import { startWorkItem, type Temporal } from '../../office/running/temporal';
import type { Envelope } from '../../domain/item/commands';
import type { Result } from '../../domain/problem';
import { command } from '../../workflows/messages';
import { timeSkipping } from '../support/engine';
import { fakeItems, type FakeItems } from './fakeItems';
import { end, NAMES, startWorkers, until, type TestWorkers } from './workers';

jest.setTimeout(60_000);

const CALLERS = 10;

let environment: TestWorkflowEnvironment;
let temporal: Temporal;
let stage: TestWorkers;
let items: FakeItems;
let stream: string;

beforeAll(async () => {
  environment = await timeSkipping();
  temporal = { client: environment.client, names: NAMES, shift: 0 };
});
afterAll(() => environment.teardown());
beforeEach(async () => {
  items = fakeItems();
  stream = `item/n/${randomUUID()}`;
  stage = await startWorkers(environment, { record: (call) => items.record(call) });
  await startWorkItem(temporal, { stream, title: null });
});
afterEach(async () => {
  await end(environment, NAMES.item(stream));
  await stage.stop();
});

const envelope = (type: 'acknowledge' | 'close', key: string): Envelope => ({
  key,
  digest: type,
  actor: 'ddy',
  onBehalf: null,
  command: type === 'close' ? { type, reason: '完成' } : { type, unit: 'sjj' },
});

/** Sends as every front end does: the ledger is asked first, and again after a fault. */
const send = (type: 'acknowledge' | 'close', key: string = randomUUID()) =>
  sendCommand(
    {
      ledger: {
        request(_stream, asked) {
          const answer = items.requests.get(asked);
          return Promise.resolve(answer === undefined ? null : { digest: type, answer });
        },
        standing: (streams) =>
          Promise.resolve(streams.map((one) => ({ stream: one, closed: false, recorded: true }))),
      },
      temporal,
      patience: { whole: 30_000, pause: 20 },
    },
    stream,
    envelope(type, key),
  );

/** Commands one after the other by each of ten callers, all at the same time. */
async function crowd(each: number): Promise<readonly Result<{ readonly seq: number }>[]> {
  const answers: Result<{ readonly seq: number }>[] = [];
  const caller = async (): Promise<void> => {
    for (let n = 0; n < each; n++) answers.push(await send('acknowledge'));
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return answers;
}

const recordedKeys = (): string[] => items.calls.flatMap(({ commands }) => commands.map(({ key }) => key));

describe('commands fired all through new runs', () => {
  it('are each answered once: none hangs, none is lost, none is recorded twice', async () => {
    const first = (await environment.client.workflow.getHandle(NAMES.item(stream)).describe()).runId;
    const answers = await crowd(60);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    const seqs = answers.map((answer) => (answer.ok ? answer.value.seq : 0));
    expect(new Set(seqs).size).toBe(600);
    expect(items.requests.size).toBe(600);
    const { runId, historyLength } = await environment.client.workflow
      .getHandle(NAMES.item(stream))
      .describe();
    expect(runId).not.toBe(first);
    expect(historyLength).toBeLessThan(2_000);
  });
});

describe('commands fired all through closing', () => {
  it('are each answered: before it by the running workflow, after it by one that is started to answer', async () => {
    const crowded = crowd(10);
    await until(() => items.requests.size > 20);
    await expect(send('close', 'close')).resolves.toMatchObject({ ok: true });
    const answers = await crowded;
    expect(answers).toHaveLength(100);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(items.requests.size).toBe(101);
  });

  it('again under the same key give the same answer and are recorded once', async () => {
    const first = await send('close', 'k');
    await expect(send('close', 'k')).resolves.toEqual(first);
    expect(recordedKeys().filter((key) => key === 'k')).toHaveLength(1);
  });
});

describe('a ledger that is away for hours', () => {
  it('does not grow the history of an item without end; whoever waited is told so and may ask again', async () => {
    await until(() => items.calls.length === 1);
    const first = await environment.client.workflow.getHandle(NAMES.item(stream)).describe();
    items.fault = 'read-only';
    const waiting = environment.client.workflow
      .getHandle(NAMES.item(stream))
      .executeUpdate(command, { args: [envelope('acknowledge', 'k')] });
    const failed = expect(waiting).rejects.toThrow();
    await until(() => items.calls.length > 1);
    await environment.sleep('20 hours');
    await failed;
    const { runId, historyLength } = await environment.client.workflow
      .getHandle(NAMES.item(stream))
      .describe();
    expect(runId).not.toBe(first.runId);
    expect(historyLength).toBeLessThan(1_100);
    items.fault = 'none';
    await environment.sleep('5 minutes');
    await expect(send('acknowledge', 'k')).resolves.toMatchObject({ ok: true });
    expect(items.requests.size).toBe(1);
  });
});
