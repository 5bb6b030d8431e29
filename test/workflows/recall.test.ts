import type { PostReply } from '../../activities/types';
import type { MailroomAgenda } from '../../domain/mailroom-agenda';
import { startMailroom } from '../../office/running/temporal';
import { civilDate, instant } from '../../domain/time';
import { recallQuery } from '../../workflows/messages';
import { Client } from '@temporalio/client';
import { timeSkipping } from '../support/engine';
import { end, isSettled, NAMES, startWorkers, until } from './workers';

jest.setTimeout(60_000);

const DAY = 86_400_000;

/** A mailroom with nothing to do but to post while mail waits, and later to compose a slot. */
const agendaAt = (now: number, waits: boolean, slotAt: number): MailroomAgenda => ({
  slot: civilDate('2025-09-24'),
  slotAt: instant(slotAt),
  composeAt: instant(slotAt),
  owed: false,
  missedSlots: [],
  openAt: instant(now + DAY),
  windowEnd: instant(now + 2 * DAY),
  sweepAt: waits ? instant(now) : null,
  openUntil: instant(now + DAY),
  composed: null,
  chunks: 1,
  grace: 0,
});

const POSTED: PostReply = { sent: 1, stopped: 'empty' };

/** A mailroom whose chunks of posting say nothing until they are ended; its slot comes so many ms after its first look. */
async function silentMailroom(slotIn = DAY) {
  const environment = await timeSkipping();
  const client = new Client({ connection: environment.connection });
  const ends: (() => void)[] = [];
  const silentUntilEnd = (): Promise<PostReply> =>
    new Promise((resolve) => {
      ends.push(() => {
        resolve(POSTED);
      });
    });
  let waits = true;
  let chunks = 0;
  let slotAt = 0;
  let composed = 0;
  const stage = await startWorkers(environment, {
    agenda: ({ now }) => {
      slotAt ||= now + slotIn;
      return Promise.resolve(agendaAt(now, waits, slotAt));
    },
    missing: () => Promise.resolve({ missing: 0, awaited: 0 }),
    compose: () => {
      composed += 1;
      return Promise.resolve({ composed: 0, next: null });
    },
    closeSlot: () => {
      slotAt += DAY;
      return Promise.resolve();
    },
    ensureOpen: () => Promise.resolve({ started: 0, next: null }),
    post: () => {
      chunks += 1;
      return waits ? silentUntilEnd() : Promise.resolve(POSTED);
    },
  });
  await startMailroom({ client, names: NAMES, shift: 0 });
  await until(() => ends.length === 1);
  return {
    chunks: () => chunks,
    composed: () => composed,
    recall: () => client.workflow.getHandle(NAMES.mailroom).signal(recallQuery),
    /** Ends all chunks and the mailroom, which has heard all that it was told before. */
    endAll: async () => {
      await until(() => isSettled(environment, NAMES.mailroom));
      waits = false;
      for (const over of ends) over();
      await end(environment, NAMES.mailroom);
    },
    close: async () => {
      await stage.stop();
      await environment.teardown();
    },
  };
}

describe('a worker that begins while a chunk of mail is silent', () => {
  let room: Awaited<ReturnType<typeof silentMailroom>>;
  beforeEach(async () => {
    room = await silentMailroom();
  });
  afterEach(() => room.close());

  it('gets a chunk of its own at once, and the pass ends when both have', async () => {
    await room.recall();
    await until(() => room.chunks() === 2);
    await room.endAll();
    expect(room.chunks()).toBe(2);
  });

  it('again and again, as in a crash loop, gets three generations of chunks and no more', async () => {
    for (let n = 2; n <= 3; n++) {
      await room.recall();
      await until(() => room.chunks() === n);
    }
    for (let n = 0; n < 20; n++) await room.recall();
    await room.endAll();
    expect(room.chunks()).toBe(3);
  });
});

describe('a slot that comes while a chunk has a mail in hand', () => {
  it('is composed at its time: the answer to a final dot may take ten minutes', async () => {
    // The server's clock stands for nobody while an activity is under way: the slot is near.
    const room = await silentMailroom(1_000);
    try {
      await until(() => room.composed() === 1);
    } finally {
      await room.endAll();
      await room.close();
    }
  });
});
