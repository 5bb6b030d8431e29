import { cpSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { MAILROOM } from '../../domain/journal/streams';
import type { Moods } from '../support/mail-server';
import { CONNECTIONS, inFull, openDay, type Day } from './day';

jest.setTimeout(1_800_000);

const SECOND = 1_000;
/** How often the workers of these days look after the mailroom. */
const TEND = { tendMs: 2_000, stillMs: 20_000 };

let day: Day;
afterEach(() => day.stage.close());

/** An office at work, its slot so many seconds ahead. */
async function open(ahead: number, moods: Moods = {}): Promise<void> {
  day = await openDay({ setting: { ahead }, moods });
  await day.stage.worker(undefined, TEND).ready;
  await day.stage.duban.ensureAll();
}
const mailroom = () => day.stage.client.workflow.getHandle(day.stage.names.mailroom);

describe('somebody at the Temporal server', () => {
  it('terminates all items in one go: every reminder comes', async () => {
    await open(25 * SECOND);
    const { stage, wave } = day;
    await stage.until('every item sleeps', async () => (await stage.duban.standing()).missing.length === 0);
    for (const stream of wave.streams)
      await stage.client.workflow.getHandle(stage.names.item(stream)).terminate();
    await day.expectWhole(0);
    await stage.until(
      'every item is there again',
      async () => (await stage.duban.standing()).missing.length === 0,
    );
  });

  inFull('terminates an item long before its slot: the watch has it back within a minute', async () => {
    await open(150 * SECOND);
    const { stage, wave } = day;
    await stage.until('every item sleeps', async () => (await stage.duban.standing()).missing.length === 0);
    const [stream = ''] = wave.streams;
    await stage.client.workflow.getHandle(stage.names.item(stream)).terminate();
    expect((await stage.duban.standing()).missing).toEqual([stream]);
    await stage.until('it is there again', async () => (await stage.duban.standing()).missing.length === 0);
    // The mailroom itself would start it only when it calls the roll, half a minute before the slot.
    expect(stage.slot - Date.now()).toBeGreaterThan(60 * SECOND);
  });

  inFull(
    'cancels, then terminates the mailroom: both are undone within seconds, the first is on record',
    async () => {
      await open(25 * SECOND);
      const { stage } = day;
      await mailroom().cancel();
      await stage.until('the cancel request is journaled', async () =>
        (await stage.ledger.history(MAILROOM)).some(({ type }) => type === 'mailroomCancelAsked'),
      );
      await mailroom().terminate();
      await stage.until('the mailroom runs', async () => stage.duban.mailroomRuns());
      await day.expectWhole(0);
    },
  );

  inFull('resets the mailroom to its beginning after the slot: nothing is mailed twice', async () => {
    await open(15 * SECOND);
    const { stage, wave } = day;
    await stage.until('every unit has its mail', () => stage.mails >= wave.mails);
    const { events = [] } = await mailroom().fetchHistory();
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
    await stage.client.workflowService.resetWorkflowExecution({
      namespace: stage.namespace,
      workflowExecution: { workflowId: stage.names.mailroom },
      reason: 'game day',
      workflowTaskFinishEventId: first ?? null,
      requestId: 'game-day',
    });
    await day.expectWhole(0);
  });
});

describe("Temporal's database", () => {
  inFull(
    'replaced by an empty one: everything runs again from the ledger, nothing is mailed twice',
    async () => {
      await open(40 * SECOND);
      await day.untilSlot(-25 * SECOND);
      await day.stage.changeEngine((folder) => {
        rmSync(folder, { recursive: true });
      });
      await day.expectWhole(0);
      expect((await day.stage.duban.standing()).missing).toEqual([]);
    },
  );

  // One chunk of posting has ended, and the other, which the newer history alone knows, is outstanding: the mailroom in the
  // worker's memory waits for something that the server will never tell it.
  inFull(
    'replaced by an older copy, in the middle of posting: nothing is lost, and the day is anchored',
    async () => {
      let held = 0;
      await open(40 * SECOND, { hold: () => wait(held++ === 0 ? 8 * SECOND : 0) });
      const { stage, wave } = day;
      await day.untilSlot(-25 * SECOND);
      await stage.changeEngine((folder) => {
        cpSync(folder, `${folder}.older`, { recursive: true });
      });
      await stage.until('all but one are sent', () => stage.mails === wave.mails - 1);
      await stage.until('one of two chunks has ended', async () => {
        const { raw } = await mailroom().describe();
        return (raw.pendingActivities ?? []).length === 1;
      });
      await stage.changeEngine((folder) => {
        rmSync(folder, { recursive: true });
        cpSync(`${folder}.older`, folder, { recursive: true });
      });
      await day.expectWhole(CONNECTIONS);
    },
  );
});
