import type { Edition } from '../../domain/digest/types';
import { forecast } from '../../domain/forecast/forecast';
import type { OutboxRow } from '../../domain/item/outbox';
import { ok } from '../../domain/problem';
import { dateOf, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { previewChanges } from '../bulk/preview';
import { noticeInfo } from '../intake/files/notice-folder';
import { appliedOf, orderChanges, freshOf, type Applied, type PlanOrder } from './apply';
import { streamIn } from './running';

/** What a plan would do: the same lists as when it is applied, and the mails that they cause. */
export interface PlanRehearsed {
  readonly applied: Applied;
  readonly rows: readonly OutboxRow[];
  readonly mails: readonly Edition[];
}

/** What applying a plan would come to, by the preview of its change set; the letters of new items from the forecast. */
export async function rehearsePlan(
  ledger: Pick<Ledger, 'dryRun' | 'office'>,
  order: PlanOrder,
  now: Instant,
): Promise<PlanRehearsed> {
  const { plan } = order;
  const { set, made } = orderChanges(order);
  const fresh = freshOf(order)?.items ?? [];
  const preview = await previewChanges(ledger, set, { now, withDigests: true });
  const streams = fresh.map((key) => streamIn(plan, key));
  const issued = fresh.length > 0 ? { notice: plan.notice, batch: 0, streams } : null;
  const letters = await letterMails(ledger, order, fresh, now);
  return {
    applied: appliedOf(made, preview.ends, fresh, ok(issued)),
    rows: preview.rows,
    mails: [...letters, ...preview.immediate, ...preview.digests],
  };
}

async function letterMails(
  ledger: Pick<Ledger, 'office'>,
  { plan }: PlanOrder,
  items: readonly string[],
  issuedAt: Instant,
): Promise<readonly Edition[]> {
  if (items.length === 0) return [];
  const office = await ledger.office();
  const until = dateOf(issuedAt, office.calendar.zone);
  const mails = forecast({ plan, office, notice: noticeInfo(plan), issuedAt, items, until });
  return mails.filter(({ kind }) => kind === 'letter');
}
