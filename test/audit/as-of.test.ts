import { pastLedger } from '../../office/lists/as-of';
import { inboxSource } from '../../office/lists/inbox';
import { instant } from '../../domain/time';
import { EXIT } from '../../client/cli/exit';
import { SQLITE } from '../ledger/database';
import { dueOn, openIssuedMailroom, type IssuedMailroom } from '../ledger/mails/issued-mailroom';
import { answerOf } from '../support/cli';
import { moment } from '../support/item';
import { change } from '../support/ledger';
import { asOfRules } from './suites/as-of';
import { RENAMED, yearOfSuite } from './year';

const year = yearOfSuite();

describe('the state as of a day', () => {
  asOfRules(() => ({ ledger: year.room.ledger, seen: year.seen }), 50);

  it('before the first event is nothing', async () => {
    expect(await year.room.ledger.itemAsOf(year.room.streams[0] ?? '', instant(0))).toBeNull();
    expect(await year.room.ledger.itemsAsOf({}, instant(0))).toEqual([]);
  });

  it('answers the looks of the command line', async () => {
    const list = await year.cli()('item', 'list', '--as-of', '2025-07-31', '--json');
    expect(answerOf(list).data).toHaveLength(8);
    const late = await year.cli()('item', 'list', '--late', '--as-of', '2025-09-22', '--json');
    expect(answerOf(late).data).toHaveLength(2);
    const shown = (await year.cli()('item', 'show', '1', '--as-of', '2025-08-16')).out;
    expect(shown).toContain('2025-08-15 14:00');
    expect(shown).not.toContain('2025-08-18 14:00');
  });

  it('shows units by the names, and lamps by the days, that held then', async () => {
    const run = year.cli();
    const shown = async (day: string) => (await run('item', 'show', '1', '--as-of', day)).out;
    expect(await shown('2025-09-09')).not.toContain(RENAMED);
    expect(await shown('2025-09-10')).toContain(RENAMED);
    const then = await pastLedger(year.room.ledger, moment('2025-08-19 23:59')).office();
    expect(then.policy.dueSoonDays).toBe(5);
    expect((await year.room.ledger.office()).policy.dueSoonDays).toBe(9);
  });

  it('does not lie ahead', async () => {
    const ran = await year.cli()('item', 'list', '--as-of', '2026-12-31', '--json');
    expect([answerOf(ran).error?.code, ran.code]).toEqual(['future-date', EXIT.invalid]);
  });
});

describe('audit search', () => {
  const found = async (...args: readonly string[]) =>
    (
      answerOf(await year.cli()('audit', 'search', ...args, '--json')).data as readonly {
        readonly type: string;
        readonly actor: string;
        readonly body: { readonly unit?: string };
      }[]
    ).map(({ type, actor, body }) => [type, actor, body.unit]);

  it.each([
    [['--type', 'extensionGranted'], 2, ['extensionGranted', 'shld', 'sjj']],
    [['--actor', 'll-zjj', '--type', 'handedIn'], 1, ['handedIn', 'll-zjj', 'zjj']],
    [['--unit', '区司法局', '--type', 'handInAccepted'], 1, ['handInAccepted', 'shld', 'sfj']],
    [
      ['--from', '2025-08-15', '--to', '2025-08-15', '--actor', 'll-sjj'],
      2,
      ['extensionRequested', 'll-sjj', 'sjj'],
    ],
    [['--from', '2025-10-14', '--to', '2025-10-15', '--type', 'handedIn'], 0, undefined],
  ])('finds by %p', async (args, count, first) => {
    const events = await found(...args);
    expect(events).toHaveLength(count);
    expect(events[0]).toEqual(first);
  });
});

describe('a past inbox', () => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(SQLITE, { items: [dueOn('2025-09-30', 'sjj')] });
  });
  afterEach(() => room.close());

  const office = async (at: string) => {
    const source = await inboxSource(pastLedger(room.ledger, moment(at)), moment(at));
    return {
      findings: source.findings.map(({ code }) => code),
      mails: source.mails.map(({ state }) => state),
    };
  };

  it('says that sending was paused, from then until it was resumed', async () => {
    await room.ledger.setPaused(true, '机房搬迁', change('p1', '2025-07-02 10:00'));
    await room.ledger.setPaused(false, '搬完', change('p2', '2025-07-03 10:00'));
    expect((await office('2025-07-02 09:59')).findings).not.toContain('sending-paused');
    expect((await office('2025-07-02 12:00')).findings).toContain('sending-paused');
    expect((await office('2025-07-03 12:00')).findings).not.toContain('sending-paused');
  });

  it('lists a mail that failed until it was to be tried again', async () => {
    await room.morning('2025-09-17');
    await room.send('2025-09-17 09:05', { type: 'failed', response: '550 no such user', refused: [] });
    await room.ledger.journalDeliveries(moment('2025-09-17 09:10'));
    const [failed] = await room.ledger.mails({ state: 'failed' });
    await room.ledger.retry([failed?.key ?? ''], change('again', '2025-09-17 10:00'));
    expect((await office('2025-09-17 09:00')).mails).toEqual([]);
    expect((await office('2025-09-17 09:30')).mails).toEqual(['failed']);
    expect((await office('2025-09-17 10:30')).mails).toEqual([]);
  });

  it('says that slots were missed', async () => {
    await room.morning('2025-09-16');
    await room.morning('2025-09-19');
    expect((await office('2025-09-17 12:00')).findings).not.toContain('slots-missed');
    expect((await office('2025-09-19 12:00')).findings).toContain('slots-missed');
    expect((await office('2025-09-22 08:00')).findings).not.toContain('slots-missed');
  });
});

it('names what was issued and had not begun when its slot had come', async () => {
  const room = await openIssuedMailroom(SQLITE, { items: [dueOn('2025-09-30', 'sjj')], underway: false });
  const at = moment('2025-07-02 12:00');
  const now = await inboxSource(room.ledger, at);
  expect(now.findings.map(({ code }) => code)).toContain('items-not-begun');
  await room.wake('2025-07-03 08:55');
  expect((await inboxSource(pastLedger(room.ledger, at), at)).findings).toEqual(now.findings);
  await room.close();
});
