import { makeCalendar } from '../../../domain/calendar/calendar';
import { makePlan } from '../../../domain/plan/plan';
import { civilDate } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { LedgerBehind } from '../../../ledger/database/faults';
import { grant, ask, cancel, close, report, sign, urge } from '../../support/commands';
import { testCalendar } from '../../support/calendar';
import { moment, planItem, testPlan } from '../../support/item';
import {
  call,
  change,
  envelope,
  importPlan,
  issueCall,
  issuedLedger,
  NO_HEAD,
  planItems,
  says,
  setOffice,
  streamOf,
} from '../../support/ledger';
import type { DatabaseUnderTest } from '../database';
import { ledgerOfTest } from '../ledger-of-test';

const STREAM = streamOf('1');
const typesOf = async (ledger: Ledger): Promise<readonly string[]> =>
  (await ledger.history(STREAM)).map(({ type }) => type);

/** What a unit signs for, in one call. */
const signs = (key: string, unit = 'sjj') => says(STREAM, sign(unit), { key, actor: `ll-${unit}` });

/** The one transaction of an item. */
export function recordSuite(under: DatabaseUnderTest): void {
  const stage = ledgerOfTest(under);

  describe('an item that has not recorded yet', () => {
    it('gets its event of issuing first, under the day and name of the issuing run', async () => {
      await issuedLedger(stage.ledger);
      const { head, state } = await stage.ledger.record(call(STREAM));
      expect({ head: head.seq, state }).toEqual({ head: 1, state: 'issued' });
      const [event] = await stage.ledger.history(STREAM);
      expect(event).toMatchObject({ type: 'issued', actor: 'ddy' });
      expect(await stage.ledger.item(STREAM)).toMatchObject({ issueDay: '2025-06-30', batch: 1, seq: 1 });
    });

    it('is not there for those who ask, but stands as to be run', async () => {
      await issuedLedger(stage.ledger);
      expect(await stage.ledger.item(STREAM)).toBeNull();
      expect(await stage.ledger.shouldRun({ after: null, limit: 10 })).toEqual([STREAM]);
      expect(await stage.ledger.standing([STREAM])).toEqual([
        { stream: STREAM, closed: false, recorded: false },
      ]);
    });

    it('that nobody issued is another ledger to its workflow', async () => {
      await issuedLedger(stage.ledger);
      await expect(stage.ledger.record(call(streamOf('99')))).rejects.toThrow(LedgerBehind);
    });
  });

  describe('a command', () => {
    beforeEach(() => issuedLedger(stage.ledger));

    it('is answered with the seq of its event and a line on the item', async () => {
      const { answers, head } = await stage.ledger.record(signs('k1'));
      expect(answers['k1']).toEqual({
        ok: true,
        seq: 2,
        status: expect.stringContaining('已签收 1/2') as string,
      });
      expect(head.seq).toBe(2);
    });

    it('given again under its key has the same answer and no second event', async () => {
      const first = await stage.ledger.record(signs('k1'));
      const second = await stage.ledger.record({ ...signs('k1'), head: first.head });
      expect(second.answers).toEqual(first.answers);
      expect(await typesOf(stage.ledger)).toEqual(['issued', 'acknowledged']);
    });

    it('with other content under a known key is refused', async () => {
      await stage.ledger.record(signs('k1'));
      const { answers } = await stage.ledger.record(
        says(STREAM, report('sjj'), { key: 'k1', actor: 'll-sjj' }),
      );
      expect(answers['k1']).toMatchObject({ ok: false, problem: { code: 'key-reused' } });
      expect(await typesOf(stage.ledger)).toEqual(['issued', 'acknowledged']);
    });

    it('that is refused leaves no trace, and its key is free', async () => {
      const { answers } = await stage.ledger.record(
        says(STREAM, sign('sjj'), { key: 'k1', actor: 'll-sfj' }),
      );
      expect(answers['k1']).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
      expect(await stage.ledger.request(STREAM, 'k1')).toBeNull();
      expect((await stage.ledger.record(signs('k1'))).answers['k1']).toMatchObject({ ok: true });
    });

    it('that changes nothing is remembered all the same', async () => {
      await stage.ledger.record(signs('k1'));
      await stage.ledger.record(signs('k2'));
      expect(await stage.ledger.request(STREAM, 'k2')).toMatchObject({ answer: { ok: true, seq: 2 } });
    });

    it('sees what the one before it in the same call has done', async () => {
      const commands = [
        envelope('k1', ask('sjj', '2025-10-31'), 'll-sjj'),
        envelope('k2', grant('sjj', '2025-10-31'), 'ddy'),
      ];
      const { answers } = await stage.ledger.record(call(STREAM, { commands }));
      expect([answers['k1'], answers['k2']]).toMatchObject([{ ok: true }, { ok: true }]);
    });

    it('closes an item for its workflow when it closes it for the rules', async () => {
      const { closed, nextWakeAt } = await stage.ledger.record(
        says(STREAM, cancel, { key: 'k1', actor: 'ddy' }),
      );
      expect({ closed, nextWakeAt }).toEqual({ closed: true, nextWakeAt: null });
      const refused = await stage.ledger.record(says(STREAM, close, { key: 'k2', actor: 'ddy' }));
      expect(refused.answers['k2']).toMatchObject({ ok: false, problem: { code: 'wrong-state' } });
    });
  });

  describe('the head that a workflow knows', () => {
    beforeEach(() => issuedLedger(stage.ledger));

    it('may be older than that of the ledger, when a run died after COMMIT', async () => {
      await stage.ledger.record(signs('k1'));
      const { head } = await stage.ledger.record({ ...signs('k2', 'sfj'), head: NO_HEAD });
      expect(head.seq).toBe(3);
    });

    it('above that of the ledger is ledger-behind, and nothing is written', async () => {
      const { head } = await stage.ledger.record(call(STREAM));
      const above = { ...signs('k1'), head: { ...head, seq: head.seq + 1 } };
      await expect(stage.ledger.record(above)).rejects.toThrow(LedgerBehind);
      expect(await typesOf(stage.ledger)).toEqual(['issued']);
    });

    it('beside that of the ledger is ledger-behind too: one true stream', async () => {
      const { head } = await stage.ledger.record(signs('k1'));
      const beside = { seq: head.seq, hash: 'f'.repeat(64) };
      await expect(stage.ledger.record({ ...signs('k2', 'sfj'), head: beside })).rejects.toThrow(
        LedgerBehind,
      );
      await stage.ledger.record(signs('k2', 'sfj'));
      await expect(stage.ledger.record(call(STREAM, { head: beside }))).rejects.toThrow(LedgerBehind);
    });
  });

  describe('time', () => {
    it('never goes back within a stream, whatever the workflow says', async () => {
      await issuedLedger(stage.ledger);
      await stage.ledger.record(call(STREAM, { now: moment('2025-07-02') }));
      await stage.ledger.record({ ...signs('k1'), now: moment('2025-07-01') });
      const events = await stage.ledger.history(STREAM);
      expect(events.map(({ at }) => at)).toEqual([moment('2025-07-02'), moment('2025-07-02')]);
    });
  });

  describe('a wake', () => {
    const wake = (now: string) => call(STREAM, { wake: true, now: moment(now) });
    const signedBoth = async (): Promise<void> => {
      await issuedLedger(stage.ledger);
      const commands = ['sjj', 'sfj'].map((unit) => envelope(unit, sign(unit), `ll-${unit}`));
      await stage.ledger.record(call(STREAM, { commands }));
    };

    it('names the next slot at which the ladder speaks, some minutes before it', async () => {
      await signedBoth();
      const { nextSlot, nextWakeAt } = await stage.ledger.record(wake('2025-07-02 08:55'));
      expect(nextSlot).toBe('2025-09-17');
      const before = moment('2025-09-17 09:00') - (nextWakeAt ?? 0);
      expect(before).toBeGreaterThanOrEqual(10 * 60_000);
      expect(before).toBeLessThanOrEqual(55 * 60_000);
    });

    it('raises what is due at the slot, once however often it comes', async () => {
      await signedBoth();
      await stage.ledger.record(wake('2025-09-17 08:55'));
      await stage.ledger.record(wake('2025-09-17 08:56'));
      expect(await typesOf(stage.ledger)).toEqual(['issued', 'acknowledged', 'acknowledged', 'raised']);
    });

    it('long before the slot raises nothing yet: what comes between may hold it', async () => {
      await signedBoth();
      const { nextSlot } = await stage.ledger.record(wake('2025-09-16 18:00'));
      expect(await typesOf(stage.ledger)).not.toContain('raised');
      expect(nextSlot).toBe('2025-09-17');
    });

    it('of an item that has recorded its slot is not missed at the barrier', async () => {
      await signedBoth();
      const slot = civilDate('2025-09-17');
      expect(await stage.ledger.missing(slot, 10)).toEqual({ count: 1, streams: [STREAM] });
      await stage.ledger.record(wake('2025-09-17 08:55'));
      expect(await stage.ledger.missing(slot, 10)).toEqual({ count: 0, streams: [] });
    });
  });

  describe('a year that is declared later', () => {
    it('sets a provisional date again at the next record, once; an item without one says nothing of it', async () => {
      const items = ['2027-03-31', '2026-09-30'].map((date, n) => ({
        ...planItem({ dates: [date] }),
        ...{ key: `${n + 1}`, title: `第${n + 1}件` },
      }));
      const plan = makePlan(testPlan(items, 2027));
      await setOffice(stage.ledger);
      await importPlan(stage.ledger, plan);
      await stage.ledger.issue(issueCall(plan));
      await stage.ledger.record(call(STREAM));
      await stage.ledger.record(call(streamOf('2')));
      const { zone, tables } = testCalendar();
      const declared = { year: 2027, source: '国办发明电〔2026〕1号', work: [], off: [] };
      await stage.ledger.setCalendar(makeCalendar(zone, [...tables, declared]), change('2027'));
      await stage.ledger.record(call(STREAM));
      await stage.ledger.record(call(STREAM));
      await stage.ledger.record(call(streamOf('2')));
      expect(await typesOf(stage.ledger)).toEqual(['issued', 'calendarApplied']);
      expect((await stage.ledger.history(streamOf('2'))).map(({ type }) => type)).toEqual(['issued']);
      const ofOffice = (await stage.ledger.history('office')).map(({ type }) => type);
      expect(ofOffice.filter((type) => type === 'calendarSet')).toHaveLength(2);
      expect((await stage.ledger.check()).findings).toEqual([]);
    });
  });

  describe('a mail that one event causes', () => {
    const urges = says(STREAM, urge(['sjj']), { key: 'u1', actor: 'ddy' });

    it('is written ready in the same transaction and the workflow told to post', async () => {
      await issuedLedger(stage.ledger);
      expect(await stage.ledger.record(urges)).toMatchObject({ mailReady: true });
      expect(await stage.ledger.mails({})).toMatchObject([
        { kind: 'urge', to: { unit: 'sjj' }, state: 'ready' },
      ]);
    });

    it('is told of again when the answer was lost, and written once', async () => {
      await issuedLedger(stage.ledger);
      await stage.ledger.record(urges);
      expect(await stage.ledger.record(urges)).toMatchObject({ mailReady: true });
      expect(await stage.ledger.mails({})).toHaveLength(1);
    });
  });

  describe('a dry run', () => {
    it('shows what would come of a command and writes nothing', async () => {
      await issuedLedger(stage.ledger);
      await stage.ledger.record(call(STREAM));
      const urged = await stage.ledger.dryRun({
        ...says(STREAM, urge(['sjj']), { key: 'd1', actor: 'ddy' }),
        withDigests: true,
      });
      expect(urged.immediate).toMatchObject([{ kind: 'urge', message: { title: '请抓紧办理' } }]);
      const cancelled = await stage.ledger.dryRun({
        ...says(STREAM, cancel, { key: 'd2', actor: 'ddy' }),
        withDigests: true,
      });
      expect(cancelled.rows.map(({ unit, rung }) => [unit, rung])).toEqual([
        ['sjj', 'C'],
        ['sfj', 'C'],
      ]);
      expect(cancelled.digests).toMatchObject([
        { kind: 'change', to: { unit: 'sjj' }, slot: '2025-07-01' },
        { kind: 'change', to: { unit: 'sfj' }, lines: [{ changes: [{ type: 'cancelled' }] }] },
      ]);
      expect(await typesOf(stage.ledger)).toEqual(['issued']);
      expect(await stage.ledger.mails({})).toEqual([]);
    });

    it('refuses as the command itself would', async () => {
      await issuedLedger(stage.ledger);
      const { answers } = await stage.ledger.dryRun({
        ...says(STREAM, close, { key: 'd1', actor: 'ddy' }),
        withDigests: true,
      });
      expect(answers['d1']).toMatchObject({ ok: false });
    });
  });

  it('a journal holds ids and digests only: no name and no address', async () => {
    await issuedLedger(stage.ledger, planItems(1, planItem({ units: { sjj: 'each', dag: 'each' } })));
    await stage.ledger.record(says(STREAM, urge(['sjj', 'dag']), { key: 'u1', actor: 'ddy' }));
    const { contacts, accounts } = (await stage.ledger.office()).roster;
    const heads = await stage.ledger.streams();
    const bodies = await Promise.all(heads.map(({ stream }) => stage.ledger.history(stream)));
    const written = bodies
      .flat()
      .map(({ body }) => body)
      .join('\n');
    expect(written).toContain('"unit":"dag"');
    expect(written).not.toMatch(/@/);
    for (const { name } of [...contacts, ...accounts.filter(({ id, name: of }) => of !== id)])
      expect(written).not.toContain(name);
  });
}
