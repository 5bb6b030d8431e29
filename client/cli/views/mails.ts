import type { Edition } from '../../../domain/digest/types';
import type { Lang } from '../io';
import { table } from '../table';

const KIND: Readonly<Record<Edition['kind'], string>> = {
  letter: '交办',
  digest: '提醒',
  urge: '催办',
  change: '变更',
  answer: '答复',
};

/** The mails that something causes or forecasts, a line each, and what goes into the next digest. */
export function mailTexts(mails: readonly Edition[], later: readonly string[], lang: Lang): string {
  const zh = lang === 'zh';
  if (mails.length === 0 && later.length === 0) return zh ? '不会产生任何邮件' : 'it causes no mail';
  const parts: string[] = [];
  if (mails.length > 0) parts.push(mailTable(mails, lang));
  if (later.length > 0) parts.push(`${zh ? '写入下一份提醒' : 'in the next digest'}:\n${later.join('\n')}`);
  return parts.join('\n\n');
}

/** Date, kind, unit, audience and items of mails. */
export function mailTable(mails: readonly Edition[], lang: Lang): string {
  const head =
    lang === 'zh' ? ['日期', '类别', '收件', '对象', '事项'] : ['date', 'kind', 'to', 'audience', 'items'];
  return table(
    head,
    mails.map((mail) => [
      mail.slot + (mail.lines.some((line) => line.provisional) ? '(预计)' : ''),
      lang === 'zh' ? KIND[mail.kind] : mail.kind,
      mail.name,
      mail.to.audience,
      mail.lines.map((line) => `${line.no}${line.rung === null ? '' : `:${line.rung}`}`).join(' '),
    ]),
  );
}
