import { mayWithdraw } from '../../../domain/plan/issue';
import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import type { Withdrawn } from '../../../ledger/notices/withdraw';
import { type BulkOrder, openItemsOf } from '../../bulk/order';
import { sendBatch } from '../batch';
import { missingOption } from '../item-commands';
import { noticeNamed } from '../names';
import { actingAs, keyOf, onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  KEY_FLAG,
  type Options,
  requiredFlag,
  optionText,
  type Verb,
} from '../verb';

/** The end of every open item of a withdrawn notice; the key comes from the event, so that a call broken off goes on. */
const orderOf = ({ seq, reason, open }: Withdrawn, actor: string): BulkOrder => ({
  items: open,
  key: `withdrawn-${seq}`,
  actor,
  onBehalf: null,
  asked: { type: 'command', command: { type: 'cancel', reason: `通知撤回：${reason}` } },
});

async function withdrawNotice(
  session: Session,
  ledger: Ledger,
  id: string,
  options: Options,
): Promise<Result<Output>> {
  const notice = await noticeNamed(ledger, id);
  if (!notice.ok) return notice;
  const account = await actingAs(session, ledger, ['coordinator'], notice.value.id);
  if (!account.ok) return account;
  const reason = optionText(options, 'reason');
  if (!reason) return missingOption('--reason');
  const actor = account.value.id;
  const by = { actor, now: session.now(), requestKey: keyOf(options) };
  const withdrawn = flagOption(options, 'dryRun')
    ? await foreseen(ledger, notice.value.id, reason)
    : await ledger.withdraw({ notice: notice.value.id, reason, ...by });
  if (!withdrawn.ok) return withdrawn;
  const deed = { zh: '撤回通知并取消', en: 'withdrawn and cancelled' };
  return sendBatch(session, ledger, { order: orderOf(withdrawn.value, actor), deed, options });
}

async function foreseen(ledger: Ledger, notice: string, reason: string): Promise<Result<Withdrawn>> {
  const allowed = mayWithdraw(await ledger.items({ notice }));
  if (!allowed.ok) return allowed;
  return ok({ seq: 0, reason, open: await openItemsOf(ledger, notice) });
}

/** duban notice withdraw: until the first signature. */
export const withdrawVerb: Verb = {
  usage: 'withdraw <通知>',
  about: text(
    '撤回通知：取消全部事项，告知一次；已有单位签收的不能撤回，只能取消（notice cancel）',
    'withdraw a notice: cancels all its items, told once; once a unit has signed it can only be cancelled (notice cancel)',
  ),
  flags: [requiredFlag(flaggedBy('--reason <理由>', '理由', 'the reason')), KEY_FLAG, DRY_RUN],
  examples: [
    example(
      'notice withdraw qp-2025-13 --reason 文号有误，另行印发 --dry-run',
      '先看会发多少邮件',
      'counts the mails first',
    ),
    example('notice withdraw qp-2025-13 --reason 文号有误，另行印发 --as ddy', '撤回', 'withdraws it'),
  ],
  action: onLedger((session, ledger, [id], options) => withdrawNotice(session, ledger, id ?? '', options)),
};
