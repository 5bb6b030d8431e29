import fc from 'fast-check';
import { z } from 'zod';
import { isWorkingDay } from '../../domain/calendar/calendar';
import type { ItemState } from '../../domain/item/types';
import type { Office } from '../../domain/office';
import { plusDays, type CivilDate } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { answerOf, type commandLine } from '../support/cli';
import type { Arrival } from '../support/arrival';

/** A year that was played: its ledger, a command line on it, and what the mail server got. */
interface WhyYear {
  readonly ledger: Ledger;
  readonly office: Office;
  readonly run: ReturnType<typeof commandLine>;
  readonly arrived: readonly Arrival[];
}

/** What is asked: why a unit was reminded of an item on a day, or why not. */
interface Question {
  readonly item: ItemState;
  readonly unit: string;
  readonly day: CivilDate;
}

const SEED = 20250630;

const answer = z.object({
  verdict: z.string(),
  because: z.array(z.string()),
});

/** The rungs with which the mail server got an item of a unit in the mails of a day, change lines apart. */
const rungsIn = (arrived: readonly Arrival[], { item, unit, day }: Question): readonly string[] =>
  arrived
    .filter((mail) => mail.slot === day && mail.whom === unit && mail.kind !== 'letter')
    .flatMap(({ lines }) => lines.filter(({ stream }) => stream === item.stream))
    .flatMap(({ rungs }) => rungs.filter((rung) => rung !== 'C'));

/** Any part of an item on any day from its issue to the year's end. */
const anywhere = (items: readonly ItemState[]): fc.Arbitrary<Question> =>
  fc.tuple(fc.constantFrom(...items), fc.nat(), fc.nat({ max: 200 })).map(([item, n, days]) => ({
    item,
    unit: item.assignments[n % item.assignments.length]?.unit ?? '',
    day: plusDays(item.issueDay, days),
  }));

/** A day on which the journal says something of a unit: raised, or not and why. */
async function looked(ledger: Ledger, items: readonly ItemState[]): Promise<readonly Question[]> {
  const found: Question[] = [];
  for (const item of items)
    for (const event of await ledger.story(item.stream)) {
      if (event.type !== 'raised') continue;
      const { slot, raised, held, skipped, missed, covered } = event.body;
      for (const { unit } of [raised, held, skipped, missed, covered].flat())
        found.push({ item, unit, day: slot });
    }
  return found;
}

/** duban item why: what it says agrees with what came over SMTP. */
export function whyRules(yearOf: () => WhyYear): void {
  it('says of 200 parts and days why a reminder went or none did, as the mail server got it', async () => {
    const { ledger, office, run, arrived } = yearOf();
    const items = await ledger.items({});
    const told = await looked(ledger, items);
    const sample = { numRuns: 100, seed: SEED };
    const asked = [...fc.sample(anywhere(items), sample), ...fc.sample(fc.constantFrom(...told), sample)];
    const wrong: string[] = [];
    let sent = 0;
    for (const question of asked) {
      const { item, unit, day } = question;
      const line = ['item', 'why', item.stream.slice(5), '--unit', unit, '--on', day, '--json'];
      const { verdict, because } = answer.parse(answerOf(await run(...line)).data);
      const got = rungsIn(arrived, question).length > 0;
      if (got) sent += 1;
      const words = because.join('；');
      if (got !== (verdict === 'sent') || (got && !isWorkingDay(office.calendar, day)))
        wrong.push(`${item.key} ${unit} ${day}: ${verdict}, ${got ? 'a mail came' : 'none came'}: ${words}`);
    }
    expect(wrong).toEqual([]);
    expect(sent).toBeGreaterThan(40);
  });
}
