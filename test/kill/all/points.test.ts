import { wakeWorkItem } from '../../../office/running/temporal';
import { pooled } from '../../../office/running/pool';
import { MAILROOM } from '../../../domain/journal/streams';
import { report } from '../../support/commands';
import { sure } from '../../support/sure';
import type { Fault } from '../fault';
import { openWave, type KillableOffice } from '../killable-office';
import type { Wave } from '../wave';
import { expectWholeWave } from '../whole';

// Waves in real time, on a machine that may have much else to do.
jest.setTimeout(600_000);

/** TIMEOUT_TYPE_HEARTBEAT of Temporal's API. */
const HEARTBEAT = 4;

let stage: KillableOffice;
let wave: Wave;

beforeEach(async () => {
  ({ stage, wave } = await openWave());
});
afterEach(() => stage.close());

const third = (): Promise<void> =>
  stage.until('a third is sent', () => stage.mails >= Math.round(wave.mails * 0.3));

/** A worker that dies of a fault, and one after it. */
async function replaced(fault: Fault): Promise<void> {
  const first = stage.worker(fault);
  expect(await first.gone).toBe('SIGKILL');
  stage.struck();
  await stage.worker().ready;
}

describe('a worker killed before SMTP', () => {
  it('has sent nothing of what it had claimed, and everything comes', async () => {
    await replaced({ point: 'send', when: 'before', nth: 60 });
    await expectWholeWave(stage, wave, 'before SMTP');
  });
});

describe('a worker killed in the middle of a COMMIT', () => {
  it.each([
    ['a record', 3, 100],
    ['the wave', 22, 500],
  ])('of %s leaves all of it or nothing', async (_what, nth, delay) => {
    await replaced({ point: 'commit', when: 'before', nth, delay });
    await expectWholeWave(stage, wave, `COMMIT ${nth} killed`);
  });
});

/** What ended the attempt before the one that is known to have begun, for each activity of a type. */
async function endsOf(type: string): Promise<readonly unknown[]> {
  const { events = [] } = await stage.client.workflow.getHandle(stage.names.mailroom).fetchHistory();
  const scheduled = (events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type,
  );
  const ids = scheduled.map(({ eventId }) => String(eventId));
  return (events ?? [])
    .flatMap(({ activityTaskStartedEventAttributes: started }) => started ?? [])
    .filter(({ scheduledEventId }) => ids.includes(String(scheduledEventId)))
    .map(({ lastFailure }) => lastFailure?.timeoutFailureInfo?.timeoutType);
}

describe('a worker killed while it composes', () => {
  it.each(['before', 'after'] as const)('%s its COMMIT is missed by its heartbeat', async (when) => {
    await replaced({ point: 'composeSlot', when, nth: 1 });
    await expectWholeWave(stage, wave, `composing, ${when} its COMMIT`);
    expect(await endsOf('compose')).toEqual([HEARTBEAT]);
  });
});

describe('the Temporal server killed in the middle of a wave', () => {
  it('comes back by itself, and the worker goes on', async () => {
    const worker = stage.worker();
    await third();
    const before = stage.engine.pid;
    process.kill(before ?? 0, 'SIGKILL');
    stage.struck();
    await stage.until('the server runs again', () => stage.engine.pid !== before);
    await expectWholeWave(stage, wave, 'server only');
    expect(worker.told.filter(({ type }) => type === 'ready')).toHaveLength(1);
  });
});

describe('the worker killed in the middle of a wave', () => {
  it('is replaced by another, which sends the rest', async () => {
    const first = stage.worker();
    await third();
    first.signal('SIGKILL');
    stage.struck();
    await first.gone;
    await stage.worker().ready;
    await expectWholeWave(stage, wave, 'node only');
  });
});

describe('an item whose history has grown beyond its limit', () => {
  it('loses nothing when it is killed between its record and its new run', async () => {
    const [stream = ''] = wave.streams;
    const temporal = { client: stage.client, names: stage.names, shift: 0 };
    const handle = stage.client.workflow.getHandle(stage.names.item(stream));
    const { runId } = await handle.describe();
    // Nobody runs: the signals pile up, and its first task has more than a thousand events behind it.
    await pooled(Array.from({ length: 1_050 }), 20, () => wakeWorkItem(temporal, stream));
    expect((await handle.describe()).historyLength).toBeGreaterThan(1_000);
    const said = (key: string) =>
      stage.duban.command({ stream, command: report('u001'), actor: 'll-u001', key });
    const before = said('before');
    const first = stage.worker({ point: 'command', when: 'after', nth: 1 });
    expect(await first.gone).toBe('SIGKILL');
    stage.struck();
    const after = said('after');
    await stage.worker().ready;
    expect(sure(await before).seq).not.toBe(sure(await after).seq);
    await expectWholeWave(stage, wave, 'continue-as-new');
    expect((await handle.describe()).runId).not.toBe(runId);
    const keys = (await stage.ledger.history(stream)).map(({ requestKey }) => requestKey);
    expect(keys.filter((key) => key === 'before' || key === 'after').sort()).toEqual(['after', 'before']);
  });
});

describe('an item reset to its beginning by the API', () => {
  it('goes on from the ledger: nothing is mailed or written twice', async () => {
    const [stream = ''] = wave.streams;
    const handle = stage.client.workflow.getHandle(stage.names.item(stream));
    await stage.worker().ready;
    await stage.until('every unit has its mail', () => stage.mails >= wave.mails);
    const { runId } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const completed = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    const before = await stage.ledger.history(stream);
    stage.struck();
    await stage.client.workflowService.resetWorkflowExecution({
      namespace: stage.namespace,
      workflowExecution: { workflowId: stage.names.item(stream), runId },
      workflowTaskFinishEventId: completed?.eventId ?? null,
      reason: 'a test',
      requestId: 'reset',
    });
    const command = report('u001');
    sure(await stage.duban.command({ stream, command, actor: 'll-u001', key: 'reported' }));
    expect((await handle.describe()).runId).not.toBe(runId);
    await expectWholeWave(stage, wave, 'workflow reset');
    const after = await stage.ledger.history(stream);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(({ requestKey }) => requestKey)).toEqual(['reported']);
    const noted = (await stage.ledger.history(MAILROOM)).filter(({ type }) => type === 'itemReset');
    expect(noted.map(({ actor, body }) => [actor, JSON.parse(body) as unknown])).toEqual([
      ['temporal', { stream, run: (await handle.describe()).runId, from: runId }],
    ]);
  });
});
