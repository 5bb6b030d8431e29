import { Client } from '@temporalio/client';
import { startMailroom } from '../../office/running/temporal';
import type { MailroomAgenda } from '../../domain/mailroom-agenda';
import { civilDate, instant } from '../../domain/time';
import { timeSkipping } from '../support/engine';
import { end, NAMES, startWorkers, until } from './workers';

jest.setTimeout(60_000);

const DAY = 86_400_000;

/** A slot that is to be composed at once, or one that has nothing to do for a day. */
const agendaAt = (now: number, due: boolean): MailroomAgenda => ({
  slot: civilDate('2025-09-24'),
  slotAt: instant(now),
  composeAt: instant(due ? now : now + DAY),
  owed: false,
  missedSlots: [],
  openAt: instant(now + DAY),
  windowEnd: instant(now + 2 * DAY),
  sweepAt: null,
  openUntil: null,
  composed: null,
  chunks: 1,
  grace: 900_000,
});

/** How many items had not recorded when a slot was composed that no item is waited for, by what each look finds. */
async function leftAtComposing(looks: readonly number[]): Promise<number> {
  const environment = await timeSkipping();
  const client = new Client({ connection: environment.connection });
  let [looked, composed] = [0, false];
  const missing = (): number => looks[Math.min(looked, looks.length - 1)] ?? 0;
  let left = -1;
  const stage = await startWorkers(environment, {
    agenda: ({ now }) => Promise.resolve(agendaAt(now, !composed)),
    missing: () => {
      const found = missing();
      looked += 1;
      return Promise.resolve({ missing: found, awaited: 0 });
    },
    ensureMissing: () => Promise.resolve({ started: 0, next: null }),
    ensureOpen: () => Promise.resolve({ started: 0, next: null }),
    compose: () => {
      left = looks[looked - 1] ?? -1;
      composed = true;
      return Promise.resolve({ composed: 0, next: null });
    },
    closeSlot: () => Promise.resolve(),
  });
  try {
    await startMailroom({ client, names: NAMES, shift: 0 });
    for (let second = 0; second < 60 && !composed; second++) await environment.sleep(1_000);
    await until(() => composed);
    await end(environment, NAMES.mailroom);
  } finally {
    await stage.stop();
    await environment.teardown();
  }
  return left;
}

describe('items that an earlier slot has waited for in vain', () => {
  it('are waited for as long as they come one after another, and no longer', async () => {
    expect(await leftAtComposing([1_000, 600, 200, 7, 7, 7, 7, 0])).toBe(7);
  });
});
