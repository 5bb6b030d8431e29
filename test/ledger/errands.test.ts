import { makeCalendar } from '../../domain/calendar/calendar';
import { cancel } from '../support/commands';
import { moment } from '../support/item';
import { sure } from '../support/sure';
import { DATABASES, by, openIssuedMailroom, type IssuedMailroom } from './mails/issued-mailroom';

const AT = '2025-07-01 10:00';

describe.each(DATABASES)('what a COMMIT owes to Temporal, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, { underway: false });
  });
  afterEach(() => room.close());

  const owed = async () => (await room.ledger.errands()).map(({ key }) => key);
  const doAll = async () => {
    for (const one of await room.ledger.errands()) await room.ledger.strikeOff(one);
  };

  it('is an issuing run, until its letters are composed', async () => {
    expect(await owed()).toContain('issue/n1/1');
    await room.wake('2025-06-30 10:01');
    await room.ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-06-30 10:10') });
    expect(await owed()).not.toContain('issue/n1/1');
  });

  it.each<[string, string, (ledger: IssuedMailroom['ledger']) => Promise<unknown>]>([
    [
      'a look of all items after the calendar has changed',
      'agenda',
      async (ledger) => {
        const { zone, tables } = (await ledger.office()).calendar;
        await ledger.setCalendar(makeCalendar(zone, tables.slice(1)), by('calendar', AT));
      },
    ],
    [
      'a look of the mailroom after sending is resumed',
      'resume',
      async (ledger) => {
        await ledger.setPaused(true, '检修', by('pause', AT));
        await ledger.setPaused(false, '检修完毕', by('resume', AT));
      },
    ],
    [
      'a change set, until each change has its end',
      'changes/k',
      async (ledger) => {
        const steps = [{ command: cancel, key: 'k/1' }];
        const changes = [{ item: room.streams[0] ?? '', steps, end: null }];
        const set = { key: 'k', about: 'a', actor: 'ddy', onBehalf: null, changes };
        sure(await ledger.keepChangeSet(set, moment(AT)));
      },
    ],
  ])('is %s', async (_, key, act) => {
    await doAll();
    await act(room.ledger);
    expect(await owed()).toEqual([key]);
    await doAll();
    expect(await owed()).toEqual([]);
  });
});

describe.each(DATABASES)('an errand of which some items are left, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, { underway: false });
    for (const one of await room.ledger.errands()) await room.ledger.strikeOff(one);
  });
  afterEach(() => room.close());

  const changeCalendar = async (key: string) => {
    const { zone, tables } = (await room.ledger.office()).calendar;
    await room.ledger.setCalendar(makeCalendar(zone, tables.slice(1)), by(key, AT));
  };
  const only = async () => {
    const [owed] = await room.ledger.errands();
    if (!owed) throw new Error('nothing is owed');
    return owed;
  };

  it('is owed for those alone, until they are reached', async () => {
    await changeCalendar('calendar');
    const before = await only();
    await room.ledger.oweOnly(before, room.streams);
    const left = await only();
    expect(left).toEqual({ ...before, errand: { ...before.errand, streams: room.streams } });
    await room.ledger.strikeOff(left);
    expect(await room.ledger.errands()).toEqual([]);
  });

  it('gives way to one that has taken its place meanwhile', async () => {
    await changeCalendar('calendar');
    const before = await only();
    await changeCalendar('again');
    const after = await only();
    expect(after).not.toEqual(before);
    await room.ledger.oweOnly(before, room.streams);
    expect(await only()).toEqual(after);
  });
});

describe.each(DATABASES)('what the rules of the tables keep, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database);
  });
  afterEach(() => room.close());

  it.each([
    ['an item of a mail that is not there', `insert into mail_items values ('none', 'item/n1/1', 1)`],
    ['an assignment of an item that is not there', `update assignments set stream = 'item/n1/none'`],
    ['a raised row in a mail that is not there', `update outbox set mail = 'none'`],
    ['a state of a mail that there is not', `update mails set state = 'lost'`],
    ['an item neither open nor not', `update items set open = 2`],
  ])('is not %s', async (_, statement) => {
    await room.morning('2025-09-17');
    const done = Promise.resolve().then(() => room.database.exec(statement));
    const message: unknown = expect.stringMatching(/constraint|violates/i);
    await expect(done).rejects.toHaveProperty('message', message);
  });
});
