import { ApplicationFailure } from '@temporalio/common';
import { Client } from '@temporalio/client';
import { startMailroom } from '../../office/running/temporal';
import { MINUTE_MS } from '../../domain/measures';
import type { MailroomAgenda } from '../../domain/mailroom-agenda';
import { civilDate, instant, type Instant } from '../../domain/time';
import { timeSkipping } from '../support/engine';
import { end, NAMES, startWorkers, until } from './workers';

jest.setTimeout(60_000);

const DAY = 86_400_000;

/** The slot after the one that cannot be anchored is composed so long after the first try. */
const AHEAD = 30 * MINUTE_MS;

/** A mailroom after a slot that is not anchored; the next is composed at `composeAt`. */
const agendaAt = (composeAt: Instant, isComposed: boolean): MailroomAgenda => ({
  slot: civilDate('2025-09-25'),
  slotAt: instant(composeAt + (isComposed ? DAY : 0)),
  composeAt: instant(composeAt + (isComposed ? DAY : 0)),
  owed: false,
  missedSlots: [],
  openAt: instant(composeAt + DAY),
  windowEnd: instant(composeAt + DAY),
  sweepAt: null,
  openUntil: null,
  composed: {
    slot: civilDate('2025-09-24'),
    slotAt: instant(composeAt - DAY),
    windowEnd: instant(composeAt + DAY),
    anchored: isComposed,
  },
  chunks: 1,
  grace: 0,
});

describe('a log that cannot be read', () => {
  it('is tried again and again, and delays the next composing by nothing', async () => {
    const environment = await timeSkipping();
    const client = new Client({ connection: environment.connection });
    const composeAt = instant((await environment.currentTimeMs()) + AHEAD);
    const composedAt: Instant[] = [];
    let tries = 0;
    const stage = await startWorkers(environment, {
      agenda: () => Promise.resolve(agendaAt(composeAt, composedAt.length > 0)),
      ensureOpen: () => Promise.resolve({ started: 0, next: null }),
      missing: () => Promise.resolve({ missing: 0, awaited: 0 }),
      anchor() {
        tries += 1;
        throw ApplicationFailure.nonRetryable('the tree has lost a node');
      },
      compose({ now }) {
        composedAt.push(now);
        return Promise.resolve({ composed: 0, next: null });
      },
      closeSlot: () => Promise.resolve(),
    });
    await startMailroom({ client, names: NAMES, shift: 0 });
    await until(() => tries > 0);
    await environment.sleep(AHEAD + 5 * MINUTE_MS);
    await until(() => composedAt.length > 0);
    expect(tries).toBeGreaterThan(5);
    expect((composedAt[0] ?? 0) - composeAt).toBeLessThan(5_000);
    await end(environment, NAMES.mailroom);
    await stage.stop();
    await environment.teardown();
  });
});
