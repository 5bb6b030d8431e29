import { once } from 'node:events';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeMailroomActivities, type MailroomPorts } from '../../activities/mailroom';
import type { StartedPage } from '../../activities/types';
import { civilDate } from '../../domain/time';
import { moment } from '../support/item';

const SLOT = civilDate('2025-07-04');
const NOW = moment('2025-07-04 09:00');

const refused = () => Promise.reject(new Error('not asked for'));

/** The mailroom's work on a ledger of which some questions are answered. */
const activitiesOn = (
  ledger: Partial<MailroomPorts['ledger']>,
  startItem: MailroomPorts['startItem'] = refused,
  startItemAnew: MailroomPorts['startItemAnew'] = refused,
) =>
  makeMailroomActivities({
    ledger: {
      checkpoint: refused,
      journalDeliveries: refused,
      composeSlot: refused,
      composeLetters: refused,
      missing: refused,
      awaited: refused,
      settleReceipts: refused,
      shouldRun: refused,
      standing: refused,
      issuedPage: refused,
      markComposed: refused,
      endWindow: refused,
      note: refused,
      noteParts: refused,
      ...ledger,
    },
    startItem,
    startItemAnew,
    attest: () => Promise.resolve(),
    runErrands: () => Promise.resolve([]),
    runChanges: refused,
    elapsed: () => performance.now(),
  });

describe('starting what does not run', () => {
  const all = Array.from({ length: 2_345 }, (_, n) => `item/n1/${String(n).padStart(4, '0')}`);
  const after = (stream: string | null, limit: number | null) =>
    all.filter((one) => one > (stream ?? '')).slice(0, limit ?? all.length);

  const standingOf = (stream: string) => ({ stream, closed: false, recorded: !stream.endsWith('0008') });

  it('sees to all of them in one pass, however many, and past one that can never be started', async () => {
    const asked: string[] = [];
    const noted: unknown[] = [];
    const activities = activitiesOn(
      {
        missing: (_slot, limit, from = null) =>
          Promise.resolve({ count: all.length, streams: after(from, limit) }),
        standing: (streams) => Promise.resolve(streams.map(standingOf)),
        note: (type, body, { requestKey }) => {
          noted.push([type, body, requestKey]);
          return Promise.resolve();
        },
      },
      (stream) => {
        asked.push(stream);
        return stream.endsWith('0007') ? Promise.reject(new Error('never')) : Promise.resolve(true);
      },
    );
    let started = 0;
    let next: string | null = null;
    do {
      const from: string | null = next;
      const page: StartedPage = await new MockActivityEnvironment().run(() =>
        activities.ensureMissing({ slot: SLOT, after: from, now: NOW }),
      );
      started += page.started;
      ({ next } = page);
    } while (next !== null);
    expect([asked.length, started]).toEqual([all.length, all.length - 1]);
    // One could not be started, and one had never begun: nobody has ended it.
    expect(noted).toMatchObject([
      ['itemsRestarted', { count: 998 }, `restarted/${NOW}/item/n1/0000`],
      ['itemsRestarted', { count: 1_000 }, `restarted/${NOW}/item/n1/1000`],
      ['itemsRestarted', { count: 345 }, `restarted/${NOW}/item/n1/2000`],
    ]);
  });
});

describe('the items of an issuing run', () => {
  it('are all begun but for one that can never be, which keeps nobody from the letters', async () => {
    const streams = ['item/n1/1', 'item/n1/2', 'item/n1/3'];
    const begun: string[] = [];
    const activities = activitiesOn({ issuedPage: () => Promise.resolve(streams) }, (stream) =>
      stream === 'item/n1/2' ? Promise.reject(new Error('never')) : Promise.resolve(begun.push(stream) > 0),
    );
    const page = { notice: 'n1', batch: 1, after: null, limit: 200 };
    const reply = new MockActivityEnvironment().run(() => activities.ensureIssued(page));
    await expect(reply).resolves.toEqual({ failed: 1, next: null });
    expect(begun).toEqual(['item/n1/1', 'item/n1/3']);
  });
});

describe('items that stand still', () => {
  it('are all started anew, page by page, however many', async () => {
    const all = Array.from({ length: 1_234 }, (_, n) => `item/n1/${String(n).padStart(4, '0')}`);
    const asked = new Set<string>();
    const activities = activitiesOn(
      {
        awaited: (_slot, limit, from = null) =>
          Promise.resolve({
            count: all.length,
            streams: all.filter((one) => one > (from ?? '')).slice(0, limit ?? all.length),
          }),
        standing: () => Promise.resolve([]),
      },
      refused,
      (stream) => Promise.resolve(asked.add(stream).size > 0),
    );
    let next: string | null = null;
    do {
      const after: string | null = next;
      const page: StartedPage = await new MockActivityEnvironment().run(() =>
        activities.restartMissing({ slot: SLOT, after, now: NOW }),
      );
      ({ next } = page);
    } while (next !== null);
    expect([...asked]).toEqual(all);
  });
});

describe('the work of the mailroom that takes long', () => {
  it('tells the server that its worker lives, so that a dead one is not waited for', async () => {
    const environment = new MockActivityEnvironment();
    // It takes as long as nothing is heard of it.
    const heard = once(environment, 'heartbeat');
    const activities = activitiesOn({
      journalDeliveries: () => Promise.resolve({ entries: 0 }),
      checkpoint: () => heard.then(() => ({ slot: SLOT, size: 0, root: '', note: null })),
    });
    const anchored = environment.run(() => activities.anchor({ slot: SLOT, now: NOW }));
    await expect(anchored).resolves.toBeUndefined();
  });
});

describe('the checkpoint after a slot', () => {
  it('covers what ended in a chunk that nobody is left to write down', async () => {
    const done: string[] = [];
    const activities = activitiesOn({
      journalDeliveries: () => {
        done.push('ends');
        return Promise.resolve({ entries: 1 });
      },
      checkpoint: () => {
        done.push('checkpoint');
        return Promise.resolve({ slot: SLOT, size: 0, root: '', note: null });
      },
    });
    await new MockActivityEnvironment().run(() => activities.anchor({ slot: SLOT, now: NOW }));
    expect(done).toEqual(['ends', 'checkpoint']);
  });
});
