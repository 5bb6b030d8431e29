import { endOfPlan, forecast } from '../../domain/forecast/forecast';
import { seedFolder } from '../support/seed';
import { issueOf, unitYear, yearOfUnit } from '../support/unit-year';

const seed = seedFolder();
const vector = unitYear();
const { office, notice } = seed;
const { plan } = seed.planFile;
const mails = forecast({ plan, notice, office, issuedAt: issueOf(vector) });
const year = yearOfUnit(mails, vector.unit);

describe('the whole year of one unit, counted by hand', () => {
  it('begins with its letter', () => {
    expect(year.letters).toEqual([vector.letter]);
  });

  it.each(['liaison', 'supervisor', 'chief'] as const)('is told to its %s on exactly these days', (role) => {
    expect(year[role]).toEqual(vector[role]);
  });

  it('ends 40 working days after the 31 December of its year', () => {
    expect(endOfPlan(plan, office)).toBe(vector.last);
    expect(mails.at(-1)?.slot).toBe(vector.last);
  });
});
