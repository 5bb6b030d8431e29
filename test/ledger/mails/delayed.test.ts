import { nextWorkingDay } from '../../../domain/slot';
import { civilDate } from '../../../domain/time';
import { moment } from '../../support/item';
import { call } from '../../support/ledger';
import { sure } from '../../support/sure';
import { ACCEPTED, DATABASES, by, dueOn, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

const LETTERS = { notice: 'n1', batch: 1, now: moment('2025-06-30 10:01') };

describe.each(DATABASES)('letters that were delayed, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, {
      items: [dueOn('2025-12-31', 'sfj', 'sjj')],
      underway: false,
    });
    await room.wake('2025-06-30 10:00');
    await room.ledger.composeLetters(LETTERS);
  });
  afterEach(async () => {
    await room.close();
  });

  const delayed = async () => (await room.ledger.delayedLetters()).items;
  const forget = async () => {
    await room.ledger.forgetDelayed((await room.ledger.delayedLetters()).letters);
  };
  const nextSlot = async (at: string) => {
    const [stream = ''] = room.streams;
    return (await room.ledger.record(call(stream, { now: moment(at), wake: true }))).nextSlot;
  };

  it('name their items until these have been told, whoever journals them', async () => {
    await room.send('2025-07-21 10:00');
    await room.ledger.journalDeliveries(moment('2025-07-21 10:01'));
    expect(await delayed()).toEqual(room.streams);
    await forget();
    expect(await delayed()).toEqual([]);
  });

  it('are not forgotten with those that were told a moment before they ended', async () => {
    const mails = await room.claimAll('2025-07-21 10:00');
    const [first = '', second = ''] = mails.map(({ key }) => key);
    await room.ledger.settle(first, ACCEPTED, moment('2025-07-21 10:00'));
    const { letters } = await room.ledger.delayedLetters();
    expect(letters).toEqual([{ mail: first, round: 0 }]);
    await room.ledger.settle(second, ACCEPTED, moment('2025-07-21 10:01'));
    await room.ledger.forgetDelayed(letters);
    expect((await room.ledger.delayedLetters()).letters).toEqual([{ mail: second, round: 0 }]);
  });

  it('are those that bounced, too, and those that a person sends again', async () => {
    const refused = { type: 'failed', response: '550 no', refused: [] } as const;
    await room.send('2025-07-21 10:00', refused);
    expect(await delayed()).toEqual(room.streams);
    await forget();
    sure(await room.ledger.retry(['sfj|n1|1'], by('again', '2025-07-28 10:00')));
    await room.send('2025-07-28 10:01');
    expect((await room.ledger.delayedLetters()).letters).toEqual([{ mail: 'sfj|n1|1', round: 1 }]);
  });

  it('are those for which nobody has an address any more', async () => {
    for (const contact of (await room.ledger.office()).roster.contacts)
      await room.ledger.setContact(
        { ...contact, until: civilDate('2025-07-01') },
        by(contact.id, '2025-07-02 10:00'),
      );
    expect(await room.send('2025-07-21 10:00')).toEqual([]);
    expect(await delayed()).toEqual(room.streams);
  });

  it('are none that ended on their first day, and no digests', async () => {
    await room.send('2025-06-30 10:02');
    expect(await delayed()).toEqual([]);
    await room.days('2025-07-01', '2025-07-04');
    expect(await delayed()).toEqual([]);
  });

  it('are noticed at once by items that are told, and a month later by those that are not', async () => {
    const office = await room.ledger.office();
    let slot = civilDate('2025-07-01');
    // The mail server is away: the item asks at each slot, until it would have phoned.
    for (; slot < '2025-07-09'; slot = nextWorkingDay(office, slot))
      expect(await nextSlot(`${slot} 08:55`)).toMatch(slot < '2025-07-08' ? /^2025-07-/ : /^2025-08-01$/);
    for (const { key } of await room.claimAll('2025-07-10 10:00'))
      await room.ledger.settle(key, ACCEPTED, moment('2025-07-10 10:00'));
    expect(await delayed()).toEqual(room.streams);
    expect(await nextSlot('2025-07-10 10:02')).toBe('2025-07-14');
  });
});
