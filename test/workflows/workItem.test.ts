import { randomUUID } from 'node:crypto';
import { ApplicationFailure, WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { PostCall } from '../../activities/types';
import { startWorkItem, startingWorkItem, type Temporal } from '../../office/running/temporal';
import type { Envelope } from '../../domain/item/commands';
import { instant, plusMs, type Instant } from '../../domain/time';
import { NOTICE_ATTRIBUTE, STATE_ATTRIBUTE } from '../../workflows/names';
import { command, view, wake } from '../../workflows/messages';
import { timeSkipping } from '../support/engine';
import { fakeItems, type FakeItems } from './fakeItems';
import { NAMES, end, eventsOf, startWorkers, until, type TestWorkers } from './workers';

const MINUTE = 60_000;
const DAY = 86_400_000;

jest.setTimeout(20_000);

let environment: TestWorkflowEnvironment;
let temporal: Temporal;
let stage: TestWorkers;
let items: FakeItems;
let posts: PostCall[];
let stream: string;

const envelope = (
  type: 'acknowledge' | 'close' | 'withdrawExtension',
  key: string = randomUUID(),
): Envelope => ({
  key,
  digest: `digest-${type}`,
  actor: 'ddy',
  onBehalf: null,
  command: type === 'close' ? { type, reason: '完成' } : { type, unit: 'sjj' },
});

const handle = () => environment.client.workflow.getHandle(NAMES.item(stream));
const send = (sent: Envelope) =>
  handle().executeUpdate(command, { args: [sent], updateId: `${sent.key}:${sent.digest}` });
const serverNow = async (): Promise<Instant> => instant(await environment.currentTimeMs());
const begin = async (): Promise<void> => {
  await startWorkItem(temporal, { stream, title: '3.1 推进公开' });
  await until(async () => (await eventsOf(environment, NAMES.item(stream))).includes('timerStarted'));
};
const refusalOf = (error: unknown): string | null | undefined =>
  error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure
    ? error.cause.type
    : `unexpected: ${String(error)}`;

beforeAll(async () => {
  environment = await timeSkipping();
  temporal = { client: environment.client, names: NAMES, shift: 0 };
});
afterAll(() => environment.teardown());

beforeEach(async () => {
  items = fakeItems();
  posts = [];
  stream = `item/n/${randomUUID()}`;
  stage = await startWorkers(environment, {
    record: (call) => items.record(call),
    post(call) {
      posts.push(call);
      return Promise.resolve({ sent: 1, stopped: 'empty' });
    },
  });
});
afterEach(async () => {
  await end(environment, NAMES.item(stream));
  await stage.stop();
});

describe('an item at rest', () => {
  it('records when it is started, and wakes at the instant that the ledger named, not before', async () => {
    const due = plusMs(await serverNow(), 3 * DAY);
    items.wakes = [due];
    await begin();
    await environment.sleep(3 * DAY - MINUTE);
    expect(items.calls).toHaveLength(1);
    await environment.sleep(2 * MINUTE);
    expect(items.calls).toHaveLength(2);
    expect(items.calls[1]?.wake).toBe(true);
    expect(items.calls[1]?.now).toBeGreaterThanOrEqual(due);
    expect((items.calls[1]?.now ?? 0) - due).toBeLessThan(60_000);
  });

  it('is found as issued from its start on, without a second entry in the index of the server', async () => {
    items.wakes = [plusMs(await serverNow(), 3 * DAY)];
    await begin();
    expect(await eventsOf(environment, NAMES.item(stream))).not.toContain('upsertWorkflowSearchAttributes');
    const { typedSearchAttributes } = await handle().describe();
    expect(typedSearchAttributes.get(NOTICE_ATTRIBUTE)).toBe('n');
    expect(typedSearchAttributes.get(STATE_ATTRIBUTE)).toBe('issued');
  });

  it('costs at most 7 events a wake', async () => {
    const start = await serverNow();
    items.wakes = [1, 2, 3].map((n) => plusMs(start, n * DAY));
    await begin();
    await environment.sleep(1.5 * DAY);
    const before = (await eventsOf(environment, NAMES.item(stream))).length;
    await environment.sleep(DAY);
    expect(items.calls).toHaveLength(3);
    expect((await eventsOf(environment, NAMES.item(stream))).length - before).toBeLessThanOrEqual(7);
  });

  it('sleeps 30 days at most', async () => {
    items.wakes = [plusMs(await serverNow(), 100 * DAY)];
    await begin();
    const { events } = await handle().fetchHistory();
    const seconds = events?.flatMap((e) =>
      Number(e.timerStartedEventAttributes?.startToFireTimeout?.seconds ?? []),
    );
    expect(seconds?.filter((n) => n > 0)).toEqual([30 * 86_400]);
    await environment.sleep(101 * DAY);
    expect(items.calls.filter((call) => call.wake)).toHaveLength(2);
  });

  it('looks again when it is told that the calendar changed', async () => {
    items.wakes = [plusMs(await serverNow(), 9 * DAY)];
    await begin();
    await handle().signal(wake);
    await until(() => items.calls.length === 2);
    expect(items.calls[1]?.wake).toBe(true);
  });

  it('does not spin when the ledger names an instant that has passed', async () => {
    items.wakes = [];
    await begin();
    const past = await serverNow();
    const honest = items.record;
    items.record = async (call) => ({ ...(await honest(call)), nextWakeAt: past });
    await handle().signal(wake);
    await environment.sleep(10 * MINUTE);
    expect(items.calls.length).toBeLessThanOrEqual(14);
  });
});

describe('a command', () => {
  it('is answered by what the ledger recorded, and shown in search attributes and details', async () => {
    await begin();
    const answer = await send(envelope('acknowledge'));
    expect(answer).toEqual({ ok: true, seq: 2, status: 'acknowledge' });
    await expect(handle().query(view)).resolves.toMatchObject({
      head: { seq: 2 },
      waiting: 0,
      ledgerAvailable: true,
    });
    const { typedSearchAttributes } = await handle().describe();
    expect(typedSearchAttributes.get(NOTICE_ATTRIBUTE)).toBe('n');
    expect(typedSearchAttributes.get(STATE_ATTRIBUTE)).toBe('underway');
  });

  it('costs at most 8 events, also when it changes the state and brings the wake forward', async () => {
    const start = await serverNow();
    items.wakes = [plusMs(start, 20 * DAY)];
    await begin();
    const before = (await eventsOf(environment, NAMES.item(stream))).length;
    items.wakes = [plusMs(start, 2 * DAY)];
    await send(envelope('acknowledge'));
    expect((await eventsOf(environment, NAMES.item(stream))).length - before).toBeLessThanOrEqual(8);
    await environment.sleep(2 * DAY + MINUTE);
    expect(items.calls.at(-1)?.wake).toBe(true);
  });

  it('that makes mail ready has it posted at once, for 6 events more', async () => {
    items.mails = ['withdrawExtension'];
    items.wakes = [plusMs(await serverNow(), 20 * DAY)];
    await begin();
    const before = (await eventsOf(environment, NAMES.item(stream))).length;
    await send(envelope('withdrawExtension'));
    await until(() => posts.length === 1);
    await until(
      async () => (await eventsOf(environment, NAMES.item(stream))).at(-1) === 'workflowTaskCompleted',
    );
    expect((await eventsOf(environment, NAMES.item(stream))).length - before).toBeLessThanOrEqual(14);
  });

  it('of a hundred callers at once is recorded with the others, and each gets its own answer', async () => {
    await begin();
    const sent = Array.from({ length: 9 }, () => envelope('acknowledge'));
    const answers = await Promise.all(sent.map(send));
    expect(new Set(answers.map((answer) => (answer.ok ? answer.seq : 0))).size).toBe(9);
    expect(items.calls.flatMap((call) => call.commands)).toHaveLength(9);
  });

  it('under one key with two contents is recorded one after the other, so that no answer is mixed up', async () => {
    await begin();
    items.fault = 'read-only';
    const blocked = send(envelope('acknowledge', 'k1'));
    await until(() => items.calls.length > 1);
    items.fault = 'none';
    const again = { ...envelope('withdrawExtension', 'k1'), digest: 'other' };
    await blocked;
    await expect(send(again)).resolves.toMatchObject({ ok: true });
    for (const call of items.calls) {
      const keys = call.commands.map((one) => one.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe('the end of an item', () => {
  it('comes when it is closed, with every command answered', async () => {
    await begin();
    const answers = await Promise.all([send(envelope('acknowledge')), send(envelope('close'))]);
    expect(answers.every((answer) => answer.ok)).toBe(true);
    await handle().result();
    expect((await handle().describe()).status.name).toBe('COMPLETED');
  });

  it('does not come before its own mail is out', async () => {
    items.mails = ['close'];
    await begin();
    await send(envelope('close'));
    await handle().result();
    expect(posts).toHaveLength(1);
  });

  it('is heard by a closed item when the update starts it', async () => {
    await begin();
    await send(envelope('close'));
    await handle().result();
    const late = envelope('withdrawExtension');
    const answer = await environment.client.workflow.executeUpdateWithStart(command, {
      args: [late],
      updateId: late.key,
      startWorkflowOperation: startingWorkItem(temporal, { stream, title: null }),
    });
    expect(answer).toMatchObject({ ok: true });
  });

  it("by Temporal's own cancel is recorded as a cancellation by `temporal` before it takes effect", async () => {
    await begin();
    await handle().cancel();
    await expect(handle().result()).rejects.toBeInstanceOf(WorkflowFailedError);
    expect((await handle().describe()).status.name).toBe('CANCELLED');
    const [cancel] = items.calls.flatMap((call) => call.commands);
    expect(cancel).toMatchObject({ actor: 'temporal', command: { type: 'cancel' } });
    expect(cancel?.key).toContain((await handle().describe()).runId);
  });
});

describe('a ledger that cannot be written', () => {
  it('for an hour costs an item at most 400 events, refuses new commands, and loses none that was accepted', async () => {
    // The id spreads the waits, and so decides how many there are: this one lies in the middle.
    stream = 'item/n/an-hour';
    await begin();
    items.fault = 'read-only';
    const accepted = send(envelope('acknowledge'));
    await until(() => items.calls.length >= 3);
    await until(async () => !(await handle().query(view)).ledgerAvailable);
    const refused = await send(envelope('acknowledge')).catch(refusalOf);
    expect(refused).toBe('ledger-unavailable');
    await environment.sleep(60 * MINUTE);
    expect((await eventsOf(environment, NAMES.item(stream))).length).toBeLessThanOrEqual(400);
    items.fault = 'none';
    await environment.sleep(3 * MINUTE);
    await expect(accepted).resolves.toMatchObject({ ok: true, status: 'acknowledge' });
    await expect(send(envelope('acknowledge'))).resolves.toMatchObject({ ok: true });
  });

  it('and is behind the workflow is not tried again and again: it waits for a person', async () => {
    items.wakes = [plusMs(await serverNow(), DAY)];
    await begin();
    items.fault = 'behind';
    await environment.sleep(DAY + 50 * MINUTE);
    expect(items.calls).toHaveLength(2);
    await expect(handle().query(view)).resolves.toMatchObject({ ledgerAvailable: false });
    items.fault = 'none';
    await environment.sleep(120 * MINUTE);
    expect(items.calls).toHaveLength(3);
  });
});

describe('a new run', () => {
  it('begins after 90 days with nothing but the head and the next instant', async () => {
    items.wakes = [plusMs(await serverNow(), 95 * DAY)];
    await begin();
    const { runId } = await handle().describe();
    await environment.sleep(94 * DAY);
    expect((await handle().describe()).runId).not.toBe(runId);
    expect(items.calls).toHaveLength(1);
    await environment.sleep(2 * DAY);
    expect(items.calls).toHaveLength(2);
    expect(items.calls[1]?.head).toEqual({ seq: 1, hash: '#1' });
  });
});
