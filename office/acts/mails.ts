import { hint, refuse, text, type Text } from '../../domain/problem';
import { reasonField } from '../../domain/item/commands/fields';
import type { AccountRole } from '../../domain/roster/types';
import { clockText, instantAt, parseDate, type ClockTime, type Instant } from '../../domain/time';
import type { MailRow } from '../../ledger/mails/list';
import { subjectOf } from '../../mail/subject';
import { mailRowData } from '../lists/mails';
import { errandsNow, officeAct, reported, type ActContext, type ActResult } from './act';
import { keysField, momentField } from './fields';

/** Roles that pause and resume all sending, and send again what failed. */
export const MAIL_MASTERS: readonly AccountRole[] = ['coordinator', 'admin'];

const isClockTime = (word: string): word is ClockTime => /^([01]\d|2[0-3]):[0-5]\d$/.test(word);

/** The moment of the office, "2025-07-01 14:00", also with a T between; null for another form or one that is not ahead. */
function momentAhead(given: string, { now, office }: ActContext): Instant | null {
  const [day = '', time = ''] = given.trim().split(/[T ]/);
  const date = parseDate(day);
  const at = date.ok && isClockTime(time) ? instantAt(date.value, time, office.calendar.zone) : null;
  return at !== null && at > now ? at : null;
}

const notAhead = (given: string) => ({
  ...refuse(
    'bad-date',
    text(`“${given}”不是以后的时刻`, `"${given}" is no moment ahead`),
    text('写成 2025-07-01 14:00 的样子，晚于现在', 'write it like 2025-07-01 14:00, later than now'),
  ),
  field: 'until',
});

const UNTIL = momentField(
  text('到什么时候', 'until'),
  text(
    '到时收发室自动恢复；不写就要有人来恢复',
    'the mailroom resumes by itself then; without it somebody has to resume',
  ),
);

async function waiting({ ledger, now, office }: ActContext, until: Instant | null) {
  const { ready, sending } = await ledger.pending(now);
  const end = until === null ? null : clockText(until, office.calendar.zone);
  const waits = text(
    `${ready + sending} 封待发的会停下${end === null ? '' : `，到 ${end} 自动恢复`}；事项照常计时，提醒照常记录`,
    `${ready + sending} mails wait${end === null ? '' : ` until ${end}`}; items run on`,
  );
  return { waits, data: { until, ready, sending } };
}

/** The end of a pause; null: somebody has to resume. Refuses `bad-date` at its field. */
function untilIn(given: string | undefined, c: ActContext) {
  const until = given === undefined ? null : momentAhead(given, c);
  return given !== undefined && until === null ? notAhead(given) : { ok: true as const, until };
}

/** 暂停发信: straight to the ledger, for stopping must work with the engine down. */
export const pauseMail = officeAct(
  { reason: reasonField, until: UNTIL.exactOptional() },
  {
    noun: 'mail',
    verb: 'pause',
    page: '/mails',
    who: MAIL_MASTERS,
    grave: true,
    words: text('暂停一切发信', 'Pause all sending'),
    about: text('暂停一切发信；引擎不在也可以', 'stop all sending; also with the engine down'),
    examples: [
      { given: { reason: '邮件系统检修' }, about: text('暂停', 'stops') },
      { given: { reason: '检修', until: '2025-07-01 14:00' }, about: text('暂停到下午两点', 'until two') },
    ],
    lead: async (c) => (await waiting(c, null)).waits,
    async preview(c, given) {
      const end = untilIn(given.until, c);
      if (!end.ok) return end;
      const { waits, data } = await waiting(c, end.until);
      return reported(data, waits);
    },
    async perform(c, { reason, until }, by) {
      const end = untilIn(until, c);
      if (!end.ok) return end;
      const { waits, data } = await waiting(c, end.until);
      await c.ledger.setPaused(true, reason, by, end.until);
      // The mailroom learns when the pause ends.
      if (end.until !== null) await errandsNow(c);
      return reported(
        { paused: true, ...data },
        text(`发信已暂停：${reason}`, `sending is paused: ${reason}`),
        waits,
      );
    },
  },
);

async function waitingToGo({
  ledger,
  now,
}: ActContext): Promise<{ readonly ready: number; readonly goes: Text }> {
  const { ready } = await ledger.pending(now);
  return { ready, goes: text(`${ready} 封待发的邮件会发出`, `${ready} mails go out`) };
}

/** 恢复发信. */
export const resumeMail = officeAct(
  { reason: reasonField },
  {
    noun: 'mail',
    verb: 'resume',
    page: '/mails',
    who: MAIL_MASTERS,
    words: text('恢复发信', 'Resume sending'),
    about: text('恢复发信', 'send again'),
    examples: [{ given: { reason: '检修完毕' }, about: text('恢复', 'goes on') }],
    lead: async (c) => (await waitingToGo(c)).goes,
    async preview(c) {
      const { ready, goes } = await waitingToGo(c);
      return reported({ ready }, goes);
    },
    async perform(c, { reason }, by) {
      const { ready, goes } = await waitingToGo(c);
      const duban = await c.duban();
      if (!duban.ok) return duban;
      await duban.value.resume(reason, by.actor, by.requestKey);
      return reported({ paused: false, ready }, text('发信已恢复', 'sending goes on'), goes);
    },
  },
);

/** Refuses `mail-not-found`, naming the first that is none. */
async function mailsNamed(
  { ledger }: ActContext,
  keys: readonly string[],
): Promise<ActResult | readonly MailRow[]> {
  const mails: MailRow[] = [];
  for (const key of keys) {
    const mail = await ledger.mail(key);
    if (!mail) return mailNotFound(key);
    mails.push(mail);
  }
  return mails;
}

export const mailNotFound = (key: string) =>
  refuse(
    'mail-not-found',
    text(`没有邮件“${key}”`, `no mail "${key}"`),
    hint('在邮件表的最后一列查看', 'see the last column of the list of mails', 'look-at-mails'),
  );

/** 重发: failed or unknown mails become ready again and are tried at once. */
export const retryMail = officeAct(
  { mail: keysField(text('键', 'key'), 'sjj|liaison|2025-09-26') },
  {
    noun: 'mail',
    verb: 'retry',
    page: '/mails',
    who: MAIL_MASTERS,
    onlyButton: true,
    words: text('重新发', 'Send again'),
    about: text('失败、不明的邮件重发', 'send failed or unknown mails again'),
    examples: [{ given: { mail: ['sjj|liaison|2025-09-26'] }, about: text('重发一封', 'sends one again') }],
    async preview(c, given) {
      const mails = await mailsNamed(c, given.mail);
      if ('ok' in mails) return mails;
      const lines = mails.map(({ key, edition }) => text(`${edition.name}  ${subjectOf(edition)}`, key));
      return reported({ mails: mails.map(mailRowData) }, ...lines);
    },
    async perform(c, { mail }, by) {
      const mails = await mailsNamed(c, mail);
      if ('ok' in mails) return mails;
      const duban = await c.duban();
      if (!duban.ok) return duban;
      const done = await duban.value.retryMails(mail, by.actor, by.requestKey);
      if (!done.ok) return done;
      const { retried } = done.value;
      return reported({ retried }, text(`${retried} 封重新待发`, `${retried} mails are ready again`));
    },
    after: ({ mail }) => `/mails/one?key=${encodeURIComponent(mail[0] ?? '')}`,
  },
);
