import { civilDate } from '../../../domain/time';
import { headingOf, introOf } from '../../../mail/phrases';
import { assign, cancel, report } from '../../support/commands';
import { moment } from '../../support/item';
import { issueCall, planItems, planOf, streamOf } from '../../support/ledger';
import { sure } from '../../support/sure';
import { DATABASES, keysOf, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

describe.each(DATABASES)('letters of assignment, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, { items: planItems(3), underway: false });
  });
  afterEach(() => room.close());

  const letters = (batch = 1, at = '2025-06-30 10:10') =>
    room.ledger.composeLetters({ notice: 'n1', batch, now: moment(at) });
  const linesOf = async (key: string) => (await room.mail(key)).edition.lines.map(({ no }) => no);

  it('are one for each unit and issuing run', async () => {
    await room.wake('2025-06-30 10:01');
    expect(await letters()).toEqual({ composed: 2, next: null });
    expect(keysOf(await room.ledger.mails({})).toSorted()).toEqual(['sfj|n1|1', 'sjj|n1|1']);
    expect(await linesOf('sjj|n1|1')).toEqual(['1', '2', '3']);
  });

  it('say how many of their items were added after the notice, and what they are when all were', async () => {
    const headed = async (...supplements: readonly boolean[]) => {
      await room.close();
      const items = planItems(supplements.length).map((item, n) => ({
        ...item,
        ...(supplements[n] ? { supplement: true as const } : {}),
      }));
      room = await openIssuedMailroom(database, { items, underway: false });
      await room.wake('2025-06-30 10:01');
      await letters();
      const [mail] = await room.claimAll('2025-06-30 10:12');
      if (!mail) throw new Error('no letter');
      return `${headingOf(mail.edition)}：${introOf(mail, 'sheet')[0]?.replace(/^.*办理的/, '') ?? ''}`;
    };
    expect(await headed(false, false)).toBe('交办通知：事项2项交办如下，请及时签收，并按期办结。');
    expect(await headed(false, true)).toBe(
      '交办通知：事项2项（其中印发后补充的事项1项）交办如下，请及时签收，并按期办结。',
    );
    expect(await headed(true, true)).toBe('补充交办通知：2项交办如下，请及时签收，并按期办结。');
  });

  it('are not written again', async () => {
    await room.wake('2025-06-30 10:01');
    await letters();
    expect(await letters()).toEqual({ composed: 0, next: null });
  });

  it('written page by page are the same as written at once', async () => {
    await room.wake('2025-06-30 10:01');
    const call = { notice: 'n1', batch: 1, now: moment('2025-06-30 10:10') };
    const first = await room.ledger.composeLetters({ ...call, page: { after: null, limit: 1 } });
    expect(first).toEqual({ composed: 1, next: 'sfj' });
    const last = await room.ledger.composeLetters({ ...call, page: { after: 'sfj', limit: 1 } });
    expect(last).toEqual({ composed: 1, next: null });
    expect(await linesOf('sfj|n1|1')).toEqual(['1', '2', '3']);
    expect(await linesOf('sjj|n1|1')).toEqual(['1', '2', '3']);
  });

  it('leave out an item cancelled before they are sent', async () => {
    await room.wake('2025-06-30 10:01');
    await letters();
    await room.say('2025-06-30 10:11', 'ddy', cancel, streamOf('2'));
    const mails = await room.claimAll('2025-06-30 10:12');
    expect(mails[1]?.edition.lines.map(({ no }) => no)).toEqual(['1', '3']);
  });

  it('reach the units of an item that began too late, with the first slot after it has', async () => {
    await room.wake('2025-06-30 10:01', [streamOf('1'), streamOf('2')]);
    await letters();
    await room.wake('2025-06-30 12:00', [streamOf('3')]);
    await room.compose('2025-07-01');
    expect(await linesOf('sjj|n1|2')).toEqual(['3']);
    await room.compose('2025-07-02');
    expect((await room.ledger.mails({ unit: 'sjj' })).filter(({ kind }) => kind === 'letter')).toHaveLength(
      2,
    );
  });

  it('reach them all the same when a unit was added to the item meanwhile', async () => {
    await room.wake('2025-06-30 10:01', [streamOf('1'), streamOf('2')]);
    await letters();
    await room.wake('2025-06-30 12:00', [streamOf('3')]);
    await room.say('2025-06-30 12:01', 'ddy', assign('xjz', 'support'), streamOf('3'));
    await room.compose('2025-07-01');
    expect(await linesOf('sjj|n1|2')).toEqual(['3']);
    expect(await linesOf('sfj|n1|2')).toEqual(['3']);
  });

  it('of a later issuing run are not mistaken for those of late items', async () => {
    await room.wake('2025-06-30 10:01', [streamOf('1'), streamOf('2')]);
    await letters();
    await room.wake('2025-06-30 12:00', [streamOf('3')]);
    await room.compose('2025-07-01');
    const issued = sure(await room.ledger.issue({ ...issueCall(planOf(planItems(4)), 'second', ['4']) }));
    expect(issued.batch).toBe(3);
    await room.wake('2025-07-01 10:00', issued.streams);
    await letters(issued.batch, '2025-07-01 10:01');
    expect(await linesOf('sjj|n1|3')).toEqual(['4']);
  });
});

