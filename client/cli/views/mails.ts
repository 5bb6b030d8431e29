import { isProvisionalDay } from '../../../domain/calendar/calendar';
import { leavesBy } from '../../../domain/digest/handover';
import type { Edition } from '../../../domain/digest/types';
import type { Office } from '../../../domain/office';
import { AUDIENCE, MAIL_KIND } from '../../../domain/words';
import type { Lang } from '../io';
import { columnTable } from '../table';

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

/** Date, kind, unit, audience and items of mails. */
export function mailTable(mails: readonly Edition[], office: Office, lang: Lang): string {
  const zh = lang === 'zh';
  const byHand = zh ? '（人工送达）' : ' (by hand)';
  const mark = zh ? '（预计）' : ' (provisional)';
  const rungOf = (rung: string | null): string => (rung === null ? '' : `:${rung}`);
  return columnTable(lang, mails, [
    ['日期', 'date', ({ slot }) => slot + (isProvisionalDay(office.calendar, slot) ? mark : '')],
    ['类别', 'kind', ({ kind }) => MAIL_KIND[kind][lang]],
    ['收件', 'to', ({ name }) => name],
    [
      '对象',
      'audience',
      (mail) => AUDIENCE[mail.to.audience][lang] + (leavesBy(mail, office) === 'manual' ? byHand : ''),
    ],
    ['事项', 'items', ({ lines }) => lines.map(({ no, rung }) => `${no}${rungOf(rung)}`).join(' ')],
  ]);
}
