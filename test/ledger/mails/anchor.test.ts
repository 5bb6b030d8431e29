import { merkleRoot } from '../../../domain/journal/merkle';
import { civilDate } from '../../../domain/time';
import type { AnchorBody } from '../../../ledger/journal/anchor';
import { fromJson, type Json } from '../../../ledger/database/stored';
import { handIn } from '../../support/commands';
import { moment } from '../../support/item';
import { DATABASES, openRoom, type Room } from './room';

describe.each(DATABASES)('the anchor of a slot, on $name', (database) => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom(database);
  });
  afterEach(async () => {
    expect((await room.ledger.verify()).findings).toEqual([]);
    await room.close();
  });

  const anchor = (slot: string) => room.ledger.anchor(civilDate(slot), moment(`${slot} 09:30`));
  const last = async (): Promise<AnchorBody> => {
    const event = (await room.ledger.history('mailroom')).findLast(({ type }) => type === 'anchor');
    const body: Json<AnchorBody> = event?.body ?? '';
    return fromJson(body);
  };

  it('is the root over the heads of all streams', async () => {
    const heads = await room.ledger.streams();
    expect(await anchor('2025-07-01')).toEqual({ root: merkleRoot(heads) });
    expect(await room.ledger.lastAnchor()).toEqual({ root: merkleRoot(heads), slot: '2025-07-01' });
  });

  it('names every head the first time, later only those that changed', async () => {
    await anchor('2025-07-01');
    expect((await last()).changed.map(({ stream }) => stream)).toEqual(['item/n1/1', 'notice/n1', 'office']);
    await room.say('2025-07-02 10:00', 'll-sjj', handIn('sjj'));
    await anchor('2025-07-03');
    expect((await last()).changed.map(({ stream }) => stream)).toEqual(['item/n1/1', 'mailroom']);
  });

  it('is written once for a slot, and never for an earlier one', async () => {
    const { root } = await anchor('2025-07-02');
    expect(await anchor('2025-07-02')).toEqual({ root });
    expect(await anchor('2025-07-01')).toEqual({ root });
    expect((await room.ledger.history('mailroom')).filter(({ type }) => type === 'anchor')).toHaveLength(1);
  });

  it('is none before the first', async () => {
    expect(await room.ledger.lastAnchor()).toBeNull();
  });
});
