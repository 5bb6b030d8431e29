import type { NoticeInfo } from '../../domain/digest/types';
import { digestOf, partsThatFit } from '../../domain/journal/canonical';
import { itemStream, noticeStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import { checkPlan } from '../../domain/plan/check';
import type { Plan } from '../../domain/plan/types';
import { hint, ok, refuse, text, type Problem, type Result } from '../../domain/problem';
import { composedBefore, slotFor } from '../../domain/slot';
import { dateOf, type Instant } from '../../domain/time';
import { issueErrand, owe } from '../journal/errands';
import { appendParts } from '../journal/journal';
import { lastRun, noticeRow } from './notices';
import type { OfficeReader } from '../office/office';
import { keyReused, recall, remember } from '../journal/requests';
import type { Db } from '../database/schema';
import { lastComposed, markComposed } from '../office/slots';
import { chunks, fromJson, toJson, type Json } from '../database/stored';
import { isWithdrawn } from './withdraw';

export interface IssueCall {
  readonly plan: Plan;
  /** Keys to issue; null: all. */
  readonly items: readonly string[] | null;
  readonly acceptPast: boolean;
  readonly now: Instant;
  readonly actor: string;
  readonly requestKey: string;
}

/** What an issuing run (交办批次) set going. */
interface IssuedBatch {
  readonly notice: string;
  readonly batch: number;
  readonly streams: readonly StreamId[];
}

/**
 * Body of `noticeIssued`; with `noticeImported` all that the projection of a notice is rebuilt from. A run of very many
 * items has several, which differ in nothing but the items.
 */
export interface NoticeIssued extends Omit<NoticeInfo, 'id'> {
  readonly batch: number;
  /** Digest of the plan. */
  readonly plan: string;
  readonly items: readonly string[];
  readonly acceptPast: boolean;
}

/**
 * Issues (交办) items of a confirmed plan: writes the plan, the event `noticeIssued` and one row for each item, all or
 * none; the items' own events follow from their workflows. Refuses `notice-not-found`, `item-not-found`,
 * `already-issued`, `nothing-to-issue`, `notice-withdrawn`, whatever planCheck calls an error, and `key-reused`; the same
 * call again answers as before, unless the notice was withdrawn since.
 */
export async function issue(db: Db, call: IssueCall, officeOf: OfficeReader): Promise<Result<IssuedBatch>> {
  const { plan, actor, requestKey } = call;
  const stream = noticeStream(plan.notice);
  const digest = digestOf([plan.digest, call.items, call.acceptPast, actor]);
  const withdrawn = await isWithdrawn(db, plan.notice);
  if (withdrawn) return { ok: false, problem: withdrawn };
  const known = await recall(db, stream, requestKey);
  if (known && known.digest !== digest) return { ok: false, problem: keyReused(requestKey) };
  if (known) return ok(await issuedBefore(db, plan.notice, requestKey));
  const row = await noticeRow(db, plan.notice);
  if (!row) return { ok: false, problem: planNotFound(plan.notice) };
  const keys = await storedKeysToIssue(db, call);
  if (!keys.ok) return keys;
  const office = await officeOf(db);
  const refused = issueRefusal(call, office, keys.value);
  if (refused) return { ok: false, problem: refused };
  const batch = Math.max(row.batch, await lastRun(db, plan.notice)) + 1;
  const end = await appendParts(db, stream, {
    type: 'noticeIssued',
    bodies: issueBodies(call, batch, keys.value),
    at: call.now,
    actor,
    requestKey,
  });
  const before = composedBefore(office, end.at);
  if (before !== null && (await lastComposed(db)) === null) await markComposed(db, before, end.at);
  await writePlan(db, plan, batch);
  await writeIssuedItems(db, { ...call, now: end.at }, batch, keys.value, office);
  const { key, errand } = issueErrand(plan.notice, batch);
  await owe(db, key, errand);
  const answer = { ok: true, seq: end.seq, status: `${plan.notice} ${batch}` } as const;
  await remember(db, stream, { key: requestKey, digest, answer, seq: end.seq });
  return ok({ notice: plan.notice, batch, streams: keys.value.map((key) => itemStream(plan.notice, key)) });
}

function issueBodies(
  { plan, acceptPast }: IssueCall,
  batch: number,
  keys: readonly string[],
): readonly NoticeIssued[] {
  const { title, number, year, demo, coordinator, deputies, digest } = plan;
  const header = { title, number, year, demo, coordinator, deputies, plan: digest, batch, acceptPast };
  return partsThatFit(keys).map((items) => ({ ...header, items }));
}

async function issuedBefore(db: Db, notice: string, requestKey: string): Promise<IssuedBatch> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('stream', '=', noticeStream(notice))
    .where('request_key', '=', requestKey)
    .orderBy('seq')
    .execute();
  const parts = rows.map(({ body }) => {
    const written: Json<NoticeIssued> = body;
    return fromJson(written);
  });
  const keys = parts.flatMap(({ items }) => items);
  return { notice, batch: parts[0]?.batch ?? 0, streams: keys.map((key) => itemStream(notice, key)) };
}

