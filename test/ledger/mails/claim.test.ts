import { sha256 } from '../../../domain/journal/canonical';
import { MAILROOM } from '../../../domain/journal/streams';
import type { MailPolicy } from '../../../domain/policy';
import { plusMs, type Instant } from '../../../domain/time';
import { ask, cancel, handIn, refuse, report, urge, withdraw } from '../../support/commands';
import { moment, planItem } from '../../support/item';
import { change, planItems } from '../../support/ledger';
import { SQLITE } from '../database';
import {
  ACCEPTED,
  DATABASES,
  by,
  dueOn,
  keysOf,
  officeWith,
  openIssuedMailroom,
  type IssuedMailroom,
  type MailroomOptions,
} from './issued-mailroom';

const TAKES_PART = { type: 'assign', role: 'support', reason: '增加' } as const;
const DIGESTS = ['sfj|liaison|2025-09-17', 'sjj|liaison|2025-09-17'];

describe.each(DATABASES)('claiming mail, on $name', (database) => {
  let room: IssuedMailroom;
  const open = async (options?: MailroomOptions) => {
    room = await openIssuedMailroom(database, options);
  };
  afterEach(() => room.close());

  /** Why a claim gives nothing. */
  const stop = async (at: string, attempt?: { readonly run?: string; readonly attempt?: number }) => {
    const claim = await room.claim(at, attempt);
    return claim.type === 'stop' ? claim.reason : claim.type;
  };

  it('gives urges, answers, digests, letters in this order, and in each the units by their ids', async () => {
    await open();
    await room.say('2025-09-17 08:40', 'll-sjj', ask('sjj', '2025-10-15'));
    await room.say('2025-09-17 08:41', 'ddy', refuse('sjj'));
    await room.say('2025-09-17 08:42', 'ddy', urge(['sfj']));
    await room.say('2025-09-17 08:43', 'ddy', { ...TAKES_PART, unit: 'zjj' });
    await room.morning('2025-09-17');
    const mails = await room.claimAll('2025-09-17 09:00');
    expect(
      mails.map(({ edition: { kind, to } }) => `${kind} ${'unit' in to ? to.unit : to.account}`),
    ).toEqual(['urge sfj', 'answer sjj', 'digest sfj', 'digest sjj', 'letter zjj']);
  });

  it('never gives one row to two claimers', async () => {
    await open({ items: [dueOn('2025-09-30', 'sjj', 'sfj', 'zjj', 'xjz', 'xfb', 'fb', 'xcb')] });
    await room.morning('2025-09-17');
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) => room.claim('2025-09-17 09:00', { run: `run ${i % 4}` })),
    );
    const keys = claims.flatMap((claim) => (claim.type === 'mail' ? [claim.mail.key] : []));
    expect(keys).toHaveLength(7);
    expect(new Set(keys).size).toBe(7);
  });

  it('gives a digest composed ahead from its slot on, just as it was shown before', async () => {
    await open();
    await room.wake('2025-09-17 08:55');
    await room.compose('2025-09-17', { at: '2025-09-17 08:59' });
    expect(await stop('2025-09-17 08:59')).toBe('empty');
    const at = moment('2025-09-17 09:00');
    const page = (offset: number) => room.ledger.outgoing({ at, offset, limit: 1 });
    const shown = [...(await page(0)), ...(await page(1)), ...(await page(2))];
    expect(shown.map(({ key }) => key)).toEqual(DIGESTS);
    expect(await room.claimAll('2025-09-17 09:00')).toEqual(shown);
  });

  it('gives one composed ahead as its items stand at the claim, or not at all', async () => {
    await open();
    await room.wake('2025-09-17 08:55');
    await room.compose('2025-09-17', { at: '2025-09-17 08:59', mark: true });
    await room.say('2025-09-17 08:59', 'll-sjj', handIn('sjj'));
    const mails = await room.claimAll('2025-09-17 09:00');
    expect(mails.map(({ key }) => key)).toEqual(['sfj|liaison|2025-09-17']);
  });

  it('stops an attempt as soon as a newer one of the run is known', async () => {
    await open();
    await room.morning('2025-09-17');
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:01') });
    expect(await stop('2025-09-17 09:01', { attempt: 1 })).toBe('superseded');
    expect(await stop('2025-09-17 09:01', { attempt: 2 })).toBe('mail');
  });

  it('forgets a run of posting after three days, when another has a second attempt', async () => {
    await open();
    await room.ledger.recover({ run: 'old', attempt: 2, now: moment('2025-09-15 09:00') });
    expect(await stop('2025-09-17 09:00', { run: 'old' })).toBe('superseded');
    await room.ledger.recover({ run: 'new', attempt: 2, now: moment('2025-09-18 09:01') });
    expect(await stop('2025-09-18 09:02', { run: 'old' })).toBe('empty');
    expect((await room.ledger.check()).findings).toEqual([]);
  });

  it('gives the mails of a killed attempt again under the same Message-ID (resend)', async () => {
    await open();
    await room.morning('2025-09-17');
    const killed = await room.claimAll('2025-09-17 09:00');
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:01') });
    const again = await room.claim('2025-09-17 09:01', { attempt: 2 });
    expect(keysOf(killed)).toEqual(DIGESTS);
    expect(again).toMatchObject({
      type: 'mail',
      mail: { key: killed[0]?.key, messageId: killed[0]?.messageId },
    });
  });

  it('gives nothing to a new attempt that has not taken back what the old one left', async () => {
    await open();
    await room.morning('2025-09-17');
    await room.claim('2025-09-17 09:00');
    expect(await stop('2025-09-17 09:01', { attempt: 2 })).toBe('superseded');
    expect(await stop('2025-09-17 09:01', { attempt: 1 })).toBe('mail');
  });

  it('holds the mails of a killed attempt for a person (hold)', async () => {
    await open({ office: officeWith({ unknown: 'hold' }) });
    await room.morning('2025-09-17');
    await room.claimAll('2025-09-17 09:00');
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:01') });
    expect(keysOf(await room.ledger.mails({ state: 'unknown' }))).toEqual(DIGESTS);
    expect(await stop('2025-09-17 09:01', { attempt: 2 })).toBe('empty');
    const tasks = await room.ledger.tasks({ open: true });
    expect(tasks.map(({ id }) => id)).toEqual(DIGESTS.map((key) => `manual|${key}`));
  });

  const FIVE = ['fb', 'sfj', 'sjj', 'xcb', 'zjj'];
  const FIVE_DIGESTS = FIVE.map((unit) => `${unit}|liaison|2025-09-17`);

  /** Has whoever writes a mail anew fail at it, as if killed: nothing of the transaction remains. */
  const killsAt = (key: string): string =>
    database.name === SQLITE.name
      ? `create trigger kills before update of edition on mails when old.key = '${key}'
           begin select raise(abort, 'killed'); end`
      : `create function kills() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
         create trigger kills before update of edition on mails for each row
           when (old.key = '${key}') execute function kills()`;

  const openFive = async (mail: Partial<MailPolicy> = {}) => {
    await open({ items: [dueOn('2025-09-30', ...FIVE)], office: officeWith(mail) });
    await room.morning('2025-09-17');
  };

  /**
   * Ten minutes of a worker with two connections, started anew every so many ms, that dies with what it has in hand when
   * `dies` says so, or when a claim fails; what it sent.
   */
  const crashLoop = async (every: number, dies: (hand: readonly string[], at: Instant) => boolean) => {
    const sent: string[] = [];
    let now = moment('2025-09-17 09:00');
    for (let attempt = 1; now < moment('2025-09-17 09:10'); attempt++) {
      await room.ledger.recover({ run: 'run', attempt, now });
      const claims = [];
      for (let n = 0; n < 2; n++)
        claims.push(await room.ledger.claim({ run: 'run', attempt, now }).catch(() => null));
      const hand = keysOf(claims.flatMap((claim) => (claim?.type === 'mail' ? [claim.mail] : [])));
      if (!claims.includes(null) && !dies(hand, now)) {
        for (const key of hand) await room.ledger.settle(key, ACCEPTED, now, { run: 'run', attempt });
        sent.push(...hand);
      }
      now = plusMs(now, every);
    }
    await room.ledger.journalDeliveries(now);
    expect(await room.ledger.check()).toEqual({ findings: [], pending: 0 });
    return sent.toSorted();
  };

  it('holds a mail that kills whoever sends it, after as many repeats as the policy says, and no other', async () => {
    const [deadly = '', ...others] = FIVE_DIGESTS;
    await openFive();
    expect(await crashLoop(20_000, (hand) => hand.includes(deadly))).toEqual(others);
    expect((await room.mail(deadly)).state).toBe('unknown');
    const tasks = await room.ledger.tasks({ open: true });
    expect(tasks.map(({ id }) => id)).toEqual([`manual|${deadly}`]);
  });

  it('holds a mail that kills whoever composes it again, after as many repeats, and no other', async () => {
    const [deadly = '', ...others] = FIVE_DIGESTS;
    await openFive();
    await room.say('2025-09-17 09:00', 'll-xcb', report('xcb'));
    await room.database.exec(killsAt(deadly));
    expect(await crashLoop(20_000, () => false)).toEqual(others);
    expect((await room.mail(deadly)).state).toBe('unknown');
    const tasks = await room.ledger.tasks({ open: true });
    expect(tasks.map(({ id }) => id)).toEqual([`manual|${deadly}`]);
  });

  it('holds at once what was being sent, and not what was still being composed again: nobody had that (hold)', async () => {
    const [composed = '', sending = ''] = FIVE_DIGESTS;
    await openFive({ unknown: 'hold' });
    await room.say('2025-09-17 09:00', 'll-xcb', report('xcb'));
    await room.database.exec(killsAt(composed));
    const claims = [];
    for (let n = 0; n < 2; n++) claims.push(await room.claim('2025-09-17 09:01').catch(() => null));
    expect(claims).toMatchObject([null, { type: 'mail', mail: { key: sending } }]);
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:02') });
    expect([(await room.mail(composed)).state, (await room.mail(sending)).state]).toEqual([
      'ready',
      'unknown',
    ]);
  });

  it('holds nothing when a worker is killed twenty times in a minute, whatever it had in hand', async () => {
    const calm = moment('2025-09-17 09:01');
    await openFive();
    expect(await crashLoop(3_000, (_, at) => at < calm)).toEqual(FIVE_DIGESTS);
    expect(await room.ledger.tasks({ open: true })).toEqual([]);
  });

  it('tries a mail of two deaths a minute later, though another is put off for longer', async () => {
    await open({ office: officeWith({ unknownRepeats: 9 }) });
    await room.morning('2025-09-17');
    const [first = ''] = keysOf(await room.claimAll('2025-09-17 09:00'));
    const unsure = (at: string) =>
      room.ledger.settle(first, { type: 'unknown', response: 'cut' }, moment(at));
    await unsure('2025-09-17 09:00');
    for (const at of ['2025-09-17 09:01', '2025-09-17 09:03', '2025-09-17 09:07']) {
      expect(await stop(at, { run: 'other' })).toBe('mail');
      await unsure(at);
    }
    await room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:08') });
    expect(await stop('2025-09-17 09:08', { attempt: 2 })).toBe('mail');
    await room.ledger.recover({ run: 'run', attempt: 3, now: moment('2025-09-17 09:08') });
    expect(await stop('2025-09-17 09:09', { attempt: 3 })).toBe('mail');
  });

  it('tries mails of two deaths apart from each other on the next day too', async () => {
    await open({ underway: false });
    await room.wake('2025-06-30 16:50');
    await room.ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-06-30 16:51') });
    for (const attempt of [1, 2]) {
      const claim = () => stop('2025-06-30 16:59', { attempt });
      expect([await claim(), await claim(), await claim()]).toEqual(['mail', 'mail', 'empty']);
      await room.ledger.recover({ run: 'run', attempt: attempt + 1, now: moment('2025-06-30 16:59') });
    }
    const morning = (at: string) => stop(`2025-07-01 ${at}`, { attempt: 3 });
    expect([await morning('08:30'), await morning('08:30'), await morning('08:31')]).toEqual([
      'mail',
      'empty',
      'mail',
    ]);
  });

  it('leaves the mails of another run alone, until nobody has settled them for half an hour', async () => {
    await open();
    await room.morning('2025-09-17');
    await room.claimAll('2025-09-17 09:00');
    await room.ledger.recover({ run: 'other', attempt: 1, now: moment('2025-09-17 09:30') });
    expect(await stop('2025-09-17 09:30', { run: 'other' })).toBe('empty');
    await room.ledger.recover({ run: 'other', attempt: 1, now: moment('2025-09-17 09:31') });
    expect(await stop('2025-09-17 09:31', { run: 'other' })).toBe('mail');
  });

  it('takes back what nobody has settled for half an hour once nothing else is ready, though nobody recovered', async () => {
    await open();
    await room.morning('2025-09-17');
    const left = await room.claimAll('2025-09-17 09:00');
    expect(await stop('2025-09-17 09:30', { run: 'other' })).toBe('empty');
    const again = await room.claim('2025-09-17 09:31', { run: 'other' });
    expect(again).toMatchObject({ type: 'mail', mail: { messageId: left[0]?.messageId } });
  });

  it('journals an attempt of posting from the second on', async () => {
    await open();
    await room.morning('2025-09-17');
    const began = () => room.ledger.eventsOfType(MAILROOM, 'postBegan');
    await room.claim('2025-09-17 09:00');
    expect(await began()).toEqual([]);
    expect((await room.ledger.check()).findings).toEqual([]);
    for (const second of ['2025-09-17 09:01', '2025-09-17 09:02'])
      await room.ledger.recover({ run: 'run', attempt: 2, now: moment(second) });
    const bodies = (await began()).map(({ body }) => body);
    expect(bodies).toEqual([expect.stringContaining('"attempt":2')]);
    expect((await room.ledger.check()).findings).toEqual([]);
  });

  it('held by a pause, counts what is open when it leaves, also of what it does not list', async () => {
    const far = planItems(3, dueOn('2025-12-31', 'sjj', 'sfj')).slice(2);
    await open({ items: [...planItems(2), ...far] });
    await room.morning('2025-09-17');
    const total = async () => (await room.mail('sjj|liaison|2025-09-17')).edition.totalOpen;
    expect(await total()).toBe(3);
    await room.ledger.setPaused(true, '核对名册', by('pause', '2025-09-17 09:00'));
    await room.say('2025-09-17 10:00', 'ddy', cancel, room.streams[2]);
    await room.ledger.setPaused(false, '核对完毕', by('resume', '2025-09-17 10:30'));
    const [sfj, sjj] = await room.claimAll('2025-09-17 10:31');
    expect([sfj?.edition.totalOpen, sjj?.edition.totalOpen, await total()]).toEqual([2, 2, 2]);
  });

  it('gives nothing while sending is paused', async () => {
    await open();
    await room.morning('2025-09-17');
    await room.ledger.setPaused(true, '核对名册', by('pause', '2025-09-17 09:00'));
    expect(await stop('2025-09-17 09:00')).toBe('paused');
    await room.ledger.setPaused(false, '核对完毕', by('resume', '2025-09-17 09:05'));
    expect(await stop('2025-09-17 09:05')).toBe('mail');
  });

  it.each([
    ['before 08:30', '2025-09-17 08:29', 'window'],
    ['from 08:30 on', '2025-09-17 08:30', 'mail'],
    ['from 17:00 on', '2025-09-17 17:00', 'window'],
    ['on a Saturday', '2025-09-20 10:00', 'window'],
    ['on a public holiday', '2025-10-03 10:00', 'window'],
    ['on a make-up Sunday', '2025-09-28 10:00', 'mail'],
  ])('asks the window: %s', async (_, at, expected) => {
    await open();
    await room.say('2025-09-16 18:00', 'ddy', urge(['sfj']));
    expect(await stop(at)).toBe(expected);
  });

  it('gives no digest of another day', async () => {
    await open();
    await room.morning('2025-09-17');
    expect(await stop('2025-09-18 08:30')).toBe('empty');
  });

  it('drops a digest when all that it told is closed or cancelled since', async () => {
    await open();
    await room.morning('2025-09-17');
    await room.say('2025-09-17 09:00', 'ddy', cancel);
    expect(await room.claimAll('2025-09-17 09:00')).toEqual([]);
    expect(keysOf(await room.ledger.mails({ state: 'dropped' }))).toEqual(DIGESTS);
  });

  it('tells what a dropped digest would have told, when the hand-in that stopped it is withdrawn', async () => {
    await open();
    await room.morning('2025-09-26');
    await room.say('2025-09-26 09:00', 'll-sjj', handIn('sjj'));
    await room.send('2025-09-26 09:01');
    expect((await room.mail('sjj|liaison|2025-09-26')).state).toBe('dropped');
    await room.say('2025-09-26 10:00', 'll-sjj', withdraw('sjj'));
    await room.morning('2025-09-28');
    const { lines } = (await room.mail('sjj|liaison|2025-09-28')).edition;
    expect(lines.map(({ rung }) => rung)).toEqual(['R4']);
  });

  it('does not list an item closed between composing and sending', async () => {
    await open({ items: planItems(2) });
    await room.morning('2025-09-17');
    await room.say('2025-09-17 09:00', 'ddy', cancel, room.streams[0]);
    const [mail] = await room.claimAll('2025-09-17 09:00');
    expect(mail?.edition.lines.map(({ stream }) => stream)).toEqual([room.streams[1]]);
    expect((await room.mail(mail?.key ?? '')).edition).toEqual(mail?.edition);
  });

  it('tells the cancellation once, the day after it was composed', async () => {
    await open({ items: [planItem({ units: { sjj: 'lead' } })] });
    await room.morning('2025-09-17');
    await room.say('2025-09-17 09:00', 'ddy', cancel);
    await room.send('2025-09-17 09:00');
    expect(await room.day('2025-09-18')).toContain('sjj|liaison|2025-09-18');
    expect(await room.day('2025-09-19')).toEqual([]);
  });

  it('says where an item stands at sending', async () => {
    await open({ items: planItems(2) });
    await room.morning('2025-09-26');
    await room.say('2025-09-26 09:00', 'll-sjj', handIn('sjj'), room.streams[0]);
    const mails = await room.claimAll('2025-09-26 09:00');
    const lines = mails.find(({ key }) => key.startsWith('sjj|'))?.edition.lines;
    expect(lines?.map(({ stream, rung }) => [stream, rung])).toEqual([[room.streams[1], 'R4']]);
  });

  it('writes to the address that a contact has now', async () => {
    await open();
    await room.morning('2025-09-17');
    const { roster } = await room.ledger.office();
    const contact = roster.contacts.find(({ id }) => id === 'sfj-liaison-1');
    if (!contact) throw new Error('no contact');
    await room.ledger.setContact(
      { ...contact, address: 'new@sfj.qingpu.example' },
      by('c', '2025-09-17 09:00'),
    );
    const [mail] = await room.claimAll('2025-09-17 09:00');
    expect(mail?.recipients.map(({ address }) => address)).toEqual(['new@sfj.qingpu.example']);
  });

  it('hangs every mail to its first, and carries the latest checkpoint', async () => {
    await open();
    const [letter] = await room.ledger.mails({ unit: 'sfj' });
    await room.morning('2025-09-17');
    const [mail] = await room.claimAll('2025-09-17 09:00');
    expect(mail).toMatchObject({
      references: letter?.messageId,
      checkpoint: (await room.ledger.lastCheckpoint())?.note,
    });
  });

  it('gives the text of the notice with a letter, as the policy says, and with no other mail', async () => {
    const added = async (rest: Partial<MailPolicy>) => {
      await open({ office: officeWith(rest) });
      await room.say('2025-09-17 08:43', 'ddy', { ...TAKES_PART, unit: 'zjj' });
      await room.morning('2025-09-17');
      return room.claimAll('2025-09-17 09:00');
    };
    const mails = await added({});
    const text = await room.ledger.noticeText('n1');
    expect(mails.map(({ edition: { kind }, notices }) => [kind, notices.map((one) => one.text)])).toEqual([
      ['digest', []],
      ['digest', []],
      ['letter', [text]],
    ]);
    expect(mails[2]?.notices.map(({ digest }) => digest)).toEqual([sha256(text ?? '')]);
    await room.close();
    expect((await added({ attachNotice: false }))[2]?.notices).toEqual([]);
  });

  it('gives several liaisons of a unit one mail', async () => {
    await open();
    await room.morning('2025-09-17');
    const mails = await room.claimAll('2025-09-17 09:00');
    expect(mails[1]?.recipients.map(({ contact }) => contact)).toEqual(['sjj-liaison-1', 'sjj-liaison-2']);
  });
});

