import { digestOf } from '../../../domain/journal/canonical';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Account } from '../../../domain/roster/types';
import { dateOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { type BulkMove, type BulkOrder, openItemsOf } from '../../bulk/order';
import { sendBatch } from '../batch';
import { missingOption } from '../item-commands';
import { dateOption, noticeNamed } from '../names';
import { actingAs, keyOf, onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import {
  DRY_RUN,
  example,
  flaggedBy,
  KEY_FLAG,
  type Options,
  requiredFlag,
  optionText,
  type Verb,
} from '../verb';

const NOTICE_REASON = requiredFlag(flaggedBy('--reason <理由>', '理由', 'the reason'));

/** Whose notice, and why. */
interface NoticeAllCall {
  readonly notice: string;
  readonly account: Account;
  readonly reason: string;
}

async function callOf(
  session: Session,
  ledger: Ledger,
  id: string | undefined,
  options: Options,
): Promise<Result<NoticeAllCall>> {
  const notice = await noticeNamed(ledger, id);
  if (!notice.ok) return notice;
  const account = await actingAs(session, ledger, ['coordinator'], notice.value.id);
  if (!account.ok) return account;
  const reason = optionText(options, 'reason');
  return reason ? ok({ notice: notice.value.id, account: account.value, reason }) : missingOption('--reason');
}

async function cancelNotice(
  session: Session,
  ledger: Ledger,
  id: string | undefined,
  options: Options,
): Promise<Result<Output>> {
  const call = await callOf(session, ledger, id, options);
  if (!call.ok) return call;
  const { notice, account, reason } = call.value;
  const order: BulkOrder = {
    items: await openItemsOf(ledger, notice),
    key: keyOf(options),
    actor: account.id,
    onBehalf: null,
    asked: { type: 'command', command: { type: 'cancel', reason } },
  };
  return sendBatch(session, ledger, { order, deed: { zh: '取消', en: 'cancelled' }, options });
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
function dayKey(
  session: Session,
  { notice, account, reason }: NoticeAllCall,
  move: BulkMove,
  zone: string,
): string {
  const said = [notice, move, reason, account.id, dateOf(session.now(), zone)];
  return `date-${digestOf(said).slice(0, 32)}`;
}

async function dateVerb(
  session: Session,
  ledger: Ledger,
  id: string | undefined,
  options: Options,
): Promise<Result<Output>> {
  const call = await callOf(session, ledger, id, options);
  if (!call.ok) return call;
  const move = moveOf(options);
  if (!move.ok) return move;
  const { notice, account, reason } = call.value;
  const office = await ledger.office();
  const order: BulkOrder = {
    items: await openItemsOf(ledger, notice),
    key: keyOf(options, () => dayKey(session, call.value, move.value, office.policy.zone)),
    actor: account.id,
    onBehalf: null,
    asked: { type: 'move', move: move.value, reason },
  };
  return sendBatch(session, ledger, { order, deed: { zh: '改期', en: 'moved' }, options });
}

/** duban notice cancel | date: the same done to every open item of a notice. */
export const noticeAllVerbs: readonly Verb[] = [
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
    action: onLedger((session, ledger, [id], options) => cancelNotice(session, ledger, id, options)),
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
    action: onLedger((session, ledger, [id], options) => dateVerb(session, ledger, id, options)),
  },
];
