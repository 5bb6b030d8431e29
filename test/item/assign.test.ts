import { accept, assign, cancel, changeDate, handIn, lead, release, reopen } from '../support/commands';
import { after, codeFor, issued, moment, officeSays, partOf, roundOf, unitSays } from '../support/item';
import { TEST_ACCOUNTS, testOffice, testRoster } from '../support/office';
import { continuous, ROUNDS } from './items';

const start = issued({ units: { sjj: 'each', sfj: 'each' } });

describe('assigning a unit later (增加责任单位)', () => {
  const state = after(start, [officeSays('2025-08-05', assign('zjj', 'each', '2025-10-31'))]);

  it('begins at version 1, unsigned, its term from that day, B not before it', () => {
    expect(partOf(state, 'zjj')).toMatchObject({
      role: 'each',
      status: 'issued',
      assignedAt: moment('2025-08-05'),
      acknowledgedAt: null,
    });
    expect(roundOf(state, 'zjj')).toMatchObject({
      no: 1,
      backOn: '2025-08-05',
      versions: [{ version: 1, cause: 'assign', startDay: '2025-08-05', due: { date: '2025-10-31' } }],
    });
  });

  it('leaves the others as they are', () => {
    expect(state.assignments.slice(0, 2)).toEqual(start.assignments);
  });

  it("takes the item's date, the latest of its leads and eaches, when none is given", () => {
    const moved = after(start, [
      officeSays('2025-08-05', changeDate('2025-11-28', { unit: 'sfj' })),
      officeSays('2025-08-06', assign('zjj', 'support')),
    ]);
    expect(roundOf(moved, 'zjj').versions[0]?.due.date).toBe('2025-11-28');
  });

  it('refuses a date before today, a unit of the item, and one that the roster does not know', () => {
    const on = (unit: string, date?: string) =>
      codeFor(start, officeSays('2025-08-05', assign(unit, 'each', date)));
    expect(on('zjj', '2025-08-04')).toBe('too-soon');
    expect(on('sjj')).toBe('already-assigned');
    expect(on('nobody')).toBe('unit-not-found');
    expect(codeFor(start, officeSays('2025-10-13', assign('zjj', 'each')))).toBe('too-soon');
  });

  it('asks for a way to reach the unit: a liaison in office, or the manual channel', () => {
    const office = testOffice({ roster: testRoster({ contacts: [] }) });
    const to = (unit: string) => codeFor(start, officeSays('2025-08-05', assign(unit, 'each')), office);
    expect(to('zjj')).toBe('unreachable-unit');
    expect(to('dag')).toBe('ok');
  });

  it('asks that somebody could review a hand-in, where the unit will make one', () => {
    const accounts = TEST_ACCOUNTS.filter(({ id }) => id === 'ddy');
    const office = testOffice({ roster: testRoster({ accounts }) });
    const as = (role: 'each' | 'support') =>
      codeFor(start, officeSays('2025-08-05', assign('zjj', role)), office);
    expect(as('each')).toBe('no-reviewer');
    expect(as('support')).toBe('ok');
    const led = issued({ units: { sjj: 'lead', sfj: 'support' } });
    expect(codeFor(led, officeSays('2025-08-05', lead('sfj')), office)).toBe('no-reviewer');
  });

  it('gives a continuous item no date, and a recurring one the rounds that are not past', () => {
    const recurring = issued(ROUNDS);
    expect(codeFor(continuous, officeSays('2025-08-05', assign('zjj', 'each', '2025-10-31')))).toBe(
      'bad-date',
    );
    expect(codeFor(recurring, officeSays('2025-08-05', assign('zjj', 'each', '2025-10-31')))).toBe(
      'bad-date',
    );
    const later = after(recurring, [officeSays('2025-08-05', assign('zjj', 'each'))]);
    expect(partOf(later, 'zjj').rounds.map(({ no, versions }) => [no, versions[0]?.due.date])).toEqual([
      [2, '2025-09-30'],
      [3, '2025-12-31'],
    ]);
    expect(codeFor(recurring, officeSays('2026-01-05', assign('zjj', 'each')))).toBe('too-soon');
  });

  it('a unit that was released begins anew and goes on counting versions and change lines', () => {
    const back = after(start, [
      officeSays('2025-08-05', release('sjj')),
      officeSays('2025-08-06', assign('sjj', 'support')),
    ]);
    expect(partOf(back, 'sjj')).toMatchObject({ role: 'support', status: 'issued', reports: [] });
    expect(roundOf(back, 'sjj').versions.map(({ version }) => version)).toEqual([3]);
    expect(partOf(back, 'sjj').changes).toBe(1);
  });

  it('a unit left out of a reopening can be assigned again', () => {
    const again = after(start, [
      officeSays('2025-08-05', cancel),
      officeSays('2025-08-06', reopen('2025-11-28', ['sjj'])),
    ]);
    expect(partOf(again, 'sfj').status).toBe('cancelled');
    expect(codeFor(again, officeSays('2025-08-07', assign('sfj', 'each')))).toBe('ok');
  });

  it('is possible while another unit is handed in or accepted', () => {
    const waiting = after(start, [unitSays('2025-08-01', handIn('sjj'))]);
    const accepted = after(waiting, [officeSays('2025-08-04', accept('sjj'))]);
    expect(codeFor(waiting, officeSays('2025-08-05', assign('zjj', 'each')))).toBe('ok');
    expect(codeFor(accepted, officeSays('2025-08-05', assign('zjj', 'each')))).toBe('ok');
  });
});
