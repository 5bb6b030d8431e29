import { digestOf } from '../../../domain/journal/canonical';
import { mayWithdraw } from '../../../domain/plan/issue';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { AccountId } from '../../../domain/roster/types';
import { dateOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import type { Withdrawn } from '../../../ledger/notices/withdraw';
import { type BulkMove, type BulkOrder, openItemsOf } from '../../../office/bulk/order';
import { sendBatch } from '../batch';
import { missingOption } from '../item-commands';
import { dateOption, noticeNamed } from '../names';
import { actingAs, keyOf, onLedger } from '../on-ledger';
import type { Session } from '../session';
import {
  DRY_RUN,
  example,
  flaggedBy,
  flagOption,
  KEY_FLAG,
  type Action,
  type Options,
  requiredFlag,
  REASON_FLAG,
  optionText,
  type Verb,
} from '../verb';
import type { BatchDeed } from '../views/batch';

const NOTICE_REASON = requiredFlag(REASON_FLAG);

/** A call about a whole notice: which, by whom and why. */
interface NoticeAllCall {
  readonly session: Session;
  readonly ledger: Ledger;
  readonly options: Options;
  readonly notice: string;
  readonly actor: AccountId;
  readonly reason: string;
}

/** What a call asks of which items. */
type NoticeAllOrder = Pick<BulkOrder, 'items' | 'key' | 'asked'>;

/** Does to the items of a notice what its coordinator asks for. */
const toWholeNotice = (
  deed: BatchDeed,
  orderOf: (call: NoticeAllCall) => Promise<Result<NoticeAllOrder>>,
): Action =>
  onLedger(async (session, ledger, [id], options) => {
    const notice = await noticeNamed(ledger, id);
    if (!notice.ok) return notice;
    const account = await actingAs(session, ledger, ['coordinator'], notice.value.id);
    if (!account.ok) return account;
    const reason = optionText(options, 'reason');
    if (!reason) return missingOption('--reason');
    const actor = account.value.id;
    const asked = await orderOf({ session, ledger, options, notice: notice.value.id, actor, reason });
    if (!asked.ok) return asked;
    return sendBatch(session, ledger, { order: { ...asked.value, actor, onBehalf: null }, deed, options });
  });

/** The end of every open item of a withdrawn notice; the key comes from the event, so that a call broken off goes on. */
async function withdrawNotice(call: NoticeAllCall): Promise<Result<NoticeAllOrder>> {
  const { session, ledger, options, notice, actor, reason } = call;
  const by = { actor, now: session.now(), requestKey: keyOf(options) };
  const withdrawn = flagOption(options, 'dryRun')
    ? await foreseenWithdrawal(call)
    : await ledger.withdraw({ notice, reason, ...by });
  if (!withdrawn.ok) return withdrawn;
  const { seq, open } = withdrawn.value;
  return ok({
    items: open,
    key: `withdrawn-${seq}`,
    asked: { type: 'command', command: { type: 'cancel', reason: `通知撤回：${withdrawn.value.reason}` } },
  });
}

async function foreseenWithdrawal({ ledger, notice, reason }: NoticeAllCall): Promise<Result<Withdrawn>> {
  const allowed = mayWithdraw(await ledger.items({ notice }));
  if (!allowed.ok) return allowed;
  return ok({ seq: 0, reason, open: await openItemsOf(ledger, notice) });
}

async function cancelNotice({
  ledger,
  options,
  notice,
  reason,
}: NoticeAllCall): Promise<Result<NoticeAllOrder>> {
  return ok({
    items: await openItemsOf(ledger, notice),
    key: keyOf(options),
    asked: { type: 'command', command: { type: 'cancel', reason } },
  });
}

const BY = /^[+-]?[1-9]\d{0,2}$/;

/** --to or --shift, exactly one of them. */
function moveOf(options: Options): Result<BulkMove> {
  const to = dateOption(options, 'to');
  if (!to.ok) return to;
  const by = optionText(options, 'shift');
  if (by === undefined && to.value !== undefined) return ok({ type: 'to', date: to.value });
  if (by !== undefined && to.value === undefined && BY.test(by)) return ok({ type: 'by', days: Number(by) });
  return refuse(
    'usage',
    text('写 --shift 或 --to 其中一个', 'say either --shift or --to'),
    text(
      '例：--shift +5（顺延 5 个工作日）、--shift -3（提前）、--to 2025-12-31',
      'e.g. --shift +5 (5 working days later), --shift -3 (earlier), --to 2025-12-31',
    ),
  );
}

/** Dates that have moved once must not move again: without --key the same call on the same day is the same call. */
function dayKey({ session, notice, actor, reason }: NoticeAllCall, move: BulkMove, zone: string): string {
  const said = [notice, move, reason, actor, dateOf(session.now(), zone)];
  return `date-${digestOf(said).slice(0, 32)}`;
}

async function moveNotice(call: NoticeAllCall): Promise<Result<NoticeAllOrder>> {
  const { ledger, options, notice, reason } = call;
  const move = moveOf(options);
  if (!move.ok) return move;
  const { policy } = await ledger.office();
  return ok({
    items: await openItemsOf(ledger, notice),
    key: keyOf(options, () => dayKey(call, move.value, policy.zone)),
    asked: { type: 'move', move: move.value, reason },
  });
}

/** duban notice withdraw (until the first signature) | cancel | date: the same done to every open item of a notice. */
export const noticeAllVerbs: readonly Verb[] = [
  {
    usage: 'withdraw <通知>',
    about: text(
      '撤回通知：取消全部事项，告知一次；已有单位签收的不能撤回，只能取消（notice cancel）',
      'withdraw a notice: cancels all its items, told once; once a unit has signed it can only be cancelled (notice cancel)',
    ),
    flags: [NOTICE_REASON, KEY_FLAG, DRY_RUN],
    examples: [
      example(
        'notice withdraw qp-2025-13 --reason 文号有误，另行印发 --dry-run',
        '先看会发多少邮件',
        'counts the mails first',
      ),
      example('notice withdraw qp-2025-13 --reason 文号有误，另行印发 --as ddy', '撤回', 'withdraws it'),
    ],
    action: toWholeNotice({ zh: '撤回通知并取消', en: 'withdrawn and cancelled' }, withdrawNotice),
  },
  {
    usage: 'cancel [通知]',
    about: text(
      '取消通知的全部在办事项；各单位在下一封邮件里得知；中断后再执行即接着做',
      'cancel every open item of a notice; units hear of it in their next mail; a call broken off goes on',
    ),
    flags: [NOTICE_REASON, KEY_FLAG, DRY_RUN],
    examples: [
      example('notice cancel qp-2025-13 --reason 通知已废止 --dry-run', '先看有多少项', 'counts them first'),
      example('notice cancel qp-2025-13 --reason 通知已废止', '全部取消', 'cancels them all'),
    ],
    action: toWholeNotice({ zh: '取消', en: 'cancelled' }, cancelNotice),
  },
  {
    usage: 'date [通知]',
    about: text(
      '通知的全部在办事项整体改期：按工作日移动，或改到同一天；全年事项不动；同日同样的命令只做一次',
      'move the dates of every open item of a notice by working days, or to one day; the same call on a day is done once',
    ),
    flags: [
      flaggedBy(
        '--shift <n>',
        '顺延（+5）或提前（-3）几个工作日',
        'so many working days later (+5) or earlier (-3)',
      ),
      flaggedBy('--to <日期>', '都改到这一天', 'all to this day'),
      NOTICE_REASON,
      KEY_FLAG,
      DRY_RUN,
    ],
    examples: [
      example(
        'notice date qp-2025-13 --shift +5 --reason 上级调整 --dry-run',
        '先看会改多少、拒绝多少',
        'counts what would move and be refused',
      ),
      example(
        'notice date qp-2025-13 --shift +5 --reason 上级调整',
        '都顺延 5 个工作日',
        'all 5 working days later',
      ),
      example(
        'notice date qp-2025-13 --to 2025-12-31 --reason 统一到年底',
        '都改到年底',
        'all to the end of the year',
      ),
    ],
    action: toWholeNotice({ zh: '改期', en: 'moved' }, moveNotice),
  },
];
