import { effects } from '../../domain/item/effects';
import { accept, close, giveBack, handIn, release, revoke } from '../support/commands';
import { after, codeFor, lastOf, officeSays, partOf, roundOf, story, unitSays } from '../support/item';
import { shared } from './items';

const both = after(shared, [
  unitSays('2025-09-29', handIn('sjj')),
  unitSays('2025-09-29', handIn('sfj')),
  officeSays('2025-09-30', accept('sjj')),
  officeSays('2025-09-30', accept('sfj')),
]);

describe('revoking an acceptance (撤销通过)', () => {
  const { state, events } = story(both, [officeSays('2025-10-10', revoke('sjj'))]);

  it('puts the hand-in back before the reviewer, and the item back to 办理中', () => {
    expect(both.status).toBe('toBeClosed');
    expect(state.status).toBe('underway');
    expect(partOf(state, 'sjj').status).toBe('underway');
    expect(roundOf(state, 'sjj')).toMatchObject({ outcome: null, handIns: [{ fate: 'open' }] });
    expect(roundOf(state, 'sfj').outcome).toMatchObject({ onTime: true });
  });

  it('accepted again, it counts from the moment at which it was handed in', () => {
    const again = after(state, [officeSays('2025-10-13', accept('sjj'))]);
    expect(roundOf(again, 'sjj').outcome).toMatchObject({ onTime: true, daysLate: 0 });
    expect(again.status).toBe('toBeClosed');
  });

  it('returned, it goes on as any return: after T with a rework date', () => {
    const returned = after(state, [officeSays('2025-10-13', giveBack('sjj'))]);
    expect(roundOf(returned, 'sjj').versions.at(-1)).toMatchObject({ cause: 'rework' });
  });

  it('is told to the unit, with the reason', () => {
    expect(effects(both, lastOf(events, 'acceptanceRevoked'), state).mails).toMatchObject([
      { kind: 'answer', unit: 'sjj', title: 'revoked', text: '验收单有误' },
    ]);
  });

  it('is for a coordinator or 审核领导 who did not enter the hand-in, while the item is open', () => {
    const entered = after(shared, [
      { at: '2025-09-29', by: 'ddy2', command: handIn('sjj'), for: { unit: 'sjj', source: 'mail' } },
      officeSays('2025-09-30', accept('sjj')),
    ]);
    const by = (who: string) => codeFor(entered, officeSays('2025-10-10', revoke('sjj'), who));
    expect([by('ddy'), by('shld'), by('ddy2'), by('ll-sjj')]).toEqual([
      'ok',
      'ok',
      'not-allowed',
      'not-allowed',
    ]);
    const closed = after(both, [officeSays('2025-10-09', close)]);
    expect(codeFor(closed, officeSays('2025-10-10', revoke('sjj')))).toBe('wrong-state');
  });

  it('is refused where nothing is accepted: not yet, revoked already, released, another round', () => {
    const at = (item: typeof state, round?: number) =>
      codeFor(item, officeSays('2025-10-11', revoke('sjj', round)));
    const released = after(shared, [officeSays('2025-07-07', release('sjj'))]);
    expect([at(shared), at(state), at(released), at(both, 2)]).toEqual(
      Array<string>(4).fill('no-acceptance'),
    );
  });
});
