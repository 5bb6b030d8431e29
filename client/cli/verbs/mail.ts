import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { MailState } from '../../../ledger/database/tables/mails';
import type { Ledger } from '../../../ledger/ledger';
import type { MailRow } from '../../../ledger/mails/list';
import { subjectOf } from '../../../mail/subject';
import { bodyOf } from '../../../office/lists/mail-body';
import { AUDIENCE, MAIL_KIND, MAIL_STATE } from '../../../domain/words';
import { clockText } from '../../../domain/time';
import { pauseText } from '../../../domain/view/pause';
import { pauseUntil } from '../../../office/acts/pause-until';
import { missingOption } from '../item-commands';
import { countOption, unitOption } from '../names';
import { actingAs, changedBy, keyOf, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { columnTable, longTable, type TableColumn } from '../table';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  KEY_FLAG,
  OF_UNIT,
  type Options,
  requiredFlag,
  optionText,
  type Verb,
} from '../verb';
import { mailUpcomingVerb } from './mail-upcoming';
import { mailData } from '../views/mails';

const isMailState = (word: string): word is MailState => Object.hasOwn(MAIL_STATE, word);

/** The state of --state, by its name or its Chinese word. Refuses `usage`. */
function stateOption(options: Options): Result<MailState | undefined> {
  const word = optionText(options, 'state');
  if (word === undefined || isMailState(word)) return ok(word);
  const [found] = Object.entries(MAIL_STATE).flatMap(([state, { zh }]) =>
    zh === word && isMailState(state) ? [state] : [],
  );
  return found ? ok(found) : missingOption('--state');
}

async function mailList(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const state = stateOption(options);
  if (!state.ok) return state;
  const limit = countOption('--limit', optionText(options, 'limit') ?? '50');
  if (!limit.ok) return limit;
  const { roster, calendar } = await ledger.office();
  const unit = unitOption(options, roster);
  if (!unit.ok) return unit;
  const mails = await ledger.mails({
    ...(limit.value !== undefined && { limit: limit.value }),
    ...(state.value !== undefined && { state: state.value }),
    ...(unit.value !== undefined && { unit: unit.value }),
  });
  const paused = await ledger.paused();
  const note = paused ? `${pauseText(paused, calendar.zone)[session.style.lang]}\n` : '';
  const none = pick(session, '没有邮件', 'no mails');
  return ok({
    data: { paused, mails: mails.map(mailShown) },
    text: note + (mails.length > 0 ? mailsTable(session, mails) : none),
  });
}

const mailShown = ({ key, state, messageId, response, readyAt, settledAt, edition }: MailRow) => ({
  key,
  state,
  messageId,
  response,
  readyAt,
  settledAt,
  ...mailData(edition),
});

function mailsTable({ style: { lang } }: Session, mails: readonly MailRow[]): string {
  const columns: readonly TableColumn<MailRow>[] = [
    ['日期', 'day', ({ slot }) => slot],
    ['类别', 'kind', ({ kind }) => MAIL_KIND[kind][lang]],
    ['收件', 'to', ({ edition }) => edition.name],
    ['对象', 'audience', ({ to }) => AUDIENCE[to.audience][lang]],
    ['状态', 'state', ({ state }) => MAIL_STATE[state][lang]],
    ['行数', 'lines', ({ edition }) => edition.lines.length],
    ['服务器答复', 'response', ({ response }) => response ?? ''],
    ['键', 'key', ({ key }) => key],
  ];
  return columnTable(lang, mails, columns, longTable);
}

async function mailNamed(ledger: Ledger, key: string): Promise<Result<MailRow>> {
  const found = await ledger.mail(key);
  return found
    ? ok(found)
    : refuse(
        'mail-not-found',
        text(`没有邮件“${key}”`, `no mail "${key}"`),
        text('用 duban mail list 查看最后一列', 'see the last column of duban mail list'),
      );
}

/** The plain text of a mail as it was composed; names and addresses of recipients are not in it. */
async function showMail(session: Session, ledger: Ledger, key: string): Promise<Result<Output>> {
  const mail = await mailNamed(ledger, key);
  if (!mail.ok) return mail;
  const { edition, messageId, state, response, readyAt } = mail.value;
  const office = await ledger.office();
  const { text: body } = bodyOf(mail.value, office, session.now());
  const at = clockText(readyAt, office.calendar.zone);
  const head = `${MAIL_STATE[state][session.style.lang]}  ${at}  ${response ?? ''}  ${messageId}`;
  return ok({ data: mailShown(mail.value), text: `${head}\n\n${subjectOf(edition)}\n\n${body}` });
}

// Stopping must work with the engine down, so it goes straight to the ledger.
async function pauseVerb(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const reason = optionText(options, 'reason');
  if (!reason) return missingOption('--reason');
  const by = await changedBy(session, ledger, ['coordinator', 'admin'], options);
  if (!by.ok) return by;
  const now = session.now();
  const { zone } = (await ledger.office()).calendar;
  const until = pauseUntil(optionText(options, 'until') ?? '', { zone, now });
  if (!until.ok) return until;
  const { ready, sending } = await ledger.pending(now);
  const end = until.value === null ? null : clockText(until.value, zone);
  const [zh, en] = end === null ? ['', ''] : [`，到 ${end} 自动恢复`, `, until ${end}`];
  const waits = pick(session, `${ready + sending} 封待发的停下${zh}`, `${ready + sending} mails wait${en}`);
  const data = { until: until.value, ready, sending };
  if (flagOption(options, 'dryRun')) return ok({ data: { dryRun: true, ...data }, text: waits });
  await ledger.setPaused(true, reason, by.value, until.value);
  return ok({
    data: { paused: true, ...data },
    text: pick(session, `发信已暂停：${reason}；${waits}`, `sending is paused: ${reason}; ${waits}`),
  });
}

