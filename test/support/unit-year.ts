import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Edition } from '../../domain/digest/types';
import { civilDate, instantAt, type Instant } from '../../domain/time';

const day = z.string().transform(civilDate);
const days = z.record(z.string(), z.array(z.string()));
const shape = z.object({
  unit: z.string(),
  issuedAt: z.string(),
  last: day,
  letter: z.object({ day, items: z.array(z.string()) }),
  liaison: days,
  supervisor: days,
  chief: days,
});

/** A unit's whole year as it was written by hand (test/vectors/unit-year.yaml). */
export type UnitYear = z.infer<typeof shape>;

export const unitYear = (): UnitYear =>
  shape.parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'unit-year.yaml'), 'utf8')));

/** The moment of issue that the vector was written for. */
export const issueOf = ({ issuedAt }: UnitYear): Instant =>
  instantAt(civilDate(issuedAt.slice(0, 10)), '10:00', 'Asia/Shanghai');

/** What is asked of a mail, wherever it was read from: `no` of each item, and the rung that names its row. */
type Told = Pick<Edition, 'kind' | 'to' | 'slot'> & {
  readonly lines: readonly Pick<Edition['lines'][number], 'no' | 'rung'>[];
};

/** Items of an edition as the vector writes them: "16 R5", without a rung "16". */
const itemsOf = ({ lines }: Told): string[] =>
  lines.map(({ no, rung }) => (rung === null ? no : `${no} ${rung}`));

/** The unit's mails of some editions in the form of the vector, whoever they were read from. */
export function yearOfUnit(
  mails: readonly Told[],
  unit: string,
): Pick<UnitYear, 'liaison' | 'supervisor' | 'chief'> & { readonly letters: readonly UnitYear['letter'][] } {
  const own = mails.filter(({ to }) => 'unit' in to && to.unit === unit);
  const of = (audience: string): Record<string, string[]> =>
    Object.fromEntries(
      own
        .filter(({ kind, to }) => kind === 'digest' && to.audience === audience)
        .map((mail) => [mail.slot, itemsOf(mail)]),
    );
  return {
    letters: own
      .filter(({ kind }) => kind === 'letter')
      .map((mail) => ({ day: mail.slot, items: itemsOf(mail) })),
    liaison: of('liaison'),
    supervisor: of('supervisor'),
    chief: of('chief'),
  };
}
