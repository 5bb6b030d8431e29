import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toCalendar } from '../../office/intake/files/calendar-file';
import { vocabularyOf } from '../../office/intake/files/learned-file';
import { noticeInfo, type NoticeFolder } from '../../office/intake/files/notice-folder';
import { toPlan } from '../../office/intake/files/plan-file';
import { toPolicy } from '../../office/intake/files/policy-file';
import { toRoster } from '../../office/intake/files/roster-file';
import { parseYaml, type YamlFile } from '../../office/intake/files/yaml-file';
import { readChecked } from '../../domain/unaccounted/read';
import { demoPlan } from '../../domain/plan/demo';
import type { Plan } from '../../domain/plan/types';
import { dateOf, type Instant } from '../../domain/time';
import { sure } from './sure';

/** The folder of the seed notice. */
export const SEED = join(__dirname, '..', '..', 'seeds', 'qingpu-2025');

const seedText = (name: string): string => readFileSync(join(SEED, name), 'utf8');
const seedYaml = (name: string): YamlFile => sure(parseYaml(seedText(name), name));

/** The seed notice with its office and plan, read from its files at once: tests are made of it while they load. */
export function seedFolder(): NoticeFolder {
  const policy = sure(toPolicy(seedYaml('policy.yaml')));
  const calendar = sure(toCalendar(seedYaml('calendar.yaml'), policy.zone));
  const office = { policy, calendar, roster: sure(toRoster(seedYaml('roster.yaml'))) };
  const text = seedText('notice.txt');
  const reading = readChecked({ text }, vocabularyOf(office.roster));
  const planFile = sure(toPlan(seedYaml('plan.yaml'), office, reading));
  return { office, notice: noticeInfo(planFile.plan), text, reading, planFile };
}

/** The seed's plan as the demonstration issues it at a moment, its dates ahead of that day. */
export function seedDemoAt(now: Instant): { readonly folder: NoticeFolder; readonly plan: Plan } {
  const folder = seedFolder();
  const { office, planFile } = folder;
  const today = dateOf(now, office.calendar.zone);
  return { folder, plan: sure(demoPlan(planFile.plan, planFile.demoDays, office, today)) };
}
