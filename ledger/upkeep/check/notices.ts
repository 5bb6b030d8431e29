import type { NoticeInfo } from '../../../domain/digest/types';
import { sha256 } from '../../../domain/journal/canonical';
import { itemStream, parseStream } from '../../../domain/journal/streams';
import type { ChainedEvent, Finding, StreamId } from '../../../domain/journal/types';
import { makePlan } from '../../../domain/plan/plan';
import type { NoticeIssued } from '../../notices/issue';
import { eventPages } from '../../journal/journal';
import type { NoticeImported } from '../../notices/notices';
import { columnsOf, type Db } from '../../database/schema';
import { fromJson, toJson, type Json } from '../../database/stored';
import { compareRows, rowDiffers, rowExtra, rowMissing, type RowPlace } from './compare';

/** An issuing run, put together from its parts, with the event that ended it. */
interface Run {
  readonly event: ChainedEvent;
  readonly body: NoticeIssued;
}

/** Compares notices, the plans of their issuing runs, and the items issued with the streams of the notices. */
export async function checkNotices(db: Db): Promise<readonly Finding[]> {
  const heads = await db.selectFrom('heads').select('stream').where('stream', 'like', 'notice/%').execute();
  const rows = await db.selectFrom('notices').select('id').execute();
  const streams = new Set([...heads.map(({ stream }) => stream), ...rows.map(({ id }) => `notice/${id}`)]);
  const findings: Finding[] = [];
  for (const stream of [...streams].sort()) findings.push(...(await checkNotice(db, stream)));
  return findings;
}

async function checkNotice(db: Db, stream: StreamId): Promise<readonly Finding[]> {
  const parsed = parseStream(stream);
  const id = parsed.type === 'notice' ? parsed.notice : '';
  const { imported, runs } = await noticeEvents(db, stream);
  return [
    ...(await checkRow(db, id, imported, runs)),
    ...(await checkItemsIssued(db, id, runs)),
    ...(await checkPlans(db, id, runs)),
  ];
}

async function noticeEvents(db: Db, stream: StreamId) {
  const runs: Run[] = [];
  let imported: { readonly event: ChainedEvent; readonly body: NoticeImported } | null = null;
  for await (const page of eventPages(db, stream))
    for (const event of page)
      if (event.type === 'noticeImported') {
        const body: Json<NoticeImported> = event.body;
        imported = { event, body: fromJson(body) };
      } else if (event.type === 'noticeIssued') {
        const body: Json<NoticeIssued> = event.body;
        addPart(runs, { event, body: fromJson(body) });
      }
  return { imported, runs };
}

/** A run of very many items was journaled in parts, one after another. */
function addPart(runs: Run[], { event, body }: Run): void {
  const before = runs.at(-1)?.body.batch === body.batch ? runs.pop() : undefined;
  runs.push({ event, body: { ...body, items: [...(before?.body.items ?? []), ...body.items] } });
}

async function checkRow(
  db: Db,
  id: string,
  imported: { readonly event: ChainedEvent; readonly body: NoticeImported } | null,
  runs: readonly Run[],
): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('notices').select(columnsOf('notices')).where('id', '=', id).execute();
  const actual = rows.map(({ text: words, ...row }) => ({ ...row, text: sha256(words) }));
  const last = runs.at(-1);
  const place: RowPlace = { stream: `notice/${id}`, seq: (last ?? imported)?.event.seq ?? null };
  if (!imported) return compareRows({ table: 'notices', key: 'id', expected: [], actual }, place);
  const { title, number, year, demo, coordinator, deputies } = (last ?? imported).body;
  const info: NoticeInfo = { id, title, number, year, demo, coordinator, deputies };
  const expected = [{ id, info: toJson(info), batch: last?.body.batch ?? 0, text: imported.body.text }];
  return compareRows({ table: 'notices', key: 'id', expected, actual }, place);
}

async function checkItemsIssued(db: Db, notice: string, runs: readonly Run[]): Promise<readonly Finding[]> {
  const expected = runs.flatMap(({ event, body }) =>
    body.items.map((key) => ({
      stream: itemStream(notice, key),
      key,
      plan_batch: body.batch,
      issued_at: event.at,
      issued_by: event.actor,
    })),
  );
  const actual = await db
    .selectFrom('items')
    .select(['stream', 'key', 'plan_batch', 'issued_at', 'issued_by'])
    .where('notice', '=', notice)
    .execute();
  const place: RowPlace = { stream: `notice/${notice}`, seq: runs.at(-1)?.event.seq ?? null };
  return compareRows({ table: 'items', key: 'stream', expected, actual }, place);
}

async function checkPlans(db: Db, notice: string, runs: readonly Run[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { event, body } of runs) {
    const place: RowPlace = { stream: event.stream, seq: event.seq };
    const name = `${notice} ${body.batch}`;
    const digest = await digestOfPlan(db, notice, body.batch);
    if (digest === null) findings.push(rowMissing('plans', name, place));
    else if (digest !== body.plan) findings.push(rowDiffers('plans', name, ['digest'], place));
  }
  const plans = await db.selectFrom('plans').select('batch').where('notice', '=', notice).execute();
  const known = new Set(runs.map(({ body }) => body.batch));
  return [
    ...findings,
    ...plans
      .filter(({ batch }) => !known.has(batch))
      .map(({ batch }) => rowExtra('plans', `${notice} ${batch}`, { stream: `notice/${notice}`, seq: null })),
  ];
}

async function digestOfPlan(db: Db, notice: string, batch: number): Promise<string | null> {
  const row = await db
    .selectFrom('plans')
    .select('header')
    .where('notice', '=', notice)
    .where('batch', '=', batch)
    .executeTakeFirst();
  if (!row) return null;
  const items = await db
    .selectFrom('plan_items')
    .select(['key', 'position', 'item'])
    .where('notice', '=', notice)
    .where('batch', '=', batch)
    .orderBy('position')
    .execute();
  const [first] = items;
  const inPlace = items.every(
    ({ key, position, item }, n) => key === fromJson(item).key && position === (first?.position ?? 0) + n,
  );
  if (!inPlace) return '';
  const { digest: _, ...header } = fromJson(row.header);
  return makePlan({ ...header, items: items.map(({ item }) => fromJson(item)) }).digest;
}
