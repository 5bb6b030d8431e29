import { makeOfficeReader } from '../../ledger/office/office';
import { databaseAt } from '../../ledger/database/place';
import { change, setOffice } from '../support/ledger';
import { sure } from '../support/sure';
import { SQLITE } from './database';
import { ledgerOfTest } from './ledger-of-test';

describe('the office in force', () => {
  const stage = ledgerOfTest(SQLITE);

  it('is read again after a change of it, not after somebody has signed in', async () => {
    const { ledger } = stage;
    await setOffice(ledger);
    const { database } = sure(databaseAt(stage.database.url, { readOnly: true, create: false }));
    const officeOf = makeOfficeReader();
    const first = await officeOf(database.db);
    await ledger.noteAccess('signedOut', { account: 'gly' }, change('out'));
    expect(await officeOf(database.db)).toBe(first);
    await ledger.setPolicy({ ...first.policy, dueSoonDays: 7 }, change('policy'));
    expect((await officeOf(database.db)).policy.dueSoonDays).toBe(7);
    await database.close();
  });
});
