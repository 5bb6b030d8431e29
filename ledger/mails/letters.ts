import { mailKey, type ToUnit } from '../../domain/digest/mail-ref';
import * as digest from '../../domain/digest/compose';
import type { Office } from '../../domain/office';
import { byCodeUnits } from '../../domain/digest/order';
import { firstWindowDay } from '../../domain/slot';
import type { UnitId } from '../../domain/roster/types';
import type { Instant } from '../../domain/time';
import { noteComposed, type MailDigests } from './composed';
import { putMail, type MailPosting } from './mailbox';
import { issueErrand, strikeOff } from '../journal/errands';
import type { OfficeReader } from '../office/office';
import { sharesRows } from '../database/locks';
import { lastRun } from '../notices/notices';
import type { Db } from '../database/schema';
import { chunks } from '../database/stored';
import type { IssueRun } from '../notices/issue-run';
import type { Composed } from './compose';
import { loadSnapshot, seqsOf } from './snapshot';
import { lastNote } from '../log/checkpoint';
import { openMailroomTask, unsentTask } from '../office/mailroom-tasks';
import { makeSoundFor } from './sound';

export interface LettersCall extends IssueRun {
  readonly now: Instant;
  readonly page?: { readonly after: string | null; readonly limit: number };
}

/** Units whose letters are written in one transaction. */
interface LettersPage {
  /** The last unit of the page before; null: the first page. */
  readonly after: UnitId | null;
  readonly limit: number;
}

const WHOLE_PLAN: LettersPage = { after: null, limit: Infinity };

/**
 * The letters of one issuing run (交办通知), one for each unit with an open part in it; those that exist stay. Items of
 * the run that have not recorded yet move to a later run of their own, whose letters the first slot after they have
 * recorded brings. With a page only those of some units; `next` is the last of them, null when there are no more: then
 * the run is no longer owed.
 */
export async function composeLetterPage(
  db: Db,
  { notice, batch, now, page = WHOLE_PLAN }: LettersCall,
  officeOf: OfficeReader,
): Promise<Composed> {
  const composed = await composeRun(db, { notice, batch }, { now, office: await officeOf(db), page });
  if (composed.next === null) await strikeOff(db, issueErrand(notice, batch));
  return composed;
}

/** Letters of items that recorded only after the letters of their issuing run; one to a unit that was added since is none of these. */
export async function composeLateLetters(db: Db, now: Instant, office: Office): Promise<void> {
  const runs = await db
    .selectFrom('items')
    .select(['notice', 'batch'])
    .distinct()
    .whereRef('batch', '<>', 'plan_batch')
    .where('open', '=', (x) => x.lit(1))
    .where('state', 'is not', null)
    .orderBy('notice')
    .orderBy('batch')
    .execute();
  for (const run of runs) await composeRun(db, run, { now, office, page: WHOLE_PLAN });
}

async function composeRun(
  db: Db,
  run: IssueRun,
  { now, office, page }: { readonly now: Instant; readonly office: Office; readonly page: LettersPage },
): Promise<Composed> {
  if (page.after === null) await putOffLetters(db, run);
  const { notice, batch } = run;
  const ahead = (await unitsWithout(db, run)).filter((unit) => page.after === null || unit > page.after);
  const units = ahead.slice(0, page.limit);
  if (units.length === 0) return { composed: 0, next: null };
  const snapshot = await loadSnapshot(db, { office, now, units, streams: [], everything: false, rows: [] });
  const checkpoint = await lastNote(db);
  const digests: MailDigests = new Map();
  const posting: MailPosting = { office, now, checkpoint, digests, seqOf: seqsOf(snapshot) };
  let composed = 0;
  const slot = firstWindowDay(office, now);
  let sound = snapshot;
  for (const unit of units) {
    const to: ToUnit = { unit, audience: 'liaison' };
    const worked = await makeSoundFor(db, to, { snapshot: sound, slot }, (whole) =>
      digest.composeLetters(whole, notice, batch, slot, [unit]),
    );
    sound = worked.snapshot;
    const key = mailKey({ of: 'batch', unit, notice, batch });
    if (!worked.value) await openMailroomTask(db, unsentTask({ key, unit, addressee: unit, slot }), now);
    for (const edition of worked.value ?? []) if (await putMail(db, edition, posting)) composed += 1;
  }
  await noteComposed(db, digests, now);
  return { composed, next: ahead.length > units.length ? (units.at(-1) ?? null) : null };
}

/** Moves the items without a state to a run of their own: a unit's letter of this run cannot be written twice. One that is recording at this moment is waited for. */
async function putOffLetters(db: Db, { notice, batch }: IssueRun): Promise<void> {
  const late = await db
    .selectFrom('items')
    .select('stream')
    .where('notice', '=', notice)
    .where('batch', '=', batch)
    .where('state', 'is', null)
    .orderBy('stream')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .execute();
  const next = (await lastRun(db, notice)) + 1;
  for (const part of chunks(late.map(({ stream }) => stream)))
    await db.updateTable('items').set({ batch: next }).where('stream', 'in', part).execute();
}

/** Units of a run whose letter does not exist, in code-unit order: what was written is not looked at again at every start. */
async function unitsWithout(db: Db, { notice, batch }: IssueRun): Promise<readonly UnitId[]> {
  const rows = await db
    .selectFrom('assignments')
    .innerJoin('items', 'items.stream', 'assignments.stream')
    .select('assignments.unit')
    .distinct()
    .where('items.notice', '=', notice)
    .where('items.batch', '=', batch)
    .execute();
  const written = new Set<string>();
  for (const part of chunks(rows.map(({ unit }) => mailKey({ of: 'batch', unit, notice, batch })))) {
    const mails = await db.selectFrom('mails').select('key').where('key', 'in', part).execute();
    for (const { key } of mails) written.add(key);
  }
  return rows
    .map(({ unit }) => unit)
    .filter((unit) => !written.has(mailKey({ of: 'batch', unit, notice, batch })))
    .sort(byCodeUnits);
}
