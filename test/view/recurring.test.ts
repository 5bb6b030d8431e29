import { accountOf } from '../../domain/roster/roster';
import type { ItemState } from '../../domain/item/types';
import { inboxOf } from '../../domain/view/inbox';
import { accept, ask, handIn, sign } from '../support/commands';
import { after, issued, moment, officeSays, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const NOTICE = {
  ...{ id: 'n1', title: '2025年政务公开工作要点', number: '1号', year: 2025, demo: false },
  ...{ coordinator: 'ddy', deputies: ['ddy2'] },
};

/** An item of two rounds, 31 July and 30 September, both units having signed. */
const item = (said: readonly Said[] = []): ItemState =>
  after(
    issued({
      kind: 'recurring',
      dates: ['2025-07-31', '2025-09-30'],
      units: { sjj: 'each', zjj: 'each' },
    }),
    [unitSays('2025-07-01', sign('sjj')), unitSays('2025-07-01', sign('zjj')), ...said],
  );

const firstDone = [unitSays('2025-07-28', handIn('sjj')), officeSays('2025-07-29', accept('sjj'))];

const entries = (who: string, state: ItemState, at: string) => {
  const account = accountOf(office.roster, who);
  if (!account) throw new Error(`no account ${who}`);
  return inboxOf(
    account,
    { office, now: moment(at), notices: [NOTICE], items: [state], tasks: [], mails: [], findings: [] },
    {},
  );
};

const told = (who: string, state: ItemState, at: string): readonly string[] =>
  entries(who, state, at).map(({ kind, unit, what }) => `${kind} ${unit ?? '-'}: ${what.zh}`);

describe('an item of several rounds in the inbox', () => {
  it('is near for its unit by the date of the round at work', () => {
    expect(told('ll-sjj', item(), '2025-07-30').join()).toContain('截止2025-07-31');
    expect(told('ll-sjj', item(firstDone), '2025-07-30')).toEqual([]);
    expect(told('ll-sjj', item(firstDone), '2025-09-29').join()).toContain('截止2025-09-30');
  });

  it('stays with the unit that still owes the first round, whatever the other has done', () => {
    expect(told('ll-zjj', item(firstDone), '2025-08-04').join()).toContain('截止2025-07-31');
  });

  it('waits for review once, for the round that was handed in', () => {
    const waiting = item([...firstDone, unitSays('2025-09-26', handIn('sjj'))]);
    const waits = entries('ddy', waiting, '2025-09-29').filter(({ unit }) => unit === 'sjj');
    expect(waits.map(({ kind, acts }) => [kind, acts])).toEqual([['handIn', ['accept', 'return']]]);
  });

  it('asks for a later date of the round at work only', () => {
    const asked = item([...firstDone, unitSays('2025-09-24', ask('sjj', '2025-10-31'))]);
    const [entry] = entries('ddy', asked, '2025-09-26').filter(({ unit }) => unit === 'sjj');
    expect(entry?.request).toMatchObject({ from: '2025-09-30', asked: '2025-10-31' });
  });
});
