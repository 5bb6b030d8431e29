import { diffOf, pairFrom, type DiffLine } from '../../domain/item/diff';
import { accept, cancel, changeDate, handIn, sign } from '../support/commands';
import { issuedEvents, moment, officeSays, STREAM, story, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();

/** "kind unit before → after" of what changed between two moments. */
function changed(said: readonly Said[], from: string, to: string): string[] {
  const { state, events } = issuedEvents({ units: { sjj: 'each', zjj: 'each' } });
  const happened = { stream: STREAM, events: [...events, ...story(state, said).events] };
  const [then, now] = [moment(from), moment(to)];
  const pair = pairFrom(happened, then, now);
  return diffOf(pair ? [pair] : [], office, then, now).map(
    ({ kind, unit, before, after, status }: DiffLine) =>
      `${kind} ${unit ?? '-'} ${before ?? ''}→${after ?? status ?? ''}`,
  );
}

describe('what is otherwise than at the last meeting', () => {
  it('is nothing when nothing happened', () => {
    expect(changed([], '2025-07-07', '2025-07-14')).toEqual([]);
  });

  it('is a new item, and who has signed', () => {
    expect(changed([unitSays('2025-07-01', sign('sjj'))], '2025-06-29', '2025-07-02')).toEqual([
      'new - →',
      'signed sjj →',
    ]);
    expect(changed([unitSays('2025-07-01', sign('sjj'))], '2025-07-02', '2025-07-03')).toEqual([]);
  });

  it('is a date that was moved, from what to what, and a late unit that is late no longer', () => {
    const moved = officeSays('2025-10-10', changeDate('2025-11-28', { unit: 'sjj' }));
    expect(changed([moved], '2025-10-09', '2025-10-13')).toEqual([
      'dated sjj 2025-09-30→2025-11-28',
      'noLongerLate sjj 2025-09-30→',
    ]);
  });

  it('is who has become late, by the clock alone', () => {
    expect(changed([], '2025-09-30', '2025-10-09')).toEqual([
      'newlyLate sjj →2025-09-30',
      'newlyLate zjj →2025-09-30',
    ]);
  });

  it('is what was handed in, accepted and ended', () => {
    const handed = unitSays('2025-09-02', handIn('sjj'));
    expect(changed([handed], '2025-09-02 09:00', '2025-09-03')).toContain('handedIn sjj →');
    const done = [handed, officeSays('2025-09-03', accept('sjj'))];
    expect(changed(done, '2025-09-02 11:00', '2025-09-04')).toEqual(['accepted sjj →']);
    expect(changed([officeSays('2025-09-03', cancel)], '2025-09-02', '2025-09-04')).toEqual([
      'ended - →cancelled',
    ]);
  });
});
