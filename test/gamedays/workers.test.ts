import { setTimeout as wait } from 'node:timers/promises';
import { CONNECTIONS, inFull, lasting, openDay, type Day } from './day';

jest.setTimeout(1_800_000);

const SECOND = 1_000;
let day: Day;
afterEach(() => day.stage.close());

describe('all post workers away over nine', () => {
  inFull(
    'hold up the mails and double none, whichever worker takes the old chunk and which the new one',
    async () => {
      day = await openDay();
      const { stage } = day;
      await stage.worker(undefined, { only: ['items', 'mailroom'] }).ready;
      await stage.duban.ensureAll();
      await day.untilSlot(900 * SECOND);
      expect(stage.mails).toBe(0);
      const late = [stage.worker(undefined, { only: ['post'] }), stage.worker(undefined, { only: ['post'] })];
      await Promise.all(late.map(({ ready }) => ready));
      await day.expectWhole(0);
    },
  );
});

describe('a worker in a crash loop', () => {
  it('loses nothing, and doubles at most what each had in flight', async () => {
    day = await openDay();
    const { stage } = day;
    await stage.duban.ensureAll();
    const starts = lasting(20, 4);
    for (let n = 0; n < starts; n++) {
      const worker = stage.worker();
      await Promise.race([worker.ready, wait(3 * SECOND)]);
      // Dies soon after it has begun, in the middle of whatever it does by then.
      await wait(n * 60);
      worker.signal('SIGKILL');
      await worker.gone;
    }
    await stage.worker().ready;
    const chunks = await stage.client.workflow.getHandle(stage.names.mailroom).fetchHistory();
    const scheduled = (chunks.events ?? []).filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'post',
    );
    // Three generations of two chunks are open at most, whatever the number of starts.
    expect(scheduled.length).toBeLessThanOrEqual(6 + 2 * starts);
    await day.expectWhole(starts * CONNECTIONS);
  });
});
