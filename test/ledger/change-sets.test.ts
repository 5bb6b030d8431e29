import { refuse, text } from '../../domain/problem';
import type { ChangeEnd, ChangeSet } from '../../ledger/database/tables/change-sets';
import type { Ledger } from '../../ledger/ledger';
import { cancel } from '../support/commands';
import { moment } from '../support/item';
import { sure } from '../support/sure';
import { DATABASES, openIssuedMailroom, type IssuedMailroom } from './mails/issued-mailroom';

const NOW = moment('2025-07-01 10:00');
const { problem } = refuse('task-done', text('已办结', 'closed'), text('无需再办', 'nothing is left to do'));
const REFUSED: ChangeEnd = { type: 'refused', problem };

/** A set under the key `k` that cancels these items. */
const cancelling = (...items: readonly string[]): ChangeSet => ({
  ...{ key: 'k', about: 'cancel', actor: 'ddy', onBehalf: null },
  changes: items.map((item) => ({ item, steps: [{ command: cancel, key: `k/${item}` }], end: null })),
});

describe.each(DATABASES)('a pass over a change set that was frozen and writes late, on $name', (database) => {
  let room: IssuedMailroom;
  let ledger: Ledger;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, { underway: false });
    ({ ledger } = room);
  });
  afterEach(() => room.close());

  const keep = async (set: ChangeSet) => {
    sure(await ledger.keepChangeSet(set, NOW));
    const { changes } = await ledger.changesLeft({ key: 'k', after: -1, limit: 10 });
    const [first] = changes;
    if (!first) throw new Error('no change');
    return first;
  };
  const ends = async () => (await ledger.changeEnds('k')).map(({ end }) => end?.type ?? null);

  it('takes back no end that a newer one has written', async () => {
    const change = await keep(cancelling('item/n1/1'));
    await ledger.endChange('k', change, { type: 'done' });
    for (const late of [REFUSED, { type: 'unchanged' } as const]) await ledger.endChange('k', change, late);
    expect(await ends()).toEqual(['done']);
  });

  it('is believed when it says that what was refused later had been done', async () => {
    const change = await keep(cancelling('item/n1/1'));
    await ledger.endChange('k', change, REFUSED);
    await ledger.endChange('k', change, { type: 'done' });
    expect(await ends()).toEqual(['done']);
  });

  it('ends no change of another set that is kept under the key by then, nor that set', async () => {
    const change = await keep(cancelling('item/n1/1'));
    await ledger.endChange('k', change, { type: 'done' });
    await ledger.endChangeSet('k', NOW);
    await keep(cancelling('item/n1/2'));
    await ledger.endChange('k', change, { type: 'done' });
    await ledger.endChangeSet('k', NOW);
    expect(await ends()).toEqual([null]);
    expect(await ledger.changeSet('k')).toMatchObject({ ended: false });
  });
});

describe.each(DATABASES)('the changes of a set, on $name', (database) => {
  it('of one item go in their order: none is given past one that has no end', async () => {
    const room = await openIssuedMailroom(database, { underway: false });
    sure(await room.ledger.keepChangeSet(cancelling('item/n1/1', 'item/n1/2', 'item/n1/1'), NOW));
    const after = async (place: number) =>
      (await room.ledger.changesLeft({ key: 'k', after: place, limit: 10 })).changes.map(({ no }) => no);
    expect([await after(-1), await after(0), await after(1)]).toEqual([[0, 1, 2], [1], []]);
    await room.close();
  });
});
