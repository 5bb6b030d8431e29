import { recipientMark, type DeliveryOutcome } from '../../../domain/digest/delivery';
import { DEFAULT_POLICY, type MailPolicy } from '../../../domain/policy';
import { makeRoster } from '../../../domain/roster/roster';
import { civilDate } from '../../../domain/time';
import { moment } from '../../support/item';
import {
  ACCEPTED,
  DATABASES,
  by,
  officeWith,
  openIssuedMailroom,
  type IssuedMailroom,
  type MailroomOptions,
} from './issued-mailroom';

const SJJ = 'sjj|liaison|2025-09-17';
const SFJ = 'sfj|liaison|2025-09-17';
const LATER = { type: 'later', response: '451 try again' } satisfies DeliveryOutcome;
const UNKNOWN: DeliveryOutcome = { type: 'unknown', response: 'connection lost after DATA' };

const refused = (...contacts: readonly string[]) =>
  contacts.map((contact) => ({ contact, response: '550 5.1.1 no such user' }));

const failed = (...contacts: readonly string[]): DeliveryOutcome => ({
  type: 'failed',
  response: '550 5.1.1 no such user',
  refused: refused(...contacts),
});

describe.each(DATABASES)('how sending a mail ended, on $name', (database) => {
  let room: IssuedMailroom;
  const open = async (options?: MailroomOptions) => {
    room = await openIssuedMailroom(database, options);
    await room.morning('2025-09-17');
    await room.claimAll('2025-09-17 09:00');
  };
  afterEach(() => room.close());

  const settle = (outcome: DeliveryOutcome, at = '2025-09-17 09:01', key = SJJ) =>
    room.ledger.settle(key, outcome, moment(at));
  const openTasks = async () => (await room.ledger.tasks({ open: true })).map(({ id }) => id);

  it('250: sent, with the answer of the server', async () => {
    await open();
    await settle(ACCEPTED);
    expect(await room.mail(SJJ)).toMatchObject({
      state: 'sent',
      response: '250 2.0.0 queued',
      settledAt: moment('2025-09-17 09:01'),
    });
  });

  it('all recipients refused for good: failed, and a task for each mailbox', async () => {
    await open();
    await settle(failed('sjj-liaison-1', 'sjj-liaison-2'));
    expect((await room.mail(SJJ)).state).toBe('failed');
    expect(await openTasks()).toEqual([
      'deadMailbox|sjj-liaison-1|2025-09-17',
      'deadMailbox|sjj-liaison-2|2025-09-17',
    ]);
  });

  it('one of two refused for good: sent, and a task for that mailbox', async () => {
    await open();
    await settle({ ...ACCEPTED, refused: refused('sjj-liaison-2') });
    expect((await room.mail(SJJ)).state).toBe('sent');
    expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
  });

  describe('one of two put off', () => {
    const GREY = { ...ACCEPTED, refused: [{ contact: 'sjj-liaison-2', response: '450 4.2.0 greylisted' }] };
    const recipientsAt = async (at: string) => {
      const claim = await room.claim(at);
      return claim.type === 'mail' ? claim.mail.recipients.map(({ contact }) => contact) : claim.type;
    };

    it('is tried again alone, and the mail is done when it has it', async () => {
      await open();
      await settle(GREY);
      expect((await room.mail(SJJ)).state).toBe('ready');
      expect(await recipientsAt('2025-09-17 09:01')).toBe('stop');
      expect(await recipientsAt('2025-09-17 09:02')).toEqual(['sjj-liaison-2']);
      await settle(ACCEPTED, '2025-09-17 09:03');
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await openTasks()).toEqual([]);
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('for an hour has a task, and the mail counts as sent', async () => {
      await open();
      await settle(GREY);
      // Alone it is all that the server is asked about.
      for (let tries = 1; tries <= 13 && (await room.mail(SJJ)).state !== 'sent'; tries++) {
        expect(await recipientsAt('2025-09-17 12:00')).toEqual(['sjj-liaison-2']);
        await settle({ type: 'later', response: '450 4.2.0 greylisted' }, '2025-09-17 11:00');
      }
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('after an hour in which no server was there has an hour of its own', async () => {
      await open();
      for (let tries = 1; tries <= 13; tries++) {
        await settle({ type: 'later', response: 'connect ECONNREFUSED' }, '2025-09-17 10:00');
        await room.claimAll('2025-09-17 10:05');
      }
      await settle(GREY, '2025-09-17 10:05');
      expect((await room.mail(SJJ)).state).toBe('ready');
      expect(await openTasks()).toEqual([]);
      expect(await recipientsAt('2025-09-17 10:06')).toEqual(['sjj-liaison-2']);
      for (let tries = 1; tries <= 12; tries++) {
        expect(await openTasks()).toEqual([]);
        await settle({ type: 'later', response: '450 4.2.0 greylisted' }, '2025-09-17 10:06');
        await room.claimAll('2025-09-17 10:20');
      }
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
    });

    it('and then an hour without a server has an hour of its own all the same', async () => {
      await open();
      await settle(GREY);
      for (let tries = 1; tries <= 13; tries++) {
        expect(await recipientsAt('2025-09-17 11:00')).toEqual(['sjj-liaison-2']);
        await settle({ type: 'later', response: 'connect ECONNREFUSED' }, '2025-09-17 10:50');
      }
      await recipientsAt('2025-09-17 11:00');
      await settle({ type: 'later', response: '450 4.2.0 greylisted' }, '2025-09-17 11:00');
      expect((await room.mail(SJJ)).state).toBe('ready');
      expect(await openTasks()).toEqual([]);
    });

    it('is tried again without one who was refused for good, until that one has another address', async () => {
      await open();
      const { roster } = await room.ledger.office();
      const second = roster.contacts.find(({ id }) => id === 'sjj-liaison-2');
      if (!second) throw new Error('no contact');
      const third = { ...second, id: 'sjj-liaison-3', address: 'l3@sjj.example' };
      await room.ledger.setContact(third, by('third', '2025-09-17 09:00'));
      await settle(LATER, '2025-09-17 09:00');
      await room.claimAll('2025-09-17 09:02');
      await settle({ ...GREY, refused: [...GREY.refused, ...refused('sjj-liaison-3')] }, '2025-09-17 09:02');
      expect(await recipientsAt('2025-09-17 09:03')).toEqual(['sjj-liaison-2']);
      await settle({ type: 'later', response: '450 4.2.0 greylisted' }, '2025-09-17 09:03');
      await room.ledger.setContact({ ...third, address: 'new@sjj.example' }, by('moved', '2025-09-17 09:04'));
      expect(await recipientsAt('2025-09-17 09:10')).toEqual(['sjj-liaison-2', 'sjj-liaison-3']);
      await settle(ACCEPTED, '2025-09-17 09:11');
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await openTasks()).toEqual([]);
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('and then refused for good has a task, and the mail counts as sent', async () => {
      await open();
      await settle(GREY);
      await recipientsAt('2025-09-17 09:02');
      await settle(failed('sjj-liaison-2'), '2025-09-17 09:03');
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('and then out of office: the mail counts as sent, and nobody looks for an address', async () => {
      await open();
      await settle(GREY);
      const { roster } = await room.ledger.office();
      const contacts = roster.contacts.filter(({ id }) => id !== 'sjj-liaison-2');
      await room.ledger.setRoster(makeRoster({ ...roster, contacts }), by('left', '2025-09-17 09:02'));
      expect(await recipientsAt('2025-09-17 09:03')).toBe('stop');
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await openTasks()).toEqual([]);
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('until the window ends has a task, and what the mail says is told nobody twice', async () => {
      await open();
      await settle(GREY, '2025-09-17 16:58');
      await room.ledger.endWindow(civilDate('2025-09-17'), moment('2025-09-17 17:00'));
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
    });
  });

  it.each(['not on the allow-list'])('does not condemn a mailbox for "%s"', async (response) => {
    await open();
    await settle({ ...ACCEPTED, refused: [{ contact: 'sjj-liaison-2', response }] });
    expect(await openTasks()).toEqual([]);
  });

  it('opens no second task about a mailbox while one is open', async () => {
    await open();
    await settle({ ...ACCEPTED, refused: refused('sjj-liaison-2') });
    await room.morning('2025-09-24');
    await room.claimAll('2025-09-24 09:00');
    await settle(
      { ...ACCEPTED, refused: refused('sjj-liaison-2') },
      '2025-09-24 09:01',
      'sjj|liaison|2025-09-24',
    );
    expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
  });

  it('closes the task when a roster gives the contact another address', async () => {
    await open();
    await settle({ ...ACCEPTED, refused: refused('sjj-liaison-2') });
    const { roster } = await room.ledger.office();
    const contacts = roster.contacts.map((one) =>
      one.id === 'sjj-liaison-2' ? { ...one, address: 'new@sjj.qingpu.example' } : one,
    );
    await room.ledger.setRoster(makeRoster({ ...roster, contacts }), by('moved', '2025-09-17 10:00'));
    expect(await openTasks()).toEqual([]);
  });

  it('closes the task as soon as the mailbox takes mail again', async () => {
    await open();
    await settle({ ...ACCEPTED, refused: refused('sjj-liaison-2') });
    await room.day('2025-09-24');
    expect(await openTasks()).toEqual([]);
  });

  it('closes the task when the contact gets another address', async () => {
    await open();
    await settle({ ...ACCEPTED, refused: refused('sjj-liaison-2') });
    const contact = (await room.ledger.office()).roster.contacts.find(({ id }) => id === 'sjj-liaison-2');
    if (!contact) throw new Error('no contact');
    await room.ledger.setContact({ ...contact, address: 'l2@sjj.example' }, by('c', '2025-09-17 10:00'));
    expect(await openTasks()).toEqual([]);
  });

  it('opens a task to hand it over when the mail itself cannot be sent', async () => {
    await open();
    await settle({ type: 'failed', response: 'render: no such template', refused: [] });
    expect(await openTasks()).toEqual([`manual|${SJJ}`]);
  });

  it.each([
    [1, '09:01', '09:02'],
    [2, '09:02', '09:04'],
  ])('refused for now, time %i: ready again later', async (times, last, next) => {
    await open();
    await settle(ACCEPTED, '2025-09-17 09:00', SFJ);
    await settle(LATER);
    if (times === 2) {
      await room.claimAll('2025-09-17 09:02');
      await settle(LATER, '2025-09-17 09:02');
    }
    expect(await room.ledger.pending(moment(`2025-09-17 ${last}`))).toEqual({
      ready: 1,
      sending: 0,
      next: moment(`2025-09-17 ${next}`),
      since: moment(`2025-09-17 ${next}`),
    });
  });

  it('fate unknown, policy resend: ready again, the same Message-ID', async () => {
    await open();
    const { messageId } = await room.mail(SJJ);
    await settle(UNKNOWN);
    const [again] = await room.claimAll('2025-09-17 09:05');
    expect(again).toMatchObject({ key: SJJ, messageId });
  });

  it('fate unknown, policy hold: a person decides', async () => {
    await open({ office: officeWith({ unknown: 'hold' }) });
    await settle(UNKNOWN);
    expect((await room.mail(SJJ)).state).toBe('unknown');
    expect(await room.claimAll('2025-09-17 10:00')).toEqual([]);
  });

  it('fate unknown three times: held for a person, with a task', async () => {
    await open();
    for (const at of ['09:05', '09:15', '09:30']) {
      await settle(UNKNOWN, `2025-09-17 ${at}`);
      await room.claimAll(`2025-09-17 ${at.slice(0, 3)}${Number(at.slice(3)) + 8}`);
    }
    expect((await room.mail(SJJ)).state).toBe('unknown');
    expect(await openTasks()).toEqual([`manual|${SJJ}`]);
  });

  it('fate unknown after an hour in which no server was there: ready again a minute later', async () => {
    await open();
    for (let tries = 1; tries <= 13; tries++) {
      await settle({ type: 'later', response: 'connect ECONNREFUSED' }, '2025-09-17 10:00');
      await room.claimAll('2025-09-17 10:05');
    }
    await settle(UNKNOWN, '2025-09-17 10:05');
    const [again] = await room.claimAll('2025-09-17 10:06');
    expect(again?.key).toBe(SJJ);
  });

  it('one of two put off, the other refused for good: a task for that one at once, who is not asked again', async () => {
    await open();
    await settle({ ...LATER, refused: refused('sjj-liaison-2') });
    expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
    const [again] = await room.claimAll('2025-09-17 09:02');
    expect(again?.recipients.map(({ contact }) => contact)).toEqual(['sjj-liaison-1']);
    await settle(ACCEPTED, '2025-09-17 09:03');
    expect((await room.mail(SJJ)).state).toBe('sent');
    expect(await openTasks()).toEqual(['deadMailbox|sjj-liaison-2|2025-09-17']);
    expect(await room.ledger.check()).toMatchObject({ findings: [] });
  });

  it('opens a second task when a mail that was tried again fails again', async () => {
    await open();
    const broken: DeliveryOutcome = { type: 'failed', response: 'render: no such template', refused: [] };
    await settle(broken);
    await room.ledger.closeTask(`manual|${SJJ}`, '已修', by('done', '2025-09-17 09:10'));
    await room.ledger.retry([SJJ], by('retry', '2025-09-17 09:11'));
    await room.claimAll('2025-09-17 09:12');
    await settle(broken, '2025-09-17 09:12');
    expect(await openTasks()).toEqual([`manual|${SJJ}#2`]);
  });

  it('is not believed of an attempt whose mail another is sending, unless it was sent', async () => {
    await open();
    const old = { run: 'run', attempt: 1 };
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:02') });
    for (let n = 0; n < 3; n++) await room.claim('2025-09-17 09:02', { attempt: 2 });
    const key = SJJ;
    expect((await room.mail(key)).state).toBe('sending');
    for (const late of [LATER, UNKNOWN, failed('sjj-liaison-1')])
      await room.ledger.settle(key, late, moment('2025-09-17 09:03'), old);
    expect((await room.mail(key)).state).toBe('sending');
    await room.ledger.settle(key, ACCEPTED, moment('2025-09-17 09:04'), old);
    expect((await room.mail(key)).state).toBe('sent');
  });

  it('is not believed of an attempt whose mail was taken back, unless it was sent', async () => {
    await open();
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:02') });
    for (const late of [LATER, UNKNOWN, failed('sjj-liaison-1')])
      await room.ledger.settle(SJJ, late, moment('2025-09-17 09:03'), { run: 'run', attempt: 1 });
    expect((await room.mail(SJJ)).state).toBe('ready');
    expect(await openTasks()).toEqual([]);
  });

  describe('said late by a worker that was frozen while a contact moved', () => {
    const NEW = 'new@sjj.qingpu.example';
    const FIRST = { run: 'run', attempt: 1 };
    /** A mail sent to the former address, and taken back; what its worker says when it wakes up. */
    const sentToFormer = async (
      refusals: ReturnType<typeof refused> = [],
      mail: Partial<MailPolicy> = {},
    ): Promise<DeliveryOutcome> => {
      await open({ office: officeWith(mail) });
      const { roster } = await room.ledger.office();
      const [moved, other] = ['sjj-liaison-1', 'sjj-liaison-2'].map((id) =>
        roster.contacts.find((one) => one.id === id),
      );
      if (!moved || !other) throw new Error('no contacts');
      const to = [moved, other].map(({ id, address }) => recipientMark({ contact: id, address }));
      await room.ledger.setContact({ ...moved, address: NEW }, by('moved', '2025-09-17 09:02'));
      await room.ledger.recover({ ...FIRST, attempt: 2, now: moment('2025-09-17 09:03') });
      return { ...ACCEPTED, refused: refusals, to };
    };
    const claimAnew = async (at: string, attempt: number) => {
      const claims = [await room.claim(at, { attempt }), await room.claim(at, { attempt })];
      return claims.flatMap((claim) => (claim.type === 'mail' && claim.mail.key === SJJ ? [claim.mail] : []));
    };
    const sendSlowly = () =>
      room.ledger.setPolicy(
        { ...DEFAULT_POLICY, mail: { ...DEFAULT_POLICY.mail, recipientsPerMinute: 1 } },
        by('slowly', '2025-09-17 09:03'),
      );
    const say = (outcome: DeliveryOutcome, at: string, attempt: number) =>
      room.ledger.settle(SJJ, outcome, moment(at), { ...FIRST, attempt });

    it('is believed of a mail that nobody has claimed since', async () => {
      await say(await sentToFormer(), '2025-09-17 09:04', 1);
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await claimAnew('2025-09-17 09:10', 2)).toEqual([]);
    });

    it('is not believed of the new address, which gets the mail alone', async () => {
      const said = await sentToFormer();
      const [again] = await claimAnew('2025-09-17 09:03', 2);
      expect(again?.recipients.map(({ address }) => address)).toContain(NEW);
      await say(said, '2025-09-17 09:04', 1);
      expect((await room.mail(SJJ)).state).toBe('ready');
      await say(LATER, '2025-09-17 09:05', 2);
      const [alone] = await claimAnew('2025-09-17 09:06', 2);
      expect(alone?.recipients.map(({ address }) => address)).toEqual([NEW]);
      await say(ACCEPTED, '2025-09-17 09:07', 2);
      expect((await room.mail(SJJ)).state).toBe('sent');
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('is not believed of the new address while the mail to it waits for the bucket', async () => {
      const said = await sentToFormer();
      await sendSlowly();
      expect(await claimAnew('2025-09-17 09:03', 2)).toEqual([]);
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
      await say(said, '2025-09-17 09:03', 1);
      expect((await room.mail(SJJ)).state).toBe('ready');
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('is not believed of the new address either when a person has it tried again, held as it was', async () => {
      const said = await sentToFormer([], { unknown: 'hold' });
      expect((await room.mail(SJJ)).state).toBe('unknown');
      await room.ledger.retry([SFJ, SJJ], by('again', '2025-09-17 09:03'));
      await sendSlowly();
      expect(await claimAnew('2025-09-17 09:03', 2)).toEqual([]);
      await say(said, '2025-09-17 09:03', 1);
      expect((await room.mail(SJJ)).state).toBe('ready');
      expect(await room.ledger.check()).toMatchObject({ findings: [] });
    });

    it('blames no new mailbox for what the former one was refused for', async () => {
      const said = await sentToFormer(refused('sjj-liaison-1'));
      await claimAnew('2025-09-17 09:03', 2);
      await say(said, '2025-09-17 09:04', 1);
      expect(await openTasks()).toEqual([]);
      await say(ACCEPTED, '2025-09-17 09:05', 2);
      expect((await room.mail(SJJ)).state).toBe('sent');
    });
  });

  it('is written once: what a settled mail is said to be later is not believed', async () => {
    await open();
    await settle(ACCEPTED);
    await settle(LATER, '2025-09-17 09:02');
    await settle(failed('sjj-liaison-1'), '2025-09-17 09:02');
    expect(await room.mail(SJJ)).toMatchObject({ state: 'sent', settledAt: moment('2025-09-17 09:01') });
  });

  it('believes a worker that was frozen and says sent after its mail was taken back', async () => {
    await open();
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:01') });
    expect((await room.mail(SJJ)).state).toBe('ready');
    await settle(ACCEPTED, '2025-09-17 09:02');
    expect((await room.mail(SJJ)).state).toBe('sent');
    const next = await room.claim('2025-09-17 09:03', { attempt: 2 });
    expect(next.type === 'mail' && next.mail.key).not.toBe(SJJ);
  });
});
