import { Worker } from '@temporalio/worker';
import { COMMAND_PATIENCE } from '../../office/running/command';
import { runWorkers } from '../../worker/workers';
import { namesOf } from '../../workflows/names';
import { SQLITE } from '../ledger/database';
import { ledgerOfTest } from '../ledger/ledger-of-test';
import { timeSkipping } from '../support/engine';

jest.setTimeout(60_000);

/** What the SDK waits by itself, ms: less than a wave of wakes. */
const OF_THE_SDK = 10_000;

/** Time that a caller needs beside it for the answer of another worker, ms. */
const ANSWER = 5_000;

describe('the tasks of an item that a worker which has died had in its memory', () => {
  const stage = ledgerOfTest(SQLITE);

  it('are given to another while whoever sent a command still waits', async () => {
    const environment = await timeSkipping();
    const made = jest.spyOn(Worker, 'create').mockRejectedValue(new Error('none is made'));
    const starting = runWorkers({
      connection: environment.nativeConnection,
      namespace: environment.namespace ?? 'default',
      ledger: stage.ledger,
      transport: { name: 'none', close: () => Promise.resolve(), send: () => Promise.reject(new Error()) },
      bundle: { code: '' },
    });
    await expect(starting).rejects.toThrow('none is made');
    const { items } = namesOf(await stage.ledger.identity()).queues;
    const options = made.mock.calls.map(([one]) => one).find(({ taskQueue }) => taskQueue === items);
    made.mockRestore();
    const waits = Number(options?.stickyQueueScheduleToStartTimeout);
    expect(waits).toBeGreaterThan(OF_THE_SDK);
    expect(waits).toBeLessThanOrEqual(COMMAND_PATIENCE.whole - ANSWER);
    await environment.teardown();
  });
});
