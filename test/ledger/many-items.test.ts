import { runningItems } from '../../office/plan/running';
import { fromJson, type Json } from '../../ledger/database/stored';
import type { NoticeIssued } from '../../ledger/notices/issue';
import { codeOf, moment } from '../support/item';
import { ISSUED, importPlan, issueCall, planItems, planOf, setOffice, streamOf } from '../support/ledger';
import { sure } from '../support/sure';
import { DATABASES } from './mails/issued-mailroom';
import { ledgerOfTest } from './ledger-of-test';

jest.setTimeout(300_000);

const MANY = 10_000;

describe.each(DATABASES)('a notice of ten thousand items, on $name', (under) => {
  const stage = ledgerOfTest(under);

  it('is issued in parts that an event each can hold, supplemented, and withdrawn', async () => {
    const { ledger } = stage;
    const plan = planOf(planItems(MANY));
    const keys = plan.items.map(({ key }) => key);
    await setOffice(ledger);
    await importPlan(ledger, plan);
    const issued = sure(await ledger.issue(issueCall(plan)));
    expect(issued).toEqual({ notice: 'n1', batch: 1, streams: keys.map(streamOf) });
    expect(sure(await ledger.issue(issueCall(plan)))).toEqual(issued);
    expect(codeOf(await ledger.issue(issueCall(plan, 'issue', ['1'])))).toBe('key-reused');

    const more = planOf(planItems(MANY + 1));
    const added = sure(await ledger.issue(issueCall(more, 'supplement')));
    expect(added).toEqual({ notice: 'n1', batch: 2, streams: [streamOf(String(MANY + 1))] });
    expect([...(await runningItems(ledger, 'n1')).keys()]).toEqual([...keys, String(MANY + 1)]);

    const bodies = (await ledger.history('notice/n1'))
      .filter(({ type }) => type === 'noticeIssued')
      .map(({ body }) => {
        const written: Json<NoticeIssued> = body;
        return fromJson(written);
      });
    expect(bodies.length).toBeGreaterThan(2);
    expect(new Set(bodies.map(({ batch }) => batch))).toEqual(new Set([1, 2]));
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.check()).findings).toEqual([]);

    const by = { actor: 'ddy', now: moment(`${ISSUED} 11:00`), requestKey: 'withdraw' };
    const { open } = sure(await ledger.withdraw({ notice: 'n1', reason: '文号有误', ...by }));
    expect(open).toHaveLength(MANY + 1);
  });
});
