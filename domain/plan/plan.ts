import { canonical, sha256 } from '../journal/canonical';
import type { Plan } from './types';

/** A plan value with its digest. */
export function makePlan(parts: Omit<Plan, 'digest'>): Plan {
  const { notice, title, number, year, demo, coordinator, deputies, policy, items } = parts;
  const plan = { notice, title, number, year, demo, coordinator, deputies, policy, items };
  return Object.freeze({ ...plan, digest: sha256(canonical(plan)) });
}
