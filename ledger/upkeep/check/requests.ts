import type { Finding } from '../../../domain/journal/types';
import { text } from '../../../domain/problem';
import type { Db } from '../../database/schema';
import type { RowPlace } from './compare';
import { compareRows, rowExtra, rowMissing } from './compare';
import { checkedEvents } from './events';
import { groupBy } from '../../../domain/digest/snapshot';
import { MAILROOM, OFFICE } from '../../../domain/journal/streams';
import { notedDigest } from '../../journal/note';
import { toJson } from '../../database/stored';
import type { Answer } from '../../database/tables/journal';

/**
 * Every command that caused events is remembered under its key with the seq of its last event, and nothing is
 * remembered beyond a stream's head. Commands that caused none (签收 twice) are in the table alone; so is the digest of what
 * an item was asked.
 */
export async function checkRequests(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('events')
    .leftJoin('requests', (join) =>
      join.onRef('requests.stream', '=', 'events.stream').onRef('requests.key', '=', 'events.request_key'),
    )
    .select((x) => [
      'events.stream',
      'events.request_key',
      'requests.seq as remembered',
      x.fn.max('events.seq').as('seq'),
    ])
    .where('events.request_key', 'is not', null)
    .where((x) => x.or([x('events.stream', 'like', 'item/%'), x('events.stream', 'like', 'notice/%')]))
    .groupBy(['events.stream', 'events.request_key', 'requests.seq'])
    .execute();
  const lost = rows.flatMap(({ stream, request_key: key, remembered, seq }) => {
    const place: RowPlace = { stream, seq };
    if (remembered === null) return [rowMissing('requests', key ?? '', place)];
    return remembered === seq ? [] : [requestDiffers(key ?? '', place)];
  });
  return [...lost, ...(await beyondHeads(db)), ...(await notedRequests(db))];
}

/** Events of office and mailroom that are written under other rules: their keys are not remembered. */
const UNREMEMBERED = ['calendarSet', 'policySet', 'rosterSet', 'contactSet', 'taskDone'];

/** In office and mailroom an event is remembered whole, with all its parts: its key with their digest and answer, and nothing else is. */
async function notedRequests(db: Db): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const stream of [OFFICE, MAILROOM]) {
    const events = await checkedEvents<object>(db, stream);
    const noted = events.filter((event) => event.requestKey !== null && !UNREMEMBERED.includes(event.type));
    const expected = [...groupBy(noted, ({ requestKey }) => requestKey ?? '')].flatMap(([key, parts]) => {
      const last = parts.at(-1);
      if (!last) return [];
      const { type, seq } = last;
      const bodies = parts.map(({ body }) => body);
      const answer = toJson({ ok: true, seq, status: type } satisfies Answer);
      return [{ key, seq, digest: notedDigest(type, bodies), answer }];
    });
    const actual = await db
      .selectFrom('requests')
      .select(['key', 'seq', 'digest', 'answer'])
      .where('stream', '=', stream)
      .execute();
    findings.push(...compareRows({ table: 'requests', key: 'key', expected, actual }, { stream, seq: null }));
  }
  return findings;
}

async function beyondHeads(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('requests')
    .leftJoin('heads', 'heads.stream', 'requests.stream')
    .select(['requests.stream', 'requests.key', 'requests.seq'])
    .where((x) => x.or([x('heads.seq', 'is', null), x('requests.seq', '>', x.ref('heads.seq'))]))
    .execute();
  return rows.map(({ stream, key, seq }) => rowExtra('requests', key, { stream, seq }));
}

const requestDiffers = (key: string, place: RowPlace): Finding => ({
  code: 'row-differs',
  ...place,
  message: text(
    `请求 ${key} 的答复不是由它的最后一条记录得出的`,
    `the answer under ${key} does not name the last event that it caused`,
  ),
});
