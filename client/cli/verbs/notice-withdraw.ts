import { ok, refuse, text, type Result } from '../../../domain/problem';
import { itemStream } from '../../../domain/journal/streams';
import { mayWithdraw } from '../../../domain/plan/withdraw';
import type { Ledger } from '../../../ledger/types';
import { dryRunAll } from '../../plan/rehearse';
import { runningItems } from '../../plan/running';
import { keyOfItem, withdrawalOf, withdrawNotice } from '../../withdraw';
import { missing } from '../item-commands';
import { noticeNamed } from '../names';
import { actingAs, keyOf, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { DRY_RUN, example, flag, flagged, KEY, textOf, type Options, type Verb } from '../verb';
import { mailData, mailTexts } from '../views/mails';

async function withdraw(
  session: Session,
  ledger: Ledger,
  id: string,
  options: Options,
): Promise<Result<Output>> {
  const notice = await noticeNamed(ledger, id);
  if (!notice.ok) return notice;
  const account = await actingAs(session, ledger, ['coordinator'], notice.value.id);
  if (!account.ok) return account;
  const reason = textOf(options, 'reason');
  if (!reason) return missing('--reason');
  const actor = account.value.id;
  if (flag(options, 'dryRun')) return rehearsed(session, ledger, { notice: notice.value.id, reason, actor });
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const by = { actor, now: session.now(), requestKey: keyOf(options) };
  const done = await withdrawNotice({ ledger, duban: duban.value }, notice.value.id, reason, by);
  if (!done.ok) return done;
  const { cancelled, open } = done.value;
  const [first] = open;
  if (first) {
    const { code, message } = first.problem;
    return refuse(
      code,
      text(
        `通知已撤回,已取消 ${cancelled.length} 项,还有 ${open.length} 项没有取消:${message.zh}`,
        `withdrawn; ${cancelled.length} items cancelled, ${open.length} not yet: ${message.en}`,
      ),
      text('原样再执行一次即可接着做', 'run the same again to go on'),
    );
  }
  return ok({
    data: { notice: notice.value.id, reason: done.value.reason, cancelled: cancelled.map(keyOfItem) },
    text: pick(
      session,
      `已撤回 ${notice.value.id},取消 ${cancelled.length} 项;各单位在下一份邮件中得知`,
      `withdrawn ${notice.value.id}, ${cancelled.length} items cancelled; units are told in their next mail`,
    ),
  });
}

async function rehearsed(
  session: Session,
  ledger: Ledger,
  { notice, reason, actor }: { readonly notice: string; readonly reason: string; readonly actor: string },
): Promise<Result<Output>> {
  const allowed = mayWithdraw(await ledger.items({ notice }));
  if (!allowed.ok) return allowed;
  const running = await runningItems(ledger, notice);
  const open = [...running]
    .filter(([, state]) => state === null || state.closedAt === null)
    .map(([key]) => key);
  const { command, key } = withdrawalOf({ seq: 0, reason });
  const calls = open.map((item) => ({ stream: itemStream(notice, item), commands: [{ command, key }] }));
  const { rows, mails } = await dryRunAll(ledger, calls, { actor, now: session.now() });
  const { lang } = session.style;
  return ok({
    data: { dryRun: true, notice, items: open, rows, mails: mails.map(mailData) },
    text: [
      pick(
        session,
        `将撤回 ${notice},取消 ${open.length} 项`,
        `would withdraw ${notice} and cancel ${open.length} items`,
      ),
      mailTexts(mails, [], lang),
    ].join('\n\n'),
  });
}

/** duban notice withdraw: until the first signature. */
export const withdrawVerb: Verb = {
  usage: 'withdraw <通知>',
  about: text(
    '撤回通知:取消全部事项,告知一次;已有单位签收的不能撤回,只能逐项取消',
    'withdraw a notice: cancels all its items, told once; once a unit has signed, only single items can be cancelled',
  ),
  flags: [flagged('--reason <理由>', '理由', 'the reason'), KEY, DRY_RUN],
  examples: [
    example(
      'notice withdraw qp-2025-13 --reason 文号有误,另行印发 --dry-run',
      '先看会发哪些邮件',
      'shows the mails first',
    ),
    example('notice withdraw qp-2025-13 --reason 文号有误,另行印发 --as ddy', '撤回', 'withdraws it'),
  ],
  action: onLedger((session, ledger, [id], options) => withdraw(session, ledger, id ?? '', options)),
};
