import { DefaultQueryExecutor } from 'kysely';
import { makeMailroomLocals } from '../../activities/mailroomLocals';
import { allLooks } from '../../office/health/looks';
import { watchIssue } from '../../office/running/watch-issue';
import { MAILROOM } from '../../domain/journal/streams';
import { refuse, ok, text } from '../../domain/problem';
import { civilDate } from '../../domain/time';
import { sceneOf } from '../../worker/start';
import { call, issuedLedger, planItems } from '../support/ledger';
import { moment } from '../support/item';
import { DATABASES } from './mails/issued-mailroom';
import { ledgerOfTest } from './ledger-of-test';

jest.setTimeout(180_000);

const MANY = 1_200;

/** Rows that an answer about all of them may take: it names some and counts the others. */
const FEW = 100;

const SLOT = civilDate('2025-07-02');
const NOW = moment('2025-07-01 10:00');

/** Rows that databases give while something is done. */
async function rowsRead(work: () => Promise<unknown>): Promise<number> {
  const asked = jest.spyOn(DefaultQueryExecutor.prototype, 'executeQuery');
  try {
    await work();
    const answers = asked.mock.results.flatMap((one) => (one.type === 'return' ? [one.value] : []));
    return (await Promise.all(answers)).reduce((sum, { rows }) => sum + rows.length, 0);
  } finally {
    asked.mockRestore();
  }
}

describe.each(DATABASES)('of more than a thousand open items, on $name', (under) => {
  const stage = ledgerOfTest(under);
  beforeEach(async () => {
    const { ledger } = stage;
    const streams = await issuedLedger(ledger, planItems(MANY));
    const [first = ''] = streams;
    await ledger.record(call(first, { now: NOW }));
    await ledger.markComposed(SLOT, moment('2025-07-02 09:00'));
    // The others stand as the first does: to record each would take a minute.
    await stage.database.exec(`update items set next_slot = '${SLOT}', state = (
      select replace(one.state, '${first}', items.stream) from items one where one.stream = '${first}')`);
  });

  const gone = refuse('no-temporal', text('没有应答', 'no answer'), text('稍后再试', 'try again later'));
  const looked = {
    now: () => NOW,
    engine: () => Promise.resolve(gone),
    config: { home: '/nowhere', smtpUrl: null, production: false, attestors: { witnesses: [], tsa: null } },
    duban: () => Promise.resolve(gone),
  };

  it('the start, doctor, an issuing run and the mailroom count, and read no table for it', async () => {
    const { ledger } = stage;
    const locals = makeMailroomLocals(ledger);
    const io = { now: () => NOW };
    const questions: Readonly<Record<string, () => Promise<unknown>>> = {
      start: () => sceneOf({ session: { now: () => NOW, io }, ledger }, { name: text('沙箱', 'sandbox') }),
      doctor: () => allLooks({ ...looked, ledgerIfAny: () => Promise.resolve(ok(ledger)) }, false),
      issue: () =>
        watchIssue(
          { ledger, endWithin: () => Promise.resolve({ missing: [] }) },
          { notice: 'n1', batch: 1 },
          0,
          () => undefined,
        ),
      missing: () => locals.missing({ slot: SLOT }),
      agenda: () => locals.agenda({ now: NOW }),
    };
    expect(await ledger.missing(SLOT, 0)).toMatchObject({ count: MANY });
    const rows: Record<string, number> = {};
    for (const [name, ask] of Object.entries(questions)) rows[name] = await rowsRead(ask);
    expect(await rowsRead(() => ledger.missing(SLOT, null))).toBeGreaterThanOrEqual(MANY);
    expect(Object.entries(rows).filter(([, read]) => read > FEW)).toEqual([]);
  });

  it('a checkpoint, which every urge reads, names none', async () => {
    const { ledger } = stage;
    await ledger.checkpoint({ slot: SLOT, now: NOW });
    const [made] = await ledger.eventsOfType(MAILROOM, 'checkpoint');
    expect(made?.body.length).toBeLessThan(1_000);
  });

  it('a briefing reads each once, and the names of those that have not recorded, for however many people', async () => {
    const { ledger } = stage;
    const compose = () => ledger.composeSlot({ slot: SLOT, now: NOW, after: null, limit: 500 });
    expect(await rowsRead(compose)).toBeLessThan(2 * MANY + FEW);
  });
});
