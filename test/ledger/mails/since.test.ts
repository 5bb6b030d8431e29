import { slotAt } from '../../../domain/slot';
import { civilDate } from '../../../domain/time';
import { diffOf, pairFrom } from '../../../domain/item/diff';
import { handIn, urge } from '../../support/commands';
import { planItems } from '../../support/ledger';
import { DATABASES, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

describe.each(DATABASES)('what changed since the last meeting, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, { items: planItems(2) });
  });
  afterEach(() => room.close());

  /** The block of the owner's briefing: from when, and "kind count". */
  const block = async (slot: string) => {
    await room.morning(slot);
    const { since } = (await room.mail(`ddy|coordinator|${slot}`)).edition;
    return since && [since.from, ...since.groups.map(({ kind, count }) => `${kind} ${count}`)];
  };

  /** The same between the two slots, from the journal. */
  const fromJournal = async (from: string, to: string) => {
    const office = await room.ledger.office();
    const [then, now] = [slotAt(office, civilDate(from)), slotAt(office, civilDate(to))];
    const pairs = [];
    for (const stream of room.streams)
      pairs.push(pairFrom({ stream, events: await room.ledger.story(stream) }, then, now) ?? []);
    return diffOf(pairs.flat(), office, then, now);
  };

  it('stands in the briefing of a week’s first day: what became late by the clock alone', async () => {
    expect(await block('2025-10-09')).toEqual(['2025-09-29', 'newlyLate 2']);
  });

  it('is what was done in the week, as the journal has it, and is in no other briefing', async () => {
    await room.say('2025-10-10 14:00', 'll-sjj', handIn('sjj'), room.streams[0]);
    expect(await block('2025-10-11')).toBeNull();
    expect(await block('2025-10-13')).toEqual(['2025-10-09', 'handedIn 1', 'noLongerLate 1']);
    const { since } = (await room.mail('ddy|coordinator|2025-10-13')).edition;
    expect(since?.groups.flatMap(({ named }) => named)).toEqual(
      await fromJournal('2025-10-09', '2025-10-13'),
    );
  });

  it('stays as it was at the slot when the briefing is composed again', async () => {
    await room.say('2025-10-10 14:00', 'll-sjj', handIn('sjj'), room.streams[0]);
    await block('2025-10-13');
    await room.say('2025-10-13 09:00', 'll-sjj', handIn('sjj'), room.streams[1]);
    await room.say('2025-10-13 09:01', 'ddy', urge(['sfj']), room.streams[1]);
    const claimed = (await room.claimAll('2025-10-13 09:05')).find(({ key }) => key.startsWith('ddy|'));
    expect(claimed?.edition.lines.filter(({ section }) => section === 'waiting')).toHaveLength(2);
    expect(claimed?.edition.since?.groups.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
      'handedIn 1',
      'noLongerLate 1',
    ]);
  });
});
