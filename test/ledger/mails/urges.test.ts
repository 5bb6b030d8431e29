import { planOrder } from '../../../office/bulk/change-set';
import { previewChanges } from '../../../office/bulk/preview';
import { runChanges } from '../../../office/bulk/run';
import { commandDigest } from '../../../office/running/command';
import type { Duban } from '../../../office/running/duban';
import { refuse, text } from '../../../domain/problem';
import type { Instant } from '../../../domain/time';
import { subjectOf } from '../../../mail/subject';
import { urge } from '../../support/commands';
import { moment } from '../../support/item';
import { call, planItems } from '../../support/ledger';
import { sure } from '../../support/sure';
import { DATABASES, dueOn, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';

const urgesOf = async (room: IssuedMailroom) =>
  (await room.ledger.mails({})).filter(({ kind }) => kind === 'urge');

/** Which items each letter urges about. */
const itemsUrged = async (room: IssuedMailroom): Promise<Readonly<Record<string, readonly string[]>>> =>
  Object.fromEntries(
    (await urgesOf(room)).map(({ key, edition }) => [key, edition.lines.map(({ no }) => no)]),
  );

describe.each(DATABASES)('urging (催办) many items, on $name', (database) => {
  let room: IssuedMailroom;
  afterEach(() => room.close());

  const open = async (items: number, ...units: readonly string[]) => {
    room = await openIssuedMailroom(database, { items: planItems(items, dueOn('2025-09-30', ...units)) });
  };
  /** A façade over the ledger alone; `lost`: items that do not answer. */
  const facade = (now: Instant, lost: readonly string[] = []): Pick<Duban, 'command'> => ({
    async command({ stream, command, actor, onBehalf = null, key = 'none' }) {
      if (lost.includes(stream))
        return refuse('no-temporal', text('没有应答', 'no answer'), text('再试', 'again'));
      const digest = commandDigest(command, actor, onBehalf);
      const commands = [{ key, digest, actor, onBehalf, command }];
      const answer = (await room.ledger.record(call(stream, { now, commands }))).answers[key];
      if (!answer) throw new Error('no answer');
      return answer.ok ? { ok: true, value: answer } : answer;
    },
  });
  const setOf = (key: string, words = '请于周五前报送', again = false) =>
    planOrder(room.ledger, {
      items: room.streams,
      key,
      actor: 'ddy',
      onBehalf: null,
      asked: { type: 'command', command: { ...urge([], again), text: words } },
    });
  const kicks: string[] = [];
  const pass = (key: string, at: string, lost: readonly string[] = []) =>
    runChanges(
      {
        ledger: room.ledger,
        duban: facade(moment(at), lost),
        kickMailroom: () => Promise.resolve(kicks.push(at)),
      },
      key,
      { now: moment(at), isOver: () => false },
    );
  const act = async (key: string, at: string, words?: string, again?: boolean) => {
    sure(await room.ledger.keepChangeSet(await setOf(key, words, again), moment(at)));
    return pass(key, at);
  };

  it('in one act writes one letter for each unit, with a row for each item, and foresees as many', async () => {
    await open(25, 'sjj', 'sfj');
    const at = { now: moment('2025-07-02 09:10'), withDigests: false };
    const { immediate } = await previewChanges(room.ledger, await setOf('act'), at);
    expect(immediate.map(({ to, lines }) => [to, lines.length])).toEqual([
      [{ unit: 'sjj', audience: 'liaison' }, 25],
      [{ unit: 'sfj', audience: 'liaison' }, 25],
    ]);
    expect(await act('act', '2025-07-02 09:10')).toMatchObject({ done: 25, ended: true });
    expect(kicks.at(-1)).toBe('2025-07-02 09:10');
    const sent = await room.send('2025-07-02 09:11');
    expect(sent.map(({ edition }) => [edition.kind, edition.lines.length])).toEqual([
      ['urge', 25],
      ['urge', 25],
    ]);
    const [letter] = sent;
    expect(letter && subjectOf(letter.edition)).toContain('【催办】25项·最近9月30日到期');
    expect(letter?.edition.message?.text).toBe('请于周五前报送');
    await room.ledger.journalDeliveries(moment('2025-07-02 09:12'));
    expect((await room.ledger.check()).findings).toEqual([]);
  });

  it('does not send a letter before the act is whole, whoever posts meanwhile', async () => {
    await open(3, 'sjj');
    sure(await room.ledger.keepChangeSet(await setOf('act'), moment('2025-07-02 09:10')));
    const [lost = ''] = room.streams;
    expect(await pass('act', '2025-07-02 09:10', [lost])).toMatchObject({ done: 2, ended: false });
    expect(await room.send('2025-07-02 09:11')).toEqual([]);
    expect((await room.ledger.pending(moment('2025-07-02 09:11'))).next).toBeNull();
    expect((await room.ledger.check()).findings).toEqual([]);
    await pass('act', '2025-07-02 09:12');
    expect((await room.send('2025-07-02 09:13')).map(({ edition }) => edition.lines.length)).toEqual([3]);
  });

  it('of which one cannot be reached sends what it urged after ten minutes, and the rest no second letter', async () => {
    await open(3, 'sjj');
    sure(await room.ledger.keepChangeSet(await setOf('act'), moment('2025-07-02 09:10')));
    const [lost = ''] = room.streams;
    await pass('act', '2025-07-02 09:19', [lost]);
    expect(await room.send('2025-07-02 09:19')).toEqual([]);
    await pass('act', '2025-07-02 09:20', [lost]);
    expect((await room.send('2025-07-02 09:20')).map(({ edition }) => edition.lines.length)).toEqual([2]);
    expect(await pass('act', '2025-07-02 09:30')).toMatchObject({ done: 2, refused: 1, ended: true });
    expect(await room.send('2025-07-02 09:31')).toEqual([]);
  });

  it('a second time on a day adds to a letter that waits, and asks when it has gone', async () => {
    await open(2, 'sjj');
    const [one = '', two = ''] = room.streams;
    await room.say('2025-07-02 18:00', 'ddy', urge(['sjj']), one);
    await room.say('2025-07-02 19:00', 'ddy', { ...urge(['sjj']), text: '请补报联系人' }, two);
    await room.say('2025-07-02 19:05', 'ddy', urge(['sjj']), one);
    expect(await room.send('2025-07-02 19:10')).toEqual([]);
    const [letter, ...more] = await room.send('2025-07-03 08:30');
    expect(more).toEqual([]);
    expect(letter?.edition.lines.map(({ no }) => no)).toEqual(['1', '2']);
    expect(letter?.edition.message?.text).toMatch(/^1\. .*：.*\n2\. .*：请补报联系人$/);
    await expect(room.say('2025-07-03 10:00', 'ddy', urge(['sjj']), two)).rejects.toThrow(
      /same-day-urge.*08:30/,
    );
    await room.say('2025-07-03 10:00', 'ddy', urge(['sjj'], true), two);
    await room.say('2025-07-03 10:01', 'ddy', urge(['sjj']), one);
    expect(await itemsUrged(room)).toEqual({
      'sjj|urge|2025-07-03|1': ['1', '2'],
      'sjj|urge|2025-07-03|2': ['1', '2'],
    });
    await room.send('2025-07-03 10:02');
    await room.say('2025-07-04 10:00', 'ddy', urge(['sjj']), one);
    expect(Object.keys(await itemsUrged(room))).toHaveLength(3);
    expect((await room.ledger.check()).findings).toEqual([]);
  });

  it('adds to a letter that the mailroom has journaled, and leaves out an item closed meanwhile', async () => {
    await open(2, 'sjj');
    const [one = '', two = ''] = room.streams;
    await room.say('2025-07-02 18:00', 'ddy', urge(['sjj']), one);
    await room.ledger.journalDeliveries(moment('2025-07-02 18:01'));
    await room.say('2025-07-02 18:30', 'ddy', urge(['sjj']), two);
    expect((await room.ledger.check()).findings).toEqual([]);
    await room.say('2025-07-02 18:40', 'ddy', { type: 'cancel', reason: '已并入' }, one);
    const sent = await room.send('2025-07-03 08:30');
    expect(sent.map(({ edition }) => edition.lines.map(({ no }) => no))).toEqual([['2']]);
  });
});
