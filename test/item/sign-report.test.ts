import { after, answer, codeFor, issued, lastOf, officeSays, partOf, story, unitSays } from '../support/item';
import { cancel, handIn, release, report, returnReport, sign, withdraw } from '../support/commands';
import { moment } from '../support/item';

const start = issued();

describe('signing for an item (签收)', () => {
  const signed = after(start, [unitSays('2025-07-01', sign('sjj'))]);

  it('turns the unit and the item 办理中', () => {
    expect(partOf(signed, 'sjj')).toMatchObject({ status: 'underway', acknowledgedAt: moment('2025-07-01') });
    expect(partOf(signed, 'sfj').status).toBe('issued');
    expect([start.status, signed.status]).toEqual(['issued', 'underway']);
  });

  it('is done by any liaison of any of its units, supporting ones too', () => {
    expect(after(start, [unitSays('2025-07-01', sign('sfj'))]).status).toBe('underway');
  });

  it('again is the same answer and no second event', () => {
    expect(answer(signed, unitSays('2025-07-02', sign('sjj')))).toEqual({ ok: true, value: [] });
  });

  it('says by whom it was entered when a coordinator does it for the unit', () => {
    const said = {
      at: '2025-07-01',
      by: 'ddy',
      command: sign('sjj'),
      for: { unit: 'sjj', source: 'phone' },
    } as const;
    const { events } = story(start, [said]);
    expect(lastOf(events, 'acknowledged')).toMatchObject({ actor: 'ddy', body: { source: 'phone' } });
    const own = story(start, [unitSays('2025-07-01', sign('sjj'))]);
    expect(lastOf(own.events, 'acknowledged').body.source).toBeNull();
  });

  it('is refused to a unit that has no part in the item, or none any more', () => {
    const others = issued({ units: { sjj: 'each', zjj: 'each' } });
    const left = after(others, [officeSays('2025-07-01', release('sjj'))]);
    expect(codeFor(start, unitSays('2025-07-01', sign('zjj')))).toBe('unit-not-found');
    expect(codeFor(left, unitSays('2025-07-02', sign('sjj')))).toBe('wrong-state');
  });

  it('is refused when the item has been cancelled', () => {
    const ended = after(start, [officeSays('2025-07-01', cancel)]);
    expect(codeFor(ended, unitSays('2025-07-02', sign('sjj')))).toBe('wrong-state');
  });

  it('is done by a hand-in, as by a report, and stays when that is withdrawn', () => {
    const signed = after(start, [
      unitSays('2025-07-01', handIn('sjj')),
      unitSays('2025-07-02', withdraw('sjj')),
    ]);
    expect(partOf(signed, 'sjj')).toMatchObject({
      status: 'underway',
      acknowledgedAt: moment('2025-07-01'),
    });
    expect(answer(signed, unitSays('2025-07-03', sign('sjj')))).toEqual({ ok: true, value: [] });
  });
});

describe('a report (进展报告)', () => {
  const reported = after(start, [unitSays('2025-07-01', report('sjj', 30))]);

  it('signs for the item as well', () => {
    expect(partOf(reported, 'sjj')).toMatchObject({
      status: 'underway',
      acknowledgedAt: moment('2025-07-01'),
      reports: [{ percentage: 30, returned: false, at: moment('2025-07-01') }],
    });
    expect(reported.status).toBe('underway');
  });

  it('does not sign a second time', () => {
    const twice = after(reported, [unitSays('2025-07-05', report('sjj', 60))]);
    expect(partOf(twice, 'sjj').acknowledgedAt).toBe(moment('2025-07-01'));
    expect(partOf(twice, 'sjj').reports).toHaveLength(2);
  });

  it('is made by supporting units too', () => {
    expect(codeFor(start, unitSays('2025-07-01', report('sfj')))).toBe('ok');
  });

  it('waits while a hand-in waits for review', () => {
    const waiting = after(start, [unitSays('2025-07-01', handIn('sjj'))]);
    expect(codeFor(waiting, unitSays('2025-07-02', report('sjj')))).toBe('handed-in');
    expect(codeFor(waiting, unitSays('2025-07-02', report('sfj')))).toBe('ok');
  });

  it.each([-1, 100.5, 101, Number.NaN])('of %p per cent is refused', (percentage) => {
    expect(codeFor(start, unitSays('2025-07-01', report('sjj', percentage)))).toBe('bad-percentage');
  });

  it.each([0, 100])('of %p per cent is taken', (percentage) => {
    expect(codeFor(start, unitSays('2025-07-01', report('sjj', percentage)))).toBe('ok');
  });

  it('has at most 4,000 characters, counted as people count them', () => {
    const words = (text: string) => codeFor(start, unitSays('2025-07-01', { ...report('sjj'), text }));
    expect(words('𠮷'.repeat(4000))).toBe('ok');
    expect(words('督'.repeat(4001))).toBe('too-long');
  });
});

describe('a report that is returned (退回报告)', () => {
  const reported = after(start, [
    unitSays('2025-07-01', report('sjj', 30)),
    unitSays('2025-07-08', report('sjj', 60)),
  ]);
  const returned = after(reported, [officeSays('2025-07-09', returnReport('sjj'))]);

  it('is the latest one; it counts as not made and the signature stays', () => {
    const part = partOf(returned, 'sjj');
    expect(part.reports.map((made) => made.returned)).toEqual([false, true]);
    expect(part).toMatchObject({ status: 'underway', acknowledgedAt: moment('2025-07-01') });
  });

  it('is not returned twice, nor where none was made', () => {
    expect(codeFor(returned, officeSays('2025-07-10', returnReport('sjj')))).toBe('already-returned');
    expect(codeFor(start, officeSays('2025-07-10', returnReport('sjj')))).toBe('no-report');
  });

  it('needs a reason', () => {
    const silent = { ...returnReport('sjj'), reason: '  ' };
    expect(codeFor(reported, officeSays('2025-07-09', silent))).toBe('incomplete');
  });
});
