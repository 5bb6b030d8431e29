import fc from 'fast-check';
import { civilDate } from '../../../domain/time';
import type { Delivered } from '../../../ledger/mails/deliveries';
import { fromJson, type Json } from '../../../ledger/database/stored';
import { planItem } from '../../support/item';
import { planItems } from '../../support/ledger';
import { DATABASES, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';
import { playSteps, STEPS, type Step } from './random-steps';

/** Working days on which items due 2025-09-30 are reminded of often. */
const DAYS = ['2025-09-26', '2025-09-28', '2025-09-29', '2025-09-30', '2025-10-09'].map(civilDate);

const step: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom(...STEPS, 'wake', 'compose', 'claim', 'claim', 'settle', 'settle', 'settle'),
  n: fc.nat(11),
});

/** A day as it should be begins with all items awake and the slot composed; what follows may come in any order. */
const day = fc
  .array(step, { minLength: 8, maxLength: 24 })
  .map((rest): readonly Step[] => [
    { type: 'wake', n: 0 },
    { type: 'wake', n: 1 },
    { type: 'compose', n: 0 },
    ...rest,
  ]);

const repeated = (values: readonly string[]): readonly string[] =>
  values.filter((value, i) => values.indexOf(value) !== i);

async function ends(room: IssuedMailroom): Promise<readonly string[]> {
  const delivered = (await room.ledger.history('mailroom')).filter(({ type }) => type === 'delivered');
  return delivered.flatMap(({ body }) => {
    const written: Json<Delivered> = body;
    return fromJson(written).entries.map(({ mail, round }) => `${mail} ${round}`);
  });
}

describe.each(DATABASES)('whatever happens to a mailroom, on $name', (database) => {
  const items = planItems(2, planItem({ units: { sjj: 'lead', zjj: 'each' } }));

  it('tells no rung twice, no unit twice on a day, and journals each end exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 2, maxLength: DAYS.length }), async (days) => {
        const room = await openIssuedMailroom(database, { items });
        try {
          const taken = await playSteps(room, DAYS, days);
          const toUnits = taken.filter(({ key }) => !key.includes('|coordinator|'));
          expect(repeated(toUnits.flatMap(({ rows }) => rows))).toEqual([]);
          expect(
            repeated(taken.map(({ key, day: on }) => `${key.split('|').slice(0, 2).join('|')} ${on}`)),
          ).toEqual([]);
          expect(await room.ledger.check()).toEqual({ findings: [], pending: 0 });
          expect(repeated(await ends(room))).toEqual([]);
        } finally {
          await room.close();
        }
      }),
      { numRuns: 8 },
    );
  });
});
