import { takenKeys } from '../../../domain/digest/mail-ref';
import { civilDate } from '../../../domain/time';
import { cancel, done, handIn, withdraw } from '../../support/commands';
import { moment, planItem } from '../../support/item';
import { planItems } from '../../support/ledger';
import {
  DATABASES,
  by,
  dueOn,
  openIssuedMailroom,
  type IssuedMailroom,
  type MailroomOptions,
} from './issued-mailroom';

describe.each(DATABASES)('composing a slot, on $name', (database) => {
  let room: IssuedMailroom;
  const open = async (options?: MailroomOptions) => {
    room = await openIssuedMailroom(database, options);
  };
  afterEach(() => room.close());

  it('takes what was raised for the slot, one digest for each unit', async () => {
    await open();
    expect(await room.morning('2025-09-17')).toEqual(['sfj|liaison|2025-09-17', 'sjj|liaison|2025-09-17']);
    const { edition, state } = await room.mail('sjj|liaison|2025-09-17');
    expect(edition.lines.map(({ rung }) => rung)).toEqual(['R2']);
    expect(state).toBe('ready');
  });

  it('makes one digest for a unit out of the rows of all its items', async () => {
    await open({ items: planItems(3) });
    await room.morning('2025-09-17');
    expect((await room.mail('sjj|liaison|2025-09-17')).edition.rows).toHaveLength(3);
  });

  it('takes rows of earlier slots that no mail has told', async () => {
    await open();
    await room.wake('2025-09-17 08:55');
    await room.compose('2025-09-18');
    expect((await room.mail('sjj|liaison|2025-09-18')).edition.lines[0]?.rung).toBe('R2');
  });

  it('writes nothing twice when it is done again', async () => {
    await open();
    await room.morning('2025-09-17');
    const again = { slot: civilDate('2025-09-17'), now: moment('2025-09-17 09:01'), after: null, limit: 500 };
    expect(await room.ledger.composeSlot(again)).toEqual({ composed: 0, next: null });
  });

  it('gives the same mails by pages of one', async () => {
    await open({ items: [dueOn('2025-09-30', 'sjj', 'sfj', 'zjj', 'xjz')] });
    await room.days('2025-09-15', '2025-09-30');
    await room.wake('2025-10-09 08:55');
    expect(await room.compose('2025-10-09', { limit: 1 })).toEqual([
      'ddy2|coordinator|2025-10-09',
      'ddy|coordinator|2025-10-09',
      'sfj|liaison|2025-10-09',
      'sfj|supervisor|2025-10-09',
      'sjj|liaison|2025-10-09',
      'sjj|supervisor|2025-10-09',
      'xjz|liaison|2025-10-09',
      'zjj|liaison|2025-10-09',
      'zjj|supervisor|2025-10-09',
    ]);
  });

  it('leaves rows to the next slot where the digest of the day exists already', async () => {
    await open({ items: planItems(2) });
    const [one = '', two = ''] = room.streams;
    await room.wake('2025-09-17 08:55', [one]);
    await room.compose('2025-09-17', { mark: false });
    await room.wake('2025-09-17 09:05', [two]);
    await room.compose('2025-09-17', { at: '2025-09-17 09:06' });
    expect(takenKeys((await room.mail('sjj|liaison|2025-09-17')).edition)).toEqual([
      expect.stringContaining(one),
    ]);
    await room.send('2025-09-17 09:07');
    await room.compose('2025-09-18');
    expect(takenKeys((await room.mail('sjj|liaison|2025-09-18')).edition)).toEqual([
      expect.stringContaining(two),
    ]);
  });

  it('sends no empty digest: nothing raised, nobody is written to', async () => {
    await open();
    await room.day('2025-09-17');
    expect(await room.morning('2025-09-18')).toEqual([]);
  });

  it('sends no empty digest: handed in after the rung was raised', async () => {
    await open();
    await room.wake('2025-09-26 08:55');
    await room.say('2025-09-26 08:56', 'll-sjj', handIn('sjj'));
    expect(await room.compose('2025-09-26')).not.toContain('sjj|liaison|2025-09-26');
  });

  it('tells a rung that was not told because of a hand-in, when that is withdrawn', async () => {
    await open();
    await room.wake('2025-09-26 08:55');
    await room.say('2025-09-26 08:56', 'll-sjj', handIn('sjj'));
    await room.compose('2025-09-26');
    await room.say('2025-09-26 10:00', 'll-sjj', withdraw('sjj'));
    await room.morning('2025-09-28');
    expect((await room.mail('sjj|liaison|2025-09-28')).edition.lines[0]?.rung).toBe('R4');
  });

  it('adds the full list on the first working day of a month', async () => {
    await open();
    const keys = await room.morning('2025-09-01');
    expect(keys).toContain('sjj|liaison|2025-09-01');
    expect((await room.mail('sjj|liaison|2025-09-01')).edition).toMatchObject({ fullDay: true, rows: [] });
  });

  it('writes the owner and the deputies the briefing of the day', async () => {
    await open();
    await room.days('2025-09-15', '2025-10-10');
    const keys = await room.morning('2025-10-11');
    expect(keys.filter((key) => key.includes('|coordinator|'))).toEqual([
      'ddy2|coordinator|2025-10-11',
      'ddy|coordinator|2025-10-11',
    ]);
  });

  it('tells a rung for coordinators to each of them', async () => {
    await open();
    await room.days('2025-09-15', '2025-10-20');
    await room.morning('2025-10-21');
    for (const account of ['ddy', 'ddy2'])
      expect((await room.mail(`${account}|coordinator|2025-10-21`)).edition.rows).toMatchObject([
        { rung: 'R9' },
      ]);
  });

  it('keeps the edition for a chief back until it is approved', async () => {
    await open();
    await room.days('2025-09-15', '2025-10-13');
    expect(await room.morning('2025-10-14')).not.toContain('sjj|chief|2025-10-14');
    await room.say('2025-10-14 10:00', 'ddy', done('approveR8|sjj|R8|1.1|1', true));
    expect(await room.morning('2025-10-15')).toContain('sjj|chief|2025-10-15');
  });

  it('tells a cancellation once, and repeats it in the briefing', async () => {
    await open({ items: [planItem({ units: { sjj: 'lead' } })] });
    await room.say('2025-09-16 15:00', 'ddy', cancel);
    expect(await room.morning('2025-09-17')).toEqual([
      'ddy2|coordinator|2025-09-17',
      'ddy|coordinator|2025-09-17',
      'sjj|liaison|2025-09-17',
    ]);
    const { kind, edition } = await room.mail('sjj|liaison|2025-09-17');
    expect(kind).toBe('change');
    expect(edition.lines[0]?.changes[0]?.type).toBe('cancelled');
    await room.send('2025-09-17 09:05');
    expect(await room.morning('2025-09-18')).toEqual([]);
  });
});

