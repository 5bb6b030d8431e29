import { digestOf } from '../../domain/journal/canonical';
import { noticeStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import { mayWithdraw } from '../../domain/plan/issue';
import { hint, ok, refuse, text, type Problem, type Result } from '../../domain/problem';
import { appendOne, lastOfType, type JournalChange } from '../journal/journal';
import { loadItems } from '../items/load';
import { noticeRow } from './notices';
import { keyReused, recall, remember } from '../journal/requests';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';

export interface WithdrawCall extends JournalChange {
  readonly notice: string;
  readonly reason: string;
}

/** A withdrawn notice: seq of its event, its reason, the items that are not cancelled yet. */
export interface Withdrawn {
  readonly seq: number;
  readonly reason: string;
  readonly open: readonly StreamId[];
}

/** Body of `noticeWithdrawn`; the items' own `cancelled` events follow from their workflows. */
interface NoticeWithdrawn {
  readonly reason: string;
}

/**
 * Withdraws (撤回) a notice that no unit has signed for: one event `noticeWithdrawn`; nothing of it can be issued any more,
 * and the items that are open are to be cancelled by the caller. A notice withdrawn before answers with its first reason
 * and the items that are still open. Refuses `notice-not-found`, `incomplete` (no reason), `notice-signed`, `key-reused`.
 */
export async function withdraw(db: Db, call: WithdrawCall): Promise<Result<Withdrawn>> {
  const { notice, reason, actor, requestKey } = call;
  const stream = noticeStream(notice);
  const digest = digestOf(['withdraw', notice, reason, actor]);
  const known = await recall(db, stream, requestKey);
  if (known && known.digest !== digest) return { ok: false, problem: keyReused(requestKey) };
  if (!(await noticeRow(db, notice))) return { ok: false, problem: noticeNotFound(notice) };
  const before = await withdrawal(db, notice);
  if (before) return ok({ ...before, open: await openOf(db, notice) });
  if (reason.trim() === '') return noReason();
  const allowed = mayWithdraw(await loadItems(db, { notice }));
  if (!allowed.ok) return allowed;
  const body: NoticeWithdrawn = { reason };
  const event = await appendOne(db, stream, {
    type: 'noticeWithdrawn',
    body,
    at: call.now,
    actor,
    requestKey,
  });
  const answer = { ok: true, seq: event.seq, status: notice } as const;
  await remember(db, stream, { key: requestKey, digest, answer, seq: event.seq });
  return ok({ seq: event.seq, reason, open: await openOf(db, notice) });
}

/** Why nothing more of a notice can be issued (`notice-withdrawn`); null while it can. */
export async function isWithdrawn(db: Db, notice: string): Promise<Problem | null> {
  const found = await withdrawal(db, notice);
  if (!found) return null;
  return {
    code: 'notice-withdrawn',
    message: text(
      `通知 ${notice} 已撤回：${found.reason}`,
      `the notice ${notice} was withdrawn: ${found.reason}`,
    ),
    hint: text('改正后的通知另用一个代号导入', 'import the corrected notice under another id'),
  };
}

/** The withdrawal of a notice; null when there is none. */
async function withdrawal(db: Db, notice: string): Promise<Omit<Withdrawn, 'open'> | null> {
  const event = await lastOfType(db, noticeStream(notice), 'noticeWithdrawn');
  if (!event) return null;
  const body: Json<NoticeWithdrawn> = event.body;
  return { seq: event.seq, reason: fromJson(body).reason };
}

/** Issued items that are open or have not recorded yet. */
async function openOf(db: Db, notice: string): Promise<readonly StreamId[]> {
  const rows = await db
    .selectFrom('items')
    .select('stream')
    .where('notice', '=', notice)
    .where('open', '=', 1)
    .orderBy('stream')
    .execute();
  return rows.map(({ stream }) => stream);
}

const noticeNotFound = (notice: string): Problem => ({
  code: 'notice-not-found',
  message: text(`台账里没有通知 ${notice}`, `there is no notice ${notice} in the ledger`),
  hint: hint('请查看已有的通知', 'look at the notices that are there', 'look-at-notice'),
});

const noReason = (): Result<never> =>
  refuse(
    'incomplete',
    text('没有写撤回的理由', 'no reason is given'),
    hint('请写理由', 'give a reason', 'give-reason'),
  );
