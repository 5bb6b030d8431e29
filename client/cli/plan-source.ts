import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { readChecked } from '../../domain/unaccounted/read';
import type { Learned, NoticeReading, NoticeSource } from '../../domain/notice/types';
import type { Office } from '../../domain/office';
import { buildPlan } from '../../domain/plan/build';
import type { PlanDraft } from '../../domain/plan/draft';
import type { PlanProblem } from '../../domain/plan/problems';
import type { Plan } from '../../domain/plan/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { readOfficeFolder } from '../../office/intake/files/notice-folder';
import { officeDifference, officeDiffers } from '../../office/office-differs';
import { readRegular } from '../../office/intake/files/regular';
import { vocabularyIn } from '../../office/intake/files/learned-file';
import { toDraft } from '../../office/intake/files/plan-file';
import { readYaml, type YamlFile } from '../../office/intake/files/yaml-file';
import { withoutCancelled } from '../../office/plan/problems';
import { readIsolated, readText } from '../../office/intake/sources/isolated';
import type { Ledger } from '../../ledger/ledger';
import type { Session } from './session';
import { storedSource } from '../../office/intake/sources/source';

/** A plan as the command line got hold of it: its file, what the notice says, and what is wrong with their union. */
export interface PlanSource {
  readonly file: YamlFile;
  readonly draft: PlanDraft;
  readonly office: Office;
  readonly text: string;
  readonly reading: NoticeReading;
  /** The office's own words that it was read with, and how others would read it. */
  readonly learned: Learned;
  readonly reread: (learned: Learned) => NoticeReading;
  readonly plan: Plan;
  /** Errors of buildPlan, with which the plan must not be used; and that the folder's office is not the one in force. */
  readonly problems: readonly PlanProblem[];
}

/** Files of a folder that may hold the notice, the first that is there. */
const NOTICES = ['notice.txt', 'notice.docx', 'notice.xlsx', 'notice.html'];

/** A file's content, or standard input for "-". Refuses `file-unreadable`. */
async function fileBytes(session: Session, path: string): Promise<Result<Buffer>> {
  if (path === '-') return ok(await session.io.readStdin());
  return readRegular(resolve(session.io.cwd, path));
}

/** The text of a notice file of any kind. Refuses `file-unreadable` and what readSource refuses. */
export async function noticeSource(session: Session, path: string): Promise<Result<NoticeSource>> {
  const bytes = await fileBytes(session, path);
  return bytes.ok ? readIsolated({ path: basename(path), bytes: bytes.value }) : bytes;
}

const holdsOffice = (folder: string): boolean =>
  ['policy.yaml', 'calendar.yaml', 'roster.yaml'].every((name) => existsSync(join(folder, name)));

/** In what the office of a folder, where it holds one, differs from the one in force. */
async function differsFrom(inForce: Office, folder: string): Promise<readonly PlanProblem[]> {
  const own = holdsOffice(folder) ? await readOfficeFolder(folder) : null;
  return own?.ok ? officeDiffers(officeDifference(inForce, own.value)) : [];
}

/**
 * The office that a folder holds (policy.yaml, calendar.yaml, roster.yaml), else the one in the ledger; null when there
 * is neither. For what has not been imported: from then on the ledger's holds.
 */
export async function officeFor(session: Session, folder: string): Promise<Result<Office | null>> {
  if (holdsOffice(folder)) return readOfficeFolder(folder);
  const ledger = await session.ledgerIfAny();
  if (!ledger.ok) return ledger;
  return ok(ledger.value ? await ledger.value.office() : null);
}

/** A file of the folder itself or below it, links followed. */
export function isInside(folder: string, name: string): boolean {
  const path = resolve(folder, name);
  const [at, real] =
    existsSync(folder) && existsSync(path)
      ? [realpathSync(folder), realpathSync(path)]
      : [resolve(folder), path];
  return real.startsWith(at + sep);
}

const outside = (source: string): Result<never> =>
  refuse(
    'bad-plan',
    text(
      `plan.yaml 的 source“${source}”不在计划的目录里`,
      `the source "${source}" of plan.yaml is outside the folder of the plan`,
    ),
    text(
      '把通知放进计划的目录，写它的文件名',
      'put the notice into the folder of the plan and write its name',
    ),
  );

async function noticeBeside(
  session: Session,
  folder: string,
  { notice, source }: PlanDraft,
): Promise<Result<NoticeSource>> {
  if (source !== null && !isInside(folder, source)) return outside(source);
  const names = source === null ? NOTICES : [source, ...NOTICES];
  const name = names.find((one) => existsSync(resolve(folder, one)));
  if (name !== undefined) return noticeSource(session, resolve(folder, name));
  const ledger = await session.ledgerIfAny();
  if (!ledger.ok) return ledger;
  const words = ledger.value ? await ledger.value.noticeText(notice) : null;
  if (words !== null) return ok(storedSource(words));
  return refuse(
    'notice-not-found',
    text(
      `计划 ${notice} 的通知既不在 ${folder} 中，也没有导入`,
      `the notice ${notice} of the plan is neither in ${folder} nor imported`,
    ),
    text(
      '在 plan.yaml 写 source: 文件名，或把通知放在同一目录，名为 notice.txt（或 .docx、.xlsx、.html），或先 duban notice import',
      'write source: FILE in plan.yaml, or put it into the same folder as notice.txt (.docx, .xlsx, .html), or import it: duban notice import',
    ),
  );
}

/** A plan as it is written, and the folder that it is in. */
interface WrittenPlan {
  readonly file: YamlFile;
  readonly draft: PlanDraft;
  readonly folder: string;
}

