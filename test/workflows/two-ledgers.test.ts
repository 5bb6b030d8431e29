import { NativeConnection } from '@temporalio/worker';
import { makeDuban } from '../../office/running/duban';
import { runWorkers } from '../../worker/workers';
import { namesOf } from '../../workflows/names';
import { testFolder } from '../ledger/database';
import { workflowBundle } from '../support/engine';
import { importPlan, opened, planItems, planOf, setOffice } from '../support/ledger';
import { sure } from '../support/sure';
import { realOffice, type RealOffice } from './realOffice';

jest.setTimeout(120_000);

let office: RealOffice;
/** Closes what the test has opened beside the office, the last first. */
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  await office.close();
});

describe('two ledgers in one namespace', () => {
  it('never touch each other: each sends its own mails, of the same notice and the same items', async () => {
    office = await realOffice('2025-09-22 10:00');
    const folder = testFolder();
    open.push(() => {
      folder.remove();
    });
    const other = await opened({ url: `sqlite:${folder.path}/other.db`, groupMs: 0 });
    open.push(() => other.close());
    await setOffice(other);
    const plan = planOf(planItems(3));
    await importPlan(other, plan);
    const { environment, client } = office;
    const shift = office.now() - Math.floor(await environment.currentTimeMs());
    const theirs: string[] = [];
    const connection = await NativeConnection.connect({ address: environment.address });
    open.push(() => connection.close());
    const workers = await runWorkers({
      connection,
      namespace: environment.namespace ?? 'default',
      ledger: other,
      transport: {
        name: 'other',
        close: () => Promise.resolve(),
        send(_mail, { key }) {
          theirs.push(key);
          return Promise.resolve({ type: 'sent', response: '250 ok', refused: [] });
        },
      },
      bundle: await workflowBundle(),
      shift,
    });
    open.push(() => workers.stop());
    const duban = await makeDuban({ ledger: other, client, clock: () => office.now(), shift });
    await duban.startMailroom();
    const issued = sure(await duban.issue({ plan, items: null, acceptPast: false, actor: 'ddy' }));
    await duban.issueEnd(issued, 30_000);
    await office.moveTo('2025-09-24 12:00');
    const ours = office.taken.map(({ edition }) => edition.key);
    expect([...theirs].sort()).toEqual([...ours].sort());
    expect(ours.length).toBeGreaterThan(2);
    expect([await office.ledger.lastComposed(), await other.lastComposed()]).toEqual([
      '2025-09-24',
      '2025-09-24',
    ]);
    for (const stream of office.streams) {
      const ids = [office.names.item(stream), namesOf(await other.identity()).item(stream)];
      expect(new Set(ids).size).toBe(2);
      for (const id of ids)
        expect((await client.workflow.getHandle(id).describe()).status.name).toBe('RUNNING');
    }
  });
});
