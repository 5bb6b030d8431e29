import { planOrder } from '../../office/bulk/change-set';
import { stepKey } from '../../ledger/journal/change-sets';
import { makeCalendar } from '../../domain/calendar/calendar';
import { MAILROOM } from '../../domain/journal/streams';
import { civilDate } from '../../domain/time';
import { moment, planItem } from '../support/item';
import { change, planItems, planOf } from '../support/ledger';
import { sure } from '../support/sure';
import { realOffice, type RealOffice } from './realOffice';
import { end, until } from './workers';

// Each plays days on a server of its own, on a machine that may have much else to do.
jest.setTimeout(300_000);

/** How often the workers of these tests look after the mailroom, ms of real time. */
const SOON = 100;

let office: RealOffice;
afterEach(() => office.close());

const open = (tendMs?: number): Promise<RealOffice> =>
  realOffice('2025-09-22 10:00', planItems(3), [], tendMs);
const mailroom = () => office.client.workflow.getHandle(office.names.mailroom);
const runs = async (): Promise<boolean> => (await mailroom().describe()).status.name === 'RUNNING';
const composed = () => office.ledger.lastComposed();

/** Saturday 27 September becomes a working day. */
async function declareSaturday(): Promise<void> {
  const { calendar } = await office.ledger.office();
  const tables = calendar.tables.map((table) =>
    table.year === 2025 ? { ...table, work: [...table.work, civilDate('2025-09-27')] } : table,
  );
  await office.ledger.setCalendar(makeCalendar(calendar.zone, tables), change('cal', '2025-09-26 18:30'));
}

describe('a Saturday that is declared a working day on Friday evening', () => {
  it('is not missed', async () => {
    office = await open();
    await office.moveTo('2025-09-26 18:30');
    await declareSaturday();
    expect(await office.duban.runErrands()).toBe(3);
    await office.moveTo('2025-09-27 12:00');
    expect(await composed()).toBe('2025-09-27');
  });

  it('is not missed either when whoever declared it died before telling anybody', async () => {
    office = await open(SOON);
    await office.moveTo('2025-09-26 18:30');
    await declareSaturday();
    await until(async () => (await office.ledger.errands()).length === 0);
    await office.moveTo('2025-09-27 12:00');
    expect(await composed()).toBe('2025-09-27');
  });
});

describe('a mailroom that somebody', () => {
  it('asks Temporal to cancel writes it down and goes on', async () => {
    office = await open();
    await office.moveTo('2025-09-23 18:00');
    await mailroom().cancel();
    await office.moveTo('2025-09-25 12:00');
    expect(await runs()).toBe(true);
    expect(await composed()).toBe('2025-09-25');
    const asked = (await office.ledger.history(MAILROOM)).filter(
      ({ type }) => type === 'mailroomCancelAsked',
    );
    expect(asked.map(({ actor }) => actor)).toEqual(['temporal']);
  });

  it('terminates is started again by a worker, and it is on record', async () => {
    office = await open(SOON);
    await office.moveTo('2025-09-23 18:00');
    const ends = async () =>
      (await office.ledger.history(MAILROOM)).filter(({ type }) => type === 'mailroomEnded');
    // One that is ended in the middle of a look is started again by that very look, which had seen it run.
    await until(async () => {
      await end(office.environment, office.names.mailroom);
      await until(runs);
      return (await ends()).length > 0;
    });
    await office.moveTo('2025-09-25 12:00');
    expect(await composed()).toBe('2025-09-25');
    const ended = await ends();
    expect(ended.map(({ actor }) => actor)).toEqual(['temporal']);
    expect(ended[0]?.body).toContain('"status":"TERMINATED"');
  });
});

describe('items that somebody has terminated', () => {
  it('are started before their slot is waited for, and it is on record', async () => {
    office = await open();
    await office.moveTo('2025-09-23 18:00');
    const [first = '', ...others] = office.streams;
    for (const stream of office.streams) await end(office.environment, office.names.item(stream));
    await office.moveTo('2025-09-24 09:05');
    const digests = office.taken.filter(({ edition: { slot, to } }) => slot === '2025-09-24' && 'unit' in to);
    expect(digests.map(({ edition }) => edition.lines.map(({ no }) => no))).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
    for (const { at } of digests) expect(at).toBeLessThan(moment('2025-09-24 09:01'));
    expect((await office.duban.standing()).missing).toEqual([]);
    const noted = (await office.ledger.history(MAILROOM)).filter(({ type }) => type === 'itemsRestarted');
    expect(noted.map(({ body }) => body)).toEqual([JSON.stringify({ count: 3, items: [first, ...others] })]);
  });
});

describe('an item that has nothing to say at the slot and that somebody has terminated', () => {
  it('is found by the roll that is called after others were found, and started', async () => {
    const items = [...planItems(2), ...planItems(3, planItem({ dates: ['2025-12-30'] })).slice(2)];
    office = await realOffice('2025-09-22 10:00', items);
    const [, , last = ''] = office.streams;
    for (const unit of ['sjj', 'sfj']) {
      const command = { type: 'acknowledge', unit } as const;
      sure(await office.duban.command({ stream: last, command, actor: `ll-${unit}` }));
    }
    await office.moveTo('2025-09-23 18:00');
    for (const stream of office.streams) await end(office.environment, office.names.item(stream));
    expect((await office.ledger.missing(civilDate('2025-09-24'), 10)).streams).not.toContain(last);
    await office.moveTo('2025-09-24 12:00');
    expect((await office.duban.standing()).missing).toEqual([]);
  });
});

describe('an issuing run whose front end died after the COMMIT', () => {
  it('begins all the same, and its letters go out', async () => {
    office = await open(SOON);
    const plan = planOf(planItems(5));
    const call = {
      plan,
      items: ['4', '5'],
      acceptPast: false,
      actor: 'ddy',
      now: office.now(),
      requestKey: 'second',
    };
    sure(await office.ledger.issue(call));
    await until(async () => (await office.ledger.errands()).length === 0);
    await until(async () => (await office.ledger.mails({ state: 'sent' })).length === 4);
    const letters = office.taken.filter(({ edition: { kind } }) => kind === 'letter').slice(2);
    expect(letters.map(({ edition }) => edition.lines.map(({ no }) => no))).toEqual([
      ['4', '5'],
      ['4', '5'],
    ]);
    expect((await office.duban.standing()).missing).toEqual([]);
  });
});

describe('a batch whose front end died after it had begun', () => {
  it('is finished all the same, each command once', async () => {
    office = await open(SOON);
    const order = {
      items: office.streams,
      key: 'all',
      actor: 'll-sjj',
      onBehalf: null,
      asked: { type: 'command', command: { type: 'acknowledge', unit: 'sjj' } },
    } as const;
    sure(await office.ledger.keepChangeSet(await planOrder(office.ledger, order), office.now()));
    // One of them was sent before the end came.
    const [first = ''] = office.streams;
    const parts = { stream: first, command: order.asked.command, actor: order.actor };
    await office.duban.command({ ...parts, key: stepKey(order, first, '') });
    await until(async () => (await office.ledger.errands()).length === 0);
    expect(await office.ledger.changeSet('all')).toMatchObject({ total: 3, done: 3, ended: true });
    for (const stream of office.streams) {
      const signed = (await office.ledger.history(stream)).filter(({ type }) => type === 'acknowledged');
      expect(signed.map(({ requestKey }) => requestKey)).toEqual([stepKey(order, stream, '')]);
    }
  });
});