/** plan.yaml of a folder, or a file of any name. Refuses what readYaml refuses, and `bad-file`. */
async function writtenPlan(session: Session, given: string): Promise<Result<WrittenPlan>> {
  const whole = resolve(session.io.cwd, given);
  const path = existsSync(whole) && statSync(whole).isDirectory() ? join(whole, 'plan.yaml') : whole;
  const file = await readYaml(path);
  if (!file.ok) return file;
  const draft = toDraft(file.value);
  return draft.ok ? ok({ file: file.value, draft: draft.value, folder: dirname(path) }) : draft;
}

/**
 * plan.yaml of a folder, or a file of any name, with its notice and the office. Nothing is written and no server is
 * asked. Refuses `file-unreadable`, `notice-not-found`, `no-office`, what readYaml and readSource refuse, `bad-file`.
 */
export async function readPlanSource(session: Session, given: string): Promise<Result<PlanSource>> {
  const written = await writtenPlan(session, given);
  if (!written.ok) return written;
  const { draft, folder } = written.value;
  const ledger = await session.ledgerIfAny();
  if (!ledger.ok) return ledger;
  const there = ledger.value && (await isImported(ledger.value, draft.notice)) ? ledger.value : null;
  const office = there ? ok(await there.office()) : await officeFor(session, folder);
  if (!office.ok) return office;
  if (!office.value) return noOfficeIn(folder);
  const source = await noticeBeside(session, folder, draft);
  if (!source.ok) return source;
  const whole = await unite(written.value, office.value, source.value);
  return whole.ok && there ? ok(await planInForce(whole.value, there, folder)) : whole;
}

const isImported = async (ledger: Pick<Ledger, 'notices'>, notice: string): Promise<boolean> =>
  (await ledger.notices()).some(({ id }) => id === notice);

/**
 * A plan under the office in force: items that were issued and cancelled since need not be in it, and a folder with another
 * office is told of.
 */
async function planInForce(
  source: PlanSource,
  ledger: Pick<Ledger, 'items'>,
  folder: string,
): Promise<PlanSource> {
  const items = await ledger.items({ notice: source.plan.notice });
  const problems = withoutCancelled(source.problems, items);
  return { ...source, problems: [...problems, ...(await differsFrom(source.office, folder))] };
}

/** A plan and the notice that it is about, put together with the words that the office taught in the plan's folder. */
async function unite(
  { file, draft, folder }: WrittenPlan,
  office: Office,
  source: NoticeSource,
): Promise<Result<PlanSource>> {
  const vocabulary = await vocabularyIn(folder, office.roster);
  if (!vocabulary.ok) return vocabulary;
  const read = await readText(source, vocabulary.value);
  if (!read.ok) return read;
  const reading = read.value;
  const { plan, problems } = buildPlan(draft, reading, office.roster);
  const { learned = { units: [], labels: {}, headings: {} } } = vocabulary.value;
  const reread = (words: Learned): NoticeReading =>
    readChecked(source, { ...vocabulary.value, learned: words });
  return ok({ file, draft, office, text: source.text, reading, learned, reread, plan, problems });
}

/** The plan of a file for a notice that is in the ledger, under the ledger's office. Refuses like readPlanSource. */
export async function readPlanFor(
  session: Session,
  given: string,
  ledger: Pick<Ledger, 'office' | 'noticeText' | 'items'>,
  notice: string,
): Promise<Result<PlanSource>> {
  const written = await writtenPlan(session, given);
  if (!written.ok) return written;
  const source = storedSource((await ledger.noticeText(notice)) ?? '');
  const whole = await unite(written.value, await ledger.office(), source);
  return whole.ok ? ok(await planInForce(whole.value, ledger, written.value.folder)) : whole;
}

/**
 * The plan of a file for the notice in the ledger that it names, under the office in force. Refuses `notice-not-found` and
 * like readPlanFor; what buildPlan finds stands in the problems, without the items that the plan leaves out (withdrawn).
 */
export async function readRunningPlan(
  session: Session,
  ledger: Pick<Ledger, 'office' | 'notices' | 'noticeText'>,
  given: string,
): Promise<Result<PlanSource>> {
  const written = await writtenPlan(session, given);
  if (!written.ok) return written;
  const { notice } = written.value.draft;
  const words = await ledger.noticeText(notice);
  if (words === null) {
    const ids = (await ledger.notices()).map(({ id }) => id).join('、');
    return refuse(
      'notice-not-found',
      text(`台账里没有通知 ${notice}`, `there is no notice ${notice} in the ledger`),
      text(`核对 plan.yaml 中的 notice；已有：${ids}`, `check notice in plan.yaml; there are: ${ids}`),
    );
  }
  const office = await ledger.office();
  const source = await unite(written.value, office, storedSource(words));
  if (!source.ok) return source;
  const problems = source.value.problems.filter(({ problem }) => problem.code !== 'item-missing');
  return ok({
    ...source.value,
    problems: [...problems, ...(await differsFrom(office, written.value.folder))],
  });
}

const noOfficeIn = (folder: string): Result<never> =>
  refuse(
    'no-office',
    text(
      `${folder} 里没有名册、规则和日历，台账里也没有`,
      `neither ${folder} nor the ledger has roster, policy and calendar`,
    ),
    text(
      '把 roster.yaml、policy.yaml、calendar.yaml 放在同一目录，或先 duban office load 目录；已有台账时检查 --home 或 DUBAN_HOME',
      'put roster.yaml, policy.yaml, calendar.yaml into the same folder, or run duban office load FOLDER; if there is a ledger, check --home or DUBAN_HOME',
    ),
  );