describe.each(DATABASES)('the items that a slot waits for, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, { items: planItems(3), underway: false });
  });
  afterEach(() => room.close());

  const missing = (slot: string, limit = 100) => room.ledger.missing(civilDate(slot), limit);

  it('are those issued that have not begun', async () => {
    expect(await missing('2025-07-01')).toEqual({ count: 3, streams: room.streams });
  });

  it('are not those that have looked at it', async () => {
    await room.wake('2025-06-30 10:01', [streamOf('1')]);
    await room.wake('2025-07-01 08:55', [streamOf('1')]);
    expect(await missing('2025-07-01')).toEqual({ count: 2, streams: [streamOf('2'), streamOf('3')] });
  });

  it('are waited for at one slot, and not again until they have recorded', async () => {
    const awaited = async (slot: string) => (await room.ledger.awaited(civilDate(slot), null)).streams;
    await room.wake('2025-06-30 10:01', [streamOf('1')]);
    expect(await awaited('2025-07-01')).toEqual([streamOf('2'), streamOf('3')]);
    await room.compose('2025-07-01');
    expect((await missing('2025-07-02')).count).toBe(3);
    expect(await awaited('2025-07-02')).toEqual([streamOf('1')]);
    await room.wake('2025-07-01 10:00', [streamOf('2')]);
    expect(await awaited('2025-09-26')).toEqual([streamOf('1'), streamOf('2')]);
  });

  it('are none while nothing is ahead before it', async () => {
    await room.wake('2025-06-30 10:01');
    expect((await missing('2025-07-01')).count).toBe(0);
  });

  it('are those behind at an earlier slot too', async () => {
    await room.wake('2025-06-30 10:01');
    expect((await missing('2025-09-26')).count).toBe(3);
  });

  it('are not those cancelled', async () => {
    await room.wake('2025-06-30 10:01');
    await room.say('2025-07-01 10:00', 'ddy', cancel, streamOf('2'));
    expect((await missing('2025-09-26')).streams).toEqual([streamOf('1'), streamOf('3')]);
  });

  it('are counted all and named up to a limit', async () => {
    expect(await missing('2025-07-01', 1)).toEqual({ count: 3, streams: [streamOf('1')] });
  });

  it('are named in the briefing of the slot, when they have begun', async () => {
    await room.wake('2025-06-30 10:01');
    await room.compose('2025-07-01');
    await room.wake('2025-07-02 08:55', [streamOf('1'), streamOf('3')]);
    await room.compose('2025-07-02');
    const { findings } = (await room.mail('ddy|coordinator|2025-07-02')).edition;
    expect(findings.map(({ code, zh }) => [code, zh.includes('第2项')])).toEqual([['items-missing', true]]);
  });

  it('are named in the briefing of the slot, when they have not begun', async () => {
    await room.compose('2025-07-01');
    const { findings } = (await room.mail('ddy|coordinator|2025-07-01')).edition;
    expect(findings.map(({ code }) => code)).toEqual(['items-not-begun']);
    expect(findings[0]?.zh).toContain('n1/1、n1/2、n1/3');
  });
});

describe.each(DATABASES)('an item that a slot has waited for in vain, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database, { items: planItems(2) });
    await room.wake('2025-09-17 08:55', [streamOf('1')]);
    await room.compose('2025-09-17');
  });
  afterEach(() => room.close());

  const awaited = async (slot: string) => (await room.ledger.awaited(civilDate(slot), null)).streams;
  /** What the digest of a slot says of the second item, which has a rung on 17 September. */
  const told = async (slot: string) => {
    const mails = await room.ledger.mails({ unit: 'sjj' });
    const digest = mails.find(({ key }) => key === `sjj|liaison|${slot}`);
    return digest?.edition.lines.filter(({ no }) => no === '2').map(({ rung }) => rung) ?? [];
  };

  it('is waited for at the next one when it has recorded meanwhile, and told then, one slot late', async () => {
    expect(await told('2025-09-17')).toEqual([]);
    expect(await awaited('2025-09-18')).toEqual([]);
    await room.wake('2025-09-17 09:10', [streamOf('2')]);
    expect(await awaited('2025-09-18')).toEqual([streamOf('2')]);
    await room.morning('2025-09-18');
    expect(await told('2025-09-18')).toEqual(['R2']);
    expect(await awaited('2025-09-19')).toEqual([]);
  });

  it('is waited for likewise when a command has come meanwhile and it looks at its agenda later', async () => {
    await room.say('2025-09-17 10:00', 'll-sjj', report('sjj'), streamOf('2'));
    expect(await awaited('2025-09-18')).toEqual([streamOf('2')]);
    await room.morning('2025-09-18');
    expect(await told('2025-09-18')).toEqual(['R2']);
  });

  it('holds up no slot until it records, is told with the first one after that, and waited for from then on', async () => {
    expect(await awaited('2025-09-18')).toEqual([]);
    await room.compose('2025-09-18');
    expect(await awaited('2025-09-19')).toEqual([]);
    await room.wake('2025-09-19 08:58', [streamOf('2')]);
    await room.compose('2025-09-19');
    expect(await told('2025-09-19')).toEqual(['R2']);
    expect(await awaited('2025-09-24')).toEqual([streamOf('1'), streamOf('2')]);
  });
});
