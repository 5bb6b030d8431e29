import type { Delivered, DeliveryEntry } from '../../../ledger/mails/deliveries';
import { withoutAddresses } from '../../../ledger/mails/deliveries';
import { fromJson, type Json } from '../../../ledger/database/stored';
import { makeRoster } from '../../../domain/roster/roster';
import { civilDate } from '../../../domain/time';
import { cancel } from '../../support/commands';
import { moment, planItem } from '../../support/item';
import { planItems } from '../../support/ledger';
import { sure } from '../../support/sure';
import {
  ACCEPTED,
  DATABASES,
  by,
  dueOn,
  officeWith,
  openIssuedMailroom,
  type IssuedMailroom,
  type MailroomOptions,
} from './issued-mailroom';

describe.each(DATABASES)('the journal of deliveries, on $name', (database) => {
  let room: IssuedMailroom;
  const open = async (options?: MailroomOptions) => {
    room = await openIssuedMailroom(database, options);
  };
  afterEach(async () => {
    // Whatever a test did: every end stands in the journal exactly once.
    await room.ledger.journalDeliveries(moment('2025-12-31'));
    expect(await room.ledger.check()).toEqual({ findings: [], pending: 0 });
    await room.close();
  });

  const entries = async (): Promise<readonly DeliveryEntry[]> => {
    const events = await room.ledger.history('mailroom');
    return events
      .filter(({ type }) => type === 'delivered')
      .flatMap(({ body }) => {
        const delivered: Json<Delivered> = body;
        return fromJson(delivered).entries;
      });
  };
  const journal = (at: string) => room.ledger.journalDeliveries(moment(at));

  it('has one event for a chunk, with an entry for each mail', async () => {
    await open({ underway: false });
    await room.wake('2025-06-30 10:00');
    await room.ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-06-30 10:01') });
    await room.send('2025-06-30 10:02');
    expect(await journal('2025-06-30 10:03')).toEqual({ entries: 2 });
    expect((await entries()).map(({ mail, outcome, round }) => [mail, outcome, round])).toEqual([
      ['sfj|n1|1', 'sent', 0],
      ['sjj|n1|1', 'sent', 0],
    ]);
  });

  it('names items, rungs and the answer of the server', async () => {
    await open();
    await room.day('2025-09-17');
    await journal('2025-09-17 09:06');
    expect((await entries()).find(({ mail }) => mail === 'sfj|liaison|2025-09-17')).toMatchObject({
      items: ['item/n1/1'],
      rungs: ['item/n1/1|sfj|R2|1.1|1|liaison'],
      response: '250 2.0.0 queued',
    });
  });

  it('names the first recipients of very many, and is written', async () => {
    await open({ office: officeWith({ recipientsPerMinute: 1_000_000 }) });
    const { roster } = await room.ledger.office();
    const many = roster.contacts
      .filter(({ id }) => id === 'sjj-liaison-1')
      .flatMap((one) =>
        Array.from({ length: 600 }, (_, n) => ({ ...one, id: `many-${n}`, address: `l${n}@sjj.example` })),
      );
    const contacts = [...roster.contacts, ...many];
    await room.ledger.setRoster(makeRoster({ ...roster, contacts }), by('many', '2025-09-16 10:00'));
    await room.day('2025-09-17');
    await journal('2025-09-17 09:06');
    const told = (await entries()).find(({ mail }) => mail === 'sjj|liaison|2025-09-17');
    expect(told?.outcome).toBe('sent');
    expect(told?.recipients.length).toBeGreaterThan(50);
  });

  it('writes nothing when it is asked again', async () => {
    await open();
    await journal('2025-07-01');
    expect(await journal('2025-07-01 10:01')).toEqual({ entries: 0 });
  });

  it('has what a killed chunk had settled by the next pass', async () => {
    await open();
    await room.morning('2025-09-17');
    const [first, second] = await room.claimAll('2025-09-17 09:00');
    await room.ledger.settle(first?.key ?? '', ACCEPTED, moment('2025-09-17 09:01'));
    // The chunk dies here: nothing is journaled, and the other mail is still `sending`.
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:02') });
    await room.claim('2025-09-17 09:02', { attempt: 2 });
    await room.ledger.settle(second?.key ?? '', ACCEPTED, moment('2025-09-17 09:03'));
    await journal('2025-09-17 09:04');
    const told = (await entries()).filter(({ mail }) => mail.endsWith('2025-09-17'));
    expect(told.map(({ mail }) => mail)).toEqual([first?.key, second?.key]);
  });

  it('has an entry for every kind of end', async () => {
    await open({
      items: [
        dueOn('2025-09-30', 'dag', 'sfj'),
        ...planItems(1, planItem({ units: { sjj: 'lead' } })).map((item) => ({ ...item, key: '2' })),
        { ...dueOn('2025-09-30', 'zjj', 'xjz'), key: '3' },
      ],
      office: officeWith({ unknown: 'hold' }),
    });
    await room.morning('2025-09-17');
    await room.say('2025-09-17 09:00', 'ddy', cancel, 'item/n1/2');
    const fates = [
      ACCEPTED,
      {
        type: 'failed' as const,
        response: '550 no',
        refused: [{ contact: 'xjz-liaison-1', response: '550 no' }],
      },
      { type: 'unknown' as const, response: 'lost' },
    ];
    const wanted = ['sfj', 'xjz', 'zjj'];
    for (const { key } of await room.claimAll('2025-09-17 09:00')) {
      const fate = fates[wanted.indexOf(key.split('|')[0] ?? '')];
      if (fate) await room.ledger.settle(key, fate, moment('2025-09-17 09:01'));
      else await room.ledger.settle(key, { type: 'later', response: '451' }, moment('2025-09-17 16:59'));
    }
    await room.ledger.endWindow(civilDate('2025-09-17'), moment('2025-09-17 17:00'));
    const ends = new Map((await entries()).map(({ mail, outcome }) => [mail, outcome]));
    expect(Object.fromEntries([...ends].filter(([mail]) => mail.endsWith('09-17')))).toMatchObject({
      'dag|liaison|2025-09-17': 'manual',
      'ddy|coordinator|2025-09-17': 'missed',
      'sfj|liaison|2025-09-17': 'sent',
      'sjj|liaison|2025-09-17': 'dropped',
      'xjz|liaison|2025-09-17': 'failed',
      'zjj|liaison|2025-09-17': 'unknown',
    });
  });

  it('has another entry for a mail that is tried again', async () => {
    await open();
    await room.morning('2025-09-17');
    await room.send('2025-09-17 09:00', { type: 'failed', response: '550 no', refused: [] });
    sure(await room.ledger.retry(['sfj|liaison|2025-09-17'], by('again', '2025-09-17 09:10')));
    await room.send('2025-09-17 09:10');
    await journal('2025-09-17 09:11');
    expect(
      (await entries())
        .filter(({ mail }) => mail === 'sfj|liaison|2025-09-17')
        .map(({ round, outcome }) => [round, outcome]),
    ).toEqual([
      [0, 'failed'],
      [1, 'sent'],
    ]);
  });

  it('has another entry when a mail of unknown fate is heard of after all', async () => {
    await open({ office: officeWith({ unknown: 'hold' }) });
    await room.morning('2025-09-17');
    await room.send('2025-09-17 09:00', { type: 'unknown', response: 'lost' });
    await journal('2025-09-17 09:01');
    await room.ledger.settle('sfj|liaison|2025-09-17', ACCEPTED, moment('2025-09-17 09:02'));
    await journal('2025-09-17 09:03');
    expect((await entries()).filter(({ mail }) => mail === 'sfj|liaison|2025-09-17')).toHaveLength(2);
  });

  it('keeps names and addresses out, whatever the server says', async () => {
    await open();
    await room.morning('2025-09-17');
    await room.send('2025-09-17 09:00', {
      type: 'failed',
      response: '550 <liaison1@sfj.qingpu.example>: unknown',
      refused: [],
    });
    await journal('2025-09-17 09:01');
    const all = (await room.ledger.history('mailroom')).map(({ body }) => body).join('\n');
    expect(all).not.toMatch(/@[a-z]/);
    expect(all).not.toContain('liaison 1');
    const [entry] = (await entries()).filter(({ mail }) => mail === 'sfj|liaison|2025-09-17');
    const [recipient] = entry?.recipients ?? [];
    expect(recipient).toMatchObject({ contact: 'sfj-liaison-1', outcome: 'failed' });
    expect(recipient?.address).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a server's answer in the journal", () => {
  it.each([
    ['550 5.1.1 <a.b@c.example>: no such user', '550 5.1.1 <<…>>: no such user'],
    ['452 a@b.example,c@d.example full', '452 <…>,<…> full'],
    ['250 2.0.0 OK 4fXq-77', '250 2.0.0 OK 4fXq-77'],
  ])('says "%s" without addresses', (response, written) => {
    expect(withoutAddresses(response)).toBe(written);
  });
});
