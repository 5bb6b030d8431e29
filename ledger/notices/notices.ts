import { sql } from 'kysely';
import type { NoticeInfo } from '../../domain/digest/types';
import { digestOf, sha256 } from '../../domain/journal/canonical';
import { noticeStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Plan } from '../../domain/plan/types';
import { ok, refuse, text, type Problem, type Result } from '../../domain/problem';
import { faults, LedgerFault } from '../database/faults';
import { appendOne, lastOfType, type JournalChange } from '../journal/journal';
import { keyReused, recall, remember } from '../journal/requests';
import { columnsOf, type Db } from '../database/schema';
import { chunks, fromJson, jsonIn, toJson, type Json } from '../database/stored';

export interface ImportCall extends JournalChange {
  readonly notice: NoticeInfo;
  readonly text: string;
}

/** Body of `noticeImported`; `text` is the sha256 of the notice's text. */
export interface NoticeImported extends Omit<NoticeInfo, 'id'> {
  readonly text: string;
}

/** The digest under which an import is repeated or refused; the moment does not count. */
const importDigest = ({ notice, text: words, actor }: ImportCall): string => digestOf([notice, words, actor]);

/**
 * Keeps a notice (通知) and its text: one event `noticeImported`. Refuses `bad-notice-id`, `notice-exists`,
 * `key-reused`; the same call again writes nothing.
 */
export async function importNotice(db: Db, call: ImportCall): Promise<Result<{ readonly notice: string }>> {
  const { id, ...info } = call.notice;
  if (!/^[^/|\s]+$/.test(id)) return badId(id);
  const stream = noticeStream(id);
  const digest = importDigest(call);
  const known = await recall(db, stream, call.requestKey);
  if (known)
    return known.digest === digest ? ok({ notice: id }) : { ok: false, problem: keyReused(call.requestKey) };
  if (await noticeRow(db, id)) return { ok: false, problem: noticeExists(id) };
  const body: NoticeImported = { ...info, text: sha256(call.text) };
  const event = await appendOne(db, stream, {
    type: 'noticeImported',
    body,
    at: call.now,
    actor: call.actor,
    requestKey: call.requestKey,
  });
  await db
    .insertInto('notices')
    .values({ id, info: toJson(call.notice), text: call.text, batch: 0 })
    .execute();
  const answer = { ok: true, seq: event.seq, status: id } as const;
  await remember(db, stream, { key: call.requestKey, digest, answer, seq: event.seq });
  return ok({ notice: id });
}

const badId = (id: string) =>
  refuse(
    'bad-notice-id',
    text(`通知的代号“${id}”不能用`, `"${id}" cannot be the id of a notice`),
    text('代号不能为空，不能含空格、/ 和 |', 'it must not be empty nor hold spaces, / or |'),
  );

const noticeExists = (id: string): Problem => ({
  code: 'notice-exists',
  message: text(`通知 ${id} 已经导入`, `the notice ${id} has been imported before`),
  hint: text('换一个代号，或直接签发已导入的通知', 'choose another id, or issue the one that is there'),
});

/** The row of a notice. */
export const noticeRow = (db: Db, id: string) =>
  db.selectFrom('notices').select(columnsOf('notices')).where('id', '=', id).executeTakeFirst();

/** All notices, in the order of their ids; one that the table cannot say any more as the journal has it. */
export async function listNotices(db: Db): Promise<readonly NoticeInfo[]> {
  const rows = await db.selectFrom('notices').select(['id', 'info']).orderBy('id').execute();
  const found: NoticeInfo[] = [];
  for (const { id, info } of rows) found.push(jsonIn(info) ?? (await journaledNotice(db, id)));
  return found;
}

async function journaledNotice(db: Db, id: string): Promise<NoticeInfo> {
  const last = (type: string) => lastOfType(db, noticeStream(id), type);
  const event = (await last('noticeIssued')) ?? (await last('noticeImported'));
  if (!event) throw new LedgerFault(faults.inconsistent(noticeStream(id)));
  const written: Json<NoticeImported> = event.body;
  const { title, number, year, demo, coordinator, deputies } = fromJson(written);
  return { id, title, number, year, demo, coordinator, deputies };
}

/** The text as imported; null when the notice is unknown. */
export const noticeText = async (db: Db, id: string): Promise<string | null> =>
  (await noticeRow(db, id))?.text ?? null;

/** The plan confirmed at the last issuing run; null before the first. */
export async function planOf(db: Db, notice: string): Promise<Plan | null> {
  const row = await db
    .selectFrom('plans')
    .select(columnsOf('plans'))
    .where('notice', '=', notice)
    .orderBy('batch', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const items = await db
    .selectFrom('plan_items')
    .select('item')
    .where('notice', '=', notice)
    .where('batch', '=', row.batch)
    .orderBy('position')
    .execute();
  return { ...fromJson(row.header), items: items.map(({ item }) => fromJson(item)) };
}

/** The last run of a notice that has items, be it one that the mailroom made for late ones; 0 before the first. */
export async function lastRun(db: Db, notice: string): Promise<number> {
  const last = await db
    .selectFrom('items')
    .select('batch')
    .where('notice', '=', notice)
    .orderBy('batch', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.batch ?? 0;
}

/** Streams that must have a running workflow: issued items that are open or have not recorded yet, by pages. */
export async function shouldRun(
  db: Db,
  page: { readonly after: StreamId | null; readonly limit: number },
): Promise<readonly StreamId[]> {
  const rows = await db
    .selectFrom('items')
    .select('stream')
    .where('open', '=', (x) => x.lit(1))
    .where('stream', '>', page.after ?? '')
    .orderBy('stream')
    .limit(page.limit)
    .execute();
  return rows.map(({ stream }) => stream);
}

/** Which of these streams are closed or cancelled, and which have recorded; streams that were never issued are left out. */
export async function standing(
  db: Db,
  streams: readonly StreamId[],
): Promise<readonly { readonly stream: StreamId; readonly closed: boolean; readonly recorded: boolean }[]> {
  const found = [];
  for (const part of chunks(streams))
    found.push(
      ...(await db
        .selectFrom('items')
        .select(['stream', 'open', sql<number>`case when state is null then 0 else 1 end`.as('recorded')])
        .where('stream', 'in', part)
        .execute()),
    );
  return found.map(({ stream, open, recorded }) => ({
    stream,
    closed: open === 0,
    recorded: recorded === 1,
  }));
}
