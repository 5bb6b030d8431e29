import { MockActivityEnvironment } from '@temporalio/testing';
import { makeItemActivities } from '../../activities/item';
import type { RecordCall, RecordReply } from '../../ledger/record/record';
import { moment } from '../support/item';

const NOW = moment('2025-07-04 09:00');
const CALL: RecordCall = {
  stream: 'item/n1/1',
  head: { seq: 0, hash: '' },
  now: NOW,
  commands: [],
  wake: false,
};

const reply = (ahead: boolean): RecordReply => ({
  head: { seq: 3, hash: 'h' },
  answers: {},
  nextWakeAt: null,
  nextSlot: null,
  closed: false,
  mailReady: false,
  status: '',
  state: 'underway',
  ahead,
  fault: null,
});

/** What is journaled when an item records in a run that began from `from`. */
async function notedBy(ahead: boolean, resetFrom: () => Promise<string | null>): Promise<readonly unknown[]> {
  const noted: unknown[] = [];
  const activities = makeItemActivities({
    ledger: {
      record: () => Promise.resolve(reply(ahead)),
      note: (type, body, by) => {
        noted.push([type, body, by.actor]);
        return Promise.resolve();
      },
    },
    resetFrom,
  });
  const environment = new MockActivityEnvironment({
    workflowExecution: { workflowId: 'w', runId: 'second' },
  });
  await environment.run(() => activities.record(CALL));
  return noted;
}

describe('an item that knows less than its ledger', () => {
  it('was reset when its run began as another, and that is on record', async () => {
    expect(await notedBy(true, () => Promise.resolve('first'))).toEqual([
      ['itemReset', { stream: 'item/n1/1', run: 'second', from: 'first' }, 'temporal'],
    ]);
  });

  it('died after a COMMIT when its run began by itself', async () => {
    expect(await notedBy(true, () => Promise.resolve(null))).toEqual([]);
  });

  it('has its answer when the server cannot say how the run began', async () => {
    expect(await notedBy(true, () => Promise.reject(new Error('unreachable')))).toEqual([]);
  });

  it('is alone asked for', async () => {
    expect(await notedBy(false, () => Promise.resolve('first'))).toEqual([]);
  });
});
