import { eventWordFor } from '../../client/console/web/event-word';
import { inviteTo } from '../../office/access/invite';
import { SQLITE } from '../ledger/database';
import { openIssuedMailroom } from '../ledger/mails/issued-mailroom';
import { change } from '../support/ledger';

describe('what happens beside items', () => {
  it('has a word for people, whatever an office does in a day', async () => {
    const room = await openIssuedMailroom(SQLITE);
    const { ledger } = room;
    try {
      await inviteTo(ledger, 'ddy', { purpose: 'password' }, change('invite'));
      await ledger.setPaused(true, '搬家', change('pause'));
      await ledger.setPaused(false, '搬完', change('resume'));
      await room.day('2025-09-17');
      await ledger.journalDeliveries(change('deliveries').now);
      const types = new Set<string>();
      for (const { stream } of await ledger.streams())
        for (const { type } of await ledger.history(stream)) types.add(type);
      expect(types).toContain('mailsComposed');
      expect([...types].filter((type) => eventWordFor({ lang: 'zh' }, type) === type)).toEqual([]);
    } finally {
      await room.close();
    }
  });
});
