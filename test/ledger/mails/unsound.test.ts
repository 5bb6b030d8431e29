import { makeMailroomLocals } from '../../../activities/mailroomLocals';
import { faultedLooks } from '../../../office/health/look';
import { MAILROOM } from '../../../domain/journal/streams';
import { civilDate } from '../../../domain/time';
import { report, urge } from '../../support/commands';
import { moment } from '../../support/item';
import { call, planItems } from '../../support/ledger';
import { DATABASES, keysOf, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

const DAY = '2025-09-17';
const SLOT = civilDate(DAY);

/** Ways in which a state can be broken, as an update of its text past the ledger. */
const BROKEN = [
  ['has lost its rounds', `replace(state, '"rounds":[', '"rounds":null,"was":[')`],
  ['has lost its assignments', `replace(state, '"assignments":[', '"assignments":null,"was":[')`],
  ['is no JSON any more', `'{'`],
] as const;

describe.each(DATABASES)('an item that no mail can be written about, on $name', (database) => {
  let room: IssuedMailroom;
  afterEach(() => room.close());

  const damage = (how: string) =>
    room.database.exec(`update items set state = ${how} where stream = 'item/n1/1'`);
  const linesOf = async (key: string) => (await room.mail(key)).edition.lines.map(({ no }) => no);
  const faults = async () =>
    (await room.ledger.history(MAILROOM)).filter(({ type }) => type === 'itemFaulted');

  it.each(BROKEN)('is left out when its state %s, and everybody has the rest at the slot', async (_, how) => {
    room = await openIssuedMailroom(database, { items: planItems(3) });
    await room.wake(`${DAY} 08:55`);
    await damage(how);
    expect(await room.compose(DAY)).toEqual(
      expect.arrayContaining([`sfj|liaison|${DAY}`, `sjj|liaison|${DAY}`]),
    );
    expect(await linesOf(`sjj|liaison|${DAY}`)).toEqual(['2', '3']);
    expect(await linesOf(`sfj|liaison|${DAY}`)).toEqual(['2', '3']);
  });

  it('is journaled once for a slot, named by doctor and in the briefing', async () => {
    room = await openIssuedMailroom(database, { items: planItems(3) });
    await room.wake(`${DAY} 08:55`);
    await damage(BROKEN[1][1]);
    await room.compose(DAY, { limit: 1 });
    expect((await faults()).map(({ requestKey }) => requestKey)).toEqual([`fault/item/n1/1/${DAY}`]);
    const named = await room.ledger.faultsAt(SLOT);
    expect(named).toEqual(['item/n1/1']);
    expect(faultedLooks(named)).toMatchObject([{ name: 'faulted-items', level: 'bad' }]);
    expect(faultedLooks([])).toEqual([]);
    const { findings } = (await room.mail(`ddy|coordinator|${DAY}`)).edition;
    expect(findings.find(({ code }) => code === 'items-faulted')?.zh).toContain('item/n1/1');
  });

  it('goes on when the rules fail at its agenda: the fault is told, and commands are taken', async () => {
    room = await openIssuedMailroom(database, { items: planItems(3) });
    await damage(`replace(state, '"fired":[', '"fired":null,"was":[')`);
    const { fault } = await room.ledger.record(
      call('item/n1/1', { now: moment(`${DAY} 08:55`), wake: true }),
    );
    expect(fault).toEqual(expect.any(String));
    expect(await room.ledger.faultsAt(SLOT)).toEqual(['item/n1/1']);
    await room.say(`${DAY} 09:10`, 'll-sjj', report('sjj'), 'item/n1/1');
  });

  it.each([
    ['is no JSON any more', `'{'`],
    ['is no state at all', `'[]'`],
  ])('is not waited for at the slot when its state %s, and records nothing', async (_, how) => {
    room = await openIssuedMailroom(database, { items: planItems(3) });
    const before = await room.ledger.history('item/n1/1');
    await damage(how);
    for (const at of ['08:45', '08:55'])
      await expect(
        room.ledger.record(call('item/n1/1', { now: moment(`${DAY} ${at}`), wake: true })),
      ).rejects.toMatchObject({ problem: { code: 'ledger-inconsistent' } });
    expect(await room.ledger.faultsAt(SLOT)).toEqual(['item/n1/1']);
    expect((await room.ledger.awaited(SLOT, null)).streams).toEqual(['item/n1/2', 'item/n1/3']);
    expect(await faults()).toHaveLength(1);
    expect(await room.ledger.history('item/n1/1')).toEqual(before);
  });

  it('is named to whoever asks for lists, which are not silently short of it', async () => {
    room = await openIssuedMailroom(database, { items: planItems(3) });
    for (const [, how] of BROKEN) {
      await damage(how);
      const { states, unreadable } = await room.ledger.soundItems({});
      expect([states.map(({ key }) => key), unreadable]).toEqual([['2', '3'], ['item/n1/1']]);
      for (const ask of [() => room.ledger.items({}), () => room.ledger.item('item/n1/1')])
        await expect(ask()).rejects.toMatchObject({ problem: { code: 'ledger-inconsistent' } });
    }
  });

  it('holds up no mail that is claimed when it has moved since', async () => {
    room = await openIssuedMailroom(database, { items: planItems(3) });
    await room.morning(DAY);
    await room.say(`${DAY} 09:01`, 'll-sjj', report('sjj'));
    await damage(BROKEN[0][1]);
    const claimed = await room.send(`${DAY} 09:05`);
    expect(keysOf(claimed)).toEqual(expect.arrayContaining([`sfj|liaison|${DAY}`, `sjj|liaison|${DAY}`]));
    const mine = claimed.find(({ key }) => key === `sjj|liaison|${DAY}`);
    expect(mine?.edition.lines.map(({ no }) => no)).toEqual(['2', '3']);
    expect(await faults()).toHaveLength(1);
  });
});

describe.each(DATABASES)('a mail that the program cannot write anew, on $name', (database) => {
  it('fails by itself, with a task, and holds up none behind it', async () => {
    const room = await openIssuedMailroom(database, { items: planItems(3) });
    await room.morning(DAY);
    await room.say(`${DAY} 09:01`, 'll-sjj', report('sjj'));
    const bad = `sfj|liaison|${DAY}`;
    await room.database.exec(
      `update mails set edition = replace(edition, '"slot":"${DAY}","demo"', '"slot":7,"demo"') where key = '${bad}'`,
    );
    const claimed = await room.send(`${DAY} 09:05`);
    expect(keysOf(claimed)).toContain(`sjj|liaison|${DAY}`);
    expect((await room.mail(bad)).state).toBe('failed');
    const tasks = await room.ledger.tasks({ open: true });
    expect(tasks.map(({ id }) => id)).toContain(`manual|${bad}`);
    expect(await room.ledger.faultsAt(SLOT)).toContain('mail/sfj|liaison');
    await room.close();
  });
});

describe.each(DATABASES)('a mail whose text is broken in the database, on $name', (database) => {
  const ref = `"ref":{"of":"slot","slot":"${DAY}","to":{"unit":"sfj","audience":"liaison"}}`;
  const rows = `{${ref},"lines":[],"rows":[null]}`;
  it.each(['{', '[]', '{"lines":[]}', rows, `{${ref},"lines":[null],"rows":[]}`])(
    '(%s) fails by itself, with a task, and is listed',
    async (text) => {
      const room = await openIssuedMailroom(database, { items: planItems(3) });
      await room.morning(DAY);
      await room.say(`${DAY} 09:01`, 'ddy', urge(['sfj']));
      const urged = (await room.ledger.mails({ kind: 'urge' }))[0]?.key ?? '';
      const bad = [urged, `sfj|liaison|${DAY}`];
      for (const key of bad)
        await room.database.exec(`update mails set edition = '${text}' where key = '${key}'`);
      expect(await room.ledger.outgoing({ at: moment(`${DAY} 09:00`), offset: 0, limit: 10 })).toHaveLength(
        1,
      );
      expect(keysOf(await room.send(`${DAY} 09:05`))).toEqual([`sjj|liaison|${DAY}`]);
      await room.ledger.journalDeliveries(moment(`${DAY} 09:06`));
      for (const key of bad) {
        const { state, edition } = await room.mail(key);
        expect([state, edition.findings.map(({ code }) => code)]).toEqual(['failed', ['mail-broken']]);
      }
      const tasks = (await room.ledger.tasks({ open: true })).map(({ id }) => id);
      expect(tasks).toEqual(expect.arrayContaining(bad.map((key) => `manual|${key}`)));
      expect((await room.ledger.check()).findings).not.toEqual([]);
      await room.close();
    },
  );
});

describe.each(DATABASES)('an item whose journal cannot be read any more, on $name', (database) => {
  it('is left out of what changed in the week, named, and everybody has the mail of the week’s first day', async () => {
    const monday = '2025-09-22';
    const room = await openIssuedMailroom(database, { items: planItems(3) });
    for (const stream of room.streams) await room.say(`${DAY} 09:01`, 'll-sjj', report('sjj'), stream);
    await room.database.exec(database.disarm);
    await room.database.exec(`update events set body = '{' where stream = 'item/n1/1' and type = 'reported'`);
    expect(await room.morning(monday)).toEqual(
      expect.arrayContaining([`ddy|coordinator|${monday}`, `sjj|liaison|${monday}`]),
    );
    const { findings } = (await room.mail(`ddy|coordinator|${monday}`)).edition;
    expect(findings.find(({ code }) => code === 'items-faulted')?.zh).toContain('item/n1/1');
    expect(await room.ledger.faultsAt(civilDate(monday))).toEqual(['item/n1/1']);
    await room.close();
  });
});

describe.each(DATABASES)(
  'what else cannot be read any more keeps nobody from his mail, on $name',
  (database) => {
    it.each([
      ['a raised row', `update outbox set row = '{' where unit = 'sfj'`],
      ['a task', `insert into tasks values ('mailroom', 'lost', 'manual', null, 1, 0, '{')`],
      ['a notice', `update notices set info = '{'`],
      ['the log', `delete from log_tiles`],
      ['an errand', `insert into errands values ('lost', '{')`],
      ['a pause', `insert into settings values ('paused', '{')`],
    ])('%s', async (what, how) => {
      const room = await openIssuedMailroom(database, { items: planItems(3) });
      await room.wake(`${DAY} 08:55`);
      await room.compose('2025-09-16');
      await room.database.exec(database.disarm);
      await room.database.exec(how);
      await makeMailroomLocals(room.ledger).agenda({ now: moment(`${DAY} 08:58`) });
      expect(await room.compose(DAY)).toContain(`sjj|liaison|${DAY}`);
      if (what === 'a raised row') expect(await room.ledger.faultsAt(SLOT)).toContain('item/n1/1');
      if (what === 'a task')
        expect((await room.ledger.tasks({ open: true })).map(({ title }) => title)).toEqual([
          expect.stringContaining('已损坏'),
        ]);
      if (what === 'a notice')
        expect(await room.ledger.notices()).toMatchObject([{ id: 'n1', coordinator: 'ddy' }]);
      await room.close();
    });
  },
);