describe.each(DATABASES)('what a briefing says first, on $name', (database) => {
  let room: IssuedMailroom;
  beforeEach(async () => {
    room = await openIssuedMailroom(database);
  });
  afterEach(() => room.close());

  const codes = async (slot: string) =>
    (await room.mail(`ddy|coordinator|${slot}`)).edition.findings.map(({ code }) => code);
  const codesIfAny = async (slot: string) => {
    const briefing = (await room.ledger.mails({})).find(({ key }) => key === `ddy|coordinator|${slot}`);
    return briefing?.edition.findings.map(({ code }) => code) ?? [];
  };

  it('names the slots that were missed since the last one', async () => {
    await room.morning('2025-09-15');
    await room.morning('2025-09-18');
    expect(await codes('2025-09-18')).toEqual(['slots-missed']);
    expect((await room.mail('ddy|coordinator|2025-09-18')).edition.findings[0]?.zh).toContain(
      '2025-09-16、2025-09-17',
    );
  });

  it('counts the mails that did not leave in time', async () => {
    await room.morning('2025-09-17');
    await room.ledger.endWindow(civilDate('2025-09-17'), moment('2025-09-17 17:00'));
    await room.morning('2025-09-18');
    expect(await codes('2025-09-18')).toEqual(['mails-missed']);
  });

  it('counts the letters that a server has put off for a working day or more, until they have gone', async () => {
    const later = { type: 'later', response: '451 try again' } as const;
    await room.say('2025-09-16 10:00', 'ddy', {
      type: 'assign',
      unit: 'zjj',
      role: 'support',
      reason: '增加',
    });
    await room.send('2025-09-16 10:01', later);
    await room.morning('2025-09-17');
    expect(await codes('2025-09-17')).toEqual(['letters-waiting']);
    await room.send('2025-09-17 09:10');
    await room.morning('2025-09-18');
    expect(await codesIfAny('2025-09-18')).toEqual([]);
  });

  it('says nothing of a letter that has not had a window yet', async () => {
    await room.say('2025-09-16 17:30', 'ddy', {
      type: 'assign',
      unit: 'zjj',
      role: 'support',
      reason: '增加',
    });
    await room.morning('2025-09-17');
    expect(await codesIfAny('2025-09-17')).toEqual([]);
  });

  it('says that sending is paused, and why', async () => {
    await room.ledger.setPaused(true, '核对名册', by('pause', '2025-09-18 08:00'));
    await room.morning('2025-09-18');
    expect((await room.mail('ddy|coordinator|2025-09-18')).edition.findings[0]?.zh).toContain('核对名册');
  });
});
