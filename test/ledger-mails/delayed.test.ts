import { nextWorkingDay } from '../../domain/slot';
import { civilDate } from '../../domain/time';
import { moment } from '../support/item';
import { call } from '../support/ledger';
import { sure } from '../support/sure';
import { ACCEPTED, DATABASES, by, dueOn, openRoom, type Room } from './room';

const LETTERS = { notice: 'n1', batch: 1, now: moment('2025-06-30 10:01') };

describe.each(DATABASES)('letters that were delayed, on $name', (database) => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom(database, { items: [dueOn('2025-12-31', 'sfj', 'sjj')], underway: false });
    await room.wake('2025-06-30 10:00');
    await room.ledger.composeLetters(LETTERS);
  });
  afterEach(async () => {
    await room.close();
  });

  const delayed = async (at: string) => [
    ...new Set((await room.ledger.delayedLetters(moment(at))).flatMap(({ items }) => items)),
  ];
  const nextSlot = async (at: string) => {
    const [stream = ''] = room.streams;
    return (await room.ledger.record(call(stream, { now: moment(at), wake: true }))).nextSlot;
  };

  it('name their items until they are journaled', async () => {
    await room.send('2025-07-21 10:00');
    expect(await delayed('2025-07-21 10:01')).toEqual(room.streams);
    await room.ledger.journalDeliveries(moment('2025-07-21 10:01'));
    expect(await delayed('2025-07-21 10:02')).toEqual([]);
  });

  it('are journaled by whoever has told their items, and by nobody else meanwhile', async () => {
    const mails = await room.claimAll('2025-07-21 10:00');
    const [first, second] = mails.map(({ key }) => key);
    await room.ledger.settle(first ?? '', ACCEPTED, moment('2025-07-21 10:00'));
    const at = moment('2025-07-21 10:01');
    const told = (await room.ledger.delayedLetters(at)).map(({ mail }) => mail);
    expect(told).toEqual([first]);
    // Another chunk ends a letter between the question and the journal.
    await room.ledger.settle(second ?? '', ACCEPTED, at);
    expect(await room.ledger.journalDeliveries(at, [])).toEqual({ entries: 0 });
    expect(await room.ledger.journalDeliveries(at, told)).toEqual({ entries: 1 });
    expect((await room.ledger.delayedLetters(at)).map(({ mail }) => mail)).toEqual([second]);
  });

  it('are those that bounced, too, and those that a person sends again', async () => {
    const refused = { type: 'failed', response: '550 no', refused: [] } as const;
    await room.send('2025-07-21 10:00', refused);
    expect(await delayed('2025-07-21 10:01')).toEqual(room.streams);
    sure(await room.ledger.retry(['sfj|n1|1'], by('again', '2025-07-28 10:00')));
    await room.send('2025-07-28 10:01');
    expect(await delayed('2025-07-28 10:02')).toEqual(room.streams);
  });

  it('are none that ended on their first day, and no digests', async () => {
    await room.send('2025-06-30 10:02');
    expect(await delayed('2025-06-30 10:03')).toEqual([]);
    await room.ledger.journalDeliveries(moment('2025-06-30 10:03'));
    await room.days('2025-07-01', '2025-07-04');
    expect(await delayed('2025-07-04 09:06')).toEqual([]);
  });

  it('are noticed at once by items that are told, and a month later by those that are not', async () => {
    const office = await room.ledger.office();
    let slot = civilDate('2025-07-01');
    // The mail server is away: the item asks at each slot, until it would have phoned.
    for (; slot < '2025-07-09'; slot = nextWorkingDay(office, slot))
      expect(await nextSlot(`${slot} 08:55`)).toMatch(slot < '2025-07-08' ? /^2025-07-/ : /^2025-08-01$/);
    for (const { key } of await room.claimAll('2025-07-10 10:00'))
      await room.ledger.settle(key, ACCEPTED, moment('2025-07-10 10:00'));
    expect(await delayed('2025-07-10 10:01')).toEqual(room.streams);
    expect(await nextSlot('2025-07-10 10:02')).toBe('2025-07-14');
  });
});