/** One mail for each item and unit: its report is returned. */
async function answerAll(room: IssuedMailroom, units: readonly string[]): Promise<void> {
  for (const stream of room.streams)
    for (const unit of units) {
      await room.say('2025-07-01 09:00', `ll-${unit}`, report(unit), stream);
      await room.say('2025-07-01 09:00', 'ddy', { type: 'returnReport', unit, reason: '缺少附件' }, stream);
    }
}

describe.each(DATABASES)('the buckets of all workers together, on $name', (database) => {
  let room: IssuedMailroom;
  afterEach(() => room.close());

  /** 140 answers, and two workers that claim as fast as they may from 10:00 to 11:00; the moments of the mails in ms after 10:00. */
  async function hour(rates: Parameters<typeof officeWith>[0], unit?: string): Promise<readonly number[]> {
    const units = ['sjj', 'sfj', 'zjj', 'xjz', 'xfb', 'fb', 'xcb'];
    const items = planItems(20, dueOn('2025-09-30', ...units));
    room = await openIssuedMailroom(database, { items, office: officeWith(rates), underway: false });
    await room.wake('2025-06-30 10:00');
    await answerAll(room, unit ? [unit] : units);
    const start = moment('2025-07-01 10:00');
    const sent: number[] = [];
    for (let ms = 0, turn = 0; ms < 3_600_000; turn++) {
      const now = plusMs(start, ms);
      const claim = await room.ledger.claim({ run: `worker ${turn % 2}`, attempt: 1, now });
      // A millisecond too early it must still be refused.
      if (claim.type === 'wait') ms += Math.max(1, claim.ms - 1);
      else if (claim.type === 'stop') break;
      else {
        sent.push(ms);
        await room.ledger.settle(claim.mail.key, ACCEPTED, now);
      }
    }
    return sent;
  }
  it('let exactly as many mails go in an hour as the policy says', async () => {
    const sent = await hour({ mailsPerMinute: 2 });
    expect(sent).toEqual(Array.from({ length: 120 }, (_, i) => i * 30_000));
  });

  it('let exactly as many recipients be written to in an hour as the policy says', async () => {
    const sent = await hour({ recipientsPerMinute: 1 }, 'sjj');
    expect(sent).toEqual(Array.from({ length: 20 }, (_, i) => i * 120_000));
  });

  it('go on when a server whose clock was a year ahead is set right', async () => {
    const office = officeWith({ mailsPerMinute: 1 });
    room = await openIssuedMailroom(database, { items: planItems(3), office, underway: false });
    await room.wake('2025-06-30 10:00');
    await answerAll(room, ['sjj']);
    const claims: string[] = [];
    for (const at of ['2026-07-01 10:00', '2025-07-01 10:00', '2025-07-01 10:00', '2025-07-01 10:01'])
      claims.push((await room.claim(at)).type);
    expect(claims).toEqual(['mail', 'mail', 'wait', 'mail']);
  });

  it('are not written by a claim that has to wait', async () => {
    const office = officeWith({ mailsPerMinute: 1 });
    room = await openIssuedMailroom(database, { items: planItems(2), office, underway: false });
    await room.wake('2025-06-30 10:00');
    await answerAll(room, ['sjj']);
    expect((await room.claim('2025-07-01 10:00')).type).toBe('mail');
    await room.database.exec(
      database.name === 'SQLite'
        ? `create trigger closed before update on buckets begin select raise(abort, 'written'); end`
        : 'alter table buckets add constraint closed check (level < 0) not valid',
    );
    expect((await room.claim('2025-07-01 10:00')).type).toBe('wait');
    // By its form: the native part of SQLite throws the class of whichever test file loaded it first.
    await expect(room.claim('2025-07-01 10:01')).rejects.toHaveProperty(
      'message',
      expect.stringMatching(/written|closed/),
    );
  });
});

