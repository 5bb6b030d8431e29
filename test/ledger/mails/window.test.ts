import { civilDate } from '../../../domain/time';
import { urge } from '../../support/commands';
import { moment } from '../../support/item';
import { DATABASES, keysOf, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

const SLOT = civilDate('2025-09-17');
const SJJ = 'sjj|liaison|2025-09-17';

describe.each(DATABASES)('the end of a window, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database);
    await room.morning(SLOT);
  });
  afterEach(() => room.close());

  const end = (at = `${SLOT} 17:00`) => room.ledger.endWindow(SLOT, moment(at));

  it('makes what is still ready of its digests missed', async () => {
    expect(await end()).toEqual({ missed: 2 });
    expect((await room.mail(SJJ)).state).toBe('missed');
  });

  it('frees their rows for the next slot', async () => {
    await end();
    await room.morning('2025-09-18');
    expect((await room.mail('sjj|liaison|2025-09-18')).edition.lines.map(({ rung }) => rung)).toEqual(['R2']);
  });

  it('changes nothing when it is told again', async () => {
    await end();
    expect(await end('2025-09-17 17:01')).toEqual({ missed: 0 });
  });

  it('changes nothing before it has come', async () => {
    expect(await end('2025-09-17 16:59')).toEqual({ missed: 0 });
    expect((await room.mail(SJJ)).state).toBe('ready');
  });

  it('leaves urges ready for the next opening', async () => {
    await room.say('2025-09-17 16:00', 'ddy', urge(['sfj']));
    await end();
    const mails = await room.claimAll('2025-09-18 08:30');
    expect(mails.map(({ edition }) => edition.kind)).toEqual(['urge']);
  });

  it('is made up for by the next slot when nobody told it', async () => {
    await room.morning('2025-09-18');
    expect((await room.mail(SJJ)).state).toBe('missed');
    expect((await room.mail('sjj|liaison|2025-09-18')).edition.rows).toHaveLength(1);
  });

  it.each([
    ['the window is seen to have ended', true],
    ['the slot after is composed', false],
  ])('gives its rows to the next slot when its worker died with it and %s first', async (_, told) => {
    await room.claimAll(`${SLOT} 16:50`);
    await end();
    expect((await room.mail(SJJ)).state).toBe('sending');
    // Nothing was posted since.
    if (told) await end('2025-09-18 08:58');
    await room.morning('2025-09-18');
    expect((await room.mail(SJJ)).state).toBe('missed');
    expect((await room.mail('sjj|liaison|2025-09-18')).edition.rows).toHaveLength(1);
  });

  it('leaves what a worker may still be sending to it', async () => {
    await room.claimAll(`${SLOT} 16:59`);
    await end();
    await room.ledger.settle(SJJ, { type: 'sent', response: '250', refused: [] }, moment(`${SLOT} 17:01`));
    expect(await room.morning('2025-09-18')).not.toContain('sjj|liaison|2025-09-18');
  });

  it('leaves what has been sent as it is, and its rows told', async () => {
    await room.send('2025-09-17 09:05');
    expect(await end()).toEqual({ missed: 0 });
    expect(await room.morning('2025-09-18')).toEqual([]);
  });

  it('does not tell a rung for coordinators twice to the one who has read it', async () => {
    await room.send('2025-09-17 09:05');
    await room.days('2025-09-18', '2025-10-20');
    await room.morning('2025-10-21');
    const mails = await room.claimAll('2025-10-21 09:00');
    for (const { key } of mails)
      await room.ledger.settle(
        key,
        key === 'ddy|coordinator|2025-10-21'
          ? { type: 'sent', response: '250', refused: [] }
          : { type: 'later', response: '451' },
        moment('2025-10-21 16:59'),
      );
    await room.ledger.endWindow(civilDate('2025-10-21'), moment('2025-10-21 17:00'));
    await room.compose('2025-10-22');
    expect((await room.mail('ddy|coordinator|2025-10-22')).edition.rows).toEqual([]);
    expect((await room.mail('sjj|liaison|2025-10-22')).edition.rows).toMatchObject([{ rung: 'R9' }]);
  });
});

describe.each(DATABASES)('what is pending, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database);
  });
  afterEach(() => room.close());

  const pending = (at: string) => room.ledger.pending(moment(at));

  it('is nothing when all is sent', async () => {
    expect(await pending('2025-07-01 10:00')).toEqual({ ready: 0, sending: 0, next: null, since: null });
  });

  it('may be tried from its slot on', async () => {
    await room.wake('2025-09-17 08:55');
    await room.compose('2025-09-17', { at: '2025-09-17 08:58' });
    expect(await pending('2025-09-17 08:58')).toEqual({
      ready: 2,
      sending: 0,
      next: moment('2025-09-17 09:00'),
      since: moment('2025-09-17 09:00'),
    });
    expect(keysOf(await room.claimAll('2025-09-17 08:59'))).toEqual([]);
  });

  it('is looked at again when nobody has settled it for half an hour', async () => {
    await room.morning('2025-09-17');
    await room.claimAll('2025-09-17 09:00');
    expect(await pending('2025-09-17 09:01')).toEqual({
      ready: 0,
      sending: 2,
      next: moment('2025-09-17 09:30'),
      since: moment('2025-09-17 09:30'),
    });
  });
});
