import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { makeHostClock } from '../../office/running/clock-right';
import { tendMailroom, type Watch, type WatchPorts } from '../../office/running/tend';
import { agendaOf } from '../../domain/mailroom-agenda';
import { civilDate, plusMs, type Instant } from '../../domain/time';
import { namesOf } from '../../workflows/names';
import { testOffice } from '../support/office';

const RUNNING = 1;
const TERMINATED = 5;

/** A run of the mailroom, begun from another run or by itself, as it is seen at one look. */
interface Run {
  readonly run: string;
  readonly from: string | null;
  readonly events?: number;
  readonly pending?: number;
}

/** What the server's visibility is asked for, and the ids that it lists. */
const queries: string[] = [];
let listed: readonly string[] = [];
beforeEach(() => {
  queries.length = 0;
  listed = [];
});

/** A server whose mailroom is one run after the other at each look; `started` hears how a mailroom is started. */
function serverOf(runs: readonly Run[], started: (policy: unknown) => void = () => undefined): Client {
  const names = namesOf('l1');
  const connection = Connection.lazy();
  let looks = 0;
  const client = new Client({
    connection,
    interceptors: {
      workflow: [
        {
          describe() {
            const {
              run,
              events = 1,
              pending = 0,
            } = runs[Math.min(looks++, runs.length - 1)] ?? {
              run: '',
            };
            return Promise.resolve({
              pendingActivities: Array.from({ length: pending }, () => ({})),
              workflowExecutionInfo: {
                ...{ execution: { workflowId: names.mailroom, runId: run }, type: { name: 'mailroom' } },
                ...{ taskQueue: names.queues.mailroom, status: RUNNING, startTime: msToTs(1_000) },
                historyLength: msToTs(events * 1_000).seconds ?? null,
              },
            });
          },
          startWithDetails({ options: { workflowIdConflictPolicy } }) {
            started(workflowIdConflictPolicy);
            return Promise.resolve({ runId: 'run', eagerlyStarted: false });
          },
        },
      ],
    },
  });
  jest.spyOn(connection.workflowService, 'getWorkflowExecutionHistory').mockImplementation(((request: {
    readonly execution?: { readonly runId?: string | null } | null;
  }) => {
    const known = runs.find(({ run }) => run === request.execution?.runId);
    const originalExecutionRunId = known?.from ?? known?.run ?? '';
    const workflowExecutionStartedEventAttributes = { originalExecutionRunId };
    return Promise.resolve({ history: { events: [{ workflowExecutionStartedEventAttributes }] } });
  }) as never);
  jest.spyOn(connection.workflowService, 'listWorkflowExecutions').mockImplementation(((request: {
    readonly query?: string | null;
  }) => {
    queries.push(request.query ?? '');
    const executions = listed.map((workflowId) => ({
      execution: { workflowId, runId: 'ended' },
      ...{ type: { name: 'workItem' }, status: TERMINATED, startTime: msToTs(1_000) },
      historyLength: msToTs(1_000).seconds ?? null,
    }));
    return Promise.resolve({ executions, nextPageToken: new Uint8Array() });
  }) as never);
  return client;
}

const office = testOffice();
const DAY = civilDate('2025-09-24');

/** What the mailroom has to do: the day's slot is composed and, `due`, not anchored yet though it is over. */
const agendaAt = (due: boolean) => (now: Instant) =>
  Promise.resolve({
    ...agendaOf(office, now, { composed: DAY, anchored: DAY, next: null, pause: null, owed: false }),
    composed: { slot: DAY, slotAt: now, windowEnd: now, anchored: !due },
    composeAt: plusMs(now, 1_000),
  });

/** How far the host's clock stands from the server's, ms. */
let ahead = 0;
afterEach(() => {
  ahead = 0;
});

/** The streams that should run by the ledger. */
const open = ['item/n1/1', 'item/n1/2', 'item/n1/3'];
const shouldRun: WatchPorts['ledger']['shouldRun'] = ({ after }) =>
  Promise.resolve(after === null ? open : []);
/** Items that were started. */
const items: string[] = [];
const startItem = (stream: string): Promise<void> => {
  items.push(stream);
  return Promise.resolve();
};
beforeEach(() => {
  items.length = 0;
});

/** What is journaled while the mailroom is watched until there were so many looks. */
async function notedIn(client: Client, looks: number, due = false): Promise<readonly unknown[]> {
  const noted: unknown[] = [];
  let watch: Watch | undefined;
  await new Promise<void>((resolve, reject) => {
    let left = looks;
    const ledger: WatchPorts['ledger'] = {
      note: (type, body, { actor, now, requestKey }) => {
        expect(Math.abs(now - (Date.now() - ahead))).toBeLessThan(30_000);
        noted.push([type, body, actor, requestKey]);
        return Promise.resolve();
      },
      errands: () => {
        left -= 1;
        if (left === 0) resolve();
        return Promise.resolve([]);
      },
      shouldRun,
    };
    const temporal = { client, names: namesOf('l1'), shift: 0 };
    const clock = makeHostClock([() => Promise.resolve(ahead)]);
    const ports = { ledger, temporal, clock, startItem, agenda: agendaAt(due) };
    watch = tendMailroom(ports, { every: 1, still: 0 }, (fault) => {
      reject(fault instanceof Error ? fault : new Error(String(fault)));
    });
  });
  watch?.stop();
  return noted;
}

