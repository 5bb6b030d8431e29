import type { PlanItem } from '../../../domain/plan/types';
import { makeRoster } from '../../../domain/roster/roster';
import { civilDate } from '../../../domain/time';
import { cancel, sign } from '../../support/commands';
import { codeOf, moment, planItem } from '../../support/item';
import {
  ISSUED,
  call,
  change,
  importPlan,
  issueCall,
  issuedLedger,
  planItems,
  planOf,
  says,
  setOffice,
  streamOf,
} from '../../support/ledger';
import { testOffice } from '../../support/office';
import { sure } from '../../support/sure';
import type { DatabaseUnderTest } from '../database';
import { ledgerOfTest } from '../ledger-of-test';

/** Issuing: all items of a plan or none, once. */
export function issueSuite(under: DatabaseUnderTest): void {
  const stage = ledgerOfTest(under);
  const ready = async (items: readonly PlanItem[]) => {
    const plan = planOf(items);
    await setOffice(stage.ledger);
    await importPlan(stage.ledger, plan);
    return plan;
  };

  describe('issuing a plan', () => {
    it('names a stream for each item, and a batch', async () => {
      const plan = await ready(planItems(3));
      const issued = sure(await stage.ledger.issue(issueCall(plan)));
      expect(issued).toEqual({ notice: 'n1', batch: 1, streams: ['1', '2', '3'].map(streamOf) });
      expect(await stage.ledger.plan('n1')).toEqual(plan);
    });

    it('writes nothing when one item of it is refused', async () => {
      const [first, second] = planItems(2);
      const broken = { ...planItem(), ...second, unresolved: ['各有关单位'] };
      const plan = await ready([...(first ? [first] : []), broken]);
      expect(codeOf(await stage.ledger.issue(issueCall(plan)))).toBe('unresolved-group');
      expect(await stage.ledger.shouldRun({ after: null, limit: 10 })).toEqual([]);
      expect(await stage.ledger.plan('n1')).toBeNull();
      expect((await stage.ledger.history('notice/n1')).map(({ type }) => type)).toEqual(['noticeImported']);
    });

    it('refuses a date before the day of issue, unless that was accepted', async () => {
      const plan = await ready(planItems(1, { ...planItem(), dates: [civilDate('2025-06-27')] }));
      const refused = await stage.ledger.issue(issueCall(plan));
      expect(codeOf(refused)).not.toBe('ok');
      expect(codeOf(await stage.ledger.issue({ ...issueCall(plan), acceptPast: true }))).toBe('ok');
    });

    it('again under its key answers as before and writes nothing', async () => {
      const plan = await ready(planItems(2));
      const first = await stage.ledger.issue(issueCall(plan));
      expect(await stage.ledger.issue(issueCall(plan))).toEqual(first);
      expect(await stage.ledger.history('notice/n1')).toHaveLength(2);
    });

    it('under a key used for something else is refused', async () => {
      const plan = await ready(planItems(2));
      await stage.ledger.issue(issueCall(plan));
      expect(codeOf(await stage.ledger.issue(issueCall(plan, 'issue', ['1'])))).toBe('key-reused');
    });

    it('in parts gives each part its batch, and no item two', async () => {
      const plan = await ready(planItems(3));
      const some = sure(await stage.ledger.issue(issueCall(plan, 'k1', ['2'])));
      expect(codeOf(await stage.ledger.issue(issueCall(plan, 'k2', ['2', '3'])))).toBe('already-issued');
      const rest = sure(await stage.ledger.issue(issueCall(plan, 'k3')));
      expect([some, rest]).toMatchObject([
        { batch: 1, streams: [streamOf('2')] },
        { batch: 2, streams: [streamOf('1'), streamOf('3')] },
      ]);
      expect(codeOf(await stage.ledger.issue(issueCall(plan, 'k4')))).toBe('nothing-to-issue');
    });

    it('can be gone through page by page, and says how many of its items have begun', async () => {
      const plan = await ready(planItems(3));
      const run = sure(await stage.ledger.issue(issueCall(plan)));
      await stage.ledger.record(call(streamOf('2')));
      const { notice, batch } = run;
      const page = (after: string | null) => stage.ledger.issuedPage({ notice, batch, after, limit: 2 });
      expect(await page(null)).toEqual([streamOf('1'), streamOf('2')]);
      expect(await page(streamOf('2'))).toEqual([streamOf('3')]);
      expect(await stage.ledger.unrecorded({ notice, batch, limit: 1 })).toEqual({
        total: 3,
        count: 2,
        streams: [streamOf('1')],
      });
      expect(await stage.ledger.openRuns()).toEqual([{ notice, batch }]);
    });

    it('is no open run once all its items are cancelled', async () => {
      const plan = await ready(planItems(1));
      sure(await stage.ledger.issue(issueCall(plan)));
      await stage.ledger.record(says(streamOf('1'), cancel, { key: 'end', actor: 'ddy' }));
      expect(await stage.ledger.openRuns()).toEqual([]);
      expect(await stage.ledger.issuedPage({ notice: 'n1', batch: 1, after: null, limit: 9 })).toEqual([]);
    });

    it('of a notice that was never imported, or an item that it lacks, is refused', async () => {
      const plan = planOf(planItems(1));
      await setOffice(stage.ledger);
      expect(codeOf(await stage.ledger.issue(issueCall(plan)))).toBe('notice-not-found');
      await importPlan(stage.ledger, plan);
      expect(codeOf(await stage.ledger.issue(issueCall(plan, 'k', ['9'])))).toBe('item-not-found');
    });
  });

  describe('withdrawing a notice', () => {
    const withdrawal = (requestKey: string, reason = '文号有误') => ({
      notice: 'n1',
      reason,
      actor: 'ddy',
      now: moment(`${ISSUED} 11:00`),
      requestKey,
    });
    const types = async () => (await stage.ledger.history('notice/n1')).map(({ type }) => type);

    it('is one event, whatever comes again, and names the items that are still open', async () => {
      const streams = await issuedLedger(stage.ledger, planItems(2));
      const first = sure(await stage.ledger.withdraw(withdrawal('w1')));
      expect(first).toMatchObject({ reason: '文号有误', open: streams });
      expect(sure(await stage.ledger.withdraw(withdrawal('w1')))).toEqual(first);
      expect(sure(await stage.ledger.withdraw(withdrawal('w2', '另一个理由')))).toEqual(first);
      expect(codeOf(await stage.ledger.withdraw(withdrawal('w1', '另一个理由')))).toBe('key-reused');
      expect(await types()).toEqual(['noticeImported', 'noticeIssued', 'noticeWithdrawn']);
      const cancelled = says(streamOf('1'), cancel, { key: 'c', actor: 'ddy' });
      await stage.ledger.record(cancelled);
      expect(sure(await stage.ledger.withdraw(withdrawal('w3'))).open).toEqual([streamOf('2')]);
      expect((await stage.ledger.check()).findings).toEqual([]);
    });

    it('is refused once a unit has signed, without a reason, and for a notice that is not there', async () => {
      await issuedLedger(stage.ledger);
      expect(codeOf(await stage.ledger.withdraw(withdrawal('w1', ' ')))).toBe('incomplete');
      expect(codeOf(await stage.ledger.withdraw({ ...withdrawal('w2'), notice: 'n9' }))).toBe(
        'notice-not-found',
      );
      await stage.ledger.record(says(streamOf('1'), sign('sjj'), { key: 's', actor: 'll-sjj' }));
      expect(codeOf(await stage.ledger.withdraw(withdrawal('w3')))).toBe('notice-signed');
      expect(await types()).toEqual(['noticeImported', 'noticeIssued']);
    });

    it('leaves nothing of it to be issued', async () => {
      const plan = await ready(planItems(2));
      await stage.ledger.issue(issueCall(plan, 'k1', ['1']));
      sure(await stage.ledger.withdraw(withdrawal('w1')));
      expect(codeOf(await stage.ledger.issue(issueCall(plan, 'k2')))).toBe('notice-withdrawn');
      expect(codeOf(await stage.ledger.issue(issueCall(plan, 'k1', ['1'])))).toBe('notice-withdrawn');
    });
  });

  it('a notice imported twice under one key is one notice, under another key refused', async () => {
    const plan = await ready(planItems(1));
    await importPlan(stage.ledger, plan);
    expect(await stage.ledger.history('notice/n1')).toHaveLength(1);
    expect(await stage.ledger.noticeText('n1')).toBe('通知全文');
    const { notice: id, title, number, year, demo, coordinator, deputies } = plan;
    const notice = { id, title, number, year, demo, coordinator, deputies };
    const again = { notice, text: '另一份', now: issueCall(plan).now, actor: 'ddy', requestKey: 'other' };
    expect(codeOf(await stage.ledger.importNotice(again))).toBe('notice-exists');
  });

  it('reference data set again with the same digest writes nothing', async () => {
    await setOffice(stage.ledger);
    await setOffice(stage.ledger);
    expect((await stage.ledger.history('office')).map(({ type }) => type)).toEqual([
      'ledgerBorn',
      'calendarSet',
      'policySet',
      'rosterSet',
    ]);
  });

  it('reference data stay as they were: a day of the past has those that were in force', async () => {
    await setOffice(stage.ledger);
    const { calendar, policy, roster } = testOffice();
    const renamed = makeRoster({ ...roster, units: roster.units.map((one) => ({ ...one, name: one.id })) });
    await stage.ledger.setPolicy({ ...policy, dueSoonDays: 9 }, change('p2', '2025-07-02 08:00'));
    await stage.ledger.setRoster(renamed, change('r2', '2025-07-03 08:00'));
    const asOf = async (at: string) => {
      const then = await stage.ledger.officeAsOf(moment(at));
      return { days: then.policy.dueSoonDays, units: then.roster.units, zone: then.calendar.zone };
    };
    const { zone } = calendar;
    expect(await asOf('2025-07-02 07:59')).toEqual({ days: 5, units: roster.units, zone });
    expect(await asOf('2025-07-02 08:00')).toEqual({ days: 9, units: roster.units, zone });
    expect(await asOf('2025-07-03 08:00')).toEqual({ days: 9, units: renamed.units, zone });
    expect(await asOf('2020-01-01 00:00')).toEqual({ days: 5, units: roster.units, zone });
    const changed = (async () => stage.database.exec("update reference set body = '{}'"))();
    // What the driver throws is no Error of this file's world when another file of the worker loaded the driver first.
    await expect(changed).rejects.toMatchObject({
      message: expect.stringContaining('append-only') as string,
    });
    expect((await stage.ledger.check()).findings).toEqual([]);
  });

  it('a roster set again after one of its contacts was changed is in force again', async () => {
    await setOffice(stage.ledger);
    const { roster } = testOffice();
    const [contact] = roster.contacts;
    if (!contact) throw new Error('no contact');
    await stage.ledger.setContact({ ...contact, address: 'new@qingpu.example' }, change('c2'));
    await stage.ledger.setRoster(roster, change('r2'));
    expect((await stage.ledger.office()).roster.digest).toBe(roster.digest);
    expect((await stage.ledger.check()).findings).toEqual([]);
  });
}
