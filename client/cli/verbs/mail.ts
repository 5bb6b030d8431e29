import type { Command as Commander } from 'commander';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/types';
import { changedBy, onLedger, withDuban } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { table } from '../table';
import { textOf, type On } from '../verb';

/** duban mail …: what was sent, what waits, and stopping it. */
export function mailVerbs(mail: Commander, on: On): void {
  on(
    mail
      .command('list')
      .description('邮件及其结果')
      .option('--state <状态>', 'ready|sending|sent|failed|unknown|missed|dropped|manual|held')
      .option('--unit <单位>')
      .option('--limit <n>', '最多几封', '50'),
    (session, _args, options) => onLedger(session, (ledger) => listMails(session, ledger, options)),
  );
  on(mail.command('show <键>').description('一封邮件'), (session, [key]) =>
    onLedger(session, async (ledger) => {
      const found = (await ledger.mails({})).find((one) => one.key === key);
      return found
        ? ok({ data: found, text: JSON.stringify(found, null, 2) })
        : refuse(
            'mail-not-found',
            text(`没有邮件“${key ?? ''}”`, `no mail "${key ?? ''}"`),
            text('用 duban mail list 查看', 'see duban mail list'),
          );
    }),
  );
  const reason = '--reason <理由>';
  // Stopping must work with the engine down, so it goes straight to the ledger.
  on(mail.command('pause').description('暂停一切发信').requiredOption(reason), (session, _args, options) =>
    onLedger(session, async (ledger) => {
      const by = await changedBy(session, ledger);
      if (!by.ok) return by;
      await ledger.setPaused(true, textOf(options, 'reason') ?? '', by.value);
      return ok({ data: { paused: true }, text: session.style.lang === 'zh' ? '发信已暂停' : 'paused' });
    }),
  );
  on(mail.command('resume').description('恢复发信').requiredOption(reason), (session, _args, options) =>
    withDuban(session, async (duban, actor) => {
      await duban.resume(textOf(options, 'reason') ?? '', actor);
      return ok({ data: { paused: false }, text: session.style.lang === 'zh' ? '发信已恢复' : 'resumed' });
    }),
  );
  on(mail.command('retry <键...>').description('失败、不明或搁置的邮件重发'), (session, keys) =>
    withDuban(session, async (duban, actor) => {
      const chosen = keys.flatMap((key) => (key === undefined ? [] : [key]));
      const retried = await duban.retryMails(chosen, actor);
      return retried.ok ? ok({ data: retried.value, text: String(retried.value.retried) }) : retried;
    }),
  );
}

async function listMails(
  session: Session,
  ledger: Ledger,
  options: Readonly<Record<string, unknown>>,
): Promise<Result<Output>> {
  const wanted = options['state'];
  const mails = await ledger.mails({ limit: Number(options['limit'] ?? 50) });
  const shown = mails.filter((one) => wanted === undefined || one.state === wanted);
  const paused = await ledger.paused();
  const rows = shown.map((one) => [
    one.slot,
    one.kind,
    one.edition.name,
    one.to.audience,
    one.state,
    one.edition.lines.length,
    one.response ?? '',
    one.key,
  ]);
  const zh = session.style.lang === 'zh';
  const head = zh
    ? ['日期', '类别', '收件', '对象', '状态', '行数', '服务器答复', '键']
    : ['day', 'kind', 'to', 'audience', 'state', 'lines', 'response', 'key'];
  const note = paused ? `${zh ? '发信已暂停' : 'sending is paused'}:${paused.reason}\n` : '';
  return ok({
    data: { paused, mails: shown },
    text: note + (rows.length > 0 ? table(head, rows) : zh ? '没有邮件' : 'no mails'),
  });
}
