import { join } from 'node:path';
import type { Office } from '../../domain/office';
import { ok, type Result } from '../../domain/problem';
import { readCalendar } from './calendar-file';
import { readPolicy } from './policy-file';
import { readRoster } from './roster-file';

/** The reference data in a folder: policy.yaml, calendar.yaml and roster.yaml. Refuses like their readers. */
export function readOfficeFolder(folder: string): Result<Office> {
  const policy = readPolicy(join(folder, 'policy.yaml'));
  if (!policy.ok) return policy;
  const calendar = readCalendar(join(folder, 'calendar.yaml'), policy.value.zone);
  if (!calendar.ok) return calendar;
  const roster = readRoster(join(folder, 'roster.yaml'));
  if (!roster.ok) return roster;
  return ok({ policy: policy.value, calendar: calendar.value, roster: roster.value });
}
