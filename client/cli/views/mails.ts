import { isDeclared } from '../../../domain/calendar/calendar';
import { leavesBy } from '../../../domain/digest/handover';
import type { Edition } from '../../../domain/digest/types';
import type { Office } from '../../../domain/office';
import { yearOf } from '../../../domain/time';
import { AUDIENCE, MAIL_KIND } from '../../../domain/words';
import type { Lang } from '../io';
import { printTable } from '../table';

/** The mails that something causes, a line each, and what it adds to them; mails of a later day follow then. */
export function mailTexts(
  mails: readonly Edition[],
  added: readonly string[],
  office: Office,
  lang: Lang,
): string {
  const zh = lang === 'zh';
  if (mails.length === 0 && added.length === 0) return zh ? '不会产生任何邮件' : 'it causes no mail';
  const parts: string[] = [];
  if (mails.length > 0) parts.push(mailTable(mails, office, lang));
  if (added.length > 0) parts.push(`${zh ? '写入邮件的新内容' : 'what it adds'}:\n${added.join('\n')}`);
  return parts.join('\n\n');
}

/** A mail for scripts: kind, to whom, slot, its items in order with rung and provisional mark. */
export const mailData = ({ kind, to, name, slot, lines }: Edition) => ({
  kind,
  ...to,
  name,
  slot,
  items: lines.map(({ stream, no, unit, rung, due, provisional }) => ({
    stream,
    no,
    unit,
    rung,
    due,
    provisional,
  })),
});

/** Date, kind, unit, audience and items of mails. */
export function mailTable(mails: readonly Edition[], office: Office, lang: Lang): string {
  const zh = lang === 'zh';
  const head = zh ? ['日期', '类别', '收件', '对象', '事项'] : ['date', 'kind', 'to', 'audience', 'items'];
  const byHand = zh ? '（人工送达）' : ' (by hand)';
  const mark = zh ? '（预计）' : ' (provisional)';
  return printTable(
    head,
    mails.map((mail) => [
      mail.slot + (isDeclared(office.calendar, yearOf(mail.slot)) ? '' : mark),
      MAIL_KIND[mail.kind][lang],
      mail.name,
      AUDIENCE[mail.to.audience][lang] + (leavesBy(mail, office) === 'manual' ? byHand : ''),
      mail.lines.map((line) => `${line.no}${line.rung === null ? '' : `:${line.rung}`}`).join(' '),
    ]),
  );
}
