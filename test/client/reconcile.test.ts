import { Client, Connection } from '@temporalio/client';
import { reconcile } from '../../client/reconcile';
import { namesOf } from '../../workflows/names';
import { change, streamOf } from '../support/ledger';
import { SQLITE } from '../ledger/database';
import { stageOn } from '../ledger/stage';

const MANY = 10_000;

describe('reconciling', () => {
  const stage = stageOn(SQLITE);

  it('starts ten thousand items that do not run, and journals each, in parts', async () => {
    const started = new Set<string>();
    const client = new Client({
      connection: Connection.lazy(),
      interceptors: {
        workflow: [
          {
            startWithDetails({ options: { workflowId } }) {
              started.add(workflowId);
              return Promise.resolve({ runId: 'run', eagerlyStarted: false });
            },
          },
        ],
      },
    });
    const temporal = { client, names: namesOf('l1'), shift: 0 };
    const missing = Array.from({ length: MANY }, (_, n) => streamOf(String(n)));
    const found = { ahead: [], unknown: [], missing, silent: [], composed: null };
    await reconcile(stage.ledger, temporal, found, { composed: null, by: change('reconcile') });
    expect(started).toEqual(new Set([...missing.map(temporal.names.item), temporal.names.mailroom]));
    const told = (await stage.ledger.history('mailroom')).filter(({ type }) => type === 'reconciled');
    expect(told.length).toBeGreaterThan(1);
    const named = new Set(told.flatMap(({ body }) => body.match(/item\/n1\/\d+/g) ?? []));
    expect(named).toEqual(new Set(missing));
    expect((await stage.ledger.check()).findings).toEqual([]);
  });
});