describe('a mailroom that somebody resets at the server', () => {
  it('is journaled once, with the run that it came from and under the new run', async () => {
    const runs = [
      { run: 'first', from: null },
      { run: 'second', from: 'first' },
    ];
    expect(await notedIn(serverOf(runs), 4)).toEqual([
      ['mailroomReset', { run: 'second', from: 'first' }, 'temporal', 'reset/second'],
    ]);
  });

  it('is none when a run began by itself', async () => {
    expect(await notedIn(serverOf([{ run: 'first', from: null }]), 2)).toEqual([]);
  });
});

describe('a mailroom that has something to do', () => {
  const run = { run: 'first', from: null };
  const still = ['mailroomStill', { run: 'first' }, 'duban', 'still/first'];
  const policies: unknown[] = [];
  const watched = async (looks: readonly Run[], due = true) => {
    policies.length = 0;
    return notedIn(
      serverOf(looks, (policy) => policies.push(policy)),
      looks.length,
      due,
    );
  };

  it('and writes no event from one look to the next is replaced, which is on record', async () => {
    expect(await watched([run, run, run])).toContainEqual(still);
    expect(policies).toContain('TERMINATE_EXISTING');
  });

  it.each([
    ['goes on', [1, 2, 3].map((events) => ({ ...run, events })), true],
    ['waits for what it has handed out', [1, 1, 1].map((pending) => ({ ...run, pending })), true],
    ['has nothing to do', [run, run, run], false],
  ])('is left alone when it %s', async (_why, looks, due) => {
    expect(await watched(looks, due)).toEqual([]);
    expect(new Set(policies)).toEqual(new Set(['USE_EXISTING']));
  });
});

describe('a host whose clock is off', () => {
  /** What a watch does in some looks of a host so far ahead, at a mailroom that stands still. */
  async function doneBy(offs: readonly number[]): Promise<readonly string[]> {
    const done: string[] = [];
    const client = serverOf([{ run: 'first', from: null }], () => done.push('started'));
    const turns: (string | null)[] = [];
    let looks = 0;
    let watch: Watch | undefined;
    await new Promise<void>((resolve) => {
      const clock = makeHostClock(
        [
          () => {
            if (looks === offs.length) resolve();
            return Promise.resolve(offs[Math.min(looks++, offs.length - 1)] ?? 0);
          },
          () => Promise.resolve(null),
        ],
        (astray) => turns.push(astray?.code ?? null),
      );
      const ledger: WatchPorts['ledger'] = {
        note: (type) => {
          done.push(type);
          return Promise.resolve();
        },
        errands: () => Promise.resolve([]),
        shouldRun,
      };
      const temporal = { client, names: namesOf('l1'), shift: 0 };
      watch = tendMailroom(
        { ledger, temporal, clock, startItem, agenda: agendaAt(true) },
        { every: 1, still: 0 },
        () => {
          done.push('fault');
        },
      );
    });
    watch?.stop();
    return [...done, ...turns.map((turn) => `turned ${turn ?? 'right'}`)];
  }

  it.each([86_400_000, -7_200_000])('by %i ms looks after no mailroom, and says so once', async (off) => {
    expect(await doneBy([off, off, off, off])).toEqual(['turned clock-off']);
  });

  it('goes on when it is right again, and counts from then on', async () => {
    expect(await doneBy([86_400_000, 86_400_000, 0])).toEqual([
      'started',
      'turned clock-off',
      'turned right',
    ]);
  });

  it('within a minute of the server judges by the time of the server', async () => {
    ahead = 59_000;
    const run = { run: 'first', from: null };
    const noted = await notedIn(serverOf([run, run, run]), 3, true);
    expect(noted).toContainEqual(['mailroomStill', { run: 'first' }, 'duban', 'still/first']);
  });
});

describe('items that somebody ends in an interface of the server', () => {
  it('are started again at the next look, if the ledger says that they should run', async () => {
    const { item } = namesOf('l1');
    listed = [item('item/n1/2'), item('item/n1/closed'), namesOf('l2').item('item/n1/3')];
    await notedIn(serverOf([{ run: 'first', from: null }]), 2);
    expect(items).toEqual(['item/n1/2']);
  });

  it('are looked for by the clock of the server, a minute back for what it lists late', async () => {
    ahead = 50_000;
    await notedIn(serverOf([{ run: 'first', from: null }]), 2);
    const since = Date.parse(/CloseTime > '([^']+)'/.exec(queries[0] ?? '')?.[1] ?? '');
    expect(Math.abs(Date.now() - ahead - 60_000 - since)).toBeLessThan(10_000);
  });
});
