import { civilDate } from '../../../domain/time';
import { makeRoster } from '../../../domain/roster/roster';
import type { Finding } from '../../../domain/journal/types';
import { cancel, sign, urge } from '../../support/commands';
import { moment, planItem } from '../../support/item';
import {
  call,
  change,
  envelope,
  issuedLedger,
  planItems,
  says,
  setOffice,
  streamOf,
} from '../../support/ledger';
import type { DatabaseUnderTest } from '../database';
import { ledgerOfTest } from '../ledger-of-test';

const brief = (findings: readonly Finding[]) => findings.map(({ code, stream, seq }) => [code, stream, seq]);

/** What a year of work leaves: two items, one signed and reminded, one cancelled, mails, checkpoints. */
export function auditSuite(under: DatabaseUnderTest): void {
  const stage = ledgerOfTest(under);
  const slot = civilDate('2025-09-17');

  async function lived(): Promise<void> {
    const { ledger } = stage;
    await issuedLedger(ledger, planItems(2, planItem({ units: { sjj: 'lead', dag: 'each' } })));
    for (const key of ['1', '2']) await ledger.record(call(streamOf(key)));
    await ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-07-01 10:05') });
    await ledger.checkpoint({ slot: civilDate('2025-07-01'), now: moment('2025-07-01 10:10') });
    const commands = [envelope('s1', sign('sjj'), 'll-sjj'), envelope('u1', urge(['sjj']), 'ddy')];
    await ledger.record(call(streamOf('1'), { commands, now: moment('2025-07-01 11:00') }));
    await ledger.record(says(streamOf('2'), cancel, { key: 'c1', actor: 'ddy', now: moment('2025-07-02') }));
    await ledger.record(call(streamOf('1'), { wake: true, now: moment('2025-09-17 08:55') }));
    await ledger.composeSlot({ slot, now: moment('2025-09-17 09:00'), after: null, limit: 500 });
    await ledger.endWindow(slot, moment('2025-09-17 17:00'));
    await ledger.checkpoint({ slot, now: moment('2025-09-17 17:01') });
    await ledger.journalDeliveries(moment('2025-09-17 17:02'));
  }
  const verified = async () => brief((await stage.ledger.verify()).findings);
  const checked = async () => brief((await stage.ledger.check()).findings);
  const tamper = async (statement: string): Promise<void> => {
    await stage.database.exec(under.disarm);
    await stage.database.exec(statement);
  };

  describe('a ledger that nobody touched', () => {
    it('has no finding', async () => {
      await lived();
      const { events, streams, findings } = await stage.ledger.verify();
      expect({ findings, streams }).toEqual({ findings: [], streams: 5 });
      expect(events).toBeGreaterThan(10);
      expect(await stage.ledger.check()).toEqual({ findings: [], pending: 0 });
    });

    it('has none either before anything was issued', async () => {
      await setOffice(stage.ledger);
      expect(await verified()).toEqual([]);
      expect(await checked()).toEqual([]);
    });
  });

  describe('verify names stream and seq of', () => {
    beforeEach(lived);

    it('one changed byte', async () => {
      await tamper(`update events set body = replace(body, '请抓紧办理', '请抓紧办里') where type = 'urged'`);
      expect(await verified()).toEqual([
        ['changed', streamOf('1'), 3],
        ['leaf-differs', streamOf('1'), 3],
      ]);
    });

    it('a changed author or time', async () => {
      await tamper(`update events set actor = 'ddy2' where type = 'cancelled'`);
      expect(await verified()).toEqual([
        ['changed', streamOf('2'), 2],
        ['leaf-differs', streamOf('2'), 2],
      ]);
    });

    it('an event taken out of the middle', async () => {
      await tamper(`delete from events where stream = '${streamOf('1')}' and seq = 2`);
      expect(await verified()).toContainEqual(['gap', streamOf('1'), 3]);
    });

    it('an event taken off the end, even if the head was turned back with it', async () => {
      await tamper(`delete from events where type = 'cancelled'`);
      expect(await verified()).toContainEqual(['head-differs', streamOf('2'), 2]);
      await stage.database.exec(
        `update heads set seq = 1, hash = (select hash from events where stream = '${streamOf('2')}')
         where stream = '${streamOf('2')}'`,
      );
      expect(await verified()).toEqual([['event-lost', streamOf('2'), 2]]);
    });

    it('a whole stream that has gone', async () => {
      await tamper(
        `delete from events where stream = '${streamOf('2')}'; delete from heads where stream = '${streamOf('2')}'`,
      );
      const findings = await verified();
      expect(findings).toContainEqual(['event-lost', streamOf('2'), 1]);
      expect(findings).toContainEqual(['event-lost', streamOf('2'), 2]);
    });

    it('a checkpoint whose root is not that of the events before it', async () => {
      await tamper(
        `update events set body = replace(body, '"root":"', '"root":"0') where type = 'checkpoint' and seq =
         (select min(seq) from events where type = 'checkpoint')`,
      );
      const seqs = (await verified()).map(([code]) => code);
      expect(seqs).toEqual(expect.arrayContaining(['checkpoint-root', 'changed']));
    });

    it('events of a stream that no head names', async () => {
      await tamper(`delete from heads where stream = '${streamOf('1')}'`);
      expect(await verified()).toContainEqual(['no-head', streamOf('1'), null]);
    });
  });

  describe('check finds', () => {
    beforeEach(lived);

    it.each([
      [
        'a state',
        `update items set state = replace(state, '"status":"underway"', '"status":"closed"')`,
        'row-differs',
      ],
      ['a status', `update items set status = 'closed' where key = '1'`, 'row-differs'],
      ['an assignment', `update assignments set status = 'accepted' where unit = 'sjj'`, 'row-differs'],
      ['a date', `update assignments set due = '2025-12-31' where unit = 'sjj'`, 'row-differs'],
      ['an assignment that is gone', `delete from assignments where unit = 'dag'`, 'row-missing'],
      ['a task', `update tasks set open = 0`, 'row-differs'],
      ['a raised row that is gone', `delete from outbox where rung = 'R2'`, 'row-missing'],
      ['a raised row moved', `update outbox set slot = '2026-01-05' where rung = 'R2'`, 'row-differs'],
      [
        'a mail with an end that the journal does not have',
        `update mails set state = 'sent'`,
        'delivery-differs',
      ],
      ['a mail that is gone', `delete from mails where kind = 'letter'`, 'delivery-extra'],
      ['an address', `update contacts set address = 'other@example.com' where unit = 'sjj'`, 'row-differs'],
      ['an account', `update accounts set role = 'admin' where id = 'ddy'`, 'row-differs'],
      [
        'the body of a roster',
        `update reference set body = replace(body, 'sjj', 'sjk') where kind = 'roster'`,
        'row-differs',
      ],
      [
        'a pause that nobody made',
        `insert into settings (name, value) values ('paused', '{"reason":"x","since":0}')`,
        'row-extra',
      ],
      ['an answer that is gone', `delete from requests where key = 's1'`, 'row-missing'],
      ['an answer from nowhere', `update requests set seq = 99 where key = 's1'`, 'row-extra'],
      ['the text of a notice', `update notices set text = '另一份'`, 'row-differs'],
      [
        'the plan as issued',
        `update plan_items set item = replace(item, '政务公开', '政务公示')`,
        'row-differs',
      ],
      ['an item that nobody issued', `update items set plan_batch = 2 where key = '2'`, 'row-differs'],
      [
        'a policy changed in place',
        `update reference set body = replace(body, '17:00', '23:00')`,
        'row-differs',
      ],
      ['a contact from nowhere', `update contacts set id = 'someone' where id = 'sjj-chief-1'`, 'row-extra'],
    ])('%s', async (_, statement, code) => {
      await tamper(statement);
      const findings = await checked();
      expect(findings.map(([found]) => found)).toContain(code);
      expect(await verified()).toEqual([]);
    });

    it('a roster of the past', async () => {
      const { roster } = await stage.ledger.office();
      const units = roster.units.map((unit) =>
        unit.id === 'sjj' ? { ...unit, name: '区审计局（新）' } : unit,
      );
      await stage.ledger.setRoster(makeRoster({ ...roster, units }), change('r2', '2025-09-18 08:00'));
      expect(await checked()).toEqual([]);
      await tamper(
        `update reference set body = replace(body, 'sjj', 'sjk')
          where kind = 'roster' and seq = (select min(seq) from reference where kind = 'roster')`,
      );
      expect((await checked()).map(([code]) => code)).toContain('row-differs');
    });

    it('an event that says what the tables do not', async () => {
      await tamper(`delete from events where type = 'cancelled'`);
      expect(await checked()).toContainEqual(['row-differs', streamOf('2'), 1]);
    });

    it('no fault in mails that have ended and await their entry: they are pending', async () => {
      const { ledger } = stage;
      await ledger.record(says(streamOf('1'), urge(['dag'], true), { key: 'u2', actor: 'ddy' }));
      expect(await ledger.check()).toEqual({ findings: [], pending: 1 });
      await ledger.journalDeliveries(moment('2025-09-18'));
      expect(await ledger.check()).toEqual({ findings: [], pending: 0 });
    });
  });

  describe('a state that has parted from its journal', () => {
    it('is not built upon: the item records nothing until a person has looked', async () => {
      await lived();
      await tamper(`update items set state = replace(state, '"seq":2', '"seq":7') where key = '2'`);
      await expect(stage.ledger.record(call(streamOf('2')))).rejects.toMatchObject({
        problem: { code: 'ledger-inconsistent' },
      });
    });
  });

  it('a note of the mailroom under one key is written once', async () => {
    await stage.ledger.note('slotsMissed', { slots: ['2025-07-01'] }, change('missed'));
    await stage.ledger.note('slotsMissed', { slots: ['2025-07-01'] }, change('missed'));
    expect(await stage.ledger.history('mailroom')).toHaveLength(1);
  });
}
