import { report, sign, urge } from '../../support/commands';
import { moment } from '../../support/item';
import { call, change, issuedLedger, NO_HEAD, planItems, says, streamOf } from '../../support/ledger';
import type { DatabaseUnderTest } from '../database';
import { ledgerOfTest } from '../ledger-of-test';

/** Writes that share a COMMIT, and two processes on one ledger. */
export function groupSuite(under: DatabaseUnderTest): void {
  const stage = ledgerOfTest(under);

  describe('concurrent records', () => {
    it('share a COMMIT, each with its own answer', async () => {
      const streams = await issuedLedger(stage.ledger, planItems(20));
      const replies = await Promise.all(streams.map((stream) => stage.ledger.record(call(stream))));
      expect(replies.map(({ head }) => head.seq)).toEqual(streams.map(() => 1));
      expect(await stage.ledger.items({})).toHaveLength(20);
    });

    it('of which one fails harm no other', async () => {
      const streams = await issuedLedger(stage.ledger, planItems(3));
      const ahead = { seq: 5, hash: 'f'.repeat(64) };
      const settled = await Promise.allSettled(
        streams.map((stream, i) => stage.ledger.record(call(stream, i === 1 ? { head: ahead } : {}))),
      );
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await stage.ledger.items({})).map(({ key }) => key)).toEqual(['1', '3']);
      expect((await stage.ledger.verify()).findings).toEqual([]);
    });

    it('on one item come one after the other', async () => {
      await issuedLedger(stage.ledger);
      const calls = Array.from({ length: 10 }, (_, i) =>
        says(streamOf('1'), report('sjj', i * 10), { key: `k${i}`, actor: 'll-sjj' }),
      );
      const replies = await Promise.all(calls.map((one) => stage.ledger.record(one)));
      expect(replies.map(({ head }) => head.seq)).toEqual(calls.map((_, i) => i + 2));
    });
  });

  describe('a caller', () => {
    it('is answered only after the COMMIT: another opener sees what it was told', async () => {
      await issuedLedger(stage.ledger);
      const other = await stage.another();
      const { head } = await stage.ledger.record(
        says(streamOf('1'), sign('sjj'), { key: 'k1', actor: 'll-sjj' }),
      );
      expect(await other.item(streamOf('1'))).toMatchObject({ seq: head.seq, status: 'underway' });
    });

    it('of a COMMIT that fails hears of the failure, and so does everyone who shares it', async () => {
      await issuedLedger(stage.ledger, planItems(2));
      await stage.database.exec(under.failCommits);
      const both = ['1', '2'].map((key) => stage.ledger.record(call(streamOf(key))));
      const settled = await Promise.allSettled(both);
      await stage.database.exec(under.letCommits);
      expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(await stage.ledger.items({})).toEqual([]);
    });

    it('after the ledger is closed is refused', async () => {
      const other = await stage.another();
      await other.close();
      await expect(other.note('late', {}, change('late'))).rejects.toThrow('closed');
    });
  });

  describe('two openers of one ledger', () => {
    it('write in turns into the same streams', async () => {
      const streams = await issuedLedger(stage.ledger, planItems(6));
      const other = await stage.another();
      const [left, right] = [stage.ledger, other];
      await Promise.all(streams.map((stream, i) => (i % 2 === 0 ? left : right).record(call(stream))));
      const signs = (unit: string) => (stream: string) =>
        says(stream, sign(unit), { key: unit, actor: `ll-${unit}`, head: NO_HEAD });
      await Promise.all([
        ...streams.map((stream) => left.record(signs('sjj')(stream))),
        ...streams.map((stream) => right.record(signs('sfj')(stream))),
      ]);
      expect((await right.items({})).map(({ seq }) => seq)).toEqual(streams.map(() => 3));
      expect((await left.verify()).findings).toEqual([]);
      expect((await left.check()).findings).toEqual([]);
    });

    it('give one answer to one command that reaches both', async () => {
      await issuedLedger(stage.ledger);
      const other = await stage.another();
      const urges = says(streamOf('1'), urge(['sjj']), {
        key: 'u1',
        actor: 'ddy',
        now: moment('2025-07-01'),
      });
      const [first, second] = await Promise.all([stage.ledger.record(urges), other.record(urges)]);
      expect(first.answers).toEqual(second.answers);
      expect(await other.mails({})).toHaveLength(1);
    });

    it('see at once what the other put into force', async () => {
      await issuedLedger(stage.ledger);
      const other = await stage.another();
      const { policy } = await other.office();
      await stage.ledger.setPolicy({ ...policy, reworkDays: 5 }, change('rework'));
      expect((await other.office()).policy.reworkDays).toBe(5);
    });
  });
}
