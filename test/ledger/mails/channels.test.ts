import { makeRoster } from '../../../domain/roster/roster';
import type { Roster } from '../../../domain/roster/types';
import { moment } from '../../support/item';
import {
  DATABASES,
  by,
  dueOn,
  openIssuedMailroom,
  type IssuedMailroom,
  type MailroomOptions,
} from './issued-mailroom';

const without = ({ units, groups, contacts, accounts }: Roster, ...ids: readonly string[]): Roster =>
  makeRoster({ units, groups, accounts, contacts: contacts.filter(({ id }) => !ids.includes(id)) });

describe.each(DATABASES)('who cannot be mailed, on $name', (database) => {
  let room: IssuedMailroom;
  const open = async (options?: MailroomOptions) => {
    room = await openIssuedMailroom(database, options);
  };
  afterEach(() => room.close());

  const openTasks = async () => (await room.ledger.tasks({ open: true })).map(({ id }) => id);

  it('a unit without mail: a task to hand the sheet over, and nothing to claim', async () => {
    await open({ items: [dueOn('2025-09-30', 'dag')] });
    await room.morning('2025-09-17');
    expect((await room.mail('dag|liaison|2025-09-17')).state).toBe('manual');
    expect(await openTasks()).toContain('manual|dag|liaison|2025-09-17');
    expect((await room.claimAll('2025-09-17 09:00')).map(({ key }) => key)).not.toContain(
      'dag|liaison|2025-09-17',
    );
  });

  it('a unit without mail: the briefing of the same day names the task', async () => {
    await open({ items: [dueOn('2025-09-30', 'dag')] });
    await room.wake('2025-09-17 08:55');
    await room.compose('2025-09-17', { limit: 1 });
    const { tasks } = (await room.mail('ddy|coordinator|2025-09-17')).edition;
    expect(tasks.map(({ id }) => id)).toContain('manual|dag|liaison|2025-09-17');
  });

  it('a letter handed over by hand counts as accepted from the day on which the task is done', async () => {
    await open({ items: [dueOn('2025-09-30', 'dag')] });
    const closing = by('done', '2025-07-01 15:00');
    expect(await room.ledger.closeTask('manual|dag|n1|1', '已送达', closing)).toEqual({
      ok: true,
      value: null,
    });
    expect((await room.mail('dag|n1|1')).settledAt).toBe(moment('2025-07-01 15:00'));
  });

  it('a unit with no address: failed, with one task until somebody can be reached', async () => {
    await open();
    const { roster } = await room.ledger.office();
    await room.ledger.setRoster(without(roster, 'sfj-liaison-1'), by('gone', '2025-09-16 10:00'));
    await room.day('2025-09-17');
    await room.days('2025-09-18', '2025-09-24');
    expect((await room.mail('sfj|liaison|2025-09-17')).state).toBe('failed');
    expect(await openTasks()).toEqual(['deadMailbox|sfj|liaison|2025-09-17']);
  });

  it('a unit with an address again: the task is closed', async () => {
    await open();
    const { roster } = await room.ledger.office();
    await room.ledger.setRoster(without(roster, 'sfj-liaison-1'), by('gone', '2025-09-16 10:00'));
    await room.day('2025-09-17');
    const contact = roster.contacts.find(({ id }) => id === 'sfj-liaison-1');
    if (!contact) throw new Error('no contact');
    await room.ledger.setContact(contact, by('back', '2025-09-18 10:00'));
    expect(await openTasks()).toEqual([]);
  });

  it('a mail whose contacts have all left between composing and sending: failed, with a task', async () => {
    await open();
    await room.morning('2025-09-17');
    const { roster } = await room.ledger.office();
    await room.ledger.setRoster(without(roster, 'sfj-liaison-1'), by('gone', '2025-09-17 09:00'));
    await room.send('2025-09-17 09:05');
    expect((await room.mail('sfj|liaison|2025-09-17')).state).toBe('failed');
    expect(await openTasks()).toEqual(['deadMailbox|sfj|liaison|2025-09-17']);
  });

  it('a leader on a provisional day: a row that missed its day becomes a task', async () => {
    await open({ items: [dueOn('2026-12-30', 'sjj')], issuedAt: '2026-06-30 10:00', year: 2026 });
    await room.days('2026-12-16', '2026-12-30');
    await room.morning('2026-12-31');
    expect((await room.mail('sjj|supervisor|2026-12-31')).state).toBe('ready');
    await room.compose('2027-01-04');
    expect((await room.mail('sjj|supervisor|2027-01-04')).state).toBe('manual');
    expect(await openTasks()).toContain('manual|sjj|supervisor|2027-01-04');
    expect((await room.mail('sjj|liaison|2027-01-04')).state).toBe('ready');
  });
});
