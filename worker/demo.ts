import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duban, IssuedPlan } from '../office/running/duban';
import { readNoticeFolder, type NoticeFolder } from '../office/intake/files/notice-folder';
import { loadOffice } from '../office/load-office';
import { OFFICE } from '../domain/journal/streams';
import { demoPlan } from '../domain/plan/demo';
import type { Plan } from '../domain/plan/types';
import { ok, type Result } from '../domain/problem';
import { dateOf, type Instant } from '../domain/time';
import type { JournalChange } from '../ledger/journal/journal';
import type { Ledger } from '../ledger/ledger';

/** Every request key of the demonstration begins with this. */
const KEYS = 'demo/';

/** The seed's folder, beside the sources or above the compiled files. */
function seedFolder(from = __dirname): string {
  const folder = join(from, 'seeds', 'qingpu-2025');
  return existsSync(folder) || dirname(from) === from ? folder : seedFolder(dirname(from));
}

/** The seed's plan with dates ahead of today (演示·日期为示例). Refuses like readNoticeFolder and demoPlan. */
export async function seedDemo(
  now: Instant,
): Promise<Result<{ readonly folder: NoticeFolder; readonly plan: Plan }>> {
  const folder = await readNoticeFolder(seedFolder());
  if (!folder.ok) return folder;
  const { office, planFile } = folder.value;
  const plan = demoPlan(planFile.plan, planFile.demoDays, office, dateOf(now, office.calendar.zone));
  return plan.ok ? ok({ folder: folder.value, plan: plan.value }) : plan;
}

/** Nothing is in the ledger but its birth and what a demonstration that was interrupted has put there. */
async function isOpenToDemo(ledger: Ledger): Promise<boolean> {
  for (const { id, demo } of await ledger.notices())
    if (!demo || (await ledger.plan(id)) !== null) return false;
  const [, ...changes] = await ledger.history(OFFICE);
  return changes.every(({ requestKey }) => requestKey?.startsWith(KEYS));
}

/**
 * Imports and issues the seed as a marked demonstration when the ledger is empty, or goes on where a demonstration was
 * interrupted; null when there is something in it. Refuses what reading the seed, importing and issuing refuse.
 */
export async function demonstrate(
  ledger: Ledger,
  duban: Duban,
  now: Instant,
): Promise<Result<IssuedPlan | null>> {
  if (!(await isOpenToDemo(ledger))) return ok(null);
  const seed = await seedDemo(now);
  if (!seed.ok) return seed;
  const { folder, plan } = seed.value;
  const by: JournalChange = { actor: 'duban', now, requestKey: 'demo' };
  await loadOffice(ledger, folder.office, by);
  if ((await ledger.notices()).length === 0) {
    const notice = { ...folder.notice, year: plan.year, demo: true };
    const imported = await ledger.importNotice({
      notice,
      text: folder.text,
      ...by,
      requestKey: `${KEYS}import`,
    });
    if (!imported.ok) return imported;
  }
  const key = `${KEYS}issue`;
  return duban.issue({ plan, items: null, acceptPast: false, actor: plan.coordinator, key });
}