async function resume(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const reason = optionText(options, 'reason');
  if (!reason) return missingOption('--reason');
  const account = await actingAs(session, ledger, ['coordinator', 'admin']);
  if (!account.ok) return account;
  const { ready } = await ledger.pending(session.now());
  const goes = pick(session, `${ready} 封待发的邮件会发出`, `${ready} mails go out`);
  if (flagOption(options, 'dryRun')) return ok({ data: { dryRun: true, ready }, text: goes });
  const duban = await session.duban();
  if (!duban.ok) return duban;
  await duban.value.resume(reason, account.value.id, keyOf(options));
  return ok({
    data: { paused: false, ready },
    text: pick(session, `发信已恢复；${goes}`, `sending goes on; ${goes}`),
  });
}

async function retryVerb(
  session: Session,
  ledger: Ledger,
  given: readonly (string | undefined)[],
  options: Options,
): Promise<Result<Output>> {
  const keys = given.flatMap((key) => (key === undefined ? [] : [key]));
  const account = await actingAs(session, ledger, ['coordinator', 'admin']);
  if (!account.ok) return account;
  const mails: MailRow[] = [];
  for (const key of keys) {
    const mail = await mailNamed(ledger, key);
    if (!mail.ok) return mail;
    mails.push(mail.value);
  }
  if (flagOption(options, 'dryRun')) {
    return ok({ data: { dryRun: true, mails: mails.map(mailShown) }, text: mailsTable(session, mails) });
  }
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const retried = await duban.value.retryMails(keys, account.value.id, keyOf(options));
  if (!retried.ok) return retried;
  const { retried: count } = retried.value;
  return ok({
    data: retried.value,
    text: pick(session, `${count} 封重新待发`, `${count} mails are ready again`),
  });
}

const MAIL_REASON = requiredFlag(flaggedBy('--reason <理由>', '理由，记入台账', 'the reason, journaled'));

/** duban mail …: what was sent, what waits, and stopping it. */
export const mailVerbs: readonly Verb[] = [
  {
    usage: 'list',
    about: text('邮件及其结果', 'mails and what became of them'),
    flags: [
      flaggedBy(
        '--state <状态>',
        Object.entries(MAIL_STATE)
          .map(([state, { zh }]) => `${state} ${zh}`)
          .join('|'),
        Object.keys(MAIL_STATE).join('|'),
      ),
      OF_UNIT,
      flaggedBy('--limit <n>', '最多几封，默认 50', 'at most this many, 50 by default'),
    ],
    examples: [
      example('mail list --state failed', '退信', 'those that bounced'),
      example('mail list --unit 区数据局 --limit 10', '一个单位最近的', 'the latest of a unit'),
    ],
    action: onLedger((session, ledger, _args, options) => mailList(session, ledger, options)),
  },
  mailUpcomingVerb,
  {
    usage: 'show <键>',
    about: text('一封邮件的正文和结果', 'text and outcome of a mail'),
    flags: [],
    examples: [example("mail show 'sjj|liaison|2025-09-26'", '一封提醒', 'a digest')],
    action: onLedger((session, ledger, [key]) => showMail(session, ledger, key ?? '')),
  },
  {
    usage: 'pause',
    about: text('暂停一切发信；引擎不在也可以', 'stop all sending; also with the engine down'),
    flags: [
      MAIL_REASON,
      flaggedBy(
        '--until <时刻>',
        '到这个时刻（机关所在时区）收发室自动恢复，如 "2025-07-01 14:00"；不写要用 resume 恢复',
        'the mailroom resumes by itself at it, in the time of the office, like "2025-07-01 14:00"; without it, resume does',
      ),
      KEY_FLAG,
      DRY_RUN,
    ],
    examples: [
      example('mail pause --reason 邮件系统检修', '暂停', 'stops'),
      example('mail pause --reason 检修 --until "2025-07-01 14:00"', '暂停到下午两点', 'until two'),
    ],
    action: onLedger((session, ledger, _args, options) => pauseVerb(session, ledger, options)),
  },
  {
    usage: 'resume',
    about: text('恢复发信', 'send again'),
    flags: [MAIL_REASON, KEY_FLAG, DRY_RUN],
    examples: [example('mail resume --reason 检修完毕', '恢复', 'goes on')],
    action: onLedger((session, ledger, _args, options) => resume(session, ledger, options)),
  },
  {
    usage: 'retry <键...>',
    about: text('失败、不明的邮件重发', 'send failed or unknown mails again'),
    flags: [KEY_FLAG, DRY_RUN],
    examples: [example("mail retry 'sjj|liaison|2025-09-26'", '重发一封', 'sends one again')],
    action: onLedger((session, ledger, keys, options) => retryVerb(session, ledger, keys, options)),
  },
];
