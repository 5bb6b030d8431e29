import { change } from '../../support/ledger';
import { SQLITE } from '../database';
import { ledgerOfTest } from '../ledger-of-test';

// That every command fits, however long its fields, is shown by test/item/read-envelope.test.ts.
describe('an event that would not fit into the log', () => {
  const stage = ledgerOfTest(SQLITE);

  it('is not written', async () => {
    const note = stage.ledger.note('long', { text: '长'.repeat(30_000) }, change('long'));
    await expect(note).rejects.toMatchObject({ problem: { code: 'event-too-long' } });
    expect(await stage.ledger.history('mailroom')).toEqual([]);
  });
});
