import type { Office } from '../domain/office';
import type { JournalChange } from '../ledger/journal/journal';
import type { OfficeDoor } from '../ledger/office/door';

/**
 * Puts policy, calendar and roster of an office into the ledger, each as a change of its own; what is in force already
 * writes nothing. The request keys are that of the change with the kind after it.
 */
export async function loadOffice(ledger: OfficeDoor, office: Office, by: JournalChange): Promise<void> {
  const part = (kind: string): JournalChange => ({ ...by, requestKey: `${by.requestKey}/${kind}` });
  await ledger.setPolicy(office.policy, part('policy'));
  await ledger.setCalendar(office.calendar, part('calendar'));
  await ledger.setRoster(office.roster, part('roster'));
}
