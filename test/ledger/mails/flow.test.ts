import { moment } from '../../support/item';
import { by, DATABASES, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

describe.each(DATABASES)('whether mail moves, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database);
    await room.morning('2025-09-17');
  });
  afterEach(() => room.close());

  const flow = (at: string) => room.ledger.mailFlow(moment(at));

  it('is told by the oldest mail that is due and the last that went', async () => {
    expect((await flow('2025-09-17 08:59')).due).toBeNull();
    const waits = await flow('2025-09-17 09:10');
    expect(waits.due).toBe(moment('2025-09-17 09:00'));
    expect(waits.waiting).toBeGreaterThan(1);
    await room.send('2025-09-17 09:10');
    expect(await flow('2025-09-17 09:11')).toMatchObject({
      waiting: 0,
      due: null,
      posted: moment('2025-09-17 09:10'),
    });
  });

  it('asks nothing of what a pause holds, and knows when it ended', async () => {
    await room.ledger.setPaused(true, '检修', by('p', '2025-09-17 09:00'));
    expect((await flow('2025-09-17 09:10')).due).toBeNull();
    await room.ledger.setPaused(false, '好了', by('r', '2025-09-17 09:20'));
    expect(await flow('2025-09-17 09:21')).toMatchObject({
      due: moment('2025-09-17 09:00'),
      resumed: moment('2025-09-17 09:20'),
    });
  });
});
