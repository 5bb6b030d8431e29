import fc from 'fast-check';
import { civilDate } from '../../../domain/time';
import type { Delivered } from '../../../ledger/mails/deliveries';
import { fromJson, type Json } from '../../../ledger/database/stored';
import { planItem } from '../../support/item';
import { planItems } from '../../support/ledger';
import { DATABASES, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';
import { anyStep, playSteps, type Step } from './random-steps';

/** Working days on which items due 2025-09-30 are reminded of often, with a make-up Sunday and a week of holidays. */
const DAYS = ['2025-09-26', '2025-09-28', '2025-09-29', '2025-09-30', '2025-10-09'].map(civilDate);

/** Two more, on which nothing fails. */
const CALM = ['2025-10-10', '2025-10-11'].map(civilDate);

/** Short, with the same steps each time; `DUBAN_WALKS=n` draws n walks anew, `DUBAN_FUZZ_SEED` repeats them. */
const long = process.env['DUBAN_WALKS'];
const WALKS = Number(long ?? 8);
const SEED = Number(process.env['DUBAN_FUZZ_SEED'] ?? (long === undefined ? 1 : Date.now() % 1_000_000));

const on = (type: Step['type'], n: number, pause = 1_000): Step => ({ type, n, pause });

/** A day as it should be begins with all items awake and the slot composed; what follows may come in any order. */
const day = fc
  .tuple(fc.boolean(), fc.array(anyStep, { minLength: 4, maxLength: 24 }))
  .map(([calm, rest]): readonly Step[] => [
    ...(calm ? [on('wake', 0), on('wake', 1), on('wake', 2, 600_000), on('compose', 0)] : []),
    ...rest,
  ]);

const days = fc
  .array(day, { minLength: 1, maxLength: DAYS.length })
  .map((all) => all.map((steps, i) => [DAYS[i] ?? civilDate('2025-10-09'), steps] as const));

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
  const items = [
    ...planItems(2, planItem({ units: { sjj: 'lead', zjj: 'each' } })),
    ...planItems(3, planItem({ units: { sjj: 'each', dag: 'each' } })).slice(2),
  ];

  it('loses nothing, tells nothing twice nor after it is closed, and journals each end exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(days, async (walk) => {
        const room = await openIssuedMailroom(database, { items });
        try {
          expect(await playSteps(room, walk, CALM)).toEqual([]);
          expect(await room.ledger.check()).toEqual({ findings: [], pending: 0 });
          expect(repeated(await ends(room))).toEqual([]);
        } finally {
          await room.close();
        }
      }),
      { numRuns: WALKS, seed: SEED },
    );
  });
});
