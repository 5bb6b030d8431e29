import { sure } from '../../support/sure';
import { arrived } from '../arrived';
import { makeHome, openKillableOffice, type KillableOffice } from '../killable-office';
import { issueAt, prepareImported, wavePlan } from '../wave';
import { expectTrueStream } from '../whole';

jest.setTimeout(600_000);

let stage: KillableOffice;

beforeEach(async () => {
  const home = makeHome();
  await (await prepareImported(home)).close();
  stage = await openKillableOffice(home, issueAt(), { ahead: 0 });
});
afterEach(() => stage.close());

describe('a worker killed while a notice is issued', () => {
  it.each(['before', 'after'] as const)(
    'at the twelfth item, %s its COMMIT: every item begins once, every unit gets one letter',
    async (when) => {
      const plan = wavePlan();
      const units = [...new Set(plan.items.flatMap((item) => item.units.map(({ unit }) => unit)))].sort();
      const first = stage.worker({ point: 'record', when, nth: 12 });
      await stage.duban.startMailroom();
      const issued = sure(
        await stage.duban.issue({ plan, items: null, acceptPast: false, actor: 'ddy', key: 'issue' }),
      );
      expect(await first.gone).toBe('SIGKILL');
      stage.struck();
      await stage.worker().ready;
      expect(await stage.duban.issueEnd(issued, 240_000)).toEqual({ missing: [] });
      await stage.until('every unit has its letter', () => stage.mails >= units.length);
      await stage.until('every end is journaled', async () => (await stage.ledger.check()).pending === 0);
      await stage.stopWorkers();
      const came = await arrived(stage.taken);
      stage.figure(`issue at item 12, ${when} its COMMIT`, came.duplicates);
      expect(came).toEqual({
        reminders: [],
        others: units.map((unit) => `letter|${unit}`),
        duplicates: 0,
        wrong: [],
      });
      for (const stream of issued.streams)
        expect((await stage.ledger.history(stream)).map(({ type }) => type)).toEqual(['issued']);
      await expectTrueStream(stage);
    },
  );
});
