import type { MailroomAgenda, PostReply } from '../../activities/types';
import { startMailroom } from '../../client/temporal';
import { civilDate, instant } from '../../domain/time';
import { recallQuery } from '../../workflows/messages';
import { Client } from '@temporalio/client';
import { timeSkipping } from '../support/engine';
import { end, NAMES, raise, until } from './stage';

jest.setTimeout(60_000);

const DAY = 86_400_000;

/** A mailroom with nothing to do but to post while mail waits. */
const agendaAt = (now: number, waits: boolean): MailroomAgenda => ({
  slot: civilDate('2025-09-24'),
  slotAt: instant(now + DAY),
  composeAt: instant(now + DAY),
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

describe('a worker that begins while a chunk of mail is silent', () => {
  it('gets a chunk of its own at once, and the pass ends when both have', async () => {
    const environment = await timeSkipping();
    const client = new Client({ connection: environment.connection });
    const ends: (() => void)[] = [];
    let waits = true;
    const stage = await raise(environment, {
      agenda: ({ now }) => Promise.resolve(agendaAt(now, waits)),
      ensureOpen: () => Promise.resolve({ started: 0, next: null }),
      post: () =>
        new Promise<PostReply>((resolve) => {
          ends.push(() => {
            resolve({ sent: 1, stopped: 'empty' });
          });
        }),
    });
    try {
      await startMailroom({ client, names: NAMES, shift: 0 });
      await until(() => ends.length === 1);
      await client.workflow.getHandle(NAMES.mailroom).signal(recallQuery);
      await until(() => ends.length === 2);
      waits = false;
      for (const over of ends) over();
      await end(environment, NAMES.mailroom);
      expect(ends).toHaveLength(2);
    } finally {
      await stage.stop();
      await environment.teardown();
    }
  });
});
