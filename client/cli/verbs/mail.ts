import { ok, text, type Result } from '../../../domain/problem';
import type { MailState } from '../../../ledger/database/tables/mails';
import type { Ledger } from '../../../ledger/ledger';
import type { MailRow } from '../../../ledger/mails/list';
import { subjectOf } from '../../../mail/subject';
import { bodyOf } from '../../../office/lists/mail-body';
import { AUDIENCE, MAIL_KIND, MAIL_STATE } from '../../../domain/words';
import { clockText } from '../../../domain/time';
import { pauseText } from '../../../domain/view/pause';
import { mailNotFound } from '../../../office/acts/mails';
import { missingOption } from '../item-commands';
import { countOption, unitOption } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { columnTable, longTable, type TableColumn } from '../table';
import { example, flaggedBy, OF_UNIT, optionText, type Options, type Verb } from '../verb';
import { mailUpcomingVerb } from './mail-upcoming';
import { mailRowData } from '../../../office/lists/mails';
import { actVerbs } from '../act-verb';

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
    data: { paused, mails: mails.map(mailRowData) },
    text: note + (mails.length > 0 ? mailsTable(session, mails) : none),
  });
}

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

/** The plain text of a mail as it was composed; names and addresses of recipients are not in it. */
async function showMail(session: Session, ledger: Ledger, key: string): Promise<Result<Output>> {
  const mail = await ledger.mail(key);
  if (!mail) return mailNotFound(key);
  const { edition, messageId, state, response, readyAt, settledAt } = mail;
  const office = await ledger.office();
  const { publicUrl } = session.config;
  const shown = await bodyOf(ledger, key, { office, now: session.now(), publicUrl });
  const at = clockText(settledAt ?? readyAt, office.calendar.zone);
  const head = `${MAIL_STATE[state][session.style.lang]}  ${at}  ${response ?? ''}  ${messageId}`;
  return ok({ data: mailRowData(mail), text: `${head}\n\n${subjectOf(edition)}\n\n${shown?.text ?? ''}` });
}

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
  ...actVerbs('mail'),
];
