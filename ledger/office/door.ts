import { MAILROOM, OFFICE } from '../../domain/journal/streams';
import type { Contact } from '../../domain/roster/types';
import type { Ways } from '../database/ways';
import type { JournalChange } from '../journal/journal';
import { identity } from './identity';
import { closeTask, listMailroomTasks } from './mailroom-tasks';
import { officeAsOf, type OfficeReader } from './office';
import { erasePerson, keepPerson } from './persons';
import { setCalendar, setContact, setPolicy, setRoster } from './reference';
import { lastComposed, markComposed, slotMarks } from './slots';

export type OfficeDoor = ReturnType<typeof officeDoor>;

/** The office: its id, reference data, tasks and composed slots. */
export const officeDoor = ({ read, asks, write, writes }: Ways, officeOf: OfficeReader) => ({
  /** The ledger's own id, made at its birth: 16 hexadecimal digits; a copy and a restored backup keep it. */
  identity: asks(identity),
  office: () => read(officeOf),
  /** As it stood at an instant; contacts and accounts, which can be erased, as they are now. */
  officeAsOf: asks(officeAsOf),
  /** Each change is one event in the stream `office` with the digest; the same digest again writes nothing. */
  setRoster: writes([OFFICE, MAILROOM], setRoster),
  setPolicy: writes([OFFICE], setPolicy),
  setCalendar: writes([OFFICE], setCalendar),
  setContact: (contact: Contact, by: JournalChange) =>
    write([OFFICE, MAILROOM], (db) => setContact(db, contact, officeOf, by)),
  /** The name of a person spoken to, outside the journal, erasable; false when one stands there already. */
  keepPerson: writes([OFFICE], keepPerson),
  erasePerson: writes([OFFICE], erasePerson),
  /** Tasks of items and of the mailroom, the oldest first. */
  tasks: asks(listMailroomTasks),
  /** Tasks of the stream `mailroom` (dead mailbox, manual channel); item tasks go through their workflow. */
  closeTask: writes([MAILROOM], closeTask),
  /** The last slot composed to its end; null before the first. */
  lastComposed: asks(lastComposed),
  /** The same with its moments, and when its last digest went. */
  slotMarks: asks(slotMarks),
  /** Marks a slot as composed to its end. Idempotent. */
  markComposed: writes([MAILROOM], markComposed),
});
