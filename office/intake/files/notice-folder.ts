import { join } from 'node:path';
import type { NoticeInfo } from '../../../domain/digest/types';
import type { NoticeReading } from '../../../domain/notice/types';
import type { Office } from '../../../domain/office';
import type { Plan } from '../../../domain/plan/types';
import { ok, type Result } from '../../../domain/problem';
import { readText } from '../sources/isolated';
import { readCalendar } from './calendar-file';
import { vocabularyIn } from './learned-file';
import { readPlan, type PlanFile } from './plan-file';
import { readPolicy } from './policy-file';
import { readRegular } from './regular';
import { readRoster } from './roster-file';

/** All that a folder like seeds/qingpu-2025 says: the office, one notice and its plan. */
export interface NoticeFolder {
  readonly office: Office;
  readonly notice: NoticeInfo;
  readonly text: string;
  readonly reading: NoticeReading;
  readonly planFile: PlanFile;
}

/**
 * policy.yaml, calendar.yaml, roster.yaml, notice.txt and plan.yaml of a folder. Refuses like readOfficeFolder and
 * readPlan, and like readRegular for the notice.
 */
export async function readNoticeFolder(folder: string): Promise<Result<NoticeFolder>> {
  const office = await readOfficeFolder(folder);
  if (!office.ok) return office;
  const path = join(folder, 'notice.txt');
  const bytes = readRegular(path);
  if (!bytes.ok) return bytes;
  const source = bytes.value.toString();
  const vocabulary = await vocabularyIn(folder, office.value.roster);
  if (!vocabulary.ok) return vocabulary;
  const read = await readText({ text: source }, vocabulary.value);
  if (!read.ok) return read;
  const reading = read.value;
  const planFile = await readPlan(join(folder, 'plan.yaml'), office.value, reading);
  if (!planFile.ok) return planFile;
  return ok({
    office: office.value,
    notice: noticeInfo(planFile.value.plan),
    text: source,
    reading,
    planFile: planFile.value,
  });
}

/** The notice as the ledger and mails know it. */
export const noticeInfo = (plan: Plan): NoticeInfo => ({
  id: plan.notice,
  title: plan.title,
  number: plan.number,
  year: plan.year,
  demo: plan.demo,
  coordinator: plan.coordinator,
  deputies: plan.deputies,
});

/** The reference data in a folder: policy.yaml, calendar.yaml and roster.yaml. Refuses like their readers. */
export async function readOfficeFolder(folder: string): Promise<Result<Office>> {
  const policy = await readPolicy(join(folder, 'policy.yaml'));
  if (!policy.ok) return policy;
  const calendar = await readCalendar(join(folder, 'calendar.yaml'), policy.value.zone);
  if (!calendar.ok) return calendar;
  const roster = await readRoster(join(folder, 'roster.yaml'));
  if (!roster.ok) return roster;
  return ok({ policy: policy.value, calendar: calendar.value, roster: roster.value });
}