describe('a mail that has to be composed again', () => {
  it('is not taken, nor composed, as long as the buckets are empty', async () => {
    const room = await openIssuedMailroom(SQLITE);
    await room.morning('2025-09-17');
    await room.ledger.setPolicy(officeWith({ mailsPerMinute: 1 }).policy, change('slowly'));
    expect((await room.claim('2025-09-17 09:05')).type).toBe('mail');
    await room.say('2025-09-17 09:05', 'll-sjj', report('sjj'));
    await room.database.exec(
      `create trigger kept before update on mails begin select raise(abort, 'written'); end`,
    );
    expect((await room.claim('2025-09-17 09:05')).type).toBe('wait');
    expect(await room.claim('2025-09-17 09:06').catch(() => null)).toBeNull();
    await room.close();
  });
});

describe('a mail that was taken back before it was composed again', () => {
  it('is not given to the attempt that had taken it', async () => {
    const room = await openIssuedMailroom(SQLITE);
    await room.morning('2025-09-17');
    await room.say('2025-09-17 09:00', 'll-sjj', report('sjj'));
    const [late] = await Promise.all([
      room.claim('2025-09-17 09:01'),
      room.ledger.recover({ run: 'run', attempt: 2, now: moment('2025-09-17 09:01') }),
    ]);
    expect(late).toEqual({ type: 'stop', reason: 'superseded' });
    expect((await room.ledger.mails({ state: 'ready' })).map(({ key }) => key).toSorted()).toEqual(DIGESTS);
    await room.close();
  });
});