/** The keys asked for; without any, all that have not been issued yet. */
async function storedKeysToIssue(db: Db, { plan, items }: IssueCall): Promise<Result<readonly string[]>> {
  const rows = await db.selectFrom('items').select('key').where('notice', '=', plan.notice).execute();
  const issued = new Set(rows.map(({ key }) => key));
  const planned = new Set(plan.items.map(({ key }) => key));
  const unknown = items?.find((key) => !planned.has(key));
  if (unknown !== undefined) return { ok: false, problem: noItem(unknown) };
  const again = items?.find((key) => issued.has(key));
  if (again !== undefined) return { ok: false, problem: issuedAlready(again) };
  const keys = items ?? [...planned].filter((key) => !issued.has(key));
  return keys.length > 0 ? ok(keys) : nothingIssued(plan.notice);
}

/** The first error of the plan as a refusal with the number of the others. */
function issueRefusal(
  { plan, acceptPast, now }: IssueCall,
  office: Office,
  items: readonly string[],
): Problem | null {
  const today = dateOf(now, office.calendar.zone);
  const errors = checkPlan(plan, office, { today, acceptPast, items }).filter((p) => p.severity === 'error');
  const first = errors[0]?.problem;
  const more = errors.length - 1;
  if (!first || more === 0) return first ?? null;
  const message = text(`${first.message.zh}（另有 ${more} 处）`, `${first.message.en} (and ${more} more)`);
  return { ...first, message };
}

async function writePlan(db: Db, plan: Plan, batch: number): Promise<void> {
  const { items, ...header } = plan;
  const { notice: id, title, number, year, demo, coordinator, deputies } = plan;
  await db
    .insertInto('plans')
    .values({ notice: id, batch, header: toJson(header) })
    .execute();
  const rows = items.map((item, position) => ({
    notice: id,
    batch,
    position,
    key: item.key,
    item: toJson(item),
  }));
  for (const part of chunks(rows, 100)) await db.insertInto('plan_items').values(part).execute();
  const info = toJson({ id, title, number, year, demo, coordinator, deputies });
  await db.updateTable('notices').set({ batch, info }).where('id', '=', id).execute();
}

async function writeIssuedItems(
  db: Db,
  { plan, now, actor }: IssueCall,
  batch: number,
  keys: readonly string[],
  office: Office,
): Promise<void> {
  const slot = slotFor(office, now, await lastComposed(db));
  const rows = keys.map((key) => ({
    stream: itemStream(plan.notice, key),
    notice: plan.notice,
    key,
    plan_batch: batch,
    batch,
    issued_at: now,
    issued_by: actor,
    state: null,
    status: null,
    open: 1,
    next_slot: slot,
  }));
  for (const part of chunks(rows, 100)) await db.insertInto('items').values(part).execute();
}

const planNotFound = (notice: string): Problem => ({
  code: 'notice-not-found',
  message: text(`台账里没有通知 ${notice}`, `there is no notice ${notice} in the ledger`),
  hint: hint('先导入通知', 'import it first', 'import-notice'),
});

const noItem = (key: string): Problem => ({
  code: 'item-not-found',
  message: text(`方案里没有事项 ${key}`, `there is no item ${key} in the plan`),
  hint: hint('对照计划里的编号', 'compare the keys of the plan', 'preview-plan'),
});

const issuedAlready = (key: string): Problem => ({
  code: 'already-issued',
  message: text(`事项 ${key} 已经交办`, `the item ${key} has been issued`),
  hint: hint('从所选的事项中去掉它', 'leave it out of the chosen items', 'issue-part'),
});

const nothingIssued = (notice: string) =>
  refuse(
    'nothing-to-issue',
    text(`通知 ${notice} 的事项已全部交办`, `all items of ${notice} have been issued`),
    text('无需再交办', 'nothing is left to do'),
  );
