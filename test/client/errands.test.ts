import { Client, Connection } from '@temporalio/client';
import { runErrands, wakeEach, type ErrandLedger } from '../../office/running/errands';
import type { OwedErrand } from '../../ledger/database/tables/errands';
import { namesOf } from '../../workflows/names';

const names = namesOf('l1');
const ITEMS = Array.from({ length: 60 }, (_, n) => `item/n1/${String(n).padStart(2, '0')}`);

/** A server that takes signals, except to the items that it refuses; `signalled` has those that were reached. */
function serverOf(refuses: (stream: string) => boolean) {
  const signalled: string[] = [];
  let tries = 0;
  const client = new Client({
    connection: Connection.lazy(),
    interceptors: {
      workflow: [
        {
          signal({ workflowExecution: { workflowId } }) {
            tries += 1;
            const stream = ITEMS.find((one) => names.item(one) === workflowId) ?? '';
            if (refuses(stream)) return Promise.reject(new Error(`no signal reaches ${stream}`));
            signalled.push(stream);
            return Promise.resolve();
          },
          signalWithStart: () => Promise.resolve('run'),
        },
      ],
    },
  });
  return { temporal: { client, names, shift: 0 }, signalled, tries: () => tries };
}

/** A ledger that owes a wake of these items; null: of all. */
function owing(streams: readonly string[] | null) {
  const key = 'agenda';
  let owed: readonly OwedErrand[] = [{ key, errand: { type: 'wake', streams, cause: 'calendar' } }];
  const ledger: ErrandLedger = {
    errands: () => Promise.resolve(owed),
    shouldRun: ({ after, limit }) =>
      Promise.resolve(ITEMS.filter((one) => one > (after ?? '')).slice(0, limit)),
    strikeOff() {
      owed = [];
      return Promise.resolve();
    },
    oweOnly(_one, left) {
      owed = [{ key, errand: { type: 'wake', streams: left, cause: 'calendar' } }];
      return Promise.resolve();
    },
  };
  return { ledger, left: () => owed.map(({ errand }) => errand) };
}

const [first = '', second = ''] = ITEMS;

describe('an item that cannot be signalled', () => {
  it.each([
    ['all items', null],
    ['some items', ITEMS],
  ])('keeps none of those after it from being woken, and stays owed alone: %s', async (_, streams) => {
    const { temporal, signalled } = serverOf((stream) => stream === first);
    const { ledger, left } = owing(streams);
    const { woken, faults } = await runErrands(ledger, temporal);
    expect(signalled.toSorted()).toEqual(ITEMS.slice(1));
    expect([woken, faults.length]).toEqual([ITEMS.length - 1, 1]);
    expect(left()).toEqual([{ type: 'wake', streams: [first], cause: 'calendar' }]);
  });

  it('is woken with the next run of the errands, and then nothing is owed', async () => {
    const away = new Set([first, second]);
    const { temporal, signalled } = serverOf((stream) => away.has(stream));
    const { ledger, left } = owing(null);
    await runErrands(ledger, temporal);
    signalled.length = 0;
    away.clear();
    expect(await runErrands(ledger, temporal)).toMatchObject({ woken: 2, faults: [] });
    expect(signalled.toSorted()).toEqual([first, second]);
    expect(left()).toEqual([]);
  });

  it('is told of after all others, where the items of delayed letters are woken', async () => {
    const { temporal, signalled } = serverOf((stream) => stream === first);
    await expect(wakeEach(temporal, ITEMS)).rejects.toThrow(`no signal reaches ${first}`);
    expect(signalled.toSorted()).toEqual(ITEMS.slice(1));
  });
});

describe('a Temporal that is away', () => {
  it('is not asked for each of all items: the errand stays as it is', async () => {
    const { temporal, tries } = serverOf(() => true);
    const { ledger, left } = owing(null);
    const { woken, faults } = await runErrands(ledger, temporal);
    expect([woken, faults.length]).toEqual([0, 1]);
    expect(tries()).toBeLessThan(ITEMS.length);
    expect(left()).toEqual([{ type: 'wake', streams: null, cause: 'calendar' }]);
  });
});
