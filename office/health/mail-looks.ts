import { workingDays } from '../../domain/calendar/calendar';
import type { Office } from '../../domain/office';
import { inWindow, windowOf } from '../../domain/slot';
import { clockText, dateOf, type Instant } from '../../domain/time';
import type { MailFlow } from '../../ledger/mails/flow';
import type { MailRow } from '../../ledger/mails/list';
import type { PostingFault } from '../running/mailroom-seen';
import { look, type Look } from './look';

/** How long a mail may be ready inside the window before something must be wrong, ms. */
const LATE_MS = 600_000;

/** A mail that waits for a server. */
export type WaitingMail = Pick<MailRow, 'kind' | 'readyAt' | 'composedAt'>;

/** Mails that wait, and the moment of the look. */
interface WaitingLook {
  readonly office: Office;
  readonly ready: readonly WaitingMail[];
  readonly now: Instant;
  readonly paused: boolean;
}

/** Mails that are ready past their time, and letters that have not gone for a working day. */
export function waitingLooks({ office, ready, now, paused }: WaitingLook): readonly Look[] {
  const late = inWindow(office, now) && !paused ? ready.filter(({ readyAt }) => readyAt + LATE_MS < now) : [];
  const { zone } = office.calendar;
  const daysSince = ({ composedAt }: WaitingMail): number =>
    workingDays(office.calendar, dateOf(composedAt, zone), dateOf(now, zone));
  const letters = ready.filter((mail) => mail.kind === 'letter' && daysSince(mail) >= 1);
  return [
    ...(late.length === 0
      ? []
      : [
          look(
            'late-mails',
            'bad',
            `${late.length} 封邮件已过发出的时间：检查工作进程和邮件服务器`,
            `${late.length} mails are past their time: check the workers and the mail server`,
          ),
        ]),
    ...(letters.length === 0
      ? []
      : [
          look(
            'letters',
            'bad',
            `${letters.length} 封交办通知一个工作日以上还没有发出，见 duban mail list --state ready`,
            `${letters.length} letters have not gone for a working day or more, see duban mail list --state ready`,
          ),
        ]),
  ];
}

/** How long mail may stand still inside the window though some is due, ms: a pass that sent nothing comes again in a minute. */
const STILL_MS = 120_000;

/**
 * Whether mail moves: some is due inside the window and no chunk of posting has sent any since, for longer than a pass
 * takes to come again. What a mail server puts off is not due meanwhile.
 */
export function flowLook(office: Office, now: Instant, flow: MailFlow): Look {
  const { zone } = office.calendar;
  const last = flow.posted === null ? null : clockText(flow.posted, zone);
  const { from } = windowOf(office, dateOf(now, zone));
  const since = Math.max(flow.due ?? now, flow.posted ?? 0, flow.resumed ?? 0, from);
  if (flow.due === null || !inWindow(office, now) || now - since <= STILL_MS)
    return look(
      'mail-moves',
      'ok',
      `邮件在走：${flow.waiting} 封在等，上一次发出 ${last ?? '还没有过'}`,
      `mail moves: ${flow.waiting} wait, the last left ${last ?? 'never'}`,
    );
  const due = clockText(flow.due, zone);
  return look(
    'mail-moves',
    'bad',
    `邮件不走：${flow.waiting} 封在等，最早的一封 ${due} 起就该发，上一次发出 ${last ?? '还没有过'}；看工作进程的日志、收发室和邮件服务器`,
    `mail stands still: ${flow.waiting} wait, the oldest since ${due}, the last left ${last ?? 'never'}; see the workers' log, the mailroom and the mail server`,
  );
}

/** Posting that the mailroom has handed out and that fails, by its last fault. */
export const postingLooks = (failing: PostingFault | null): readonly Look[] =>
  failing === null
    ? []
    : [
        look(
          'posting',
          'bad',
          `发信做不成，已试 ${failing.attempt} 次：${failing.fault}`,
          `posting fails, ${failing.attempt} tries so far: ${failing.fault}`,
        ),
      ];
