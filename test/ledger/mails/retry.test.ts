import { makeMailroomLocals } from '../../../activities/mailroomLocals';
import { makeRoster } from '../../../domain/roster/roster';
import { urge } from '../../support/commands';
import { codeOf, moment } from '../../support/item';
import { sure } from '../../support/sure';
import { DATABASES, by, keysOf, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

const SJJ = 'sjj|liaison|2025-09-17';
const SFJ = 'sfj|liaison|2025-09-17';
const FAILED = { type: 'failed' as const, response: '550 no', refused: [] };

describe.each(DATABASES)('trying mails again, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database);
    await room.morning('2025-09-17');
    await room.send('2025-09-17 09:00', FAILED);
  });
  afterEach(() => room.close());

  const retry = (keys: readonly string[], key = 'again', at = '2025-09-17 10:00') =>
    room.ledger.retry(keys, by(key, at));

  it('makes them ready, with the same Message-ID', async () => {
    const { messageId } = await room.mail(SJJ);
    expect(sure(await retry([SJJ, SFJ]))).toEqual({ retried: 2 });
    const mails = await room.claimAll('2025-09-17 10:00');
    expect(keysOf(mails)).toEqual([SFJ, SJJ]);
    expect(mails[1]?.messageId).toBe(messageId);
  });

  it('answers the same call as before, and tries nothing twice', async () => {
    sure(await retry([SJJ]));
    await room.send('2025-09-17 10:01');
    expect(sure(await retry([SJJ]))).toEqual({ retried: 1 });
    expect((await room.mail(SJJ)).state).toBe('sent');
  });

  it('refuses a key used for other mails', async () => {
    sure(await retry([SJJ]));
    expect(codeOf(await retry([SFJ]))).toBe('key-reused');
  });

  it('journals who asked for it', async () => {
    sure(await retry([SJJ]));
    const event = (await room.ledger.history('mailroom')).find(({ type }) => type === 'mailsRetried');
    expect(event).toMatchObject({
      actor: 'gly',
      requestKey: 'again',
      body: JSON.stringify({ mails: [SJJ] }),
    });
  });

  it('refuses all when one is unknown or not to be tried again', async () => {
    expect(codeOf(await retry([SJJ, 'nothing']))).toBe('mail-not-found');
    expect(codeOf(await retry([SJJ, 'sjj|n1|1'], 'b'))).toBe('mail-not-retryable');
    expect((await room.mail(SJJ)).state).toBe('failed');
  });

  it('refuses a mail that nobody has an address for', async () => {
    const { units, groups, accounts, contacts } = (await room.ledger.office()).roster;
    const roster = makeRoster({
      units,
      groups,
      accounts,
      contacts: contacts.filter(({ unit }) => unit !== 'sfj'),
    });
    await room.ledger.setRoster(roster, by('gone', '2025-09-17 09:30'));
    expect(codeOf(await retry([SFJ]))).toBe('no-recipient');
  });

  it('sends no digest after its day: its rows go with the next one, so that there are never two', async () => {
    expect(sure(await retry([SJJ], 'again', '2025-09-18 08:40'))).toEqual({ retried: 1 });
    expect((await room.mail(SJJ)).state).toBe('missed');
    await room.morning('2025-09-18');
    expect(keysOf(await room.claimAll('2025-09-18 09:00'))).toEqual([
      'ddy|coordinator|2025-09-18',
      'ddy2|coordinator|2025-09-18',
      'sjj|liaison|2025-09-18',
    ]);
  });

  it('sends an urge on any later day', async () => {
    await room.say('2025-09-17 16:00', 'ddy', urge(['sfj']));
    const [mail] = await room.send('2025-09-17 16:01', FAILED);
    sure(await retry([mail?.key ?? ''], 'again', '2025-09-18 08:40'));
    expect(keysOf(await room.claimAll('2025-09-18 08:40'))).toEqual([mail?.key]);
  });
});

describe.each(DATABASES)('pausing all sending, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database);
  });
  afterEach(() => room.close());

  const pauses = async () =>
    (await room.ledger.history('mailroom'))
      .filter(({ type }) => type.startsWith('sending'))
      .map(({ type }) => type);

  it('is known with its reason and moment', async () => {
    const change = by('pause', '2025-07-01 10:00');
    await room.ledger.setPaused(true, '核对名册', change);
    expect(await room.ledger.paused()).toEqual({ reason: '核对名册', since: change.now, until: null });
    await room.ledger.setPaused(false, '核对完毕', by('resume', '2025-07-01 11:00'));
    expect(await room.ledger.paused()).toBeNull();
  });

  it('is journaled, once for each change', async () => {
    await room.ledger.setPaused(true, '核对名册', by('pause', '2025-07-01 10:00'));
    await room.ledger.setPaused(true, '核对名册', by('pause again', '2025-07-01 10:01'));
    await room.ledger.setPaused(false, '核对完毕', by('resume', '2025-07-01 11:00'));
    expect(await pauses()).toEqual(['sendingPaused', 'sendingResumed']);
  });

  it('begins anew when it is given another end', async () => {
    const until = moment('2025-07-01 14:00');
    await room.ledger.setPaused(true, '核对名册', by('pause', '2025-07-01 10:00'));
    await room.ledger.setPaused(true, '午后恢复', by('until', '2025-07-01 11:00'), until);
    await room.ledger.setPaused(true, '午后恢复', by('again', '2025-07-01 11:01'), until);
    expect(await room.ledger.paused()).toEqual({
      ...{ reason: '午后恢复', since: moment('2025-07-01 11:00') },
      until,
    });
    expect(await pauses()).toEqual(['sendingPaused', 'sendingPaused']);
    expect((await room.ledger.check()).findings).toEqual([]);
  });

  it('that is over ends with the look that finds it so, and one that somebody begins at that moment stays', async () => {
    const now = moment('2025-07-01 14:00');
    const agenda = (ledger: IssuedMailroom['ledger']) => makeMailroomLocals(ledger).agenda({ now });
    await room.ledger.setPaused(true, '午后恢复', by('noon', '2025-07-01 10:00'), now);
    await agenda(room.ledger);
    expect(await room.ledger.paused()).toBeNull();
    await room.ledger.setPaused(true, '再停一次', by('second', '2025-07-01 13:00'), now);
    await agenda({
      ...room.ledger,
      async paused() {
        const seen = await room.ledger.paused();
        await room.ledger.setPaused(true, '查清再发', by('third', '2025-07-01 14:00'));
        return seen;
      },
    });
    expect(await room.ledger.paused()).toMatchObject({ reason: '查清再发', until: null });
    expect(await pauses()).toEqual(['sendingPaused', 'sendingResumed', 'sendingPaused', 'sendingPaused']);
  });

  it('does not pause again when an old call is repeated', async () => {
    await room.ledger.setPaused(true, '核对名册', by('pause', '2025-07-01 10:00'));
    await room.ledger.setPaused(false, '核对完毕', by('resume', '2025-07-01 11:00'));
    await room.ledger.setPaused(true, '核对名册', by('pause', '2025-07-01 10:00'));
    expect(await room.ledger.paused()).toBeNull();
  });
});
