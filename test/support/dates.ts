import fc from 'fast-check';
import { civilDate, plusDays, type CivilDate } from '../../domain/time';

/** A day of 2023-2028: a year before the declared ones, they, and two after. */
export const anyDay = (): fc.Arbitrary<CivilDate> =>
  fc.integer({ min: 0, max: 2191 }).map((n) => plusDays(civilDate('2023-01-01'), n));
